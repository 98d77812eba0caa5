import type { OfficeEvent } from '../domain/event.ts'
import type { DatedLetter, MailItem, MailKind, Recipient } from '../domain/letter.ts'
import type { Instant } from '../domain/time.ts'
import { toInstant } from './forms.ts'
import { Prisma } from './generated/client.ts'
import type { Store } from './store.ts'

/** Mails that rules have called for, until a mail server has taken them. */

/** A mail waiting to be rendered and handed to the mail server. */
export interface QueuedMail {
  readonly id: string
  readonly programme: string
  readonly to: Recipient
  readonly kind: MailKind
  readonly items: readonly MailItem[]
  /** The event behind it, for kinds that tell of one. */
  readonly event: OfficeEvent | null
  readonly commandKey: string | null
  /** Programme time. */
  readonly at: Instant
  /** Which attempt this is: 1 for the first. */
  readonly attempt: number
  /** Whether nobody knows how the attempt before this one ended: its process died, and the server may have taken the mail. */
  readonly isUncertain: boolean
  /** What names it to mail servers, and nobody else knows: 32 hexadecimal digits. */
  readonly envelope: string
  /** When it should have gone, by the machine's clock. */
  readonly dueAt: Date
}

export interface Claim {
  /** How many mails at most. */
  readonly limit: number
  /** How long they are kept from other senders, in milliseconds. */
  readonly leaseMs: number
  /** How many mails all senders together take a minute; as many as they can when left out. At least 10. */
  readonly perMinute?: number | undefined
  /** The database's own clock when left out. */
  readonly now?: Date | undefined
}

/**
 * Takes mails that are due, oldest first. No two senders ever hold the same one, and those of a sender that dies come back
 * when its lease has run out. A claim counts as an attempt, so that a mail that kills its sender is not tried for ever. Mail to
 * a tier that is held back stays; a live timed mail waits until the one before it to the same reader has gone or been merged.
 */
export async function claimMails(store: Store, claim: Claim): Promise<QueuedMail[]> {
  if (claim.perMinute === undefined) return claimed(store.prisma, claim)
  const { perMinute, limit, now } = claim
  // The row is locked until the end: whoever else claims waits, and sees what was taken here.
  return store.prisma.$transaction(async (tx) => {
    const mails = await claimed(tx, { ...claim, limit: Math.min(limit, await allowedNow(tx, perMinute, now)) })
    await tx.$executeRaw`UPDATE mail_rate SET tokens = tokens - ${mails.length}`
    return mails
  })
}

/**
 * How many mails may be taken now. A bucket that holds a second's worth, and one mail for what is left over; it fills evenly with the
 * rest of the rate a minute: whatever minute one looks at, no more than the rate is taken in it.
 */
async function allowedNow(tx: Prisma.TransactionClient, perMinute: number, now: Date | undefined): Promise<number> {
  const holds = Math.floor(perMinute / 60) + 1
  const perSecond = (perMinute - holds) / 60
  const [row] = await tx.$queryRaw<[{ tokens: number }]>`/* mail-rate */
    WITH clock AS (SELECT coalesce(${now?.toISOString() ?? null}::timestamptz, clock_timestamp()) AS time)
    INSERT INTO mail_rate AS r (tokens, at) SELECT ${holds}, time FROM clock
    ON CONFLICT (one) DO UPDATE
       SET tokens = least(${holds}, r.tokens + ${perSecond} * greatest(0, extract(epoch FROM excluded.at - r.at))::float8),
           at = greatest(r.at, excluded.at)
    RETURNING r.tokens`
  return Math.floor(row.tokens)
}

