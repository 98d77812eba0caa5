import { describe, expect, it } from 'vitest'
import { agenda } from '../../src/domain/agenda.ts'
import { Calendar } from '../../src/domain/calendar.ts'
import { addDays } from '../../src/domain/time.ts'
import { acknowledge, briefed, extend, notifiedDistrict, office, pay } from './support/office.ts'
import { at, rulesWith } from './support/year2568.ts'

const busy = () =>
  notifiedDistrict().after(acknowledge, '2025-01-02 10:00').after(briefed('2025-01-02'), '2025-01-02 10:00')

describe('A reminder', () => {
  it('comes at 08:30 so many days before the deadline; on a holiday, on the last working day before it', () => {
    // 30 days before 15 May is 15 April, Songkran: Friday 11 April. 3 days before is 12 May, a holiday after a long
    // weekend: Thursday 8 May, the day of the reminder 7 days before.
    expect(busy().until('2025-05-15 23:59').told('disbursement', at('2025-04-02 00:00'))).toEqual([
      '2025-04-11 08:30 disbursement reminder',
      '2025-05-01 08:30 disbursement reminder',
      '2025-05-08 08:30 disbursement reminder',
      '2025-05-14 08:30 disbursement reminder',
      '2025-05-15 08:30 disbursement reminder',
    ])
  })

  it('for the report comes on each of its six days', () => {
    expect(busy().until('2025-05-30 23:59').told('report')).toEqual([
      '2025-04-30 08:30 report reminder',
      '2025-05-16 08:30 report reminder',
      '2025-05-23 08:30 report reminder',
      '2025-05-27 08:30 report reminder',
      '2025-05-29 08:30 report reminder',
      '2025-05-30 08:30 report reminder',
    ])
  })

  it('of one obligation is given at most once in a morning, though two of its days fall on it', () => {
    const may8 = busy().until('2025-05-08 12:00').told('disbursement', at('2025-05-08 00:00'))
    expect(may8).toEqual(['2025-05-08 08:30 disbursement reminder'])
  })

  it('shares one mail with everything else due to the office on that morning', () => {
    const rules = rulesWith({
      obligations: {
        ...busy().rules.policy.obligations,
        report: { ...busy().rules.policy.obligations.report, reminderDaysBefore: [29, 22] },
      },
    })
    const district = notifiedDistrict(rules).until('2025-05-08 12:00')
    const mornings = district.journal.filter((e) => e.type === 'morning' && e.at === at('2025-05-08 08:30'))
    expect(mornings).toMatchObject([
      {
        items: [
          { obligation: 'disbursement', state: 'reminder' },
          { obligation: 'report', state: 'reminder' },
        ],
      },
    ])
  })

  it('that is past when the obligation arises is dropped, never sent late', () => {
    const late = office('4701', { materials: '1.00' }).notified('2025-05-08 09:00').until('2025-05-15 23:00')
    expect(late.told('disbursement')).toEqual([
      '2025-05-14 08:30 disbursement reminder',
      '2025-05-15 08:30 disbursement reminder',
    ])
  })

  it('whose fallback day is past is dropped too', () => {
    // 12 May stands for 8 May; notified on Saturday 10 May, the office is not told on the 12th nor late.
    const late = office('4701', { materials: '1.00' }).notified('2025-05-10 09:00').until('2025-05-14 07:00')
    expect(late.told('disbursement')).toEqual([])
  })

  it('due at the very moment at which the obligation arises is past', () => {
    const justThen = office('4701', { materials: '1.00' }).notified('2025-05-14 08:30').until('2025-05-14 23:00')
    expect(justThen.told('disbursement')).toEqual([])
    const justBefore = office('4701', { materials: '1.00' }).notified('2025-05-14 08:29:59').until('2025-05-14 23:00')
    expect(justBefore.told('disbursement')).toEqual(['2025-05-14 08:30 disbursement reminder'])
  })

  it('that is past when the deadline moves is dropped; the others follow the new deadline', () => {
    // To 10 June: 30 days before is Sunday 11 May, past; 14 before is 27 May; 7 before is 3 June, a holiday: 30 May.
    const moved = busy().after(extend('disbursement', '2025-06-10'), '2025-05-14 10:00').until('2025-06-10 23:00')
    expect(moved.told('disbursement', at('2025-05-14 10:00'))).toEqual([
      '2025-05-27 08:30 disbursement reminder',
      '2025-05-30 08:30 disbursement reminder',
      '2025-06-06 08:30 disbursement reminder',
      '2025-06-09 08:30 disbursement reminder',
      '2025-06-10 08:30 disbursement reminder',
    ])
  })

  it('is not sent of what is settled', () => {
    const paid = busy()
      .after(pay('materials', '1000.00', '1'), '2025-04-01 10:00')
      .after(pay('training', '500.00', '2'), '2025-05-08 08:29:59')
      .until('2025-05-16 12:00')
    expect(paid.told('disbursement', at('2025-05-08 00:00'))).toEqual([])
  })

  it('due at the very moment of a command comes before it', () => {
    const paid = busy()
      .after(pay('materials', '1000.00', '1'), '2025-04-01 10:00')
      .after(pay('training', '500.00', '2'), '2025-05-08 08:30')
    expect(paid.told('disbursement', at('2025-05-08 00:00'))).toEqual(['2025-05-08 08:30 disbursement reminder'])
  })
})

describe('The agenda', () => {
  it('is the next thing that time brings, and only that', () => {
    expect(notifiedDistrict().agenda()).toBe('2025-01-03 08:30 acknowledge reminder')
    expect(notifiedDistrict().until('2025-01-06 23:59').agenda()).toBe(
      '2025-01-07 08:30 acknowledge overdue, 2025-01-07 08:30 acknowledge level 1',
    )
  })

  it('is empty when nothing is owed', () => {
    const free = office('4701')
      .notified('2024-12-30 10:00')
      .after(acknowledge, '2025-01-02 10:00')
      .after(briefed('2025-01-02'), '2025-01-02 10:00')
      .after({ name: 'submit-report', lines: [] }, '2025-01-03 10:00')
    expect(free.agenda()).toBeNull()
  })

  it('ends where the calendar ends, for working days are not known there', () => {
    const { state, rules } = notifiedDistrict()
    const end = rules.calendar.data.through
    const onTheLastDay = {
      arose: at(`${end} 07:00`),
      deadline: '2025-05-30',
      settledAt: null,
      level: 0,
      answer: null,
    } as const
    expect(agenda({ ...state, obligations: { report: onTheLastDay }, doneUntil: at(`${end} 10:00`) }, rules)).toBeNull()
    expect(agenda({ ...state, doneUntil: at(`${addDays(end, 4)} 10:00`) }, rules)).toBeNull()
  })

  it('reaches up to the last working day of the calendar', () => {
    const { policy, calendar } = notifiedDistrict().rules
    const short = { policy, calendar: new Calendar({ ...calendar.data, through: '2025-01-07' }) }
    const { state } = notifiedDistrict().until('2025-01-06 12:00')
    expect(agenda({ ...state, obligations: { acknowledge: state.obligations.acknowledge! } }, short)?.at).toBe(
      at('2025-01-07 08:30'),
    )
  })
})
