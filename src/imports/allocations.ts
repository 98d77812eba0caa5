import { formatBaht, type Satang } from '../domain/money.ts'
import type { LineCode, OfficeCode } from '../domain/policy.ts'
import type { Allocations } from '../programme/allocations.ts'
import {
  type Column,
  type ColumnMapping,
  problemOf,
  type Records,
  readRecords,
  satangOf,
  type TableRecord,
  textOf,
} from '../spreadsheet/columns.ts'
import type { CellProblem } from '../spreadsheet/problem.ts'
import { referenceOf, type Table } from '../spreadsheet/table.ts'
import { UnusableFileError } from '../spreadsheet/unusable.ts'
import { amount } from '../thai/money.ts'
import type { OfficeNames } from '../thai/offices.ts'
import { lineNamed, type NamedLine, namesOfLine } from './budgetLine.ts'
import { basisOf, countsOf, type DryRun, inOrder } from './dryRun.ts'
import { OfficeDirectory } from './offices.ts'
import { officeOfRow } from './rowOffice.ts'
import { isTotal } from './totalRow.ts'

/** What an allocation file is compared with. */
export interface AllocationsNow {
  /** The offices taking part. */
  readonly offices: readonly OfficeNames[]
  readonly lines: readonly NamedLine[]
  /** Satang; offices and lines without money have no entry. */
  readonly allocations: Allocations
}

/** An amount that a file states, and what there was: satang, 0 for nothing. */
export interface AllocationChange {
  readonly office: OfficeCode
  readonly line: LineCode
  readonly from: Satang
  readonly to: Satang
}

export interface AllocationPlan extends DryRun {
  readonly added: readonly AllocationChange[]
  readonly changed: readonly AllocationChange[]
  readonly unchanged: readonly AllocationChange[]
  /** What there is and the file says nothing of: it stays. */
  readonly notInFile: readonly Omit<AllocationChange, 'to'>[]
  /** Lines of the programme that the file has no amount for. */
  readonly linesNotInFile: readonly LineCode[]
  /** Sum of all amounts that the file states, in satang. */
  readonly total: Satang
}

/**
 * What importing a file of allocations (details of form งป.1) would change. One row an office with a column for every budget
 * line, or one row an office and line. A blank cell says nothing; zero or a dash says that there is no money. Rows of totals
 * (รวม …) are checked against the rows above and are no office.
 * @throws UnusableFileError when columns are missing or ambiguous
 */
export function planAllocations(table: Table, mapping: ColumnMapping, now: AllocationsNow): AllocationPlan {
  const records = readRecords(table, withLines(mapping, now.lines))
  const form = formOf(records, table, now.lines)
  const directory = new OfficeDirectory(now.offices)
  const problems: CellProblem[] = []
  const rows = new Set<number>()
  const stated = new Map<string, AllocationChange & { readonly at: string }>()
  const totals = new Totals(records, form)

  for (const record of records.records) {
    if (isTotal(record)) {
      problems.push(...totals.check(record))
      continue
    }
    // Who signed it, and when, stands under the total.
    if (totals.checked && !totals.hasAmount(record)) continue
    rows.add(record.row.number)
    problems.push(...record.problems)
    totals.add(record)
    const office = officeOfRow(directory, records, record, problems)
    for (const { field, line } of form.amountsOf(record, problems)) {
      const to = satangOf(record, field)
      if (to === undefined || line === undefined || office === undefined) continue
      const key = `${office}/${line}`
      const before = stated.get(key)
      if (before) problems.push(problemOf(records, record, field, 'duplicate', { expected: before.at }))
      else {
        const at = referenceOf({ row: record.row.number, column: records.found.get(field)!.column })
        stated.set(key, { office, line, from: now.allocations.get(office)?.[line] ?? 0, to, at })
      }
    }
    problems.push(...wrongSums(records, record, form))
  }

  const changes = [...stated.values()].map(({ at: _, ...change }) => change)
  return {
    sheet: table.sheet,
    counts: countsOf(rows, problems),
    problems: inOrder(problems),
    unread: records.unread,
    added: changes.filter(({ from, to }) => from === 0 && to > 0),
    changed: changes.filter(({ from, to }) => from > 0 && to !== from),
    unchanged: changes.filter(({ from, to }) => to === from),
    notInFile: entriesOf(now.allocations).filter(({ office, line }) => !stated.has(`${office}/${line}`)),
    linesNotInFile: now.lines.map((l) => l.code).filter((line) => !changes.some((c) => c.line === line)),
    total: changes.reduce((sum, { to }) => sum + to, 0),
    basis: allocationBasis(now.allocations),
  }
}

