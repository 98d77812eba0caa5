import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'

/** A part of the stack that runs: PostgreSQL, Temporal, the inbox, the worker, the API. */
export interface Part {
  readonly name: string
  /** The process id now: it changes when the part has been started again. */
  readonly pid: number | undefined
  /** Ends the part for good: politely, then by force. */
  stop(): Promise<void>
}

export interface PartSetting {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly options?: SpawnOptions
  /** Answers once the part is ready to be used; called again after each start. */
  readonly isReady: () => Promise<boolean>
  /** How long it may take to become ready, in milliseconds. */
  readonly readyWithinMs: number
  /** The signal that ends it politely. */
  readonly stopSignal?: NodeJS.Signals
  /** Called when the part has died and been started again, or could not be. */
  readonly onEvent: (message: string) => void
  /** Called with each line it prints, for logs. */
  readonly onLine?: (line: string) => void
}

/** How often readiness is asked, and how long is waited before a dead part is started again. */
const ASK_EVERY_MS = 50
const START_AGAIN_AFTER_MS = 300
const STOP_WITHIN_MS = 15_000

/**
 * Starts a process and keeps it running: when it dies by itself it is started again with the same command, on the same ports
 * and data.
 * @throws when it does not become ready in time, with the last lines it printed
 */
export async function runPart(setting: PartSetting): Promise<Part> {
  let child: ChildProcess
  let stopping = false
  const last: string[] = []

  const start = () => {
    child = spawn(setting.command, setting.args, { stdio: ['ignore', 'pipe', 'pipe'], ...setting.options })
    for (const stream of [child.stdout, child.stderr]) {
      let rest = ''
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) {
          last.push(line)
          if (last.length > 40) last.shift()
          setting.onLine?.(line)
        }
      })
    }
    child.once('error', (error) => last.push(error.message))
    child.once('exit', (code, signal) => {
      if (stopping) return
      setting.onEvent(`${setting.name} died (${signal ?? `exit ${code}`}); starting it again`)
      setTimeout(() => {
        if (!stopping) start()
      }, START_AGAIN_AFTER_MS)
    })
  }

  const stop = async () => {
    stopping = true
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill(setting.stopSignal ?? 'SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
    await ended
    clearTimeout(force)
  }

  start()
  const deadline = Date.now() + setting.readyWithinMs
  while (!(await setting.isReady())) {
    if (Date.now() > deadline) {
      await stop()
      throw new Error(`${setting.name} did not become ready. It said:\n${last.join('\n')}`)
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
  }
  return {
    name: setting.name,
    get pid() {
      return child.pid
    },
    stop,
  }
}
