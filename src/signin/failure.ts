import type { ErrorRequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { isDatabaseAway } from '../store/sqlError.ts'
import { refusalPage } from './pages.tsx'
import { Refusal, type RefusalType, refusals } from './refusals.ts'

/** When people may try again, in seconds: a service that was away, and one asked too often. */
const RETRY_AFTER: Readonly<Record<number, string>> = { 503: '5', 429: '3600' }

/** Turns whatever a handler threw into a page. */
export function failurePages(log: Pick<Logger, 'warn' | 'error'>): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    const request = response.getHeader('x-request-id')
    if (error instanceof Refusal) return sendRefusal(response, error.type)
    if (isDatabaseAway(error)) {
      log.warn({ err: error, request }, 'the database does not answer')
      return sendRefusal(response, 'unavailable')
    }
    // What Express's own parsers and router refuse: a body or an address that cannot be read.
    const { status = 500 } = error as { status?: number }
    if (status < 500) return sendRefusal(response, 'unreadable')
    log.error({ err: error, request }, 'a request failed')
    return sendRefusal(response, 'internal-error')
  }
}

function sendRefusal(response: Response, type: RefusalType): void {
  const { status } = refusals[type]
  const retryAfter = RETRY_AFTER[status]
  if (retryAfter !== undefined && !response.hasHeader('Retry-After')) response.setHeader('Retry-After', retryAfter)
  response.status(status).send(refusalPage(type, String(response.getHeader('x-request-id'))))
}
