import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beginningOf } from './processIdentity.ts'

/** Where what took long to make is kept for the next start, of any checkout. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir() || tmpdir(), '.cache')
  return join(base, 'amphoe-ita')
}

/** What is left of a making that was cut off is removed after this long. */
const ABANDONED_AFTER_MS = 6 * 3600_000

/**
 * A file or folder that takes long to make, made once for all checkouts and processes of this user. Under its name it is always
 * whole: it is made under another and renamed. Of several processes that need it at once, one makes it and the others wait.
 * @param make makes it at the path it is given
 */
export async function keptOnDisk({
  name,
  make,
  say,
}: {
  name: string
  make: (path: string) => Promise<void>
  say: (line: string) => void
}): Promise<string> {
  const folder = cacheFolder()
  const kept = join(folder, name)
  if (existsSync(kept)) return kept
  mkdirSync(folder, { recursive: true })
  const lock = `${kept}.lock`
  const mine = JSON.stringify([process.pid, beginningOf(process.pid)])
  for (let waited = false; !takeLock(lock, mine); waited = true) {
    if (!waited) say(`Another process is making ${name}; waiting for it …`)
    await delay(500)
    if (existsSync(kept)) return kept
  }
  const fresh = `${kept}.${randomUUID()}`
  try {
    if (existsSync(kept)) return kept
    removeAbandoned(folder, name)
    await make(fresh)
    renameSync(fresh, kept)
    return kept
  } finally {
    rmSync(fresh, { recursive: true, force: true })
    rmSync(lock, { force: true })
  }
}

/** Takes the lock, also from a process that is gone. */
function takeLock(lock: string, mine: string): boolean {
  try {
    writeFileSync(lock, mine, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  try {
    const [pid, began] = JSON.parse(readFileSync(lock, 'utf8')) as [number, string]
    if (beginningOf(pid) !== began) rmSync(lock, { force: true })
  } catch {
    // It is being written, or has just been given back.
  }
  return false
}

function removeAbandoned(folder: string, name: string): void {
  for (const entry of readdirSync(folder)) {
    const path = join(folder, entry)
    if (!entry.startsWith(`${name}.`) || entry === `${name}.lock`) continue
    if (Date.now() - statSync(path).mtimeMs > ABANDONED_AFTER_MS) rmSync(path, { recursive: true, force: true })
  }
}
