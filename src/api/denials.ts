import type { ErrorRequestHandler, Request } from 'express'
import type { Logger } from 'pino'
import { recordIf } from '../denials.ts'
import type { Store } from '../store/store.ts'
import { Problem, type ProblemType } from './problem.ts'

/** What a request is refused with when somebody asks for what is not theirs; that it may not exist at all is not told apart. */
const denials: readonly ProblemType[] = [
  'forbidden',
  'csrf-failed',
  'unknown-office',
  'unknown-endpoint',
  'unauthenticated',
]

/** Records in the audit trail that a caller of the API was refused what is not theirs. */
export function recordDenials(store: Store, log: Pick<Logger, 'error'>): ErrorRequestHandler {
  return recordIf(isDenial, store, log)
}

function isDenial(error: unknown, request: Request): error is Problem {
  if (!(error instanceof Problem) || !denials.includes(error.type)) return false
  // Whoever comes without a token has been refused nothing yet.
  return error.type !== 'unauthenticated' || request.headers.authorization !== undefined
}
