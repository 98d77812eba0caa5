import { type LogLevel, makeTelemetryFilterString, Runtime, type Logger as SdkLogger } from '@temporalio/worker'
import type { Logger } from 'pino'

export interface RuntimeSetting {
  readonly log: Logger
  /** The port of this machine alone on which the SDK tells its own metrics; it tells none when left out. */
  readonly metricsPort?: number | undefined
}

/**
 * Prepares Temporal's SDK in a process that runs a worker: its logs go where ours go. To be called once, before the first worker
 * or connection of one.
 */
export function prepareRuntime({ log, metricsPort }: RuntimeSetting): void {
  Runtime.install({
    logger: sdkLogger(log),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(metricsPort === undefined ? {} : { metrics: { prometheus: inBaseUnits(metricsPort) } }),
    },
  })
}

/** Ends Temporal's SDK in a process whose workers have ended: it would keep the process alive for logs that may come. */
export function endRuntime(): Promise<void> {
  return Runtime.instance().shutdown()
}

function inBaseUnits(port: number) {
  return {
    ...{ bindAddress: `127.0.0.1:${port}`, countersTotalSuffix: true, unitSuffix: true },
    useSecondsForDurations: true,
  }
}

/** What the SDK has told so far, as Prometheus reads it. */
export class SdkMetrics {
  private readonly url: string
  private readonly log: Logger

  constructor(port: number, log: Logger) {
    this.url = `http://127.0.0.1:${port}/metrics`
    this.log = log
  }

  /** Nothing while the SDK does not answer: our own metrics are told in any case. */
  async metrics(): Promise<string> {
    try {
      const response = await fetch(this.url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
      if (!response.ok) throw new Error(`it answers ${response.status}`)
      return await response.text()
    } catch (err) {
      this.log.warn({ err }, "the SDK's metrics cannot be read")
      return ''
    }
  }
}

const ANSWER_WITHIN_MS = 2000

/** Our levels by the SDK's. */
const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

/** The SDK's logger that writes into ours: an error as our own are, and everything said with it. */
function sdkLogger(log: Logger): SdkLogger {
  const write = (level: LogLevel, message: string, meta: object = {}) => {
    const { error, ...said } = meta as { error?: unknown }
    log[levels[level]]({ ...said, ...(error === undefined ? {} : { err: error }) }, message)
  }
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  }
}
