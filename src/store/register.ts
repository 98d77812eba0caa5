import type { OfficeCode } from '../domain/policy.ts'
import type { OfficeNames } from '../thai/offices.ts'
import { officeNamesOf } from './importing.ts'
import { type LineBalance, lineBalance, type RecordedEntry, recordedEntry } from './ledger.ts'
import type { Store } from './store.ts'

/** What the disbursement register shows: every entry, and the balance of every line, as of one moment. */
export interface Register {
  readonly offices: readonly OfficeNames[]
  readonly entries: readonly RecordedEntry[]
  readonly balances: readonly RegisterBalance[]
}

export interface RegisterBalance extends LineBalance {
  readonly office: OfficeCode
}

/** A country's year is read at once: seconds, and time enough for more. */
const PATIENCE = { maxWait: 30_000, timeout: 120_000, isolationLevel: 'RepeatableRead' as const }

/**
 * The register of a programme, of the offices whose codes begin with `area`: a province's and its districts', or one district's.
 * @param area a code; every office when left out
 */
export async function registerOf(store: Store, programme: string, area?: OfficeCode): Promise<Register> {
  return store.prisma.$transaction(async (tx) => {
    const where = { programmeId: programme, ...(area === undefined ? {} : { office: { startsWith: area } }) }
    const offices = await officeNamesOf(tx, programme)
    const entries = await tx.ledgerEntry.findMany({ where, orderBy: [{ office: 'asc' }, { sequence: 'asc' }] })
    const balances = await tx.budgetLine.findMany({ where, orderBy: [{ office: 'asc' }, { line: 'asc' }] })
    return {
      offices: offices.filter(({ code }) => area === undefined || code.startsWith(area)),
      entries: entries.map(recordedEntry),
      balances: balances.map((row) => ({ office: row.office, ...lineBalance(row) })),
    }
  }, PATIENCE)
}
