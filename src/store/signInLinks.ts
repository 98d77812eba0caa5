import type { Prisma } from './generated/client.ts'
import { emailOf } from './people.ts'
import { hashOfSecret, isSecretForm, newSecret } from './secret.ts'
import type { Store } from './store.ts'

/**
 * Links that sign in whoever gets a mail. Asking for one only notes the address; whether anybody has it is looked up by the
 * process that sends the mail, so that the answer to asking, and how long it takes, tell nothing. The secret is made at that
 * moment too: it is in the mail and nowhere else.
 */

/** How long a link works from the moment its mail is sent. Also how long sending it is tried. */
const LIFETIME_MS = 10 * 60_000
/**
 * How many links may be asked for within an hour: for one e-mail address from one network address; for one e-mail address from
 * anywhere, so that somebody else's asking does not keep a person from theirs; and from one network address for anybody.
 */
const PER_BOTH = 5
const PER_EMAIL = 20
const PER_ADDRESS = 20
const HOUR_MS = 3_600_000
/** How long it is kept who asked, to explain an old link and to bound how often. */
const KEPT_MS = 24 * HOUR_MS

export interface LinkRequest {
  readonly email: string
  /** The network address it comes from. */
  readonly askedFrom: string
  /** Where to go on once signed in. */
  readonly returnPath: string
}

/**
 * Notes that a link is asked for, and calls the mailer. The same for every address, whether anybody has it or not.
 * @returns whether it was noted; not when too many have been asked for within an hour
 */
export async function askForLink(store: Store, request: LinkRequest, now: Date): Promise<boolean> {
  const email = emailOf(request.email)
  const { askedFrom, returnPath } = request
  const lately = { askedAt: { gt: new Date(now.getTime() - HOUR_MS) } }
  return store.prisma.$transaction(async (db) => {
    // Those who ask at once are counted one after the other. E-mail before address, always: two never wait for each other.
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('sign-in-link-email'), hashtext(${email}))`
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('sign-in-link-address'), hashtext(${askedFrom}))`
    const forBoth = await db.signInLink.count({ where: { email, askedFrom, ...lately } })
    const forEmail = await db.signInLink.count({ where: { email, ...lately } })
    const fromAddress = await db.signInLink.count({ where: { askedFrom, ...lately } })
    if (forBoth >= PER_BOTH || forEmail >= PER_EMAIL || fromAddress >= PER_ADDRESS) return false
    await db.signInLink.deleteMany({ where: { askedAt: { lt: new Date(now.getTime() - KEPT_MS) } } })
    await db.signInLink.create({ data: { email, askedFrom, returnPath, askedAt: now, nextAttemptAt: now } })
    return true
  })
}

/** A link whose mail is to be sent by whoever has claimed it. */
export interface ClaimedLink {
  readonly id: string
  readonly email: string
  readonly askedAt: Date
  /** Which attempt this is: 1 for the first. */
  readonly attempt: number
}

/** Takes links whose mail is due, oldest first. Those of a sender that dies come back when its lease has run out. */
export async function claimLinks(
  store: Store,
  { limit, leaseMs, now }: { limit: number; leaseMs: number; now: Date },
): Promise<ClaimedLink[]> {
  const time = now.toISOString()
  return store.prisma.$queryRaw<ClaimedLink[]>`/* claim-links */
    WITH due AS (SELECT id FROM sign_in_link WHERE next_attempt_at <= ${time}::timestamptz
                  ORDER BY asked_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    UPDATE sign_in_link l SET attempts = attempts + 1,
           next_attempt_at = ${time}::timestamptz + ${leaseMs} * interval '1 millisecond'
      FROM due
     WHERE l.id = due.id
    RETURNING l.id, l.email, l.asked_at AS "askedAt", l.attempts AS attempt`
}

/** What a mail with a link needs. */
export interface IssuedLink {
  readonly secret: string
  readonly to: { readonly name: string; readonly email: string }
  readonly expiresAt: Date
}

/**
 * Makes the secret of a claimed link, new at every attempt, and takes the person's earlier links out of use.
 * @returns undefined, and the link is done with, when nobody signs in by this address, a newer link has been asked for, or
 * whoever asked has given up waiting
 */
