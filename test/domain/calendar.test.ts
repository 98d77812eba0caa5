import { describe, expect, it } from 'vitest'
import { Calendar, OutsideCalendarError } from '../../src/domain/calendar.ts'
import { addDays, isDay, isoWeekday } from '../../src/domain/time.ts'
import { rules2568 } from './support/year2568.ts'

const { calendar } = rules2568

describe('A working day (วันทำการ)', () => {
  it('is Monday to Friday', () => {
    const week = ['2025-01-20', '2025-01-21', '2025-01-22', '2025-01-23', '2025-01-24', '2025-01-25', '2025-01-26']
    expect(week.map((day) => calendar.isWorkingDay(day))).toEqual([true, true, true, true, true, false, false])
  })

  it('is not a government holiday', () => {
    expect(calendar.isWorkingDay('2025-01-01')).toBe(false)
    expect(calendar.isWorkingDay('2024-12-31')).toBe(false)
    expect(calendar.isWorkingDay('2025-02-12')).toBe(false)
  })

  it('is Labour Day, when government offices work', () => {
    expect(calendar.isWorkingDay('2025-05-01')).toBe(true)
  })

  it('comes again after the report deadline of 2568 only on Wednesday 4 June, for 2 and 3 June are holidays', () => {
    expect(calendar.nthWorkingDayAfter('2025-05-30', 1)).toBe('2025-06-04')
  })

  it('before Songkran is Friday 11 April: the 14th to the 16th are holidays, the 13th a Sunday', () => {
    expect(calendar.workingDayOnOrBefore('2025-04-16')).toBe('2025-04-11')
    expect(calendar.workingDayOnOrAfter('2025-04-12')).toBe('2025-04-17')
  })
})

describe('Counting working days', () => {
  it('never counts the day from which it starts, working or not', () => {
    expect(calendar.nthWorkingDayAfter('2025-01-20', 1)).toBe('2025-01-21')
    expect(calendar.nthWorkingDayAfter('2025-01-25', 1)).toBe('2025-01-27')
    expect(calendar.nthWorkingDayAfter('2025-01-26', 5)).toBe('2025-01-31')
    expect(calendar.nthWorkingDayAfter('2025-01-25', 0)).toBe('2025-01-25')
  })

  it('between two days counts the first and not the last', () => {
    expect(calendar.workingDaysBetween('2025-01-20', '2025-01-27')).toBe(5)
    expect(calendar.workingDaysBetween('2025-01-20', '2025-01-21')).toBe(1)
    expect(calendar.workingDaysBetween('2025-01-25', '2025-01-27')).toBe(0)
    expect(calendar.workingDaysBetween('2025-01-20', '2025-01-20')).toBe(0)
    expect(calendar.workingDaysBetween('2025-01-21', '2025-01-20')).toBe(0)
  })

  it('agrees with a calendar gone through day by day', () => {
    const days = Array.from({ length: 400 }, (_, i) => addDays('2024-11-01', i))
    for (const day of days) {
      const following = days.filter((d) => d > day && isoWeekday(d) <= 5 && !calendar.data.holidays.includes(d))
      for (const n of [1, 4, 6])
        if (following[n - 1]) expect(calendar.nthWorkingDayAfter(day, n)).toBe(following[n - 1])
    }
  })

  it('a working day on or before, or on or after, itself is itself', () => {
    expect(calendar.workingDayOnOrBefore('2025-01-20')).toBe('2025-01-20')
    expect(calendar.workingDayOnOrAfter('2025-01-20')).toBe('2025-01-20')
  })
})

describe('The first working day of an ISO week', () => {
  it('is Monday', () => {
    expect(calendar.isFirstWorkingDayOfWeek('2025-01-20')).toBe(true)
    expect(calendar.isFirstWorkingDayOfWeek('2025-01-21')).toBe(false)
  })

  it('is Wednesday 4 June in the week in which Monday and Tuesday are holidays', () => {
    const week = ['2025-06-02', '2025-06-03', '2025-06-04', '2025-06-05']
    expect(week.map((day) => calendar.isFirstWorkingDayOfWeek(day))).toEqual([false, false, true, false])
  })

  it('is found in the week in which the calendar begins', () => {
    const short = new Calendar({ from: '2025-01-22', through: '2025-03-31', holidays: [] })
    expect(short.isFirstWorkingDayOfWeek('2025-01-22')).toBe(true)
    expect(short.isFirstWorkingDayOfWeek('2025-01-23')).toBe(false)
  })
})

describe('A day that the calendar does not cover', () => {
  it('is never read as a day without holiday: asking for it is an error', () => {
    const year = new Calendar({ from: '2025-01-01', through: '2025-12-31', holidays: [] })
    expect(() => year.isWorkingDay('2024-12-31')).toThrow(OutsideCalendarError)
    expect(() => year.isWorkingDay('2026-01-01')).toThrow('covers 2025-01-01 to 2025-12-31')
    expect(() => year.nthWorkingDayAfter('2025-12-30', 2)).toThrow(OutsideCalendarError)
    expect(() => year.workingDaysBetween('2025-12-01', '2026-01-02')).toThrow(OutsideCalendarError)
    expect(() => year.workingDayOnOrBefore('2026-01-02')).toThrow(OutsideCalendarError)
    expect(year.nthWorkingDayAfter('2025-12-30', 1)).toBe('2025-12-31')
    expect(year.covers('2025-12-31')).toBe(true)
    expect(year.covers('2026-01-01')).toBe(false)
  })

  it('has no working day before the calendar begins', () => {
    const weekendFirst = new Calendar({ from: '2025-01-25', through: '2025-12-31', holidays: [] })
    expect(() => weekendFirst.workingDayOnOrBefore('2025-01-26')).toThrow(OutsideCalendarError)
  })
})

describe('A day as text', () => {
  it('must exist', () => {
    expect(isDay('2025-05-15')).toBe(true)
    expect(isDay('2024-02-29')).toBe(true)
    for (const text of ['2025-02-29', '2025-02-30', '2025-13-01', '15/05/2568', '2025-5-1', '', '2025-05-15T00:00'])
      expect(isDay(text)).toBe(false)
  })
})
