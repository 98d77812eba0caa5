import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { beginningOf } from './processIdentity.ts'

interface Noted {
  readonly pid: number
  readonly began: string | undefined
  readonly keeper: number
  readonly keeperBegan: string | undefined
}

/** The same data is in use by another start of the service that is still running. */
export class InUseError extends Error {
  override readonly name = 'InUseError'
}

/** Notes which process runs a part, and which keeps it running, so that a later start can tell what was left behind. */
export function notePid(file: string, pid: number): void {
  const noted: Noted = { pid, began: beginningOf(pid), keeper: process.pid, keeperBegan: beginningOf(process.pid) }
  writeFileSync(`${file}.new`, JSON.stringify(noted), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Forgets what `notePid` noted. */
export function forgetPid(file: string): void {
  rmSync(file, { force: true })
}

/**
 * Ends the process that an earlier start left behind: politely, then by force. It is only touched when it is certainly the
 * one that was noted.
 * @returns whether there was one
 * @throws InUseError when whoever started it is still there: it would only start it again
 */
export async function endLeftover(
  file: string,
  { name, signal, withinMs }: { name: string; signal: NodeJS.Signals; withinMs: number },
): Promise<boolean> {
  const noted = read(file)
  const runs = () => noted?.began !== undefined && beginningOf(noted.pid) === noted.began
  if (!noted || !runs()) return false
  if (noted.keeperBegan !== undefined && beginningOf(noted.keeper) === noted.keeperBegan)
    throw new InUseError(
      `${name} already runs on this data (process ${noted.pid}), started by process ${noted.keeper}. Stop that one first, or name another data directory.`,
    )
  process.kill(noted.pid, signal)
  const deadline = Date.now() + withinMs
  while (runs() && Date.now() < deadline) await delay(50)
  if (runs()) process.kill(noted.pid, 'SIGKILL')
  while (runs()) await delay(50)
  return true
}

function read(file: string): Noted | undefined {
  if (!existsSync(file)) return undefined
  try {
    const noted = JSON.parse(readFileSync(file, 'utf8')) as Noted
    return Number.isInteger(noted.pid) && noted.pid > 1 ? noted : undefined
  } catch {
    return undefined
  }
}
