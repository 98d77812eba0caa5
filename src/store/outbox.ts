import pg from 'pg'
import type { OfficeEvent } from '../domain/event.ts'
import type { MailItem, MailKind, Recipient } from '../domain/letter.ts'
import type { Instant } from '../domain/time.ts'
import type { RehearsedMail } from '../rehearsal/outcome.ts'
import { toInstant } from './forms.ts'
import type { Store } from './store.ts'

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
  readonly at: Instant
  /** How many times it has been tried before. */
  readonly attempts: number
  readonly queuedAt: Date
}

/**
 * Takes mails that are due, oldest first, for `leaseMs` milliseconds: a sender that dies gives them back by running out of
 * its lease. Two senders never hold the same mail.
 */
export async function claimMails(store: Store, limit: number, leaseMs: number): Promise<QueuedMail[]> {
  const rows = await store.prisma.$queryRaw<
    {
      id: string
      programme_id: string
      recipient: Recipient
      kind: MailKind
      items: MailItem[]
      event: OfficeEvent | null
      command_key: string | null
      at: Date
      attempts: number
      queued_at: Date
    }[]
  >`
    UPDATE mail SET next_attempt_at = now() + ${leaseMs} * interval '1 millisecond'
     WHERE id IN (SELECT id FROM mail WHERE status = 'queued' AND next_attempt_at <= now()
                   ORDER BY next_attempt_at, at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, programme_id, recipient, kind, items, event, command_key, at, attempts, queued_at`
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
      attempts: r.attempts,
      queuedAt: r.queued_at,
    }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** The mail server has taken it. */
export async function markSent(store: Store, id: string): Promise<void> {
  await store.prisma.mail.update({
    where: { id },
    data: { status: 'sent', sentAt: new Date(), attempts: { increment: 1 }, reason: null },
  })
}

/** It was not taken: it is tried again at `nextAttemptAt`, or never when that is null. */
export async function markFailedAttempt(
  store: Store,
  id: string,
  reason: string,
  nextAttemptAt: Date | null,
): Promise<void> {
  await store.prisma.mail.update({
    where: { id },
    data: {
      attempts: { increment: 1 },
      reason,
      ...(nextAttemptAt ? { nextAttemptAt } : { status: 'failed' as const }),
    },
  })
}

/** Nothing in it applies any more. */
export async function markDropped(store: Store, id: string, reason: string): Promise<void> {
  await store.prisma.mail.update({ where: { id }, data: { status: 'dropped', reason } })
}

/** Every mail a programme has called for, sent or not. */
export async function rehearsedMails(store: Store, programme: string): Promise<RehearsedMail[]> {
  const rows = await store.prisma.mail.findMany({
    where: { programmeId: programme },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  })
  return rows.map((r) => ({
    at: toInstant(r.at),
    to: r.recipient as Recipient,
    kind: r.kind as MailKind,
    items: r.items as unknown as MailItem[],
  }))
}

/** How many mails are in which state. */
export async function mailCounts(store: Store, programme: string): Promise<Record<string, number>> {
  const rows = await store.prisma.mail.groupBy({ by: ['status'], where: { programmeId: programme }, _count: true })
  return Object.fromEntries(rows.map((r) => [r.status, r._count]))
}

/**
 * Calls back whenever mail has been queued, by any process. Reconnects by itself; a call missed meanwhile is made up for by
 * the caller's own polling.
 * @returns what stops it
 */
export function onMailQueued(databaseUrl: string, callback: () => void): () => Promise<void> {
  let stopped = false
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  const listen = async () => {
    client = new pg.Client({ connectionString: databaseUrl })
    client.on('notification', callback)
    client.on('error', again)
    client.on('end', again)
    try {
      await client.connect()
      await client.query('LISTEN mail_queued')
    } catch {
      again()
    }
  }
  const again = () => {
    if (stopped || retry) return
    retry = setTimeout(() => {
      retry = undefined
      void listen()
    }, 1000)
  }
  void listen()
  return async () => {
    stopped = true
    clearTimeout(retry)
    await client?.end().catch(() => undefined)
  }
}
