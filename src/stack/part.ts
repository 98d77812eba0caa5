import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { canEndWithParent, endedWithParent } from './parentDeath.ts'
import { endLeftover, forgetPid, notePid } from './pidFile.ts'

/** A part of the stack that runs: PostgreSQL, Temporal, the inbox, the worker, the API. */
export interface Part {
  readonly name: string
  /** The process id now: it changes when the part has been started again. */
  readonly pid: number | undefined
  /** How often it has died by itself, been started again and become ready. */
  readonly restarts: number
  /** Ends the part for good: politely, then by force. */
  stop(): Promise<void>
}

export interface PartSetting {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Put before the command, such as what lets it run as another user. It must become the command, not stay its parent. */
  readonly prefix?: readonly string[]
  readonly options?: SpawnOptions
  /** Called before each start, also after it has died. */
  readonly prepare?: () => Promise<void>
  /** Answers once the part is ready to be used; called again after each start. What it throws ends the wait. */
  readonly isReady: () => Promise<boolean>
  /** How long it may take to become ready, in milliseconds. */
  readonly readyWithinMs: number
  /** The signal that ends it politely. */
  readonly stopSignal?: NodeJS.Signals
  /** How long it may take to end, in milliseconds, before it is ended by force. */
  readonly stopWithinMs?: number
  /** Where its process id is noted, so that one left behind by a killed start is found and ended by the next. */
  readonly pidFile?: string
  /** Called when the part has died, and when it has been started again. */
  readonly onEvent: (message: string) => void
  /** Called with each line it prints, for logs. */
  readonly onLine?: (line: string) => void
}

/** How often readiness is asked. */
const ASK_EVERY_MS = 50
const STOP_WITHIN_MS = 15_000
/** A dead part is started again after the first of these, and later and later while it keeps dying. */
const START_AGAIN_AFTER_MS = [200, 400, 800, 1600, 3200, 5000]
/** How often a part that dies before it was ever ready is tried: what a killed one held may take a moment to come free. */
const FIRST_ATTEMPTS = 3

/**
 * Starts a process, waits until it is ready, and keeps it running: when it dies by itself it is started again with the same
 * command, so on the same ports and data. Where the system can, it is ended with us even when we are killed; it then has a
 * process group of its own, so that a Ctrl-C at the terminal reaches only us, and we end the parts in order.
 * @throws when it does not become ready, with the last lines it printed; InUseError when another start of ours runs it
 */
export async function runPart(setting: PartSetting): Promise<Part> {
  const { name, pidFile, onEvent } = setting
  const stopSignal = setting.stopSignal ?? 'SIGTERM'
  const stopWithinMs = setting.stopWithinMs ?? STOP_WITHIN_MS
  if (pidFile && (await endLeftover(pidFile, { name, signal: stopSignal, withinMs: stopWithinMs })))
    onEvent(`${name} was still running from a start that was cut off; it has been ended`)

  const said: string[] = []
  let child: ChildProcess
  let stopping = false
  let restarts = 0
  let keeping: Promise<void> | undefined
  const abandon = new AbortController()

  /** Starts the process once. @returns a promise of how it ended */
  const start = () => {
    const [command, ...args] = [
      ...(setting.prefix ?? []),
      ...endedWithParent(stopSignal),
      setting.command,
      ...setting.args,
    ]
    const started = spawn(command!, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: canEndWithParent(),
      ...setting.options,
    })
    child = started
    for (const stream of [started.stdout, started.stderr]) readLines(stream)
    if (pidFile && started.pid) notePid(pidFile, started.pid)
    return new Promise<string>((resolve) => {
      started.once('error', (error) => {
        said.push(error.message)
        if (started.pid === undefined) resolve(error.message)
      })
      started.once('exit', (code, signal) => {
        endByForce(started)
        resolve(signal ? `signal ${signal}` : `exit ${code}`)
      })
    })
  }

  const readLines = (stream: ChildProcess['stdout']) => {
    let rest = ''
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        said.push(line)
        if (said.length > 40) said.shift()
        setting.onLine?.(line)
      }
    })
  }

  /** Waits until it is ready. @returns how it ended, when it ended first; undefined when it is ready */
  const untilReady = async (end: Promise<string>): Promise<string | undefined> => {
    let ended: string | undefined
    void end.then((how) => {
      ended = how
    })
    const deadline = Date.now() + setting.readyWithinMs
    while (ended === undefined) {
      const isReady = await setting.isReady()
      // Somebody else's server on the same port may have answered while ours was ending for lack of that port.
      if (isReady && ended === undefined) return undefined
      if (Date.now() > deadline) throw new Error(`it did not become ready in ${setting.readyWithinMs / 1000} s`)
      await delay(ASK_EVERY_MS)
    }
    return ended
  }

  /** Starts it again whenever it ends, until it is stopped. */
  const keep = async (end: Promise<string>) => {
    for (let attempt = 0; ; ) {
      const how = await end
      if (stopping) return
      if (attempt === 0) onEvent(`${name} died (${how}); starting it again`)
      const pause = START_AGAIN_AFTER_MS[Math.min(attempt++, START_AGAIN_AFTER_MS.length - 1)]!
      await delay(pause, undefined, { signal: abandon.signal }).catch(() => undefined)
      if (stopping) return
      try {
        await setting.prepare?.()
        if (stopping) return
        end = start()
        const failed = await untilReady(end)
        if (stopping) return
        if (failed === undefined) {
          restarts++
          attempt = 0
          onEvent(`restarted ${name} after it died (${how})`)
        } else onEvent(`${name} could not be started again (${failed}): ${said.at(-1) ?? ''}`)
      } catch (error) {
        if (stopping) return
        onEvent(`${name} was started again, but ${(error as Error).message}`)
        endByForce(child)
      }
    }
  }

  const stop = async () => {
    stopping = true
    abandon.abort()
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.kill(stopSignal)
      const force = setTimeout(() => endByForce(child), stopWithinMs)
      await ended
      clearTimeout(force)
    }
    await keeping
    if (pidFile) forgetPid(pidFile)
  }

  for (let attempt = 1; ; attempt++) {
    await setting.prepare?.()
    const end = start()
    let problem: string | undefined
    try {
      problem = await untilReady(end)
    } catch (error) {
      await stop()
      throw new Error(`${name} is not ready: ${(error as Error).message}.${lastWords(said)}`, { cause: error })
    }
    if (problem === undefined) {
      keeping = keep(end)
      break
    }
    if (attempt === FIRST_ATTEMPTS) {
      await stop()
      throw new Error(`${name} could not be started (${problem}).${lastWords(said)}`)
    }
    await delay(START_AGAIN_AFTER_MS[attempt])
  }
  return {
    name,
    get pid() {
      return child.pid
    },
    get restarts() {
      return restarts
    },
    stop,
  }
}

function lastWords(said: readonly string[]): string {
  return said.length > 0 ? ` It said:\n${said.join('\n')}` : ''
}

/** Ends a process by force, and whatever is still in the process group that it led. */
function endByForce(child: ChildProcess): void {
  child.kill('SIGKILL')
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nothing is left of it.
  }
}
