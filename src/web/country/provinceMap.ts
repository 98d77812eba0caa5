import { readFileSync } from 'node:fs'
import type { OfficeCode } from '../../domain/policy.ts'

/** The outlines of the provinces, by code; tools/map/make-map.mjs makes the file. */
export const provinceMap = JSON.parse(
  readFileSync(new URL('../../../programmes/data/map.json', import.meta.url), 'utf8'),
) as { readonly viewBox: string; readonly provinces: Readonly<Record<OfficeCode, string>> }
