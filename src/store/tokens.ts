import { createHash, randomBytes } from 'node:crypto'
import type { Role } from '../domain/access.ts'
import type { Area } from '../domain/area.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { ApiToken } from './generated/client.ts'
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
}

/** How often the last use of a token is noted. */
const NOTE_EVERY_MS = 60_000

/** Makes a token of 256 random bits. The text is not kept: it cannot be shown again. */
export async function createToken(
  store: Store,
  {
    label,
    role,
    area,
    expiresAt,
  }: { label: string; role: Role; area: OfficeCode | Area; expiresAt?: Date | undefined },
): Promise<TokenView & { token: string }> {
  const token = `aita_${randomBytes(32).toString('base64url')}`
  const row = await store.prisma.apiToken.create({
    data: { prefix: token.slice(0, 11), hash: hashOf(token), label, role, area, expiresAt: expiresAt ?? null },
  })
  return { ...view(row), token }
}

/** The token behind a text, if it is neither revoked nor expired. */
export async function findToken(store: Store, token: string): Promise<TokenView | undefined> {
  // Every request asks: a kept plan and plain rows cost a third of the model query.
  const [row] = await store.prisma.$queryRaw<ApiToken[]>`/* find-token */
    SELECT id, prefix, hash, label, role, area, created_at AS "createdAt", expires_at AS "expiresAt",
           last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
      FROM api_token WHERE hash = ${hashOf(token)}`
  const now = new Date()
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return undefined
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > NOTE_EVERY_MS)
    await store.prisma.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } })
  return view(row)
}

/** Ends a token at once. Answers whether there was one to end. */
export async function revokeToken(store: Store, idOrPrefix: string): Promise<boolean> {
  const isId = /^[0-9a-f-]{36}$/.test(idOrPrefix)
  const { count } = await store.prisma.apiToken.updateMany({
    where: { revokedAt: null, ...(isId ? { id: idOrPrefix } : { prefix: idOrPrefix }) },
    data: { revokedAt: new Date() },
  })
  return count > 0
}

/** All tokens, newest first. */
export async function listTokens(store: Store): Promise<TokenView[]> {
  return (await store.prisma.apiToken.findMany({ orderBy: { createdAt: 'desc' } })).map(view)
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function view({ hash: _, role, ...row }: ApiToken): TokenView {
  return { ...row, role: role as Role }
}
