import { createHash, randomBytes } from 'node:crypto'

/** Secrets that a browser or a mail carries. The database has their SHA-256 alone. */

/** A new secret of 256 random bits: 43 characters that need no escaping in cookies and addresses. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Whether a text can be a secret at all: what cannot reaches no database. */
export function isSecretForm(text: unknown): text is string {
  return typeof text === 'string' && /^[\w-]{43}$/.test(text)
}

/** What is kept of a secret: its SHA-256 in hexadecimal digits. Without salt, since the secret is random throughout. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
