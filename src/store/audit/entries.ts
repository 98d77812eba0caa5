import type { OfficeEvent } from '../../domain/event.ts'
import { entryOf } from '../recordStep.ts'

/** A ledger entry as PostgreSQL writes it. */
export interface EntryRow {
  readonly line: string
  readonly kind: string
  readonly reversal: boolean
  /** Satang. */
  readonly amount: string
  readonly paidOn: string | null
  readonly documentNo: string
  readonly efmsRef: string | null
  readonly late: boolean
  /** Seconds since 1970. */
  readonly at: string
}

/** Satang. */
export interface Balance {
  disbursed: bigint
  returned: bigint
}

/**
 * What is wrong with the ledger entry beside an event, or with there being none.
 * @param event its sequence, and the domain event as JSON
 */
export function entryFault(event: { sequence: number; event: string }, entry: EntryRow | null): string | undefined {
  const made = madeBy(event)
  if (!made) return entry ? 'the event made no ledger entry, and there is one' : undefined
  if (!entry) return 'the ledger entry that the event made is missing'
  const differing = (Object.keys(made) as (keyof EntryRow)[]).filter((field) => made[field] !== entry[field])
  return differing.length > 0 ? `the ledger entry differs from its event in ${differing.join(', ')}` : undefined
}

/** Adds an entry to the balance of its line. */
export function addUp(balances: Map<string, Balance>, line: string, { kind, amount }: EntryRow): void {
  const balance = balances.get(line) ?? { disbursed: 0n, returned: 0n }
  if (kind === 'disbursement') balance.disbursed += BigInt(amount)
  else balance.returned += BigInt(amount)
  balances.set(line, balance)
}

function madeBy({ event: text, sequence }: { sequence: number; event: string }): EntryRow | undefined {
  // An event that was changed may be anything that JSON can say.
  const event = JSON.parse(text) as OfficeEvent | null
  const [entry] = event ? entryOf(event, sequence) : []
  return (
    entry && {
      line: entry.line,
      kind: entry.kind,
      reversal: entry.reversal,
      amount: `${entry.amount}`,
      paidOn: entry.paidOn ?? null,
      documentNo: entry.documentNo,
      efmsRef: entry.efmsRef ?? null,
      late: entry.late,
      at: (Date.parse(entry.at) / 1000).toFixed(6),
    }
  )
}
