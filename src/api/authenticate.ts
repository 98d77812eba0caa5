import type { NextFunction, Request, Response } from 'express'
import type { Principal } from '../domain/access.ts'
import { isChanging } from '../signin/csrf.ts'
import { mayChange, sessionOf } from '../signin/session.ts'
import type { SignInSetting } from '../signin/setting.ts'
import type { Store } from '../store/store.ts'
import { findToken } from '../store/tokens.ts'
import { Problem } from './problem.ts'

/** Who is asking: a system by its bearer token, or a person by the session of their browser. */
export interface Caller extends Principal {
  readonly kind: 'token' | 'person'
  /** The token's or the person's id, as the audit trail names the giver of a command. */
  readonly id: string
  /** The person's, and what their pages send as X-CSRF-Token. */
  readonly name?: string
  readonly csrf?: string
}

/**
 * Lets only requests of a valid bearer token or a signed-in person pass; `callerOf` then tells whose. A request with an
 * Authorization header is judged by it alone. What changes something in a session needs its CSRF token.
 *
 * @param signIn left out where people do not sign in
 */
export function authenticate(store: Store, signIn?: SignInSetting) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const { authorization } = request.headers
    const caller =
      authorization === undefined
        ? signIn && (await personBehind(signIn, request))
        : await tokenBehind(store, authorization)
    if (!caller) {
      response.setHeader('WWW-Authenticate', 'Bearer realm="amphoe-ita"')
      throw new Problem(
        'unauthenticated',
        'Send "Authorization: Bearer TOKEN" with a token that is neither expired nor revoked, or sign in.',
      )
    }
    response.locals.caller = caller
    next()
  }
}

async function tokenBehind(store: Store, authorization: string): Promise<Caller | undefined> {
  const [scheme, token] = authorization.split(' ')
  const found = scheme?.toLowerCase() === 'bearer' && token ? await findToken(store, token) : undefined
  return found && { kind: 'token', id: found.id, role: found.role, area: found.area }
}

async function personBehind(signIn: SignInSetting, request: Request): Promise<Caller | undefined> {
  const session = await sessionOf(signIn, request)
  if (!session?.acting) return undefined
  if (isChanging(request) && !mayChange(signIn, request, session))
    throw new Problem('csrf-failed', 'Send the X-CSRF-Token of your session, from a page of this service.')
  const { person, acting } = session
  return { kind: 'person', id: person.id, name: person.name, csrf: session.csrf, role: acting.role, area: acting.area }
}

/** The caller of a request that has passed `authenticate`. */
export function callerOf(response: Response): Caller {
  return response.locals.caller as Caller
}
