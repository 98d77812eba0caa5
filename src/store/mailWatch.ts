import type { Instant } from '../domain/time.ts'
import { recordAudit } from './audit.ts'
import { toInstantOrNull } from './forms.ts'
import { Prisma } from './generated/client.ts'
import type { Store } from './store.ts'

/** Whether mail goes out when it should. */

/** How long mail that is due may wait: what the service promises, in minutes. */
const PROMISED_MINUTES = 30

export interface MailAlarm {
  /** Mails that should have gone longer ago than is promised. Mail that is held back by choice is not among them. */
  readonly late: number
  /** Since when the first of them is due, by the machine's clock. */
  readonly dueSince: Instant | null
  /** Why they wait, the most frequent first; null: nobody has tried to send them, or is trying. */
  readonly reasons: readonly { readonly reason: string | null; readonly mails: number }[]
}

/** @param now the machine's clock */
export async function mailAlarm({ prisma }: Store, now: Date): Promise<MailAlarm> {
  const rows = await prisma.$queryRaw<{ reason: string | null; mails: bigint; since: Date }[]>`/* mail-alarm */
    SELECT reason, count(*) AS mails, min(due_at) AS since FROM mail WHERE ${isLate(now)}
     GROUP BY reason ORDER BY mails DESC, reason NULLS FIRST`
  const since = rows.map((r) => r.since.getTime())
  return {
    late: rows.reduce((sum, r) => sum + Number(r.mails), 0),
    dueSince: toInstantOrNull(since.length > 0 ? new Date(Math.min(...since)) : null),
    reasons: rows.map(({ reason, mails }) => ({ reason, mails: Number(mails) })),
  }
}

/**
 * Raises the alarm when mail is late, and ends it when none is any more; once for all processes, and in the audit trail.
 * @returns what has changed by it
 */
export async function watchMail(store: Store, now: Date): Promise<'raised' | 'ended' | 'unchanged'> {
  return store.prisma.$transaction(async (tx) => {
    // One watch at a time: two would raise it twice.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('mail-alarm'))`
    const [{ late, open }] = await tx.$queryRaw<[{ late: bigint; open: boolean }]>`/* watch-mail */
      SELECT (SELECT count(*) FROM mail WHERE ${isLate(now)}) AS late,
             EXISTS (SELECT 1 FROM mail_alarm WHERE ended_at IS NULL) AS open`
    if (late > 0n === open) return 'unchanged'
    if (open) await tx.mailAlarm.updateMany({ where: { endedAt: null }, data: { endedAt: now } })
    else await tx.mailAlarm.create({ data: { raisedAt: now } })
    const what = open ? 'ended' : 'raised'
    await recordAudit(tx, { kind: 'mail-alarm', details: { what, late: Number(late) } })
    return what
  })
}

function isLate(now: Date): Prisma.Sql {
  return Prisma.sql`status = 'queued' AND due_at < ${now.toISOString()}::timestamptz - ${PROMISED_MINUTES} * interval '1 minute'
    AND NOT mail_is_held(programme_id, recipient, released)`
}
