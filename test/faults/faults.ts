import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { debugPoints } from '../../src/debugPoint.ts'
import { addDays, type Day, dayNumber } from '../../src/domain/time.ts'
import type { Part } from '../../src/stack/part.ts'
import type { Chance } from './chance.ts'
import type { FaultStack } from './stack.ts'

/** What befalls a part of the service, without warning. */
export type Fault =
  /** SIGKILL. */
  | { readonly kind: 'kill'; readonly part: Part }
  /** SIGTERM, as when a host is taken down on purpose. */
  | { readonly kind: 'end'; readonly part: Part }
  /** SIGSTOP, and SIGCONT after a while: it is there and does not answer. */
  | { readonly kind: 'freeze'; readonly part: Part; readonly ms: number }
  /** PostgreSQL can write no further than some kilobytes into a file, as with a full disk; after a while it can again. */
  | { readonly kind: 'disk-full'; readonly part: Part; readonly ms: number }
  /** Whichever process next comes to a place between two writes dies, or stops, there. */
  | { readonly kind: 'between-writes'; readonly point: string; readonly signal: 'SIGKILL' | 'SIGSTOP' }

/** Far below what a segment of the write-ahead log holds: no transaction can be committed. */
const DISK_FULL_AT_BYTES = 65_536
/** How long PostgreSQL may recover from a full disk before it is taken for stuck. */
const STUCK_AFTER_MS = 30_000
/** How long after the beginning of its day a fault strikes, at most. */
const AFTER_MS = 400

/** What chance has in store next. */
export function nextFault(chance: Chance, { parts }: Pick<FaultStack, 'parts'>): Fault {
  const named = (name: string) => parts.find((p) => p.name === name)!
  const luck = chance.next()
  if (luck < 0.4) return { kind: 'kill', part: chance.oneOf(parts) }
  if (luck < 0.6) return { kind: 'freeze', part: chance.oneOf(parts), ms: chance.between(300, 4000) }
  if (luck < 0.65)
    // Longer than Temporal waits for a workflow task (10 s): what was frozen wakes to find its work done by another.
    return {
      kind: 'freeze',
      part: chance.oneOf([named('Worker'), named('Worker 2')]),
      ms: chance.between(10_500, 13_000),
    }
  if (luck < 0.72) return { kind: 'disk-full', part: named('PostgreSQL'), ms: chance.between(500, 3000) }
  return {
    kind: 'between-writes',
    point: chance.oneOf(debugPoints),
    signal: chance.oneOf(['SIGKILL', 'SIGKILL', 'SIGSTOP']),
  }
}

/** A fault in store, and when it strikes: so many real milliseconds after the year has come to a day. */
export interface InStore {
  readonly on: Day
  readonly afterMs: number
  readonly fault: Fault
}

/** So many faults, each on a day that chance chooses. */
export function chosenBy(
  chance: Chance,
  stack: FaultStack,
  { faults, from, until }: { faults: number; from: Day; until: Day },
): InStore[] {
  const days = dayNumber(until) - dayNumber(from)
  return Array.from({ length: faults }, () => ({
    on: addDays(from, chance.between(0, days)),
    afterMs: chance.between(0, AFTER_MS),
    fault: nextFault(chance, stack),
  }))
}

/** Faults in store for a year. They befall the service when the year has come to their day. */
export class Misfortune {
  /** What has befallen it, for who reads a failure. */
  readonly log: string[] = []
  private readonly stack: FaultStack
  private readonly inStore: InStore[]
  private striking = Promise.resolve()

  constructor(stack: FaultStack, inStore: readonly InStore[]) {
    this.stack = stack
    this.inStore = [...inStore].sort((a, b) => (a.on < b.on ? -1 : 1))
  }

  /** The year has come to a day: what is in store for it strikes, one after the other, while the year goes on. */
  reach(day: Day): void {
    for (let next = this.inStore[0]; next && next.on <= day; next = this.inStore[0]) {
      const { on, afterMs, fault } = this.inStore.shift()!
      this.log.push(`${on}  ${describe(fault)}`)
      this.striking = this.striking.then(() => delay(afterMs)).then(() => befall(fault, this.stack))
    }
  }

  /** What has begun comes to its end: everything runs again then. */
  async end(): Promise<void> {
    await this.striking
    for (const point of readdirSync(this.stack.debugPoints))
      rmSync(join(this.stack.debugPoints, point), { force: true })
  }
}

/** A fault in words. */
export function describe(fault: Fault): string {
  if (fault.kind === 'between-writes') return `${fault.signal} at ${fault.point}`
  return `${fault.kind} ${fault.part.name}${'ms' in fault ? ` for ${fault.ms} ms` : ''}`
}

async function befall(fault: Fault, { parts, debugPoints: folder, foundation }: FaultStack): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      return signal(fault.part.pid, 'SIGKILL')
    case 'end':
      return signal(fault.part.pid, 'SIGTERM')
    case 'freeze': {
      const frozen = familyOf(fault.part.pid)
      for (const pid of frozen) signal(pid, 'SIGSTOP')
      await delay(fault.ms)
      for (const pid of frozen) signal(pid, 'SIGCONT')
      return
    }
    case 'disk-full': {
      const { pid } = fault.part
      for (const one of familyOf(pid)) limitFiles(one, `${DISK_FULL_AT_BYTES}:`)
      await delay(fault.ms)
      // One that has died meanwhile runs again without the limit.
      if (fault.part.pid === pid) for (const one of familyOf(pid)) limitFiles(one, 'unlimited:')
      return restartIfStuck(fault.part, foundation.databaseUrl)
    }
    case 'between-writes': {
      const file = join(folder, fault.point)
      writeFileSync(`${file}.new`, fault.signal)
      renameSync(`${file}.new`, file)
      if (fault.signal === 'SIGKILL') return
      await delay(3000)
      // Nobody came by: nobody shall stop there unseen. Whoever came by stands still until it is found.
      rmSync(file, { force: true })
      await delay(200)
      for (const { pid } of parts) if (isStopped(pid)) signal(pid, 'SIGCONT')
    }
  }
}

/**
 * A PostgreSQL 18 whose recovery meets the full disk may stand still for good: its startup process has ended, it takes no connections and
 * does not end by itself. Whoever watches it (a probe, an operator) ends it then, and its supervisor starts it again.
 */
async function restartIfStuck(postgres: Part, databaseUrl: string): Promise<void> {
  const { pid } = postgres
  const deadline = Date.now() + STUCK_AFTER_MS
  while (postgres.pid === pid) {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2000 })
    client.on('error', () => undefined)
    const answers = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => undefined)
    if (answers) return
    if (Date.now() > deadline) return signal(pid, 'SIGKILL')
    await delay(500)
  }
}

/** A process and those that it has started: PostgreSQL is a family, each of which leads a group of its own. */
function familyOf(pid: number | undefined): number[] {
  if (pid === undefined) return []
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => statusOf(Number(name)).match(/^PPid:\t(\d+)$/m)?.[1] === String(pid))
  return [pid, ...children.map(Number)]
}

function isStopped(pid: number | undefined): boolean {
  return pid !== undefined && /^State:\tT/m.test(statusOf(pid))
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    // It has ended.
    return ''
  }
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Sets how large a file a process may write (its soft limit). */
function limitFiles(pid: number, limit: string): void {
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${limit}`], { stdio: 'pipe' })
  } catch (error) {
    if (statusOf(pid) !== '') throw error
  }
}
