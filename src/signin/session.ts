import type { Request } from 'express'
import { findSession, type Session } from '../store/sessions.ts'
import { readCookie } from './cookies.ts'
import { csrfTokenOf, hasCsrfToken, isFromOurPages } from './csrf.ts'
import { nowOf, type SignInSetting } from './setting.ts'

/** A request's session, with what its cookie says. */
export interface RequestSession extends Session {
  readonly secret: string
  /** For the forms and requests that change something. */
  readonly csrf: string
}

/** The session of a request, if its cookie's stands. */
export async function sessionOf(setting: SignInSetting, request: Request): Promise<RequestSession | undefined> {
  const secret = readCookie(request, 'session', setting.publicUrl)
  const session =
    secret &&
    (await findSession(setting.store, secret, setting.limits, nowOf(setting), { isUnattended: isUnattended(request) }))
  return session ? { ...session, secret, csrf: csrfTokenOf(secret) } : undefined
}

/** Whether a page asks by itself, as `live.js` does, and nobody has done anything. */
function isUnattended({ headers }: Request): boolean {
  return headers['x-live'] === '1' || headers.accept === 'text/event-stream'
}

/** Whether a request may change something in its session: it bears the session's token and comes from no other site. */
export function mayChange(setting: SignInSetting, request: Request, { secret }: RequestSession): boolean {
  return hasCsrfToken(request, secret) && isFromOurPages(request, setting.publicUrl)
}
