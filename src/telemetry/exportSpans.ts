import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { envDetectorSync, Resource } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { RedactedSpans } from './redactedSpans.ts'
import type { Tracing } from './tracing.ts'

/**
 * Sends the spans of this process to the collector that OpenTelemetry's own variables name. OTEL_SERVICE_NAME and
 * OTEL_RESOURCE_ATTRIBUTES add to what it is called, or replace it.
 */
export function exportSpans(process: 'api' | 'worker'): Tracing {
  const resource = Resource.default()
    .merge(new Resource({ 'service.name': `amphoe-ita-${process}` }))
    .merge(envDetectorSync.detect())
  const spanProcessor = new BatchSpanProcessor(new RedactedSpans(new OTLPTraceExporter()))
  const provider = new BasicTracerProvider({ resource, spanProcessors: [spanProcessor] })
  // No baggage: what a caller writes in it would go into workflow histories.
  provider.register({
    contextManager: new AsyncLocalStorageContextManager(),
    propagator: new W3CTraceContextPropagator(),
  })
  return { spanProcessor, resource, stop: () => provider.shutdown() }
}
