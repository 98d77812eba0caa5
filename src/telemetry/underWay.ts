import { AsyncLocalStorage } from 'node:async_hooks'
import { isSpanContextValid, trace } from '@opentelemetry/api'

/** What every line that is logged on the way of a request says of it. */
export interface UnderWay {
  /** The id of the request. */
  readonly request?: string
  /** The ids of its trace and of the part of it that is under way, where traces are kept. */
  readonly trace_id?: string
  readonly span_id?: string
}

const requests = new AsyncLocalStorage<string>()

/** Does something, and all that follows from it, on the way of a request. */
export function onRequest<T>(id: string, act: () => T): T {
  return requests.run(id, act)
}

/** What is under way where this is called. */
export function underWay(): UnderWay {
  const request = requests.getStore()
  const span = trace.getActiveSpan()?.spanContext()
  return {
    ...(request === undefined ? {} : { request }),
    ...(span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : {}),
  }
}
