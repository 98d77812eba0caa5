import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Satang } from '../domain/money.ts'
import { readData } from '../programme/load.ts'
import { type CellProblem, type CellProblemType, type ProblemFacts, problemAt } from './problem.ts'
import type { Cell, Row, Table } from './table.ts'
import { UnusableFileError } from './unusable.ts'
import { columnKinds, isUnfit, readValue, type Value } from './value.ts'
import { likenessOf, tidy } from './writing.ts'

/** Which column of an official's file is which: data (programmes/columns), because the files change from year to year. */

const fieldSchema = z.string().regex(/^[a-z][a-zA-Z0-9]*$/, 'a field such as paidOn')
const columnSchema = z.strictObject({
  kind: z.enum(columnKinds, { error: `one of ${columnKinds.join(', ')}` }),
  headers: z
    .array(z.string().refine((header) => likenessOf(header) !== '', 'a header with letters in it'))
    .min(1, 'the headers that this column is known by, the first of which names it'),
  required: z.boolean().default(false),
  longest: z.int().min(1).max(10_000).default(500),
})
const mappingSchema = z
  .strictObject({
    columns: z.record(fieldSchema, columnSchema),
    /** Of each of these groups of fields at least one column must be there. */
    oneOf: z.array(z.array(fieldSchema).min(1)).default([]),
    /** Words of a column that stand for a code, by field: what is written, and by what code it is known. */
    words: z.record(fieldSchema, z.record(z.string(), z.array(z.string()).min(1))).default({}),
  })
  .superRefine(({ columns, oneOf, words }, context) => {
    const owners = new Map<string, string>()
    for (const [field, { headers }] of Object.entries(columns))
      for (const header of headers) {
        const owner = owners.get(likenessOf(header)) ?? field
        owners.set(likenessOf(header), owner)
        if (owner !== field)
          context.addIssue({
            code: 'custom',
            path: ['columns', field, 'headers'],
            message: `headers of its own: ${header} is ${owner}'s`,
          })
      }
    for (const field of [...oneOf.flat(), ...Object.keys(words)])
      if (!Object.hasOwn(columns, field))
        context.addIssue({ code: 'custom', path: [], message: `a column for ${field}, which oneOf or words names` })
  })

export type Column = z.output<typeof columnSchema>
export type ColumnMapping = z.output<typeof mappingSchema>

const DIRECTORY = fileURLToPath(new URL('../../programmes/columns/', import.meta.url))

/**
 * The columns of a kind of file.
 * @param file a mapping elsewhere than the one that ships
 * @throws InvalidFileError when the mapping is not well-formed
 */
export function loadColumns(kind: string, file = `${DIRECTORY}${kind}.yaml`): ColumnMapping {
  return readData(file, mappingSchema)
}

/** One row under the headers. */
export interface TableRecord {
  readonly row: Row
  /** What stands in the row, by field. A cell that could not be read has no value here. */
  readonly values: ReadonlyMap<string, Value>
  /** Fields whose cells could not be read, and what is wrong with each. */
  readonly unfit: ReadonlySet<string>
  readonly problems: readonly CellProblem[]
}

export interface Records {
  /** The row of the headers. */
  readonly headerRow: number
  /** Where each field stands, and the header over it as the file has it. */
  readonly found: ReadonlyMap<string, { readonly column: number; readonly header: string }>
  /** Headers that stand for no field: columns that were not read. */
  readonly unread: readonly string[]
  readonly records: readonly TableRecord[]
  readonly mapping: ColumnMapping
}

/**
 * Reads the rows of a table by its headers, which may stand under titles and in two rows. Rows in which nothing stands that
 * anyone asked for are passed over.
 * @throws UnusableFileError `missing-column` or `ambiguous-column`
 */
export function readRecords(table: Table, mapping: ColumnMapping): Records {
  const { headerRow, found, unread } = findHeaders(table, mapping)
  const records = table.rows
    .filter((row) => row.number > headerRow)
    .flatMap((row) => {
      const cells = [...found].map(([field, { column, header }]) => ({ field, header, cell: row.cells[column - 1] }))
      const says = ({ cell }: { cell: Cell | undefined }) =>
        cell !== undefined && !cell.merged && (typeof cell.value !== 'string' || tidy(cell.value) !== '')
      return cells.some(says) ? [readRecord(row, cells, found, mapping)] : []
    })
  return { headerRow, found, unread, records, mapping }
}

/** A text of a record, if there is one. */
export function textOf(record: TableRecord, field: string): string | undefined {
  const value = record.values.get(field)
  return typeof value === 'string' ? value : undefined
}

/** An amount of a record, if there is one. */
export function satangOf(record: TableRecord, field: string): Satang | undefined {
  const value = record.values.get(field)
  return typeof value === 'number' ? value : undefined
}

