import { createHash, randomBytes } from 'node:crypto'
import type { Role } from '../domain/access.ts'
import type { Area } from '../domain/area.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { recordAudit } from './audit.ts'
import { type ApiToken, Prisma } from './generated/client.ts'
import type { Store } from './store.ts'

/** Bearer tokens. A token is shown once, when it is made; only its SHA-256 is kept. */

export interface TokenView {
  readonly id: string
  /** The first characters, to tell tokens apart. */
  readonly prefix: string
  readonly label: string
  readonly role: Role
  readonly area: OfficeCode | Area
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
  /** When it was changed for a new one. */
  readonly rotatedAt: Date | null
}

/** How often the last use of a token is noted. */
const NOTE_EVERY_MS = 60_000

/**
 * Makes a token of 256 random bits. The text is not kept: it cannot be shown again.
 * @param by who makes it: the id of a token or user; left out for the terminal
 */
export async function createToken(
  store: Store,
  {
    label,
    role,
    area,
    expiresAt,
    by,
  }: { label: string; role: Role; area: OfficeCode | Area; expiresAt?: Date | undefined; by?: string | undefined },
): Promise<TokenView & { token: string }> {
  const { token, prefix, hash } = newToken()
  const row = await store.prisma.$transaction(async (tx) => {
    const made = await tx.apiToken.create({
      data: { prefix, hash, label, role, area, expiresAt: expiresAt ?? null },
    })
    await recordAudit(tx, { kind: 'token-created', actor: by, details: { token: made.id, role, area, expiresAt } })
    return made
  })
  return { ...view(row), token }
}

const COLUMNS = `id, prefix, hash, label, role, area, created_at AS "createdAt", expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt", revoked_at AS "revokedAt", rotated_at AS "rotatedAt"`
const FIND = `SELECT ${COLUMNS} FROM api_token WHERE hash = $1`

/** The token behind a text, if it is neither revoked nor expired. */
export async function findToken(store: Store, token: string): Promise<TokenView | undefined> {
  const [row] = await store.ask<ApiToken>('find-token', FIND, [hashOf(token)])
  const now = new Date()
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return undefined
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > NOTE_EVERY_MS)
    await store.prisma.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } })
  return view(row)
}

/** How long a token that is changed for a new one is still taken, when nothing else is said. */
export const OVERLAP_MS = 3_600_000

/**
 * Changes a token for a new one of the same label, role, area and end. The old one is taken a while longer, so that a running
 * system can be given the new one without a gap.
 * @param by who changes it, as for createToken
 * @returns undefined when there is no such token, or it has ended
 */
export async function rotateToken(
  store: Store,
  id: string,
  { overlapMs = OVERLAP_MS, by }: { overlapMs?: number | undefined; by?: string | undefined } = {},
): Promise<(TokenView & { token: string }) | undefined> {
  const { token, prefix, hash } = newToken()
  const until = new Date(Date.now() + overlapMs)
  return store.prisma.$transaction(async (tx) => {
    // One statement: of two who change it at once, the second finds it changed.
    const [row] = await tx.$queryRaw<ApiToken[]>`
      WITH old AS (
        UPDATE api_token t SET expires_at = least(t.expires_at, ${until}), rotated_at = now()
          FROM (SELECT * FROM api_token WHERE id = ${id}::uuid FOR UPDATE) was
         WHERE t.id = was.id AND was.revoked_at IS NULL AND was.rotated_at IS NULL
           AND (was.expires_at IS NULL OR was.expires_at > now())
        RETURNING was.*)
      INSERT INTO api_token (prefix, hash, label, role, area, expires_at)
      SELECT ${prefix}, ${hash}, label, role, area, expires_at FROM old
      RETURNING ${Prisma.raw(COLUMNS)}`
    if (!row) return undefined
    await recordAudit(tx, { kind: 'token-rotated', actor: by, details: { token: id, to: row.id, until } })
    return { ...view(row), token }
  })
}

/**
 * Ends a token at once. Answers whether there was one to end.
 * @param by who ends it, as for createToken
 */
export async function revokeToken(store: Store, idOrPrefix: string, by?: string): Promise<boolean> {
  const isId = /^[0-9a-f-]{36}$/.test(idOrPrefix)
  return store.prisma.$transaction(async (tx) => {
    const ended = await tx.apiToken.updateManyAndReturn({
      where: { revokedAt: null, ...(isId ? { id: idOrPrefix } : { prefix: idOrPrefix }) },
      data: { revokedAt: new Date() },
      select: { id: true },
    })
    await recordAudit(
      tx,
      ended.map(({ id }) => ({ kind: 'token-revoked' as const, actor: by, details: { token: id } })),
    )
    return ended.length > 0
  })
}

/** One token, ended or not. */
export async function tokenOf(store: Store, id: string): Promise<TokenView | undefined> {
  const row = await store.prisma.apiToken.findUnique({ where: { id } })
  return row ? view(row) : undefined
}

/** All tokens, newest first. */
export async function listTokens(store: Store): Promise<TokenView[]> {
  return (await store.prisma.apiToken.findMany({ orderBy: { createdAt: 'desc' } })).map(view)
}

function newToken(): { token: string; prefix: string; hash: string } {
  const token = `aita_${randomBytes(32).toString('base64url')}`
  return { token, prefix: token.slice(0, 11), hash: hashOf(token) }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function view({ hash: _, role, ...row }: ApiToken): TokenView {
  return { ...row, role: role as Role }
}
