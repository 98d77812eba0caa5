import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Calendar } from '../../src/domain/calendar.ts'
import { dayOff, expectedCheckpoints, expectedReminders } from '../../src/domain/expected.ts'
import { addDays, dayFromNumber, dayNumber } from '../../src/domain/time.ts'
import { rules2568 } from './support/year2568.ts'

describe('What the settings call for', () => {
  it('is each reminder with its own day and the working day on which it goes', () => {
    const days = expectedReminders('disbursement', '2025-05-15', rules2568)
    expect(days.map(({ daysBefore, stated, on }) => [daysBefore, stated, on])).toEqual([
      [30, '2025-04-15', '2025-04-11'],
      [14, '2025-05-01', '2025-05-01'],
      [7, '2025-05-08', '2025-05-08'],
      [3, '2025-05-12', '2025-05-08'],
      [1, '2025-05-14', '2025-05-14'],
      [0, '2025-05-15', '2025-05-15'],
    ])
  })

  it('is counted from the kick-off itself for the kick-off, whatever its deadline', () => {
    const days = expectedReminders('kickoff', '2025-01-06', rules2568)
    expect(days.map((d) => d.on)).toEqual(['2024-12-24', '2024-12-25'])
  })

  it('has no morning where the calendar does not say', () => {
    const calendar = new Calendar({ from: '2025-01-04', through: '2025-05-10', holidays: [] })
    const days = expectedReminders('disbursement', '2025-05-12', { ...rules2568, calendar })
    expect(days.map(({ daysBefore, on }) => [daysBefore, on])).toEqual([
      [30, '2025-04-11'],
      [14, '2025-04-28'],
      [7, '2025-05-05'],
      [3, '2025-05-09'],
      [1, undefined],
      [0, undefined],
    ])
    // The calendar begins with a Saturday: no working day on or before it is known.
    expect(calendar.findWorkingDayOnOrBefore('2025-01-05')).toBeUndefined()
    expect(calendar.findWorkingDayOnOrBefore('2025-01-06')).toBe('2025-01-06')
  })

  it('asked for from a day on, leaves out none that is still ahead', () => {
    const day = fc.integer({ min: 0, max: 300 }).map((n) => addDays('2024-12-01', n))
    fc.assert(
      fc.property(day, day, fc.constantFrom('report', 'disbursement', 'kickoff'), (deadline, from, name) => {
        const ahead = (all: ReturnType<typeof expectedReminders>) =>
          all.filter((r) => r.on !== undefined && r.on >= from)
        const all = expectedReminders(name, deadline, rules2568)
        expect(ahead(expectedReminders(name, deadline, rules2568, from))).toEqual(ahead(all))
      }),
    )
  })

  it('is a checkpoint on the first working day after it', () => {
    expect(expectedCheckpoints(rules2568)).toEqual([
      { checkpoint: { on: '2025-03-31', percent: 50 }, on: '2025-04-01' },
    ])
  })

  it('tells a weekend from a holiday', () => {
    expect([dayOff('2025-05-10'), dayOff('2025-05-12')]).toEqual(['weekend', 'holiday'])
  })
})

describe('A day by its number', () => {
  it('is the day of the calendar, from the year 100 to the year 9999', () => {
    const numbers = fc.integer({ min: dayNumber('0100-01-01'), max: dayNumber('9999-12-31') })
    fc.assert(
      fc.property(numbers, (n) => {
        expect(dayFromNumber(n)).toBe(new Date(n * 86_400_000).toISOString().slice(0, 10))
        expect(dayNumber(dayFromNumber(n))).toBe(n)
      }),
      { numRuns: 2000 },
    )
  })

  it('is right around every turn of a year and every end of February of four centuries', () => {
    for (let year = 1800; year < 2200; year++) {
      for (const day of [`${year}-01-01`, `${year}-02-28`, `${year}-03-01`, `${year}-12-31`]) {
        expect(dayFromNumber(dayNumber(day))).toBe(day)
        const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
        expect(addDays(day, 1)).toBe(next)
      }
    }
  })
})
