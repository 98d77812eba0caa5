import type { Role } from '../domain/access.ts'
import type { Area } from '../domain/area.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { type AssignmentView, assignmentsOf } from './assignments.ts'
import { isUuid } from './forms.ts'
import type { Prisma } from './generated/client.ts'
import { hashOfSecret, isSecretForm, newSecret } from './secret.ts'
import type { Store } from './store.ts'

/** Signed-in browsers. The secret is in the browser's cookie; only its SHA-256 is kept. */

/** A session that stands. */
export interface Session {
  readonly id: string
  readonly person: { readonly id: string; readonly name: string }
  /** What the person acts as; null until chosen, and when the assignment has ended. */
  readonly acting: Acting | null
  readonly expiresAt: Date
}

export interface Acting {
  readonly assignment: string
  readonly role: Role
  readonly area: OfficeCode | Area
  readonly actingFor: string | null
}

/** How long sessions last, in milliseconds. */
export interface SessionLimits {
  /** Without a request. */
  readonly idleMs: number
  /** However much it is used. */
  readonly lifetimeMs: number
}

/** The browser that signs in. */
export interface Visitor {
  /** The session cookie it sent along, if any: that session ends. */
  readonly earlier: string | undefined
  readonly userAgent: string
}

export type SessionEnd =
  | 'signed-out'
  | 'signed-out-everywhere'
  | 'signed-out-elsewhere'
  | 'signed-in-again'
  | 'ended-by-operator'
  | 'idle'
  | 'expired'
  | 'disabled'

/** How often the last use of a session is noted. */
const NOTE_EVERY_MS = 60_000
const USER_AGENT_LENGTH = 200
/** Nobody has so many; a list must end. */
const MOST_SHOWN = 50

export interface Opened {
  readonly session: string
  /** For the cookie. It is not kept and cannot be told again. */
  readonly secret: string
  /** What there is to choose from; the only one is chosen. */
  readonly assignments: readonly AssignmentView[]
}

/**
 * Begins a session for a person, with a new secret whatever the browser brought along. Call it in a transaction: the person
 * is held as they are until its end, so that nobody is disabled in between and left with a session.
 */
export async function openSession(
  db: Prisma.TransactionClient,
  person: string,
  visitor: Visitor,
  { lifetimeMs }: SessionLimits,
  now: Date,
): Promise<Opened | { readonly refused: 'disabled' | 'no-assignment' }> {
  const [held] = await db.$queryRaw<{ disabled: boolean }[]>`
    SELECT disabled_at IS NOT NULL AS disabled FROM person WHERE id = ${person}::uuid FOR SHARE`
  if (!held || held.disabled) return { refused: 'disabled' }
  const assignments = await assignmentsOf(db, person, now)
  if (assignments.length === 0) return { refused: 'no-assignment' }
  if (isSecretForm(visitor.earlier))
    await db.session.updateMany({
      where: { secretHash: hashOfSecret(visitor.earlier), endedAt: null },
      data: ending('signed-in-again', now),
    })
  const secret = newSecret()
  const { id } = await db.session.create({
    data: {
      secretHash: hashOfSecret(secret),
      personId: person,
      assignmentId: assignments.length === 1 ? assignments[0]!.id : null,
      userAgent: visitor.userAgent.slice(0, USER_AGENT_LENGTH),
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + lifetimeMs),
    },
  })
  return { session: id, secret, assignments }
}

/**
 * The session behind a cookie, if it stands: not ended, not idle or old beyond its limits, its person not disabled. What the
 * person acts as is read anew each time, so that an assignment's end takes effect with the next request.
 * @param isUnattended whether a page asked by itself: that nobody is there ends a session, whatever its page does
 */
