import { describe, expect, it } from 'vitest'
import { acknowledge, briefed, extend, notifiedDistrict, office, pay } from './support/office.ts'
import { type Step, year } from './support/year.ts'
import { at } from './support/year2568.ts'

const suspend = { name: 'suspend' } as const
const resume = { name: 'resume' } as const

describe('A suspension (flood)', () => {
  const district = notifiedDistrict()

  it('clears every level, and nothing is due until it ends', () => {
    const suspended = district.when(suspend, '2025-01-13 10:00').thenEvents([{ type: 'suspended' }])
    expect(suspended.level('acknowledge')).toBe(0)
    expect(suspended.agenda()).toBeNull()
    const later = suspended.until('2025-07-31 12:00')
    expect(later.told()).toEqual(suspended.told())
    expect(later.level('report')).toBe(0)
  })

  it('at the very moment at which something is due comes after it', () => {
    expect(district.after(suspend, '2025-01-07 08:30').escalations()).toEqual(['2025-01-07 08:30 acknowledge level 1'])
    expect(district.after(suspend, '2025-01-07 08:29:59').escalations()).toEqual([])
  })

  it('is told to the office at once, and so is its end', () => {
    const over = district.after(suspend, '2025-01-02 10:00').after(resume, '2025-01-02 15:00')
    expect(over.told().slice(-2)).toEqual(['2025-01-02 10:00 suspension', '2025-01-02 15:00 resumption'])
  })

  it('does not keep officials from recording what happens meanwhile', () => {
    const recorded = district
      .after(suspend, '2025-01-03 10:00')
      .after(acknowledge, '2025-01-06 10:00')
      .after(briefed('2025-01-06'), '2025-01-06 10:00')
      .after(pay('materials', '1000.00', '1', '2025-01-06'), '2025-01-06 10:00')
      .after(pay('training', '500.00', '2', '2025-01-06'), '2025-01-06 10:00')
    expect(recorded.isSettled('disbursement')).toBe(true)
    expect(recorded.phase('2025-01-06 11:00')).toBe('suspended')
  })

  it('is not begun twice, nor ended when there is none', () => {
    district.after(suspend, '2025-01-13 10:00').when(suspend, '2025-01-14 10:00').thenRefused('already-done')
    district.when(resume, '2025-01-14 10:00').thenRefused('not-suspended')
    district
      .after(suspend, '2025-01-13 10:00')
      .after(resume, '2025-01-14 10:00')
      .when(resume, '2025-01-14 11:00')
      .thenRefused('not-suspended')
  })

  it('may cite an order, of a real day that is not in the future', () => {
    const order = { number: 'มท 1', date: '2025-01-14' }
    district.when({ ...suspend, order }, '2025-01-13 10:00').thenRefused('invalid-date', { latest: '2025-01-13' })
    const suspended = district
      .when({ ...suspend, order }, '2025-01-14 10:00')
      .thenEvents([{ type: 'suspended', order }])
    suspended
      .when({ ...resume, order: { number: 'มท 2', date: 'พรุ่งนี้' } }, '2025-01-15 10:00')
      .thenRefused('invalid-date')
    suspended.when({ ...resume, order }, '2025-01-15 10:00').thenEvents([{ type: 'resumed', order }])
  })
})

