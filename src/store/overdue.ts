import type { Calendar } from '../domain/calendar.ts'
import type { Satang } from '../domain/money.ts'
import { type Overdue, overdueOf } from '../domain/overdue.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import type { OfficeNames } from '../thai/offices.ts'
import { toInstantOrNull } from './forms.ts'
import { officeNamesOf } from './importing.ts'
import { lineBalance } from './ledger.ts'
import { obligationsOf } from './offices.ts'
import type { Store } from './store.ts'

/** What an office has not settled by its deadline. */
export interface OverdueOffice {
  readonly office: OfficeNames
  readonly overdue: readonly Overdue[]
  /** What was allocated to it and is neither disbursed nor returned, in satang. */
  readonly undisbursed: Satang
}

/** A province and its districts are read as of one moment; waits in milliseconds. */
const PATIENCE = { maxWait: 30_000, timeout: 30_000, isolationLevel: 'RepeatableRead' as const }

/**
 * The offices whose codes begin with `area` as they stand on a moment's day, those with nothing overdue too; by code.
 * @param area a province, with its districts, or one district; nothing when there is no such area
 */
export async function overdueIn(
  store: Store,
  programme: string,
  area: OfficeCode,
  at: Instant,
  calendar: Calendar,
): Promise<OverdueOffice[]> {
  return store.prisma.$transaction(async (tx) => {
    const names = new Map((await officeNamesOf(tx, programme)).map((office) => [office.code, office]))
    const rows = await tx.office.findMany({
      where: { programmeId: programme, code: { startsWith: area } },
      include: { obligations: true, lines: true },
      orderBy: { code: 'asc' },
    })
    return rows.map(({ code, suspendedAt, withdrawnAt, obligations, lines }) => ({
      office: names.get(code)!,
      overdue: overdueOf(
        {
          suspendedAt: toInstantOrNull(suspendedAt),
          withdrawnAt: toInstantOrNull(withdrawnAt),
          obligations: obligationsOf(obligations),
        },
        dayOf(at),
        calendar,
      ),
      undisbursed: lines
        .map(lineBalance)
        .reduce((sum, { allocated, disbursed, returned }) => sum + allocated - disbursed - returned, 0),
    }))
  }, PATIENCE)
}
