import type { ErrorRequestHandler, Request, Response } from 'express'
import type { Logger } from 'pino'
import { type AuditEntry, recordAudit } from '../store/audit.ts'
import type { Store } from '../store/store.ts'
import { PageRefusal } from '../web/refusal.ts'
import type { Visitor } from '../web/visitor.ts'
import type { Caller } from './authenticate.ts'
import { Problem, type ProblemType } from './problem.ts'

/** What a request is refused with when somebody asks for what is not theirs; that it may not exist at all is not told apart. */
const denials: readonly ProblemType[] = [
  'forbidden',
  'csrf-failed',
  'unknown-office',
  'unknown-endpoint',
  'unauthenticated',
]

/** Records in the audit trail that somebody was refused what is not theirs. The answer does not wait on a database that is away. */
export function recordDenials(store: Store, log: Pick<Logger, 'error'>): ErrorRequestHandler {
  return recordIf(isDenial, store, log)
}

/** The same for pages: what a visitor may not do, and offices and provinces that are not theirs. */
export function recordPageDenials(store: Store, log: Pick<Logger, 'error'>): ErrorRequestHandler {
  return recordIf(isPageDenial, store, log)
}

function recordIf(
  isMeant: (error: unknown, request: Request) => error is { readonly type: string },
  store: Store,
  log: Pick<Logger, 'error'>,
): ErrorRequestHandler {
  return async (error, request, response, next) => {
    if (isMeant(error, request))
      try {
        await recordAudit(store, denialOf(error, request, response))
      } catch (failure) {
        log.error({ err: failure, request: response.getHeader('x-request-id') }, 'a denial could not be recorded')
      }
    next(error)
  }
}

/** A denial as it is recorded: who, what and where, and nothing that was sent. */
export function denialOf({ type }: { readonly type: string }, request: Request, response: Response): AuditEntry {
  const { caller, visitor } = response.locals as { caller?: Caller; visitor?: Visitor }
  const who = caller ?? visitor
  const path = request.originalUrl.split('?')[0]!
  const [, programme, office] = /\/programmes\/([a-z0-9-]{1,60})(?:\/offices\/(\d{4}|\d{2})(?:\/|$))?/.exec(path) ?? []
  return {
    kind: 'denial',
    ...{ programme, office, actor: who?.id, role: who?.role },
    requestId: String(response.getHeader('x-request-id')),
    details: { type, method: request.method, path: path.slice(0, 200) },
  }
}

function isDenial(error: unknown, request: Request): error is Problem {
  if (!(error instanceof Problem) || !denials.includes(error.type)) return false
  // Whoever comes without a token has been refused nothing yet.
  return error.type !== 'unauthenticated' || request.headers.authorization !== undefined
}

function isPageDenial(error: unknown, request: Request): error is PageRefusal {
  if (!(error instanceof PageRefusal)) return false
  if (error.type === 'forbidden' || error.type === 'csrf-failed') return true
  return error.type === 'not-found' && /\/(offices|provinces)\/\d/.test(request.originalUrl.split('?')[0]!)
}
