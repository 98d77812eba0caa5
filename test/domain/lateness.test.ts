import { describe, expect, test } from 'vitest'
import { latenessOf } from '../../src/domain/lateness.ts'
import { rules2568 as rules } from './support/year2568.ts'

const owed = (deadline: string, arose = '2024-12-25') => ({
  deadline,
  arose: `${arose}T09:00:00+07:00`,
  settledAt: null as string | null,
})
const on = (today: string, obligation = owed('2025-05-15')) => latenessOf(obligation, today, rules.calendar)

describe('how an obligation stands in time', () => {
  test('days are counted to the deadline, and it is not late on it', () => {
    expect(on('2025-05-08')).toEqual({ daysLeft: 7, workingDaysLate: 0 })
    expect(on('2025-05-15')).toEqual({ daysLeft: 0, workingDaysLate: 0 })
  })

  test('late is counted in working days, the first morning after the deadline being the first', () => {
    expect(on('2025-05-16')).toEqual({ daysLeft: -1, workingDaysLate: 1 })
    expect(on('2025-05-18')).toEqual({ daysLeft: -3, workingDaysLate: 1 })
    // 2 and 3 June are holidays.
    expect(on('2025-06-04', owed('2025-05-30'))).toEqual({ daysLeft: -5, workingDaysLate: 1 })
  })

  test('one that rose again after its deadline is late from then', () => {
    expect(on('2025-06-10', owed('2025-05-15', '2025-06-09')).workingDaysLate).toBe(1)
  })

  test('a settled one is never late, nor is any where working days are not known', () => {
    const settled = { ...owed('2025-05-15'), settledAt: '2025-06-01T10:00:00+07:00' }
    expect(on('2025-06-20', settled).workingDaysLate).toBe(0)
    expect(on('2031-01-01').workingDaysLate).toBe(0)
  })
})
