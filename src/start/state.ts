import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

/** What a rehearsal that is stopped must know to be taken up again, besides what is in the database. */
const stateSchema = z.object({
  /** The first step of the script that has not been answered. */
  nextStep: z.int().min(0),
})
export type RehearsalState = z.output<typeof stateSchema>

/** Reads the state; a rehearsal that has not begun is at its first step. */
export function readState(file: string): RehearsalState {
  return existsSync(file) ? stateSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : { nextStep: 0 }
}

/** Writes the state as a whole: a crash leaves the old one or the new one. */
export function writeState(file: string, state: RehearsalState): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}
