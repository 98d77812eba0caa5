import type { Request, Response } from 'express'
import type { Opened, Visitor } from '../store/sessions.ts'
import { readCookie, setCookie } from './cookies.ts'
import { Refusal, type RefusalType } from './refusals.ts'
import { ACCOUNT_PATH } from './returnPath.ts'
import type { SignInSetting } from './setting.ts'

/** By what somebody signs in. */
export type SignInMethod = 'email' | 'oidc'

/** The browser of a request, with the session it may have had. */
export function visitorOf({ publicUrl }: SignInSetting, request: Request): Visitor {
  return { earlier: readCookie(request, 'session', publicUrl), userAgent: request.headers['user-agent'] ?? '' }
}

/**
 * Lets somebody in for whom a session has been opened: gives the browser its secret and sends it on, by way of the choice of
 * what to act as where there is one. Not before the audit trail has it.
 */
export async function admit(
  { audit, publicUrl }: SignInSetting,
  response: Response,
  { method, person, opened, returnPath }: { method: SignInMethod; person: string; opened: Opened; returnPath: string },
): Promise<void> {
  const { session, assignments } = opened
  const assignment = assignments.length === 1 ? assignments[0]!.id : null
  await audit({ kind: 'sign-in', person, details: { method, session, assignment } })
  setCookie(response, 'session', opened.secret, publicUrl)
  response.redirect(303, assignment === null ? choicePath(returnPath) : returnPath)
}

/** Where somebody chooses what to act as before going on. */
export function choicePath(returnPath: string): string {
  return `${ACCOUNT_PATH}?${new URLSearchParams({ return: returnPath })}`
}

/** Has the audit trail know that somebody was not let in. @returns what to throw */
export async function failed(
  { audit }: SignInSetting,
  method: SignInMethod,
  why: RefusalType,
  { person, reason }: { person?: string | undefined; reason?: string } = {},
): Promise<Refusal> {
  const details = { method, why, ...(reason === undefined ? {} : { reason }) }
  await audit({ kind: 'sign-in-failed', ...(person === undefined ? {} : { person }), details })
  return new Refusal(why)
}
