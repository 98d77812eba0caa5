import { formatBaht } from '../domain/money.ts'
import { type CellValue, type Column, plainText } from './sheet.ts'

/** So that spreadsheets take the text for UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF'

/** Rows as CSV (RFC 4180): UTF-8 with a byte order mark, amounts in baht as `12500.50`. */
export function writeCsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map((c) => c.header), ...rows.map((row) => columns.map((c) => textOf(c.value(row))))]
  return BYTE_ORDER_MARK + lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
}

function textOf(value: CellValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return plainText(value)
  return typeof value === 'number' ? String(value) : formatBaht(value.baht)
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
