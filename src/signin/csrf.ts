import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'

/** Whether a request that changes something is what the signed-in person wants, and not another site in their browser. */

/** Methods that change nothing. */
const SAFE = ['GET', 'HEAD', 'OPTIONS']

/** Whether a request may change something, by its method. */
export function isChanging(request: Request): boolean {
  return !SAFE.includes(request.method)
}

/**
 * The token that a session's requests for changes bear. Made from the cookie, which no other site and no script can read:
 * every session has its own, a new one with every new secret, and nothing of it is kept.
 */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('csrf').digest('base64url')
}

/** Whether a request bears its session's token, in the header `X-CSRF-Token` or the form's field `_csrf`. */
export function hasCsrfToken(request: Request, secret: string): boolean {
  const form: unknown = request.body
  const field = typeof form === 'object' && form !== null && '_csrf' in form ? form._csrf : undefined
  const given = request.headers['x-csrf-token'] ?? field
  if (typeof given !== 'string') return false
  const [a, b] = [Buffer.from(given), Buffer.from(csrfTokenOf(secret))]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Whether a request comes from our own pages, as far as the browser says where it comes from. */
export function isFromOurPages(request: Request, publicUrl: string): boolean {
  const site = request.headers['sec-fetch-site']
  const { origin } = request.headers
  return (
    (site === undefined || site === 'same-origin' || site === 'none') &&
    (origin === undefined || origin === new URL(publicUrl).origin)
  )
}
