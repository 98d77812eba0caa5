import { z } from 'zod'
import { parseBaht, type Satang } from '../domain/money.ts'
import type { Day } from '../domain/time.ts'
import { inCommonEra, readDay } from './day.ts'
import type { CellProblemType } from './problem.ts'
import type { Cell } from './table.ts'
import { tidy } from './writing.ts'

/** What a column holds. `baht` becomes satang, everything else a text; `day` the domain's form of a day. */
export const columnKinds = ['code', 'text', 'baht', 'day', 'email', 'phone'] as const
export type ColumnKind = (typeof columnKinds)[number]

/** A value of a cell; undefined when nothing stands there. */
export type Value = string | Satang | undefined

/** Why a cell has no value of its column's kind. */
export interface Unfit {
  readonly problem: CellProblemType
}

/** Reads a cell as what its column holds. */
export function readValue(kind: ColumnKind, cell: Cell | undefined): Value | Unfit {
  if (cell === undefined) return undefined
  const text = typeof cell.value === 'string' ? tidy(cell.value) : undefined
  if (text === '') return undefined
  if (text !== undefined && ERROR_VALUE.test(text)) return { problem: 'error-value' }
  if (text?.startsWith('=') && kind !== 'text') return { problem: 'formula' }
  return readers[kind](cell, text)
}

/** Whether a reading failed. */
export function isUnfit(value: Value | Unfit): value is Unfit {
  return typeof value === 'object'
}

/** What Excel shows when a formula fails, or a date is none. */
const ERROR_VALUE = /^#(N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)$/

/** A dash is how officials write "none". */
const NONE = /^[-–—]+$/

type Reader = (cell: Cell, text: string | undefined) => Value | Unfit

const readers: Readonly<Record<ColumnKind, Reader>> = {
  text: (cell, text) => text ?? plain(cell),
  code: ({ value }, text) => {
    if (text !== undefined) return NONE.test(text) ? undefined : text
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
      ? String(value)
      : { problem: 'not-a-code' }
  },
  baht: (cell, text) => {
    if (cell.merged) return { problem: 'merged-cell' }
    if (typeof cell.value === 'number') return satangOf(decimalsOf(cell.value))
    return text === undefined ? { problem: 'not-an-amount' } : readBaht(text)
  },
  day: (cell, text) => {
    if (text !== undefined && NONE.test(text)) return undefined
    const { value } = cell
    const day = typeof value === 'object' ? inCommonEra(value.day) : readDay(text ?? '')
    return day === 'not-a-day' || day === 'ambiguous-year' ? { problem: day } : (day satisfies Day)
  },
  email: (_, text) => {
    if (text === undefined || NONE.test(text)) return text === undefined ? { problem: 'not-an-email' } : undefined
    return email.safeParse(text).success ? text : { problem: 'not-an-email' }
  },
  phone: (cell, text) => {
    if (text !== undefined && NONE.test(text)) return undefined
    const number = text ?? withItsZero(cell.value)
    return number !== undefined && PHONE.test(number) ? number : { problem: 'not-a-phone' }
  },
}

const email = z.email().max(254)
/** As a coordinator's in an acknowledgement. */
const PHONE = /^[0-9+ ()-]{3,30}$/

/** A number of Excel's cannot begin with 0, and every number within Thailand does: nine digits, or ten of a mobile. */
function withItsZero(value: Cell['value']): string | undefined {
  if (typeof value !== 'number') return undefined
  return /^[1-9]\d{7,8}$/.test(String(value)) ? `0${value}` : String(value)
}

/** An amount as written: `1,234.50`, `1234.5`, `๑,๒๓๔.๕๐`, `฿500`, `500 บาท`; a dash is zero. */
function readBaht(text: string): Satang | Unfit {
  if (NONE.test(text)) return 0
  const figure = text.replace(/^฿ ?/, '').replace(/ ?(บาท|฿)$/, '')
  if (/^(-|−) ?[\d,.]+$/.test(figure) || /^\([\d,.]+\)$/.test(figure)) return { problem: 'negative-amount' }
  return /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(figure) || /^\d+(\.\d+)?$/.test(figure)
    ? satangOf(figure.replaceAll(',', ''))
    : { problem: 'not-an-amount' }
}

/** A decimal figure as satang. Zeros that mean nothing may stand around it; nothing is ever rounded. */
function satangOf(figure: string): Satang | Unfit {
  if (/^-0*[1-9.]/.test(figure)) return { problem: 'negative-amount' }
  const bare = figure
    .replace(/^0+(?=\d)/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
  if (/\.\d{3,}$/.test(bare)) return { problem: 'too-many-decimals' }
  return parseBaht(bare) ?? { problem: 'not-an-amount' }
}

/**
 * A number as Excel shows it. It keeps binary fractions, of which fifteen digits are meant: 0.1 + 0.2 is
 * 0.30000000000000004 in the file, and 0.3 to everyone who reads it.
 */
function decimalsOf(value: number): string {
  const meant = Number(value.toPrecision(15))
  return Math.abs(meant) < 1e-9 ? '0' : String(meant)
}

function plain({ value }: Cell): string {
  return typeof value === 'object' ? value.day : String(value)
}
