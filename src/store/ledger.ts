import type { Satang } from '../domain/money.ts'
import type { EntryKind } from '../domain/office.ts'
import type { LineCode, OfficeCode } from '../domain/policy.ts'
import type { Day, Instant } from '../domain/time.ts'
import { toDayOrNull, toInstant, toSatang } from './forms.ts'
import type { BudgetLine, LedgerEntry } from './generated/client.ts'

/** The ledger as it is recorded: its entries, and what they come to on every budget line. */

export interface RecordedEntry {
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
  /** Recorded after the disbursement deadline. */
  readonly late: boolean
  /** Programme time. */
  readonly at: Instant
}

/** A budget line of an office. In satang. */
export interface LineBalance {
  readonly line: LineCode
  readonly allocated: Satang
  readonly disbursed: Satang
  readonly returned: Satang
}

export function recordedEntry({ programmeId: _, kind, amount, paidOn, at, ...entry }: LedgerEntry): RecordedEntry {
  return {
    ...entry,
    kind: kind as EntryKind,
    amount: toSatang(amount),
    paidOn: toDayOrNull(paidOn),
    at: toInstant(at),
  }
}

export function lineBalance({ line, allocated, disbursed, returned }: BudgetLine): LineBalance {
  return { line, allocated: toSatang(allocated), disbursed: toSatang(disbursed), returned: toSatang(returned) }
}
