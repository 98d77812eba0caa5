import type { Area } from '../domain/area.ts'
import type { Satang } from '../domain/money.ts'
import type { Day } from '../domain/time.ts'
import { toSatang } from './forms.ts'
import type { Store } from './store.ts'

/** What was spent (disbursed and returned) by the end of a day, in satang. */
export interface SpentBy {
  readonly day: Day
  readonly spent: Satang
}

/**
 * How spending grew, as it was recorded: a point for every day (ICT) on which something was, each with all that was before. What
 * was reversed counts no more from the day of its reversal.
 */
export async function spendingOf({ prisma }: Store, programme: string, area: Area): Promise<SpentBy[]> {
  const province = area === 'all' ? null : area
  const rows = await prisma.$queryRaw<{ day: string; spent: bigint }[]>`/* spending */
    SELECT day::text AS day, (sum(amount) OVER (ORDER BY day))::bigint AS spent
      FROM (SELECT (at AT TIME ZONE 'Asia/Bangkok')::date AS day, sum(amount) AS amount
              FROM ledger_entry
             WHERE programme_id = ${programme} AND (${province}::text IS NULL OR left(office, 2) = ${province})
             GROUP BY 1) daily
     ORDER BY day`
  return rows.map(({ day, spent }) => ({ day, spent: toSatang(spent) }))
}
