import { formatBaht, type Satang } from '../domain/money.ts'
import type { LineCode, OfficeCode } from '../domain/policy.ts'
import type { Day } from '../domain/time.ts'
import { type ColumnMapping, problemOf, readRecords, satangOf, textOf } from '../spreadsheet/columns.ts'
import type { CellProblem } from '../spreadsheet/problem.ts'
import { referenceOf, type Table } from '../spreadsheet/table.ts'
import { tidy } from '../spreadsheet/writing.ts'
import type { OfficeNames } from '../thai/offices.ts'
import { lineNamed, type NamedLine } from './budgetLine.ts'
import { countsOf, type DryRun, inOrder } from './dryRun.ts'
import { OfficeDirectory } from './offices.ts'
import { officeOfRow } from './rowOffice.ts'
import { isTotal } from './totalRow.ts'

/** A payment as e-fms has it. */
export interface ExtractEntry {
  /** Where in the file its amount stands. */
  readonly cell: string
  readonly office: OfficeCode
  /** Satang. */
  readonly amount: Satang
  readonly paidOn: Day
  readonly line?: LineCode | undefined
  readonly documentNo?: string | undefined
  readonly efmsRef?: string | undefined
}

/** A payment as the ledger has it. */
export interface LedgerPayment {
  readonly office: OfficeCode
  readonly sequence: number
  readonly kind: 'disbursement' | 'return'
  readonly reversal: boolean
  readonly line: LineCode
  /** Satang; negative in a reversal. */
  readonly amount: Satang
  readonly paidOn: Day | null
  readonly documentNo: string
  readonly efmsRef: string | null
}

export interface Extract extends Omit<DryRun, 'basis'> {
  readonly entries: readonly ExtractEntry[]
}

/** What an entry and the ledger's are told to be one by. */
export type MatchedBy = 'document' | 'reference' | 'amount-and-day'

export interface Difference {
  readonly field: 'amount' | 'paidOn' | 'line' | 'documentNo' | 'efmsRef'
  /** As it is written at the edges: amounts in baht. */
  readonly efms: string
  readonly ledger: string
}

export interface Match {
  readonly entry: ExtractEntry
  readonly payment: LedgerPayment
  readonly by: MatchedBy
  readonly differences: readonly Difference[]
}

export interface Reconciliation {
  /** The offices that the file has entries of: of no others anything is said. */
  readonly offices: readonly OfficeCode[]
  readonly same: readonly Match[]
  readonly different: readonly Match[]
  /** In e-fms and not in the ledger. */
  readonly missing: readonly ExtractEntry[]
  /** In the ledger and not in e-fms. */
  readonly extra: readonly LedgerPayment[]
}

/**
 * Reads an extract of e-fms. Rows of totals are passed over.
 * @throws UnusableFileError when columns are missing or ambiguous
 */
export function readExtract(
  table: Table,
  mapping: ColumnMapping,
  { offices, lines }: { offices: readonly OfficeNames[]; lines: readonly NamedLine[] },
): Extract {
  const records = readRecords(table, mapping)
  const directory = new OfficeDirectory(offices)
  const problems: CellProblem[] = []
  const entries: ExtractEntry[] = []
  const rows = records.records.filter((record) => !isTotal(record))
  for (const record of rows) {
    problems.push(...record.problems)
    const office = officeOfRow(directory, records, record, problems)
    const givenLine = textOf(record, 'line')
    const line = givenLine === undefined ? undefined : lineNamed(lines, givenLine)
    if (givenLine !== undefined && !line)
      problems.push(problemOf(records, record, 'line', 'unknown-line', { candidates: lines.map((l) => l.name) }))
    const amount = satangOf(record, 'amount')
    const paidOn = textOf(record, 'paidOn')
    if (office === undefined || amount === undefined || paidOn === undefined || record.unfit.size > 0) continue
    entries.push({
      cell: referenceOf({ row: record.row.number, column: records.found.get('amount')!.column }),
      office,
      amount,
      paidOn,
      line: line?.code,
      documentNo: textOf(record, 'documentNo'),
      efmsRef: textOf(record, 'efmsRef'),
    })
  }
  const counts = countsOf(new Set(rows.map((r) => r.row.number)), problems)
  return { sheet: table.sheet, counts, problems: inOrder(problems), unread: records.unread, entries }
}

