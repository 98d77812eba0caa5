import { randomUUID } from 'node:crypto'
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { requestSeconds } from '../telemetry/measures.ts'
import { onRequest } from '../telemetry/underWay.ts'

const tracer = trace.getTracer('amphoe-ita')

/** Below these, a route is named by what comes after. */
const BASES = ['/api/v1', '/signin', '/web']

/**
 * Gives every request an id, and says how it went: a line in the log, a time, and a span where traces are kept. No token, no
 * body, no query; the address as it was asked is in the log alone.
 */
export function observeRequests(log: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.headers['x-request-id']
    const id = typeof given === 'string' && /^[\w.-]{1,100}$/.test(given) ? given : randomUUID()
    response.setHeader('x-request-id', id)
    const began = performance.now()
    // Routers cut it short on the way.
    const { path } = request
    const method = methodOf(request.method)
    // Of what a caller says of its own trace its id alone: the rest would go into workflow histories.
    const { traceparent } = request.headers
    const caller = propagation.extract(ROOT_CONTEXT, { traceparent })
    const span = tracer.startSpan(method, { kind: SpanKind.SERVER }, caller)
    const { traceId } = span.spanContext()
    const traced = span.isRecording() ? { trace_id: traceId } : {}

    response.on('close', () => {
      const ms = performance.now() - began
      const { isAnswered, route, status } = endOf(request, response)
      if (!isStream(response)) requestSeconds.observe({ method, route, status }, ms / 1000)
      span.updateName(`${method} ${route}`)
      span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status })
      span.setAttribute('request', id)
      if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
      const said = {
        request: id,
        ...traced,
        method: request.method,
        path,
        status: response.statusCode,
        ms: Math.round(ms),
      }
      log.info(isAnswered ? said : { ...said, aborted: true }, 'request')
    })
    context.with(trace.setSpan(caller, span), () => onRequest(id, next))
  }
}

/** How a request has ended, in words of which there are few. */
function endOf(request: Request, response: Response): { isAnswered: boolean; route: string; status: string } {
  const isAnswered = response.writableFinished
  const found: unknown = request.route?.path
  const base = BASES.find((b) => request.originalUrl.startsWith(`${b}/`)) ?? ''
  return {
    isAnswered,
    route: typeof found === 'string' ? `${base}${found}` : 'none',
    status: isAnswered ? String(response.statusCode) : 'aborted',
  }
}

/** Methods that are no words of HTTP's are one. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const methodOf = (method: string) => (METHODS.has(method) ? method : 'other')

const isStream = (response: Response) => String(response.getHeader('content-type')).startsWith('text/event-stream')
