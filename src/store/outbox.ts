import type { OfficeEvent } from '../domain/event.ts'
import type { DatedLetter, MailItem, MailKind, Recipient } from '../domain/letter.ts'
import type { Instant } from '../domain/time.ts'
import { toInstant } from './forms.ts'
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
  /** When it came into the outbox, by the machine's clock. */
  readonly queuedAt: Date
}

export interface Claim {
  /** How many mails at most. */
  readonly limit: number
  /** How long they are kept from other senders, in milliseconds. */
  readonly leaseMs: number
  /** The database's own clock when left out. */
  readonly now?: Date | undefined
}

/**
 * Takes mails that are due, oldest first. No two senders ever hold the same one, and those of a sender that dies come back
 * when its lease has run out. A claim counts as an attempt, so that a mail that kills its sender is not tried for ever.
 */
export async function claimMails(store: Store, { limit, leaseMs, now }: Claim): Promise<QueuedMail[]> {
  const time = now?.toISOString() ?? null
  const rows = await store.prisma.$queryRaw<ClaimedRow[]>`/* claim-mails */
    WITH clock AS (SELECT coalesce(${time}::timestamptz, now()) AS time),
         due AS (SELECT id FROM mail, clock WHERE status = 'queued' AND next_attempt_at <= clock.time
                  ORDER BY next_attempt_at, at, id LIMIT ${limit} FOR UPDATE OF mail SKIP LOCKED)
    UPDATE mail SET attempts = attempts + 1, next_attempt_at = clock.time + ${leaseMs} * interval '1 millisecond'
      FROM due, clock
     WHERE mail.id = due.id
    RETURNING mail.id, programme_id, recipient, kind, items, event, command_key, at, attempts, queued_at`
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
      queuedAt: r.queued_at,
    }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** The mail server has taken it. */
export async function markSent(store: Store, id: string): Promise<void> {
  await end(store, id, 'sent', null)
}

/** It was not taken: it is tried again at `nextAttemptAt` (machine's clock), or never when that is null. */
export async function markFailedAttempt(
  store: Store,
  id: string,
  reason: string,
  nextAttemptAt: Date | null,
): Promise<void> {
  // One whose lease ran out meanwhile may have been sent by another: that stands.
  if (nextAttemptAt)
    await store.prisma.mail.updateMany({ where: { id, status: 'queued' }, data: { reason, nextAttemptAt } })
  else await end(store, id, 'failed', reason)
}

/** Nothing in it applies any more. */
export async function markDropped(store: Store, id: string, reason: string): Promise<void> {
  await end(store, id, 'dropped', reason)
}

/** Ends a mail's way and records how, in one round trip. What was sent stays sent; sent is also what was given up too early. */
async function end(
  store: Store,
  id: string,
  status: 'sent' | 'failed' | 'dropped',
  reason: string | null,
): Promise<void> {
  await store.prisma.$queryRaw`/* end-mail */
    WITH ended AS (
      UPDATE mail SET status = ${status}::mail_status, reason = ${reason},
                      sent_at = CASE ${status} WHEN 'sent' THEN now() END
       WHERE id = ${id} AND (status = 'queued' OR (${status} = 'sent' AND status <> 'sent'))
      RETURNING id, programme_id, recipient, kind, status)
    SELECT record_audit(jsonb_build_array(jsonb_build_object(
             'kind', 'mail', 'programme', programme_id, 'office', substring(recipient FROM '^office:(.*)$'),
             'details', jsonb_build_object('mail', id, 'recipient', recipient, 'kind', kind, 'status', status))))
      FROM ended`
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
  readonly queued_at: Date
}

/** The number of the event that called for an office's mail: the last part of its id. A digest has none, and comes first. */
function sequenceIn(id: string): number {
  const last = id.slice(id.lastIndexOf('/') + 1)
  return /^\d+$/.test(last) ? Number(last) : 0
}
