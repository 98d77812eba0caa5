import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBaht } from '../../src/domain/money.ts'
import { addDays } from '../../src/domain/time.ts'
import type { CellValue } from '../../src/spreadsheet/table.ts'
import { type ColumnKind, readValue } from '../../src/spreadsheet/value.ts'
import { fullDay, shortDay } from '../../src/thai/dates.ts'
import { amount } from '../../src/thai/money.ts'

const read = (kind: ColumnKind, value: CellValue) => readValue(kind, { row: 1, column: 1, value })
const inThaiDigits = (text: string) => text.replace(/\d/g, (d) => String.fromCharCode(0x0e50 + Number(d)))
const problem = (kind: ColumnKind, value: CellValue) => (read(kind, value) as { problem: string }).problem

describe('An amount', () => {
  it('is satang, however an official writes it', () => {
    for (const written of [
      '1234.5',
      '1,234.50',
      ' 1,234.5 ',
      '๑,๒๓๔.๕๐',
      '1,234.50 บาท',
      '฿1,234.50',
      '１２３４.５',
      '01234.500',
      '1234.50000',
    ])
      expect(read('baht', written)).toBe(123_450)
    for (const none of ['-', '–', '0', '0.00', 0, -0, 5.551115123125783e-17]) expect(read('baht', none)).toBe(0)
    for (const blank of ['', '   ', '\u00a0']) expect(read('baht', blank)).toBeUndefined()
    expect(readValue('baht', undefined)).toBeUndefined()
  })

  it('of any size comes to the very satang from a number of Excel and from a text, with Thai digits or not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999_999 }), (satang) => {
        expect(read('baht', satang / 100)).toBe(satang)
        expect(read('baht', formatBaht(satang))).toBe(satang)
        expect(read('baht', amount(satang))).toBe(satang)
        expect(read('baht', inThaiDigits(amount(satang)))).toBe(satang)
      }),
    )
  })

  it('that Excel added up is what Excel shows, not its binary fractions', () => {
    expect(read('baht', 0.1 + 0.2)).toBe(30)
    expect(read('baht', 1.1 + 2.2)).toBe(330)
    expect(read('baht', 4.35 * 100)).toBe(43_500)
  })

  it('is never rounded and never guessed', () => {
    for (const more of ['1.005', 1.005, '0.001', 1234.567]) expect(problem('baht', more)).toBe('too-many-decimals')
    for (const below of ['-5', '(500.00)', '-1,000', -5, -0.01]) expect(problem('baht', below)).toBe('negative-amount')
    for (const odd of [
      '1.234,50',
      '1,23',
      '12,34,567',
      '1 234',
      'ห้าร้อย',
      '1e3',
      '5%',
      '.',
      '1234.',
      true,
      1e15,
      { day: '2025-05-15' },
      '1234567890123',
    ])
      expect(problem('baht', odd), String(odd)).toBe('not-an-amount')
    for (const formula of ['=SUM(A1:A9)', '=']) expect(problem('baht', formula)).toBe('formula')
    for (const error of ['#N/A', '#REF!', '#DIV/0!', '########']) expect(problem('baht', error)).toBe('error-value')
    expect(readValue('baht', { row: 1, column: 1, value: 5, merged: true })).toEqual({ problem: 'merged-cell' })
  })
})

describe('A day', () => {
  const FIFTEENTH_OF_MAY = '2025-05-15'

  it('is read in figures, in words, short, in Thai digits, in either era, with a time after it or not', () => {
    for (const written of [
      '15/05/2568',
      '15/5/2568',
      '15-05-2568',
      '15.5.2568',
      '15 / 5 / 2568',
      '15 พ.ค. 2568',
      '15 พ.ค.2568',
      '15พค2568',
      '15 พฤษภาคม 2568',
      '15 พฤษภาคม พ.ศ. 2568',
      '15 พฤษภาคม พ.ศ.2568',
      'วันที่ 15 พฤษภาคม 2568',
      'วันพฤหัสบดีที่ 15 พฤษภาคม 2568',
      '๑๕ พฤษภาคม ๒๕๖๘',
      '๑๕/๐๕/๒๕๖๘',
      '2568-05-15',
      '2025-05-15',
      '15/05/2025',
      '15 May 2025',
      '15 พ.ค. ค.ศ. 2025',
      '15/05/2568 13:45',
      '15/5/2568, 13:45:09',
      '15 พฤษภาคม 2568 เวลา 13.45 น.',
      '2025-05-15T13:45:00+07:00',
    ])
      expect(read('day', written), written).toBe(FIFTEENTH_OF_MAY)
    expect(read('day', { day: FIFTEENTH_OF_MAY })).toBe(FIFTEENTH_OF_MAY)
  })

  it('typed in the Buddhist era where Excel did not know it is meant so', () => {
    expect(read('day', { day: '2568-05-15' })).toBe(FIFTEENTH_OF_MAY)
  })

  it('of any year comes back from every form that the service itself writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70_000 }), (n) => {
        const day = addDays('1960-01-01', n)
        for (const written of [day, fullDay(day), shortDay(day), inThaiDigits(fullDay(day))])
          expect(read('day', written)).toBe(day)
        expect(read('day', { day })).toBe(day)
      }),
    )
  })

  it('whose year may be of either era is refused', () => {
    for (const written of ['15/05/68', '15 พ.ค. 68', '15/5/2300', '15/05/256', '15 พ.ค. พ.ศ. 2025'])
      expect(problem('day', written), written).toBe('ambiguous-year')
    expect(problem('day', { day: '1899-12-30' })).toBe('ambiguous-year')
  })

  it('that is none is refused: month before day, days that no month has, numbers, words', () => {
    for (const written of [
      '05/15/2568',
      '31/02/2568',
      '29 ก.พ. 2568',
      '15052568',
      '1112568',
      'เมื่อวาน',
      '15/05',
      '15 พ 2568',
      45_792,
      true,
    ])
      expect(problem('day', written), String(written)).toBe('not-a-day')
    expect(read('day', '29 ก.พ. 2567')).toBe('2024-02-29')
    expect(read('day', '-')).toBeUndefined()
  })
})

describe('Codes, addresses and telephone numbers', () => {
  it('are what was meant', () => {
    expect(read('code', 4701)).toBe('4701')
    expect(read('code', ' ๔๗๐๑ ')).toBe('4701')
    expect(problem('code', 47.5)).toBe('not-a-code')
    expect(problem('code', '=A1')).toBe('formula')
    expect(read('email', ' a@example.go.th ')).toBe('a@example.go.th')
    expect(problem('email', 'a at example')).toBe('not-an-email')
    expect(problem('email', 5)).toBe('not-an-email')
    expect(read('email', '-')).toBeUndefined()
    expect(read('phone', '๐๔๒-๗๑๑-๑๑๑')).toBe('042-711-111')
    expect(problem('phone', 'ไม่มี')).toBe('not-a-phone')
  })

  it('of Excel that lost the zero they begin with have it again', () => {
    expect(read('phone', 812_345_678)).toBe('0812345678')
    expect(read('phone', 42_711_111)).toBe('042711111')
    expect(read('phone', 1567)).toBe('1567')
  })

  it('of text are tidied and nothing more', () => {
    expect(read('text', ' นาง  ก\nข\u200b ')).toBe('นาง ก ข')
    expect(read('text', '=not a formula to us')).toBe('=not a formula to us')
    expect(read('text', 12)).toBe('12')
    expect(read('text', 'ก\ud800ข')).toBe('ก ข')
  })
})
