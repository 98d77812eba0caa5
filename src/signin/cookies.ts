import { parseCookie } from 'cookie'
import type { CookieOptions, Request, Response } from 'express'
import { ATTEMPT_MS } from '../store/signInAttempts.ts'

/**
 * The two cookies: of a session, and of a sign-in under way at the provider. Over https their names begin with `__Host-`, which
 * makes browsers refuse them from other hosts and without Secure; http, on a developer's own machine, has neither.
 */
export type CookieKind = 'session' | 'attempt'

const names: Readonly<Record<CookieKind, string>> = { session: 'aita', attempt: 'aita-signin' }

/** What a request's cookie says, if it has one. */
export function readCookie(request: Request, kind: CookieKind, publicUrl: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[nameOf(kind, publicUrl)]
}

/** Sets a cookie: a session's goes when the browser is closed, an attempt's when the attempt is too old. */
export function setCookie(response: Response, kind: CookieKind, secret: string, publicUrl: string): void {
  const age = kind === 'attempt' ? { maxAge: ATTEMPT_MS } : {}
  response.cookie(nameOf(kind, publicUrl), secret, { ...options(publicUrl), ...age })
}

/** Has the browser forget a cookie. */
export function clearCookie(response: Response, kind: CookieKind, publicUrl: string): void {
  response.clearCookie(nameOf(kind, publicUrl), options(publicUrl))
}

function nameOf(kind: CookieKind, publicUrl: string): string {
  return `${isHttps(publicUrl) ? '__Host-' : ''}${names[kind]}`
}

// Lax, not Strict: people arrive from mails and from the provider.
const options = (publicUrl: string): CookieOptions => ({
  httpOnly: true,
  secure: isHttps(publicUrl),
  sameSite: 'lax',
  path: '/',
})

const isHttps = (url: string) => new URL(url).protocol === 'https:'
