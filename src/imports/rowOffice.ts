import type { OfficeCode } from '../domain/policy.ts'
import { problemOf, type Records, type TableRecord, textOf } from '../spreadsheet/columns.ts'
import type { CellProblem } from '../spreadsheet/problem.ts'
import type { NamedOffice, OfficeDirectory } from './offices.ts'

const fields = ['office', 'name', 'district', 'province'] as const

/** How a row names its office. */
export function namedOffice(record: TableRecord): NamedOffice {
  return Object.fromEntries(fields.map((field) => [field, textOf(record, field)]))
}

/**
 * The office of a row.
 * @param problems takes what is wrong when it cannot be told
 */
export function officeOfRow(
  directory: OfficeDirectory,
  records: Records,
  record: TableRecord,
  problems: CellProblem[],
): OfficeCode | undefined {
  if (fields.some((field) => record.unfit.has(field))) return undefined
  const found = directory.find(namedOffice(record))
  if (typeof found === 'string') return found
  // What is missing shows where it should stand: beside the province, or where a code would.
  const blank = ['district', 'name', 'office'].find((field) => records.found.has(field)) ?? 'province'
  const field = found.problem === 'missing-value' ? blank : found.field
  problems.push(problemOf(records, record, field, found.problem, found.facts))
  return undefined
}
