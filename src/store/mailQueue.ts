import type { Instant } from '../domain/time.ts'
import { toInstantOrNull } from './forms.ts'
import type { Store } from './store.ts'

/** The mails of a programme by what becomes of them. */
export interface MailQueue {
  /** Due, and on their way as soon as somebody sends them. */
  readonly waiting: number
  /** Not due yet. */
  readonly early: number
  /** Held back by choice. */
  readonly held: number
  readonly sent: number
  readonly failed: number
  readonly dropped: number
  /** Since when the oldest of those that wait is due; by the machine's clock, as the next. */
  readonly oldestDueAt: Instant | null
  readonly lastSentAt: Instant | null
}

/** @param now the machine's clock */
export async function mailQueue({ prisma }: Store, programme: string, now: Date): Promise<MailQueue> {
  const [row] = await prisma.$queryRaw<[QueueRow]>`/* mail-queue */
    WITH one AS (SELECT status, due_at, sent_at,
                        status = 'queued' AND mail_is_held(programme_id, recipient, released) AS held
                   FROM mail WHERE programme_id = ${programme})
    SELECT count(*) FILTER (WHERE status = 'queued' AND NOT held AND due_at <= ${now.toISOString()}::timestamptz) AS waiting,
           count(*) FILTER (WHERE status = 'queued' AND NOT held AND due_at > ${now.toISOString()}::timestamptz) AS early,
           count(*) FILTER (WHERE held) AS held,
           count(*) FILTER (WHERE status = 'sent') AS sent,
           count(*) FILTER (WHERE status = 'failed') AS failed,
           count(*) FILTER (WHERE status = 'dropped') AS dropped,
           min(due_at) FILTER (WHERE status = 'queued' AND NOT held AND due_at <= ${now.toISOString()}::timestamptz) AS oldest,
           max(sent_at) AS last_sent
      FROM one`
  const { oldest, last_sent, ...counts } = row
  const { waiting, early, held, sent, failed, dropped } = counts
  return {
    ...{ waiting: Number(waiting), early: Number(early), held: Number(held) },
    ...{ sent: Number(sent), failed: Number(failed), dropped: Number(dropped) },
    ...{ oldestDueAt: toInstantOrNull(oldest), lastSentAt: toInstantOrNull(last_sent) },
  }
}

type QueueRow = Record<'waiting' | 'early' | 'held' | 'sent' | 'failed' | 'dropped', bigint> & {
  readonly oldest: Date | null
  readonly last_sent: Date | null
}
