import type { Attributes } from '@opentelemetry/api'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base'
import { redact } from './redact.ts'

/**
 * What is said of a span. Libraries note more: the key that a caller chose for a command, what an error says of what was sent.
 * That stays here; the log has the error, under the ids of the trace.
 */
const TOLD = new Set([
  ...['http.request.method', 'http.route', 'http.response.status_code', 'request'],
  ...['db.system.name', 'db.query.summary'],
  ...['workflowType', 'taskQueue', 'run_id', 'runId', 'temporalWorkflowId', 'workflowId', 'temporalActivityId'],
  'exception.type',
])

/** Sends spans without what tells of a person or opens a door. */
export class RedactedSpans implements SpanExporter {
  private readonly exporter: SpanExporter

  constructor(exporter: SpanExporter) {
    this.exporter = exporter
  }

  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    this.exporter.export(spans.map(redacted), done)
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown()
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.()
  }
}

function redacted(span: ReadableSpan): ReadableSpan {
  const value = <T>(given: T) => ({ value: given, enumerable: true })
  return Object.create(span, {
    attributes: value(told(span.attributes)),
    events: value(span.events.map((event) => ({ ...event, attributes: told(event.attributes ?? {}) }))),
    status: value({ code: span.status.code }),
  }) as ReadableSpan
}

function told(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      TOLD.has(name) ? [[name, typeof value === 'string' ? redact(value) : value]] : [],
    ),
  )
}
