import type { NextFunction, Request, Response } from 'express'
import type { Principal } from '../domain/access.ts'
import type { Store } from '../store/store.ts'
import { findToken } from '../store/tokens.ts'
import { Problem } from './problem.ts'

/** Who is asking, by the bearer token. */
export interface Caller extends Principal {
  /** The token's id, as the audit trail names the giver of a command. */
  readonly id: string
}

/** Lets only requests with a valid bearer token pass; `callerOf` then tells whose. */
export function authenticate(store: Store) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ')
    const found = scheme?.toLowerCase() === 'bearer' && token ? await findToken(store, token) : undefined
    if (!found) {
      response.setHeader('WWW-Authenticate', 'Bearer realm="amphoe-ita"')
      throw new Problem(
        'unauthenticated',
        'Send "Authorization: Bearer TOKEN" with a token that is neither expired nor revoked.',
      )
    }
    const caller: Caller = { id: found.id, role: found.role, area: found.area }
    response.locals.caller = caller
    next()
  }
}

/** The caller of a request that has passed `authenticate`. */
export function callerOf(response: Response): Caller {
  return response.locals.caller as Caller
}
