import type { Day } from '../domain/time.ts'

/** A table as it was in an official's file: every cell knows where it stood, so that what is wrong can be pointed at. */

/** What a cell holds. A day is one that the spreadsheet itself held as a date; its year may yet be of the Buddhist era. */
export type CellValue = string | number | boolean | { readonly day: Day }

export interface Cell {
  /** From 1, as the spreadsheet numbers its rows. */
  readonly row: number
  /** From 1: column A is 1. */
  readonly column: number
  readonly value: CellValue
  /** Whether the value stands in another cell, which this one is merged with. */
  readonly merged?: boolean
}

export interface Row {
  readonly number: number
  /** By column, A at 0. A cell with nothing in it is undefined. */
  readonly cells: readonly (Cell | undefined)[]
}

export interface Table {
  /** The name of the sheet; undefined for CSV, which has none. */
  readonly sheet: string | undefined
  /** The names of all sheets of the file. */
  readonly sheets: readonly string[]
  /** Rows with anything in them, from the top. */
  readonly rows: readonly Row[]
}

/** The most that one table may hold. */
export const MAX_ROWS = 50_000
export const MAX_COLUMNS = 100

/** `B7` */
export function referenceOf({ row, column }: Pick<Cell, 'row' | 'column'>): string {
  return `${columnLetters(column)}${row}`
}

/** `B` for 2, `AA` for 27. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + ((column - 1) % 26))
  return column > 26 ? columnLetters(Math.floor((column - 1) / 26)) + last : last
}

/** The row and column of a reference such as `AB12`; undefined for anything else. */
export function parseReference(text: string): { row: number; column: number } | undefined {
  const [, letters, digits] = /^([A-Z]{1,3})([1-9]\d{0,6})$/.exec(text) ?? []
  if (letters === undefined) return undefined
  return { row: Number(digits), column: [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) }
}