describe('A resumption', () => {
  const settled = notifiedDistrict()
    .after(acknowledge, '2025-01-02 10:00')
    .after(briefed('2025-01-02'), '2025-01-02 10:00')

  it('moves deadlines that had not passed by the working days lost, the first day counted and the last not', () => {
    // Monday 17 to Monday 24 February: five working days.
    const resumed = settled
      .after(suspend, '2025-02-17 12:00')
      .when(resume, '2025-02-24 12:00')
      .thenEvents([{ type: 'resumed', lost: 5, risen: [] }])
    // Five working days after 15 May, and after 30 May (2 and 3 June are holidays).
    expect(resumed.deadline('disbursement')).toBe('2025-05-22')
    expect(resumed.deadline('report')).toBe('2025-06-10')
  })

  it('plans reminders from the moved deadline', () => {
    const resumed = settled.after(suspend, '2025-02-17 12:00').after(resume, '2025-02-24 12:00')
    expect(resumed.until('2025-05-22 23:00').told('disbursement', at('2025-04-02 00:00'))).toEqual([
      '2025-04-22 08:30 disbursement reminder',
      '2025-05-08 08:30 disbursement reminder',
      '2025-05-15 08:30 disbursement reminder',
      '2025-05-19 08:30 disbursement reminder',
      '2025-05-21 08:30 disbursement reminder',
      '2025-05-22 08:30 disbursement reminder',
    ])
  })

  it('does not count days on which nobody works', () => {
    // From Friday 11 April to Thursday 17 April: only the Friday was lost.
    settled
      .after(suspend, '2025-04-11 12:00')
      .when(resume, '2025-04-17 12:00')
      .thenEvents([{ lost: 1 }])
  })

  it('on the day of the suspension moves nothing', () => {
    const resumed = settled
      .after(suspend, '2025-02-17 09:00')
      .when(resume, '2025-02-17 16:00')
      .thenEvents([{ type: 'resumed', lost: 0, moved: [], risen: [] }])
    expect(resumed.deadline('report')).toBe('2025-05-30')
    expect(settled.after(suspend, '2025-02-15 09:00').after(resume, '2025-02-16 16:00').deadline('report')).toBe(
      '2025-05-30',
    )
  })

  it('lets what was overdue when the suspension began rise again on that day', () => {
    // Acknowledgement, due on 6 January, had reached the department.
    const resumed = notifiedDistrict()
      .after(suspend, '2025-01-13 10:00')
      .when(resume, '2025-02-03 10:00')
      .thenEvents([{ type: 'resumed', lost: 15, risen: ['acknowledge', 'kickoff'] }])
    expect(resumed.deadline('acknowledge')).toBe('2025-01-06')
    const later = resumed.until('2025-02-12 12:00')
    expect(later.told('acknowledge', at('2025-02-03 00:00'))).toEqual([
      '2025-02-04 08:30 acknowledge overdue',
      '2025-02-11 08:30 acknowledge overdue',
    ])
    expect(later.escalations('acknowledge').slice(2)).toEqual([
      '2025-02-04 08:30 acknowledge level 1',
      '2025-02-07 08:30 acknowledge level 2',
    ])
  })

  it('takes a deadline on the first day of the suspension as not passed, and one on the day before as passed', () => {
    const onTheDay = notifiedDistrict().after(suspend, '2025-01-06 10:00').after(resume, '2025-01-08 10:00')
    expect(onTheDay.deadline('acknowledge')).toBe('2025-01-08')
    const dayAfter = notifiedDistrict().after(suspend, '2025-01-07 07:00').when(resume, '2025-01-09 10:00')
    dayAfter.thenEvents([
      { risen: ['acknowledge'], moved: expect.not.arrayContaining([{ obligation: 'acknowledge' }]) },
    ])
    expect(dayAfter.deadline('acknowledge')).toBe('2025-01-06')
  })

  it('does not raise again what was settled, before or during the suspension', () => {
    const resumed = notifiedDistrict()
      .after(suspend, '2025-01-13 10:00')
      .after(acknowledge, '2025-01-14 10:00')
      .when(resume, '2025-02-03 10:00')
      .thenEvents([{ risen: ['kickoff'] }])
    expect(resumed.isSettled('acknowledge')).toBe(true)
  })

  it('moves a deadline that was extended, or a report that was returned, during the suspension like any other', () => {
    const extended = settled
      .after(suspend, '2025-02-17 12:00')
      .after(extend('report', '2025-06-30'), '2025-02-18 12:00')
      .after(resume, '2025-02-24 12:00')
    expect(extended.deadline('report')).toBe('2025-07-07')

    const returned = office('4701')
      .notified('2024-12-30 10:00')
      .after({ name: 'submit-report', lines: [] }, '2025-05-28 10:00')
      .after(suspend, '2025-06-04 10:00')
      .after({ name: 'return-report' }, '2025-06-05 10:00')
    expect(returned.deadline('report')).toBe('2025-06-12')
    expect(returned.agenda()).toBeNull()
    expect(returned.after(resume, '2025-06-06 10:00').deadline('report')).toBe('2025-06-16')
  })

  it('lets what is overdue even after the move rise again too: a deadline on the Saturday on which a suspension begins', () => {
    const resumed = settled
      .after(extend('disbursement', '2025-05-24'), '2025-05-14 10:00')
      .after(suspend, '2025-05-24 10:00')
      .when(resume, '2025-05-28 10:00')
      .thenEvents([{ lost: 2, risen: ['disbursement'] }])
    expect(resumed.deadline('disbursement')).toBe('2025-05-27')
    expect(resumed.until('2025-06-05 12:00').escalations('disbursement')).toEqual([
      '2025-05-29 08:30 disbursement level 1',
      '2025-06-05 08:30 disbursement level 2',
    ])
  })

  it('does not bring back what was due meanwhile', () => {
    const resumed = notifiedDistrict().after(suspend, '2025-01-03 08:00').after(resume, '2025-01-03 09:00')
    expect(resumed.until('2025-01-06 23:00').told('acknowledge')).toEqual([])
  })
})

