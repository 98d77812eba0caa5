import { fileURLToPath } from 'node:url'
import { loadProgramme, type Programme } from '../../../src/programme/load.ts'

/** 2568's programme, as it ships. */
export const programme: Programme = loadProgramme(
  fileURLToPath(new URL('../../../programmes/amphoe-ita-2568.yaml', import.meta.url)),
)