/** What allocations are compared by: the same money is the same hash. */
export function allocationBasis(allocations: Allocations): string {
  return basisOf(entriesOf(allocations).map(({ office, line, from }) => [office, line, from]))
}

/** Allocations as they are once a plan is applied. Lines without money have no entry. */
export function allocationsAfter(
  allocations: Allocations,
  { added, changed }: Pick<AllocationPlan, 'added' | 'changed'>,
): Map<OfficeCode, Record<LineCode, Satang>> {
  const after = new Map<OfficeCode, Record<LineCode, Satang>>()
  for (const { office, line, from } of entriesOf(allocations)) after.set(office, { ...after.get(office), [line]: from })
  for (const { office, line, to } of [...added, ...changed]) after.set(office, { ...after.get(office), [line]: to })
  for (const [office, amounts] of after)
    after.set(office, Object.fromEntries(Object.entries(amounts).filter(([, satang]) => satang > 0)))
  return after
}

/** A plan with its money in baht, for the edges. */
export function allocationPlanInBaht(plan: AllocationPlan) {
  const inBaht = <T extends { readonly from: Satang; readonly to?: Satang }>(changes: readonly T[]) =>
    changes.map((c) => ({ ...c, from: formatBaht(c.from), ...(c.to === undefined ? {} : { to: formatBaht(c.to) }) }))
  const { added, changed, unchanged, notInFile, total, ...rest } = plan
  return {
    ...rest,
    added: inBaht(added),
    changed: inBaht(changed),
    unchanged: inBaht(unchanged),
    notInFile: inBaht(notInFile),
    total: formatBaht(total),
  }
}

const lineField = (line: LineCode) => `line:${line}`

/** The mapping with a column for every budget line: by its Thai name, with or without a remark in brackets, or its code. */
function withLines(mapping: ColumnMapping, lines: readonly NamedLine[]): ColumnMapping {
  const columns = lines.map((line): [string, Column] => [
    lineField(line.code),
    { kind: 'baht', headers: namesOfLine(line), required: false, longest: 500 },
  ])
  return { ...mapping, columns: { ...mapping.columns, ...Object.fromEntries(columns) } }
}

interface Form {
  /** The fields of a row that hold amounts, with the lines they are for; undefined for a line that is not known. */
  amountsOf(record: TableRecord, problems: CellProblem[]): { field: string; line: LineCode | undefined }[]
  /** Where a column is a line: those columns, and the columns that say a row's sum over them. */
  readonly lineFields: readonly string[]
  readonly sumFields: readonly string[]
}

