import type { ErrorRequestHandler, Request } from 'express'
import type { Logger } from 'pino'
import { recordIf } from '../denials.ts'
import type { Store } from '../store/store.ts'
import { PageRefusal } from './refusal.ts'

/** Records in the audit trail what a visitor of the pages may not do, and offices and provinces that are not theirs. */
export function recordDenials(store: Store, log: Pick<Logger, 'error'>): ErrorRequestHandler {
  return recordIf(isDenial, store, log)
}

function isDenial(error: unknown, request: Request): error is PageRefusal {
  if (!(error instanceof PageRefusal)) return false
  if (error.type === 'forbidden' || error.type === 'csrf-failed') return true
  return error.type === 'not-found' && /\/(offices|provinces)\/\d/.test(request.originalUrl.split('?')[0]!)
}
