import type { OfficeCode } from '../../domain/policy.ts'
import type { Prisma } from '../generated/client.ts'

/** Something that is not as it was recorded. */
export interface Finding {
  readonly about: 'event' | 'words' | 'receipt' | 'entry' | 'balance' | 'allocation' | 'record' | 'seal'
  readonly programme: string | null
  readonly office: OfficeCode | null
  /** Number of the event, entry, record or seal; null for what has none. */
  readonly sequence: number | null
  /** What is wrong, in a sentence for an auditor. */
  readonly what: string
}

/** What is verified together: one snapshot of the database, and where findings and progress go. */
export interface Verification {
  readonly db: Prisma.TransactionClient
  /** Only this programme's offices; the service's own records are verified whole. */
  readonly programme: string | null
  readonly found: (finding: Finding) => void
  /** Called with the number of rows that have been looked at since. */
  readonly progress: (rows: number) => void
}

/** Rows read at once: enough that round trips do not count, few enough that memory stays flat. */
export const PAGE = 2000

/** A table's rows in pages. `read` gives those after a row, at most PAGE of them; from the first on without one. */
export async function* pagesOf<Row>(read: (after: Row | undefined) => Promise<Row[]>): AsyncGenerator<Row[]> {
  for (let last: Row | undefined, full = true; full; ) {
    const rows = await read(last)
    if (rows.length > 0) yield rows
    full = rows.length === PAGE
    last = rows.at(-1)
  }
}

/** Says that the numbers from `first` to `last` are missing. */
export function missing(noun: string, first: number, last: number): string {
  return first === last ? `${noun} ${first} is missing` : `${noun}s ${first} to ${last} are missing`
}