/**
 * Compares payments entry by entry: by document number, those left by e-fms reference, those still left by amount and day,
 * always within one office, and of several the one that differs least. What was reversed in the ledger never happened.
 */
export function reconcile(extract: readonly ExtractEntry[], ledger: readonly LedgerPayment[]): Reconciliation {
  const offices = [...new Set(extract.map((e) => e.office))].sort()
  const entries = new Set(extract)
  const payments = new Set(standing(ledger).filter((p) => offices.includes(p.office)))
  const matches = steps.flatMap(({ by, ofEntry, ofPayment }) => {
    const byKey = groups([...payments], ofPayment)
    const pairs = [...entries].flatMap((entry) => {
      const key = ofEntry(entry)
      return (key === undefined ? [] : (byKey.get(key) ?? [])).map((payment) => ({
        entry,
        payment,
        by,
        differences: differencesOf(entry, payment),
      }))
    })
    return pairs
      .sort((a, b) => a.differences.length - b.differences.length)
      .filter(({ entry, payment }) => {
        const isFree = entries.has(entry) && payments.has(payment)
        if (isFree) {
          entries.delete(entry)
          payments.delete(payment)
        }
        return isFree
      })
  })
  return {
    offices,
    same: matches.filter((m) => m.differences.length === 0),
    different: matches.filter((m) => m.differences.length > 0),
    missing: [...entries],
    extra: [...payments],
  }
}

const steps: readonly {
  by: MatchedBy
  ofEntry(entry: ExtractEntry): string | undefined
  ofPayment(payment: LedgerPayment): string | undefined
}[] = [
  {
    by: 'document',
    ofEntry: ({ office, documentNo }) => keyOf(office, documentNo),
    ofPayment: ({ office, documentNo }) => keyOf(office, documentNo),
  },
  {
    by: 'reference',
    ofEntry: ({ office, efmsRef }) => keyOf(office, efmsRef),
    ofPayment: ({ office, efmsRef }) => keyOf(office, efmsRef),
  },
  {
    by: 'amount-and-day',
    ofEntry: ({ office, amount, paidOn }) => `${office} ${amount} ${paidOn}`,
    ofPayment: ({ office, amount, paidOn }) => `${office} ${amount} ${paidOn}`,
  },
]

function keyOf(office: OfficeCode, number: string | null | undefined): string | undefined {
  return number ? `${office}/${spelling(number)}` : undefined
}

/** A number of a document as it is compared: 1/23 is not 12/3, but กค 1/23 is กค1/๒๓. */
function spelling(number: string): string {
  return tidy(number).replaceAll(' ', '').toLowerCase()
}

/** Disbursements that no reversal has undone. */
function standing(ledger: readonly LedgerPayment[]): LedgerPayment[] {
  const reversed = new Set(ledger.filter((p) => p.reversal).map((p) => `${p.office}/${p.documentNo}`))
  return ledger.filter((p) => p.kind === 'disbursement' && !p.reversal && !reversed.has(`${p.office}/${p.documentNo}`))
}

/** What both state and state differently. */
function differencesOf(entry: ExtractEntry, payment: LedgerPayment): Difference[] {
  const both: [Difference['field'], string | undefined, string | null][] = [
    ['amount', formatBaht(entry.amount), formatBaht(payment.amount)],
    ['paidOn', entry.paidOn, payment.paidOn],
    ['line', entry.line, payment.line],
    ['documentNo', entry.documentNo, payment.documentNo],
    ['efmsRef', entry.efmsRef, payment.efmsRef],
  ]
  return both.flatMap(([field, efms, ledger]) =>
    efms !== undefined && ledger !== null && spelling(efms) !== spelling(ledger) ? [{ field, efms, ledger }] : [],
  )
}

function groups<T>(items: readonly T[], by: (item: T) => string | undefined): Map<string, T[]> {
  const grouped = new Map<string, T[]>()
  for (const item of items) {
    const key = by(item)
    if (key === undefined) continue
    const group = grouped.get(key)
    if (group) group.push(item)
    else grouped.set(key, [item])
  }
  return grouped
}
