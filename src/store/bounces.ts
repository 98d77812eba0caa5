import type { DeliveryReport, ReportedRecipient } from '../domain/delivery.ts'
import { isAddressGone } from '../domain/enhancedStatus.ts'
import { recordAudit } from './audit.ts'
import type { Prisma } from './generated/client.ts'
import type { Store } from './store.ts'
import { noteUndeliverable } from './undeliverable.ts'

/** What came of a report. */
export type Noted =
  /** It names no mail of this service. */
  | { readonly outcome: 'unknown-mail' }
  /** `bounced` and `delivered` count addresses of which it said something that was not known. */
  | { readonly outcome: 'noted'; readonly mail: string; readonly bounced: number; readonly delivered: number }

/**
 * Notes what a mail server reports of a mail. Only what is said of an address that this mail was sent to counts, and it counts
 * once. A mail that came back from an address is looked at anew: it goes to who is next, or ends.
 * @param now the machine's clock
 */
export async function noteReport({ prisma }: Store, report: DeliveryReport, now: Date): Promise<Noted> {
  return prisma.$transaction(async (tx) => {
    const [mail] = await tx.$queryRaw<FoundMail[]>`/* reported-mail */
      SELECT id, programme_id AS programme, recipient, kind FROM mail
       WHERE envelope = ANY (${[...report.keys]}::text[]) FOR UPDATE`
    if (!mail) return { outcome: 'unknown-mail' }
    let bounced = 0
    let delivered = 0
    for (const recipient of report.recipients) {
      if (recipient.action === 'failed') bounced += await bounce(tx, mail.id, recipient, now)
      if (recipient.action === 'delivered') delivered += await deliver(tx, mail.id, recipient, now)
    }
    if (bounced > 0)
      await tx.mail.updateMany({
        where: { id: mail.id, status: 'sent' },
        data: { status: 'queued', nextAttemptAt: now, dueAt: now, reason: 'sent back' },
      })
    if (bounced + delivered > 0) {
      const office = mail.recipient.startsWith('office:') ? mail.recipient.slice('office:'.length) : undefined
      const details = { mail: mail.id, recipient: mail.recipient, kind: mail.kind, bounced, delivered }
      await recordAudit(tx, { kind: 'mail', programme: mail.programme, office, details })
    }
    return { outcome: 'noted', mail: mail.id, bounced, delivered }
  })
}

async function bounce(
  tx: Prisma.TransactionClient,
  mail: string,
  { emails, status, reason }: ReportedRecipient,
  now: Date,
): Promise<number> {
  const rows = await tx.mailAddressee.updateManyAndReturn({
    where: { mailId: mail, email: { in: [...emails] }, outcome: { in: ['taken', 'delivered'] } },
    data: { outcome: 'bounced', at: now, reason: reason.slice(0, 500) },
  })
  if (isAddressGone(status))
    for (const { email } of rows) await noteUndeliverable({ prisma: tx }, { email, reason, mail, now })
  return rows.length
}

async function deliver(
  tx: Prisma.TransactionClient,
  mail: string,
  { emails }: ReportedRecipient,
  now: Date,
): Promise<number> {
  const { count } = await tx.mailAddressee.updateMany({
    where: { mailId: mail, email: { in: [...emails] }, outcome: 'taken' },
    data: { outcome: 'delivered', at: now },
  })
  return count
}

interface FoundMail {
  readonly id: string
  readonly programme: string
  readonly recipient: string
  readonly kind: string
}