export async function findSession(
  store: Store,
  secret: string,
  { idleMs }: SessionLimits,
  now: Date,
  { isUnattended = false } = {},
): Promise<Session | undefined> {
  if (!isSecretForm(secret)) return undefined
  // Every request asks: a kept plan and plain rows cost a third of the model query.
  const [row] = await store.prisma.$queryRaw<SessionRow[]>`/* find-session */
    SELECT s.id, s.last_seen_at AS "lastSeenAt", s.expires_at AS "expiresAt", p.id AS "personId", p.name,
           a.id AS "assignment", a.role, a.area, a.acting_for AS "actingFor"
      FROM session s
      JOIN person p ON p.id = s.person_id AND p.disabled_at IS NULL
      LEFT JOIN assignment a ON a.id = s.assignment_id AND a."from" <= ${now.toISOString()}::timestamptz
            AND (a.until IS NULL OR a.until > ${now.toISOString()}::timestamptz)
     WHERE s.secret_hash = ${hashOfSecret(secret)} AND s.ended_at IS NULL`
  if (!row) return undefined
  const unseenMs = now.getTime() - row.lastSeenAt.getTime()
  const end = row.expiresAt <= now ? 'expired' : unseenMs >= idleMs ? 'idle' : undefined
  if (end) {
    await endSession(store, row.id, end, now)
    return undefined
  }
  if (unseenMs > NOTE_EVERY_MS && !isUnattended)
    await store.prisma.session.updateMany({ where: { id: row.id }, data: { lastSeenAt: now } })
  const { assignment, role, area, actingFor } = row
  return {
    id: row.id,
    person: { id: row.personId, name: row.name },
    acting: assignment && role && area ? { assignment, role, area, actingFor } : null,
    expiresAt: row.expiresAt,
  }
}

/**
 * Lets a session act as another of its person's assignments, under a new secret: what was known of the old one is worth
 * nothing any more.
 * @returns the new secret, or undefined when the session has ended or the assignment is not the person's at this moment
 */
export async function switchAssignment(
  store: Store,
  session: Session,
  secret: string,
  assignment: string,
  now: Date,
): Promise<string | undefined> {
  const own = await assignmentsOf(store.prisma, session.person.id, now)
  if (!own.some((a) => a.id === assignment)) return undefined
  const renewed = newSecret()
  const { count } = await store.prisma.session.updateMany({
    // The old secret too: of two switches at once, one is made.
    where: { id: session.id, secretHash: hashOfSecret(secret), endedAt: null },
    data: { secretHash: hashOfSecret(renewed), assignmentId: assignment },
  })
  return count > 0 ? renewed : undefined
}

/** Ends a session at once. One that has ended keeps its reason. */
export async function endSession(store: Store, id: string, why: SessionEnd, now: Date): Promise<void> {
  await store.prisma.session.updateMany({ where: { id, endedAt: null }, data: ending(why, now) })
}

/** Ends every session of a person at once. @returns how many there were to end */
export async function endSessionsOf(
  db: Prisma.TransactionClient,
  person: string,
  why: SessionEnd,
  now: Date,
): Promise<number> {
  const { count } = await db.session.updateMany({ where: { personId: person, endedAt: null }, data: ending(why, now) })
  return count
}

/** A browser in which somebody is signed in. */
export interface StandingSession {
  readonly id: string
  readonly userAgent: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
}

/** The sessions of a person that stand, the one last used first. */
export async function standingSessionsOf(
  store: Store,
  person: string,
  { idleMs }: SessionLimits,
  now: Date,
): Promise<StandingSession[]> {
  const unseen = new Date(now.getTime() - idleMs)
  return store.prisma.session.findMany({
    where: { personId: person, endedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: unseen } },
    select: { id: true, userAgent: true, createdAt: true, lastSeenAt: true },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
    take: MOST_SHOWN,
  })
}

/** Ends one session of a person's own. @returns whether there was one to end */
export async function endOwnSession(store: Store, person: string, id: string, now: Date): Promise<boolean> {
  if (!isUuid(id)) return false
  const { count } = await store.prisma.session.updateMany({
    where: { id, personId: person, endedAt: null },
    data: ending('signed-out-elsewhere', now),
  })
  return count > 0
}

export interface SessionRecord {
  readonly id: string
  readonly userAgent: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly expiresAt: Date
  readonly endedAt: Date | null
  readonly endedWhy: string | null
}

/** The sessions of a person, ended ones too, newest first. One that nobody came back to ends when it is next looked for. */
export async function sessionsOf(store: Store, person: string, limit: number): Promise<SessionRecord[]> {
  return store.prisma.session.findMany({
    where: { personId: person },
    omit: { secretHash: true, personId: true, assignmentId: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  })
}

const ending = (endedWhy: SessionEnd, endedAt: Date) => ({ endedWhy, endedAt })

interface SessionRow {
  readonly id: string
  readonly lastSeenAt: Date
  readonly expiresAt: Date
  readonly personId: string
  readonly name: string
  readonly assignment: string | null
  readonly role: Role | null
  readonly area: string | null
  readonly actingFor: string | null
}
