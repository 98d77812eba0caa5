import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBaht, parseBaht } from '../../src/domain/money.ts'

describe('Money', () => {
  it('is whole satang inside and baht as text at every edge', () => {
    expect(parseBaht('12500.50')).toBe(1_250_050)
    expect(parseBaht('12500.5')).toBe(1_250_050)
    expect(parseBaht('12500')).toBe(1_250_000)
    expect(parseBaht('0.01')).toBe(1)
    expect(parseBaht('0')).toBe(0)
  })

  it('is never rounded: more than two decimals are no amount', () => {
    expect(parseBaht('0.001')).toBeUndefined()
    expect(parseBaht('10.500')).toBeUndefined()
  })

  it('has no sign, separator, exponent, space, leading zero or Thai digit', () => {
    for (const text of [
      '-1',
      '+1',
      '1,000',
      '1e3',
      ' 1',
      '1 ',
      '01',
      '.5',
      '5.',
      '๑๐๐',
      '',
      'NaN',
      '1\n',
      '1234567890123',
    ])
      expect(parseBaht(text)).toBeUndefined()
  })

  it('is written with two decimals', () => {
    expect([0, 1, 10, 100, 1_250_050, -5, -1_050].map(formatBaht)).toEqual([
      '0.00',
      '0.01',
      '0.10',
      '1.00',
      '12500.50',
      '-0.05',
      '-10.50',
    ])
  })

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999_999 }), (satang) => {
        expect(parseBaht(formatBaht(satang))).toBe(satang)
      }),
    )
  })
})
