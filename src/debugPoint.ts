import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Places between two writes: the first is done and cannot be taken back, of the second nobody knows yet. Fault tests stop a
 * process exactly there, which chance alone would rarely do.
 */
export const debugPoints = [
  /** A command's words are in the database; the workflow has not been told of the command. */
  'words-kept',
  /** An office's step is in the database; Temporal does not know that it was recorded. */
  'step-recorded',
  /** A digest is in the database; Temporal does not know. */
  'digest-recorded',
  /** An area command has been carried out; its receipt is not in the database. */
  'area-answered',
  /** A programme is being opened: its workflow has not been started. */
  'opening-marked',
  /** A programme's workflows run; the database does not say that it is open. */
  'opening-done',
  /** The mail server has taken a mail; the outbox does not know. */
  'mail-taken',
] as const
export type DebugPoint = (typeof debugPoints)[number]

/**
 * Ends or stops this process where a file of the point's name lies in the folder that DEBUG_POINTS names, with the signal that
 * the file holds (SIGKILL, SIGSTOP). The file is taken away first: it is for whoever passes first. Does nothing without DEBUG_POINTS.
 */
export function debugPoint(point: DebugPoint): void {
  const folder = process.env.DEBUG_POINTS
  if (folder === undefined) return
  const file = join(folder, point)
  let signal: string
  try {
    signal = readFileSync(file, 'utf8')
    rmSync(file)
  } catch {
    // There is none, or another process was here first.
    return
  }
  process.kill(process.pid, signal as NodeJS.Signals)
}
