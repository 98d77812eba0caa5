import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { beginningOf } from '../../../src/stack/processIdentity.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The parts of a start that run as processes of their own, by the file in which each one's process id is noted. */
export const partPidFiles = {
  worker: 'worker.pid',
  API: 'api.pid',
  Temporal: 'temporal/temporal.pid',
  PostgreSQL: 'postgres/postgres.pid',
  inbox: 'inbox/inbox.pid',
} as const
export type PartName = keyof typeof partPidFiles

/** `npm start` as a process to be watched and killed. */
export class Start {
  /** Everything it has printed. */
  said = ''
  readonly ended: Promise<number | null>
  private readonly child: ChildProcess
  private readonly dataDir: string

  /** @param secondsPerDay real seconds to a day of the programme */
  constructor(dataDir: string, secondsPerDay: number) {
    this.dataDir = dataDir
    this.child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        join(root, 'src/cli/start.ts'),
        '--data-dir',
        dataDir,
        '--seconds-per-day',
        `${secondsPerDay}`,
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.said += text
      })
    this.ended = new Promise((resolve) => this.child.once('exit', resolve))
  }

  /** Waits until it has printed something. @returns the match; @throws with all it said when it has not in time */
  async says(pattern: RegExp, withinMs = 120_000): Promise<RegExpMatchArray> {
    const deadline = Date.now() + withinMs
    for (;;) {
      const found = this.said.match(pattern)
      if (found) return found
      if (Date.now() > deadline || this.child.exitCode !== null)
        throw new Error(`it never said ${pattern}. It said:\n${this.said}`)
      await delay(50)
    }
  }

  /** The process id of a part, as it runs now. */
  pidOf(part: PartName): number {
    return (JSON.parse(readFileSync(join(this.dataDir, partPidFiles[part]), 'utf8')) as { pid: number }).pid
  }

  /** Kills a part without warning. */
  kill(part: PartName): void {
    process.kill(this.pidOf(part), 'SIGKILL')
  }

  /** Kills the start itself without warning, and waits until all its parts have gone with it. */
  async killAll(): Promise<void> {
    const parts = (Object.keys(partPidFiles) as PartName[]).map((name) => {
      const pid = this.pidOf(name)
      return { name, pid, began: beginningOf(pid) }
    })
    this.child.kill('SIGKILL')
    await this.ended
    const deadline = Date.now() + 30_000
    for (;;) {
      const left = parts.filter(({ pid, began }) => began !== undefined && beginningOf(pid) === began)
      if (left.length === 0) return
      if (Date.now() > deadline) throw new Error(`outlived its start: ${left.map((p) => p.name).join(', ')}`)
      await delay(50)
    }
  }

  /** Ends it as Ctrl-C does. @returns its exit status */
  async interrupt(): Promise<number | null> {
    this.child.kill('SIGINT')
    return this.ended
  }

  /** The environment that its commands use. */
  environment(): Record<string, string> {
    const file = join(this.dataDir, 'service.env')
    if (!existsSync(file)) return {}
    return Object.fromEntries(
      [...readFileSync(file, 'utf8').matchAll(/^(\w+)='(.*)'$/gm)].map(([, name, value]) => [name!, value!]),
    )
  }
}
