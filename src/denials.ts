import type { ErrorRequestHandler, Request, Response } from 'express'
import type { Logger } from 'pino'
import type { Role } from './domain/access.ts'
import { type AuditEntry, recordAudit } from './store/audit.ts'
import type { Store } from './store/store.ts'

/** What somebody was refused with. */
interface Refused {
  readonly type: string
}

/** Who asked, as API and pages keep it with the request; nobody where nobody is known. */
interface Asker {
  readonly id: string
  readonly role: Role
}

/**
 * Records in the audit trail that somebody was refused what is not theirs. The answer does not wait on a database that is away.
 * @param isMeant whether a refusal is one
 */
export function recordIf(
  isMeant: (error: unknown, request: Request) => error is Refused,
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
export function denialOf({ type }: Refused, request: Request, response: Response): AuditEntry {
  const { caller, visitor } = response.locals as { caller?: Asker; visitor?: Asker }
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