export async function issueLink(store: Store, link: ClaimedLink, now: Date): Promise<IssuedLink | undefined> {
  return store.prisma.$transaction(async (db) => {
    const [person] = await db.$queryRaw<{ id: string; name: string }[]>`
      SELECT id, name FROM person WHERE email = ${link.email} AND disabled_at IS NULL FOR UPDATE`
    const newer = await db.signInLink.count({
      where: {
        email: link.email,
        OR: [{ askedAt: { gt: link.askedAt } }, { askedAt: link.askedAt, id: { gt: link.id } }],
      },
    })
    const isTooLate = now.getTime() - link.askedAt.getTime() > LIFETIME_MS
    if (!person || newer > 0 || isTooLate) {
      await db.signInLink.update({ where: { id: link.id }, data: { nextAttemptAt: null } })
      return undefined
    }
    await db.signInLink.updateMany({
      where: { personId: person.id, id: { not: link.id }, usedAt: null, replacedAt: null },
      data: { replacedAt: now },
    })
    const secret = newSecret()
    const expiresAt = new Date(now.getTime() + LIFETIME_MS)
    await db.signInLink.update({
      where: { id: link.id },
      data: { personId: person.id, secretHash: hashOfSecret(secret), expiresAt },
    })
    return { secret, to: { name: person.name, email: link.email }, expiresAt }
  })
}

/** The mail server has the mail, or will never have it. */
export async function settleLink(store: Store, { id, attempt }: ClaimedLink): Promise<void> {
  await store.prisma.signInLink.updateMany({ where: { id, attempts: attempt }, data: { nextAttemptAt: null } })
}

/**
 * The mail was not taken: it is tried again, unless whoever asked will have given up waiting by then.
 * @returns when it is tried again
 */
export async function postponeLink(
  store: Store,
  { id, attempt, askedAt }: ClaimedLink,
  now: Date,
): Promise<Date | null> {
  const again = new Date(now.getTime() + 2 ** attempt * 5000)
  const nextAttemptAt = again.getTime() - askedAt.getTime() > LIFETIME_MS ? null : again
  await store.prisma.signInLink.updateMany({ where: { id, attempts: attempt }, data: { nextAttemptAt } })
  return nextAttemptAt
}

/** Why a link does not sign anybody in. */
export type LinkRefusal = 'unknown' | 'used' | 'replaced' | 'expired'

/** Why a link would not work at a moment, or undefined when it would. Changes nothing. */
export async function linkRefusal(store: Store, secret: unknown, now: Date): Promise<LinkRefusal | undefined> {
  const link = await linkOf(store.prisma, secret)
  return link ? refusalOf(link, now) : 'unknown'
}

/** Uses a link up. Of several at once, one succeeds. Call it in the transaction that begins the session. */
export async function useLink(
  db: Prisma.TransactionClient,
  secret: unknown,
  now: Date,
): Promise<
  | { readonly person: string; readonly returnPath: string }
  | { readonly refused: LinkRefusal; readonly person: string | undefined }
> {
  const link = await linkOf(db, secret)
  if (!link) return { refused: 'unknown', person: undefined }
  // The person before the link, as those do who send links and disable people: none of them waits for another in a ring.
  await db.$executeRaw`SELECT 1 FROM person WHERE id = ${link.personId}::uuid FOR SHARE`
  const { count } = await db.signInLink.updateMany({
    where: { id: link.id, usedAt: null, replacedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  if (count > 0) return { person: link.personId, returnPath: link.returnPath }
  const since = await linkOf(db, secret)
  return { refused: (since && refusalOf(since, now)) ?? 'unknown', person: link.personId }
}

interface Link {
  readonly id: string
  readonly personId: string
  readonly returnPath: string
  readonly expiresAt: Date
  readonly replacedAt: Date | null
  readonly usedAt: Date | null
}

async function linkOf(db: Prisma.TransactionClient, secret: unknown): Promise<Link | undefined> {
  if (!isSecretForm(secret)) return undefined
  const row = await db.signInLink.findUnique({ where: { secretHash: hashOfSecret(secret) } })
  // A link with a secret has both (a CHECK).
  return row?.personId && row.expiresAt ? { ...row, personId: row.personId, expiresAt: row.expiresAt } : undefined
}

function refusalOf({ usedAt, replacedAt, expiresAt }: Link, now: Date): LinkRefusal | undefined {
  if (usedAt) return 'used'
  if (replacedAt) return 'replaced'
  return expiresAt <= now ? 'expired' : undefined
}
