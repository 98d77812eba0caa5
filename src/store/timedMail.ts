import type { MailItem } from '../domain/letter.ts'
import { mergeItems, type ReaderToday, type TimedKind } from '../domain/quiet.ts'
import { addDays, type Day, instantAt } from '../domain/time.ts'
import { recordAudit } from './audit.ts'
import type { Prisma } from './generated/client.ts'
import type { QueuedMail } from './outbox.ts'
import type { Store } from './store.ts'

/** What else there is of timed mail for one reader, of a live programme. */

/** @param today the day in Thailand */
export async function readerToday(
  store: Store,
  { id, programme, to, kind, at }: QueuedMail,
  today: Day,
): Promise<ReaderToday & { readonly newer: string | null }> {
  const [begins, ends] = [instantAt(today, '00:00'), instantAt(addDays(today, 1), '00:00')]
  const [row] = await store.prisma.$queryRaw<[{ newer: string | null; told: boolean }]>`/* reader-today */
    SELECT (SELECT id FROM mail
             WHERE programme_id = ${programme} AND recipient = ${to} AND kind = ${kind} AND status = 'queued'
               AND at > ${at}::timestamptz AND NOT mail_is_held(programme_id, recipient, released)
             ORDER BY at LIMIT 1) AS newer,
           EXISTS (SELECT 1 FROM mail
                    WHERE programme_id = ${programme} AND recipient = ${to} AND kind = ${kind} AND id <> ${id}
                      AND status IN ('sent', 'bounced')
                      AND sent_at >= ${begins}::timestamptz AND sent_at < ${ends}::timestamptz) AS told`
  return { newer: row.newer, hasNewer: row.newer !== null, wasToldToday: row.told }
}

/**
 * Has a later mail tell what an earlier one would have told. Nothing is left to tell when all that came up was settled: then
 * neither goes.
 * @returns false when the later one has gone, or is on its way, and cannot take anything up any more
 */
export async function mergeInto(store: Store, earlier: QueuedMail, later: string): Promise<boolean> {
  return store.prisma.$transaction(async (tx) => {
    // In the order of time, as every other merge locks them.
    const rows = await tx.$queryRaw<{ id: string; items: MailItem[]; isFree: boolean }[]>`/* merge-mail */
      SELECT id, items, status = 'queued' AND (attempts = 0 OR reason IS NOT NULL) AS "isFree"
        FROM mail WHERE id IN (${earlier.id}, ${later}) ORDER BY at FOR UPDATE`
    const target = rows.find((r) => r.id === later)
    if (!target?.isFree) return false
    const items = mergeItems(earlier.kind as TimedKind, earlier.items, target.items)
    await tx.mail.update({ where: { id: later }, data: { items: items as unknown as Prisma.InputJsonArray } })
    const dropped = items.length === 0 ? [earlier.id, later] : [earlier.id]
    const reason = items.length === 0 ? 'everything in it was settled before it could be told' : `told by ${later}`
    await tx.mail.updateMany({ where: { id: { in: dropped }, status: 'queued' }, data: { status: 'dropped', reason } })
    await recordAudit(
      tx,
      dropped.map((mail) => ({
        ...({ kind: 'mail', programme: earlier.programme, office: officeOf(earlier) } as const),
        details: { mail, recipient: earlier.to, kind: earlier.kind, status: 'dropped', reason },
      })),
    )
    return true
  })
}

function officeOf({ to }: QueuedMail): string | undefined {
  return to.startsWith('office:') ? to.slice('office:'.length) : undefined
}