async function claimed(db: Prisma.TransactionClient, { limit, leaseMs, now }: Claim): Promise<QueuedMail[]> {
  if (limit === 0) return []
  const time = now?.toISOString() ?? null
  const rows = await db.$queryRaw<ClaimedRow[]>`/* claim-mails */
    WITH clock AS (SELECT coalesce(${time}::timestamptz, now()) AS time),
         due AS (SELECT id, reason FROM mail, clock
                  WHERE status = 'queued' AND next_attempt_at <= clock.time
                    AND NOT mail_is_held(programme_id, recipient, released)
                    AND NOT (kind IN ('morning', 'digest') AND EXISTS (
                          SELECT 1 FROM mail earlier JOIN programme p ON p.id = earlier.programme_id AND p.clock ->> 'kind' = 'live'
                           WHERE earlier.programme_id = mail.programme_id AND earlier.recipient = mail.recipient
                             AND earlier.kind = mail.kind AND earlier.status = 'queued' AND earlier.at < mail.at
                             AND NOT mail_is_held(earlier.programme_id, earlier.recipient, earlier.released)))
                  ORDER BY next_attempt_at, at, id LIMIT ${limit} FOR UPDATE OF mail SKIP LOCKED)
    UPDATE mail SET attempts = attempts + 1, next_attempt_at = clock.time + ${leaseMs} * interval '1 millisecond', reason = NULL
      FROM due, clock
     WHERE mail.id = due.id
    RETURNING mail.id, programme_id, recipient, kind, items, event, command_key, at, attempts, due_at, envelope,
              attempts > 1 AND due.reason IS NULL AS is_uncertain`
  return rows
    .map((r) => ({
      id: r.id,
      programme: r.programme_id,
      to: r.recipient,
      kind: r.kind,
      items: r.items,
      event: r.event,
      commandKey: r.command_key,
      at: toInstant(r.at),
      attempt: r.attempts,
      isUncertain: r.is_uncertain,
      envelope: r.envelope,
      dueAt: r.due_at,
    }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** What a mail server has said of an address for good. */
export interface AddresseeOutcome {
  readonly email: string
  readonly outcome: 'taken' | 'refused'
  /** In the server's words; null when it has taken the mail. */
  readonly reason: string | null
  /** Whether no mail will ever reach the address: it is written to no more. */
  readonly isGone: boolean
}

/** The mail server has taken it, for these addresses. */
export async function markSent(
  store: Store,
  id: string,
  outcomes: readonly AddresseeOutcome[],
  now: Date,
): Promise<void> {
  await end(store, id, { status: 'sent', reason: null, outcomes, now })
}

/** Nobody is left to write to: what was said of the last addresses is noted with it. */
export async function markFailed(
  store: Store,
  id: string,
  reason: string,
  outcomes: readonly AddresseeOutcome[],
  now: Date,
): Promise<void> {
  await end(store, id, { status: 'failed', reason, outcomes, now })
}

/** Every address that had taken it has sent it back. */
export async function markBounced(store: Store, id: string, now: Date): Promise<void> {
  await end(store, id, { status: 'bounced', reason: 'sent back by every address', outcomes: [], now })
}

/**
 * It was not taken, or not for everybody: it is tried again at `nextAttemptAt` (machine's clock). What was said of addresses
 * for good stands.
 */
export async function markFailedAttempt(
  store: Store,
  id: string,
  { reason, outcomes, nextAttemptAt, now }: FailedAttempt,
): Promise<void> {
  // One whose lease ran out meanwhile may have been sent by another: that stands.
  await store.prisma.$executeRaw`/* retry-mail */
    WITH ${noting(id, outcomes, now)}
    UPDATE mail SET reason = ${reason}, next_attempt_at = ${nextAttemptAt.toISOString()}::timestamptz
     WHERE id = ${id} AND status = 'queued'`
}

interface FailedAttempt {
  readonly reason: string
  readonly outcomes: readonly AddresseeOutcome[]
  readonly nextAttemptAt: Date
  readonly now: Date
}

/** It waits for a moment at which it should go, by the machine's clock. That was no attempt. */
export async function markWaiting(store: Store, id: string, until: Date, reason: string): Promise<void> {
  await store.prisma.mail.updateMany({
    where: { id, status: 'queued' },
    data: { dueAt: until, nextAttemptAt: until, attempts: { decrement: 1 }, reason },
  })
}

/** Nothing in it applies any more. */
export async function markDropped(store: Store, id: string, reason: string, now: Date): Promise<void> {
  await end(store, id, { status: 'dropped', reason, outcomes: [], now })
}

/** What became of a mail at an address. */
export interface AddresseeRecord {
  /** In lower case. */
  readonly email: string
  readonly outcome: 'taken' | 'delivered' | 'refused' | 'bounced'
  readonly at: Date
  readonly reason: string | null
}

/** The addresses that a mail has reached, or was refused at for good. */
export async function addresseesOf(store: Pick<Store, 'prisma'>, id: string): Promise<AddresseeRecord[]> {
  const rows = await store.prisma.mailAddressee.findMany({ where: { mailId: id }, orderBy: { email: 'asc' } })
  return rows.map(({ mailId: _, outcome, ...row }) => ({ ...row, outcome: outcome as AddresseeRecord['outcome'] }))
}

interface Ending {
  readonly status: 'sent' | 'failed' | 'dropped' | 'bounced'
  readonly reason: string | null
  readonly outcomes: readonly AddresseeOutcome[]
  readonly now: Date
}

/**
 * Ends a mail's way and records how, in one round trip. What was sent stays sent; sent is also what was given up too early, and
 * what has failed for some after others have it: a later report of theirs must find it.
 */
async function end(store: Store, id: string, { status, reason, outcomes, now }: Ending): Promise<void> {
  await store.prisma.$queryRaw`/* end-mail */
    WITH ${noting(id, outcomes, now)},
    ending AS (
      SELECT CASE WHEN ${status} = 'failed' AND EXISTS (
               SELECT FROM mail_addressee WHERE mail_id = ${id} AND outcome IN ('taken', 'delivered'))
             THEN 'sent' ELSE ${status} END AS status),
    ended AS (
      UPDATE mail SET status = ending.status::mail_status, reason = ${reason},
                      sent_at = CASE ending.status WHEN 'sent' THEN coalesce(sent_at, ${now.toISOString()}::timestamptz) ELSE sent_at END
        FROM ending
       WHERE id = ${id} AND (mail.status = 'queued' OR (ending.status = 'sent' AND mail.status <> 'sent'))
      RETURNING id, programme_id, recipient, kind, mail.status)
    SELECT note_audit(jsonb_build_array(jsonb_build_object(
             'kind', 'mail', 'programme', programme_id, 'office', substring(recipient FROM '^office:(.*)$'),
             'details', jsonb_build_object('mail', id, 'recipient', recipient, 'kind', kind, 'status', status))))
      FROM ended`
}

/** The parts of a statement that note what was said of addresses. What was noted first stays. */
function noting(id: string, outcomes: readonly AddresseeOutcome[], now: Date): Prisma.Sql {
  const rows = JSON.stringify(outcomes.map((o) => ({ ...o, email: o.email.toLowerCase() })))
  return Prisma.sql`
    said AS (SELECT * FROM jsonb_to_recordset(${rows}::jsonb) AS s (email text, outcome text, reason text, "isGone" boolean)),
    noted AS (
      INSERT INTO mail_addressee (mail_id, email, outcome, at, reason)
      SELECT ${id}, email, outcome, ${now.toISOString()}::timestamptz, left(reason, 500) FROM said
      ON CONFLICT DO NOTHING),
    gone AS (
      INSERT INTO undeliverable (email, since, reason, mail)
      SELECT email, ${now.toISOString()}::timestamptz, left(coalesce(reason, ''), 500), ${id} FROM said WHERE "isGone"
      ON CONFLICT DO NOTHING)`
}

/** Every mail a programme has called for, sent or not, in order of programme time; of one office in the order of its events. */
export async function rehearsedMails(store: Store, programme: string): Promise<DatedLetter[]> {
  const rows = await store.prisma.mail.findMany({
    where: { programmeId: programme },
    select: { id: true, at: true, recipient: true, kind: true, items: true },
  })
  return rows
    .map((r) => ({ ...r, sequence: sequenceIn(r.id) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.sequence - b.sequence || (a.id < b.id ? -1 : 1))
    .map(({ at, recipient, kind, items }) => ({
      at: toInstant(at),
      to: recipient as Recipient,
      kind: kind as MailKind,
      items: items as unknown as MailItem[],
    }))
}

/** How many mails of a programme are in which state. */
export async function mailCounts(store: Store, programme: string): Promise<Record<string, number>> {
  const rows = await store.prisma.mail.groupBy({ by: ['status'], where: { programmeId: programme }, _count: true })
  return Object.fromEntries(rows.map((r) => [r.status, r._count]))
}

interface ClaimedRow {
  readonly id: string
  readonly programme_id: string
  readonly recipient: Recipient
  readonly kind: MailKind
  readonly items: MailItem[]
  readonly event: OfficeEvent | null
  readonly command_key: string | null
  readonly at: Date
  readonly attempts: number
  readonly envelope: string
  readonly due_at: Date
  readonly is_uncertain: boolean
}

/** The number of the event that called for an office's mail: the last part of its id. A digest has none, and comes first. */
function sequenceIn(id: string): number {
  const last = id.slice(id.lastIndexOf('/') + 1)
  return /^\d+$/.test(last) ? Number(last) : 0
}
