import type { Resource } from '@opentelemetry/resources'
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base'

/** Where the spans of this process go. */
export interface Tracing {
  readonly spanProcessor: SpanProcessor
  readonly resource: Resource
  /** Sends what has not been sent, and takes no more. */
  stop(): Promise<void>
}

let isOn = false

/** Whether this process keeps traces. */
export function isTracing(): boolean {
  return isOn
}

/**
 * Begins to keep traces when the environment names a collector (OTEL_EXPORTER_OTLP_ENDPOINT, and the other variables that
 * OpenTelemetry has for it). Without one nothing of it is loaded. To be called before connections are opened.
 * @returns undefined when no traces are kept
 */
export async function startTracing(
  process: 'api' | 'worker',
  environment: NodeJS.ProcessEnv,
): Promise<Tracing | undefined> {
  if (!isWanted(environment)) return undefined
  const { exportSpans } = await import('./exportSpans.ts')
  const tracing = exportSpans(process)
  isOn = true
  return {
    ...tracing,
    stop: async () => {
      isOn = false
      await tracing.stop()
    },
  }
}

function isWanted({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesEndpoint,
  OTEL_SDK_DISABLED: disabled,
  OTEL_TRACES_EXPORTER: exporter,
}: NodeJS.ProcessEnv): boolean {
  return Boolean(endpoint || tracesEndpoint) && disabled?.toLowerCase() !== 'true' && exporter !== 'none'
}
