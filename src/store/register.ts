import type { Satang } from '../domain/money.ts'
import type { EntryKind } from '../domain/office.ts'
import type { LineCode, OfficeCode } from '../domain/policy.ts'
import type { Day, Instant } from '../domain/time.ts'
import type { OfficeNames } from '../thai/offices.ts'
import { toDayOrNull, toInstant, toSatang } from './forms.ts'
import { officeNamesOf } from './importing.ts'
import type { Store } from './store.ts'

/** What the disbursement register shows: every entry, and the balance of every line, as of one moment. */
export interface Register {
  readonly offices: readonly OfficeNames[]
  readonly entries: readonly RegisterEntry[]
  readonly balances: readonly RegisterBalance[]
}

export interface RegisterEntry {
  readonly office: OfficeCode
  readonly sequence: number
  readonly line: LineCode
  readonly kind: EntryKind
  readonly reversal: boolean
  /** Satang; negative in a reversal. */
  readonly amount: Satang
  readonly paidOn: Day | null
  readonly documentNo: string
  readonly efmsRef: string | null
  readonly late: boolean
  readonly at: Instant
}

export interface RegisterBalance {
  readonly office: OfficeCode
  readonly line: LineCode
  readonly allocated: Satang
  readonly disbursed: Satang
  readonly returned: Satang
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
      entries: entries.map(({ programmeId: _, kind, amount, paidOn, at, ...entry }) => ({
        ...entry,
        kind: kind as EntryKind,
        amount: toSatang(amount),
        paidOn: toDayOrNull(paidOn),
        at: toInstant(at),
      })),
      balances: balances.map(({ office, line, allocated, disbursed, returned }) => ({
        ...{ office, line },
        allocated: toSatang(allocated),
        disbursed: toSatang(disbursed),
        returned: toSatang(returned),
      })),
    }
  }, PATIENCE)
}
