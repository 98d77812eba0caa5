import { type DeliveryState, deliveryStateOf } from '../domain/delivery.ts'
import type { MailKind, Recipient } from '../domain/letter.ts'
import type { Instant } from '../domain/time.ts'
import { toInstant, toInstantOrNull } from './forms.ts'
import { type MailStatus, Prisma } from './generated/client.ts'
import type { AddresseeRecord } from './outbox.ts'
import type { Store } from './store.ts'

/** Mails and what became of them, for those who see to delivery. */

export type MailTier = 'office' | 'province' | 'department'

export interface LoggedMail {
  readonly id: string
  readonly recipient: Recipient
  readonly kind: MailKind
  /** Programme time. */
  readonly at: Instant
  readonly state: DeliveryState
  /** The machine's clock, as the rest. */
  readonly dueAt: Instant
  readonly attempts: number
  readonly nextAttemptAt: Instant | null
  readonly sentAt: Instant | null
  readonly reason: string | null
  readonly addressees: readonly (Omit<AddresseeRecord, 'at'> & { readonly at: Instant })[]
}

/** Which mails: all that are named by everything given. */
export interface MailSelection {
  readonly tier?: MailTier | undefined
  readonly recipient?: string | undefined
  readonly kind?: MailKind | undefined
  readonly status?: MailStatus | undefined
  /** Held back now; of these no other status. */
  readonly isHeld?: boolean | undefined
}

/** Where a list goes on: the programme time and the id of the last mail of the page before. */
export type MailPlace = readonly [at: Instant, id: string]

/** Mails of a programme, the latest first. */
export async function listMails(
  { prisma }: Store,
  programme: string,
  selection: MailSelection,
  { after, limit, now }: { readonly after?: MailPlace | undefined; readonly limit: number; readonly now: Date },
): Promise<LoggedMail[]> {
  const isAfter = after ? Prisma.sql`(mail.at, mail.id) < (${after[0]}::timestamptz, ${after[1]})` : Prisma.sql`true`
  const rows = await prisma.$queryRaw<MailRow[]>`
    SELECT mail.id, recipient, kind, mail.at, status, due_at, attempts, next_attempt_at, sent_at, mail.reason,
           mail_is_held(programme_id, recipient, released) AS held, a.addressees
      FROM mail
      LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('email', email, 'outcome', outcome, 'reason', reason,
                                'at', extract(epoch FROM at)) ORDER BY email) AS addressees
                           FROM mail_addressee WHERE mail_id = mail.id) a ON true
     WHERE ${selected(programme, selection)} AND ${isAfter}
     ORDER BY mail.at DESC, mail.id DESC LIMIT ${limit}`
  return rows.map((r) => {
    const addressees = r.addressees ?? []
    return {
      ...{ id: r.id, recipient: r.recipient, kind: r.kind, attempts: r.attempts, reason: r.reason },
      at: toInstant(r.at),
      state: deliveryStateOf({
        ...{ status: r.status, isHeld: r.held, reason: r.reason, isEarly: r.due_at > now },
        outcomes: addressees.map((a) => a.outcome),
      }),
      dueAt: toInstant(r.due_at),
      nextAttemptAt: r.status === 'queued' ? toInstant(r.next_attempt_at) : null,
      sentAt: toInstantOrNull(r.sent_at),
      addressees: addressees.map(({ at, ...a }) => ({ ...a, at: toInstant(new Date(at * 1000)) })),
    }
  })
}

/** The condition that a selection is. */
export function selected(programme: string, { tier, recipient, kind, status, isHeld }: MailSelection): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`mail.programme_id = ${programme}`,
      ...(tier ? [Prisma.sql`mail_tier(mail.recipient) = ${tier}`] : []),
      ...(recipient ? [Prisma.sql`mail.recipient = ${recipient}`] : []),
      ...(kind ? [Prisma.sql`mail.kind = ${kind}`] : []),
      ...(status ? [Prisma.sql`mail.status = ${status}::mail_status`] : []),
      ...(isHeld
        ? [Prisma.sql`mail.status = 'queued' AND mail_is_held(mail.programme_id, mail.recipient, mail.released)`]
        : []),
    ],
    ' AND ',
  )
}

interface MailRow {
  readonly id: string
  readonly recipient: Recipient
  readonly kind: MailKind
  readonly at: Date
  readonly status: MailStatus
  readonly due_at: Date
  readonly attempts: number
  readonly next_attempt_at: Date
  readonly sent_at: Date | null
  readonly reason: string | null
  readonly held: boolean
  readonly addressees: (Omit<AddresseeRecord, 'at'> & { readonly at: number })[] | null
}
