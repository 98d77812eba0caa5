import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

/** Secrets shared with receivers, as the Standard Webhooks specification has them: how they are made, kept and used. */

const PREFIX = 'whsec_'
const IV_BYTES = 12
const TAG_BYTES = 16

/** Makes a secret of 256 random bits, `whsec_` and base64. */
export function newSecret(): string {
  return PREFIX + randomBytes(32).toString('base64')
}

/**
 * The signature of one attempt for the header `webhook-signature`: one per secret, parted by spaces, so that a receiver that
 * knows any of them can verify it.
 *
 * @param timestamp seconds since the epoch, as in the header `webhook-timestamp`
 */
export function sign(secrets: readonly string[], id: string, timestamp: number, body: string): string {
  return secrets
    .map((secret) => createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64')))
    .map((hmac) => `v1,${hmac.update(`${id}.${timestamp}.${body}`).digest('base64')}`)
    .join(' ')
}

/**
 * Encrypts a secret for the database (AES-256-GCM): base64 of nonce, tag and ciphertext.
 * @param key 32 bytes
 * @param endpoint bound into it: a secret copied to another endpoint's row does not open there
 */
export function seal(key: Buffer, endpoint: string, secret: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(endpoint))
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64')
}

/** Decrypts what `seal` made. @throws when the key or the endpoint is another, or anything has been changed */
export function unseal(key: Buffer, endpoint: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(endpoint)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
}
