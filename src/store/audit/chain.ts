import { createHash } from 'node:crypto'

/**
 * The links of the audit chains, computed without the database: the other half of the SQL function audit_hash. Verification
 * rests on this, so it asks nothing of what it verifies but the rows themselves.
 */

/** The link before the first. */
const BEFORE_THE_FIRST = Buffer.alloc(32)

/**
 * The next link of a chain: SHA-256 over the link before it and the fields as a JSON array of texts.
 * @param previous hexadecimal; null for the first
 * @param fields as PostgreSQL writes them: jsonb as its own text, moments as seconds since 1970 with six decimals
 * @returns hexadecimal
 */
export function linkOf(previous: string | null, fields: readonly (string | null)[]): string {
  return createHash('sha256')
    .update(previous === null ? BEFORE_THE_FIRST : Buffer.from(previous, 'hex'))
    .update(JSON.stringify(fields))
    .digest('hex')
}

/** SHA-256 of a text in UTF-8, hexadecimal. */
export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