describe('A suspension of an area', () => {
  const forwarded: Step = ['2024-12-26 10:00', '47', 'forward']
  const flood = { reason: 'อุทกภัย' }

  it('takes the notified offices, and its end the suspended ones', () => {
    const flooded = year({
      offices: ['47', '4701', '48', '4801'],
      steps: [
        forwarded,
        ['2025-01-02 10:00', '4701', 'suspend', flood],
        ['2025-01-03 10:00', 'area:all', 'suspend', flood],
        ['2025-01-06 10:00', 'area:47', 'resume', flood],
      ],
      until: '2025-01-06',
    })
    expect(flooded.results).toEqual(['accepted', 'accepted', 'accepted', 'accepted'])
    expect(flooded.letters('4701').slice(1)).toEqual(['2025-01-02 10:00 suspension', '2025-01-06 10:00 resumption'])
    expect(flooded.letters('47').slice(1)).toEqual(['2025-01-03 10:00 suspension', '2025-01-06 10:00 resumption'])
    expect(flooded.letters('48').slice(1)).toEqual(['2025-01-03 10:00 suspension'])
    expect(flooded.outcome.offices['4801']?.phase).toBe('awaiting-notice')
  })

  it('is refused when there is nobody to suspend or to resume', () => {
    const refused = year({
      offices: ['47', '4701'],
      steps: [
        ['2024-12-24 10:00', 'area:47', 'suspend', flood],
        ['2025-01-02 10:00', 'area:47', 'resume', flood],
        ['2025-01-02 11:00', 'area:47', 'suspend', flood],
        ['2025-01-02 12:00', 'area:47', 'suspend', flood],
        ['2025-01-02 13:00', 'area:48', 'suspend', flood],
      ],
      until: '2025-01-06',
    })
    expect(refused.results).toEqual(['not-notified', 'not-suspended', 'accepted', 'already-done', 'unknown-office'])
  })

  it('is refused, for all of it, when it cites an order of a day that has not come', () => {
    const order = { number: 'มท 1', date: '2025-02-01' }
    const refused = year({
      offices: ['47', '4701'],
      steps: [
        ['2025-01-02 10:00', 'area:47', 'suspend', { ...flood, order }],
        ['2025-01-02 11:00', 'area:47', 'suspend', flood],
        ['2025-01-03 10:00', 'area:47', 'resume', { ...flood, order }],
      ],
      until: '2025-01-06',
    })
    expect(refused.results).toEqual(['invalid-date', 'accepted', 'invalid-date'])
    expect(refused.outcome.offices['47']?.phase).toBe('suspended')
  })
})
