import { CsvError, parse } from 'csv-parse/sync'
import { MAX_COLUMNS, MAX_ROWS, type Table } from './table.ts'
import { UnusableFileError } from './unusable.ts'

const LONGEST_RECORD = 1_000_000

/**
 * Reads CSV, separated by commas, semicolons or tabs. Every cell is a text.
 * @throws UnusableFileError `unreadable-file`, `too-many-rows` or `too-many-columns`
 */
export function readDelimited(text: string): Table {
  const records = parseRecords(text)
  if (records.length > MAX_ROWS) throw new UnusableFileError('too-many-rows')
  const rows = records.map((values, i) => ({
    number: i + 1,
    cells: values.map((value, j) => (value === '' ? undefined : { row: i + 1, column: j + 1, value })),
  }))
  const used = rows.filter((row) => row.cells.some((cell) => cell !== undefined))
  if (used.some((row) => row.cells.findLastIndex((cell) => cell !== undefined) >= MAX_COLUMNS))
    throw new UnusableFileError('too-many-columns')
  return { sheet: undefined, sheets: [], rows: used }
}

function parseRecords(text: string): string[][] {
  try {
    return parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LONGEST_RECORD,
      to: MAX_ROWS + 1,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new UnusableFileError('unreadable-file', { because: error.message }, { cause: error })
  }
}

const delimiters = ['\t', ';', ','] as const
const LINES_LOOKED_AT = 50

/** The one that most lines have: a comma inside amounts is not in the headers, a tab or semicolon that separates is. */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, LONGEST_RECORD)
    .replace(/"[^"]*"/g, '')
    .split(/\r\n|\r|\n/, LINES_LOOKED_AT)
  const having = (delimiter: string) => lines.filter((line) => line.includes(delimiter)).length
  return delimiters.reduce((best, next) => (having(next) > having(best) ? next : best))
}
