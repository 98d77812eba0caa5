import type { Satang } from '../domain/money.ts'

/** What goes out to spreadsheets, as a workbook or as CSV. */

/** A text, a count, an amount of money, or nothing. */
export type CellValue = string | number | { readonly baht: Satang } | null

export interface Column<Row> {
  readonly header: string
  /** In characters. */
  readonly width?: number
  value(row: Row): CellValue
}

export interface Sheet<Row> {
  readonly name: string
  /** Lines above the table. */
  readonly title?: readonly string[]
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
}

/** Declares a sheet; what its columns are given follows from its rows. */
export function sheet<Row>(declared: Sheet<Row>): Sheet<unknown> {
  return declared as Sheet<unknown>
}

/**
 * A text as it goes into a cell. One that a spreadsheet would take for a formula, also once it has left spaces off, begins with
 * an apostrophe instead: the text is anybody's, and the one who opens the file is an official. One that had such apostrophes of its own has one more, so that none is lost.
 */
export function plainText(text: string): string {
  const written = text.replaceAll(NOT_IN_XML, '\uFFFD')
  return /^[\s']*[=+\-@]|^'*[\t\r\n]/.test(written) ? `'${written}` : written
}

/** Characters that no XML, and so no workbook, can hold. */
export const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