/** A column for every line, or a row for every line. */
function formOf(records: Records, table: Table, lines: readonly NamedLine[]): Form {
  const columns = lines.filter(({ code }) => records.found.has(lineField(code)))
  if (columns.length > 0)
    return {
      amountsOf: () => columns.map(({ code }) => ({ field: lineField(code), line: code })),
      lineFields: columns.map(({ code }) => lineField(code)),
      // An amount beside amounts of lines can only be their sum.
      sumFields: ['rowTotal', 'amount'].filter((field) => records.found.has(field)),
    }
  const { line, amount } = records.mapping.columns
  if (!records.found.has('line') || !records.found.has('amount'))
    throw new UnusableFileError('missing-column', {
      missing: [`${lines.map((l) => l.name).join(' / ')} (${line?.headers[0]} + ${amount?.headers[0]})`],
      row: records.headerRow,
      seen: [...[...records.found.values()].map((f) => f.header), ...records.unread],
      sheet: table.sheet,
      sheets: table.sheets,
    })
  return {
    lineFields: [],
    sumFields: [],
    amountsOf: (record, problems) => {
      const given = textOf(record, 'line')
      const named = lineNamed(lines, given ?? '')
      if (given === undefined) problems.push(problemOf(records, record, 'line', 'missing-value'))
      else if (!named)
        problems.push(
          problemOf(records, record, 'line', 'unknown-line', { given, candidates: lines.map((l) => l.name) }),
        )
      if (satangOf(record, 'amount') === undefined && !record.unfit.has('amount'))
        problems.push(problemOf(records, record, 'amount', 'missing-value'))
      return [{ field: 'amount', line: named?.code }]
    },
  }
}

/** Columns of amounts added up, for the rows of totals to be checked: of all rows above, or since the total before. */
class Totals {
  private readonly records: Records
  private readonly form: Form
  private readonly fields: readonly string[]
  private readonly all = new Map<string, Satang>()
  private readonly since = new Map<string, Satang>()
  /** Columns with an amount that could not be read: no total of theirs can be checked. */
  private readonly unsure = new Set<string>()

  constructor(records: Records, form: Form) {
    this.records = records
    this.form = form
    this.fields = [...records.found.keys()].filter((field) => records.mapping.columns[field]?.kind === 'baht')
  }

  /** Whether a row of totals has gone before. */
  checked = false

  hasAmount({ row }: TableRecord): boolean {
    return this.fields.some((field) => row.cells[this.records.found.get(field)!.column - 1] !== undefined)
  }

  add(record: TableRecord): void {
    for (const field of this.fields) {
      const blank = this.form.sumFields.includes(field) ? sumOfLines(record, this.form) : 0
      const satang = satangOf(record, field) ?? blank
      this.all.set(field, (this.all.get(field) ?? 0) + satang)
      this.since.set(field, (this.since.get(field) ?? 0) + satang)
      if (record.unfit.has(field)) this.unsure.add(field)
    }
  }

  check(record: TableRecord): CellProblem[] {
    const problems = this.fields.flatMap((field) => {
      const stated = satangOf(record, field)
      const all = this.all.get(field) ?? 0
      if (stated === undefined || this.unsure.has(field) || stated === all || stated === this.since.get(field))
        return []
      return [
        problemOf(this.records, record, field, 'total-mismatch', { given: amount(stated), expected: amount(all) }),
      ]
    })
    this.since.clear()
    this.checked = true
    return [...record.problems, ...problems]
  }
}

/** A row's own sum that is not what its lines come to. */
function wrongSums(records: Records, record: TableRecord, form: Form): CellProblem[] {
  if (form.lineFields.some((field) => record.unfit.has(field))) return []
  const sum = sumOfLines(record, form)
  return form.sumFields.flatMap((field) => {
    const stated = satangOf(record, field)
    if (stated === undefined || stated === sum) return []
    return [problemOf(records, record, field, 'row-total-mismatch', { given: amount(stated), expected: amount(sum) })]
  })
}

function sumOfLines(record: TableRecord, { lineFields }: Form): Satang {
  return lineFields.reduce((sum, field) => sum + (satangOf(record, field) ?? 0), 0)
}

function entriesOf(allocations: Allocations): { office: OfficeCode; line: LineCode; from: Satang }[] {
  return [...allocations]
    .flatMap(([office, amounts]) => Object.entries(amounts).map(([line, from]) => ({ office, line, from })))
    .filter(({ from }) => from > 0)
    .sort((a, b) => (`${a.office}/${a.line}` < `${b.office}/${b.line}` ? -1 : 1))
}