/** Says what is wrong with a record's field, at its cell. */
export function problemOf(
  { found, mapping }: Records,
  record: TableRecord,
  field: string,
  problem: CellProblemType,
  facts?: ProblemFacts,
): CellProblem {
  const place = found.get(field)
  const column = place?.column ?? 1
  const cell = record.row.cells[column - 1] ?? { row: record.row.number, column }
  return problemAt(cell, place?.header ?? nameOf(mapping, field), problem, facts)
}

/** The code that a word of a column stands for, or undefined when it is none of its words. */
export function wordOf({ words }: ColumnMapping, field: string, text: string): string | undefined {
  const like = likenessOf(text)
  return Object.entries(words[field] ?? {}).find(([, known]) => known.some((word) => likenessOf(word) === like))?.[0]
}

/** How many rows from the top may be titles. */
const TITLES = 50
/** How many headers a message lists. */
const SEEN = 30

type Found = Map<string, { column: number; header: string }>

function findHeaders(table: Table, mapping: ColumnMapping): { headerRow: number; found: Found; unread: string[] } {
  const candidates = table.rows.slice(0, TITLES).map((row, i) => {
    const above = table.rows[i - 1]?.number === row.number - 1 ? table.rows[i - 1] : undefined
    return { row, ...matchHeaders(row, above, mapping) }
  })
  const best = candidates.reduce((a, b) => (b.found.size > a.found.size ? b : a))
  const missing = missingFrom(best.found, mapping)
  if (missing.length > 0)
    throw new UnusableFileError('missing-column', {
      missing,
      row: best.row.number,
      seen: best.row.cells.flatMap((cell) => (cell && !cell.merged ? [headerText(cell)] : [])).slice(0, SEEN),
      sheet: table.sheet,
      sheets: table.sheets,
    })
  const [twice] = best.twice
  if (twice)
    throw new UnusableFileError('ambiguous-column', { column: nameOf(mapping, twice.field), cells: twice.headers })
  return { headerRow: best.row.number, found: best.found, unread: best.unread }
}

/** Fields by the headers of a row; where nothing stands in it, by the row above: a header over two rows. */
function matchHeaders(row: Row, above: Row | undefined, mapping: ColumnMapping) {
  const found: Found = new Map()
  const unread: string[] = []
  const twice: { field: string; headers: string[] }[] = []
  const known = fieldsByHeader(mapping)
  const width = Math.max(row.cells.length, above?.cells.length ?? 0)
  for (let column = 1; column <= width; column++) {
    const cell = row.cells[column - 1] ?? above?.cells[column - 1]
    const field = cell && known.get(likenessOf(headerText(cell)))
    if (cell === undefined) continue
    const header = headerText(cell)
    if (field === undefined) {
      unread.push(header)
      continue
    }
    const first = found.get(field)
    if (first === undefined) found.set(field, { column, header })
    // A header that is merged over several columns is the first one's.
    else if (!cell.merged) twice.push({ field, headers: [first.header, header] })
  }
  return { found, unread, twice }
}

function fieldsByHeader({ columns }: ColumnMapping): Map<string, string> {
  return new Map(
    Object.entries(columns).flatMap(([field, { headers }]) => headers.map((header) => [likenessOf(header), field])),
  )
}

function missingFrom(found: Found, mapping: ColumnMapping): string[] {
  const required = Object.keys(mapping.columns).filter((field) => mapping.columns[field]!.required && !found.has(field))
  const groups = mapping.oneOf.filter((group) => !group.some((field) => found.has(field)))
  return [...required.map((field) => [field]), ...groups].map((fields) =>
    fields.map((field) => nameOf(mapping, field)).join(' / '),
  )
}

function nameOf({ columns }: ColumnMapping, field: string): string {
  return columns[field]?.headers[0] ?? field
}

function headerText({ value }: Cell): string {
  return typeof value === 'object' ? value.day : tidy(String(value))
}

function readRecord(
  row: Row,
  cells: { field: string; header: string; cell: Cell | undefined }[],
  found: Found,
  { columns }: ColumnMapping,
): TableRecord {
  const values = new Map<string, Value>()
  const unfit = new Set<string>()
  const problems: CellProblem[] = []
  for (const { field, header, cell } of cells) {
    const { kind, required, longest } = columns[field]!
    const wrong = (problem: CellProblemType, facts?: ProblemFacts) => {
      unfit.add(field)
      problems.push(problemAt(cell ?? { row: row.number, column: found.get(field)!.column }, header, problem, facts))
    }
    const value = readValue(kind, cell)
    if (isUnfit(value)) wrong(value.problem)
    else if (typeof value === 'string' && value.length > longest) wrong('too-long', { limit: longest })
    else if (value !== undefined) values.set(field, value)
    else if (required) wrong('missing-value')
  }
  return { row, values, unfit, problems }
}
