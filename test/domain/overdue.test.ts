import { describe, expect, it } from 'vitest'
import { acknowledge, briefed, notifiedDistrict, office, pay } from './support/office.ts'
import { at, rulesWith } from './support/year2568.ts'

const after = (deadline: string) => at(`${deadline} 23:59`)

describe('An obligation that is overdue', () => {
  const idle = notifiedDistrict()

  it('is told to the office on the first working day after the deadline, then on the 6th, the 11th and so on', () => {
    // Report, due 30 May: 4 June is the first working day, then 11, 18, 25 June and 2 July.
    expect(idle.until('2025-07-03 12:00').told('report', after('2025-05-30'))).toEqual([
      '2025-06-04 08:30 report overdue',
      '2025-06-11 08:30 report overdue',
      '2025-06-18 08:30 report overdue',
      '2025-06-25 08:30 report overdue',
      '2025-07-02 08:30 report overdue',
    ])
  })

  it('counts working days only: two holidays in June move the 16th day after 15 May to the 10th of June', () => {
    expect(idle.until('2025-06-11 12:00').told('disbursement', after('2025-05-15'))).toEqual([
      '2025-05-16 08:30 disbursement overdue',
      '2025-05-23 08:30 disbursement overdue',
      '2025-05-30 08:30 disbursement overdue',
      '2025-06-10 08:30 disbursement overdue',
    ])
  })

  it('goes to the province on the first working day, to the department on the fourth', () => {
    expect(idle.until('2025-06-30 12:00').escalations('report')).toEqual([
      '2025-06-04 08:30 report level 1',
      '2025-06-09 08:30 report level 2',
    ])
  })

  it('of a province office goes straight to the department on the first working day', () => {
    const province = office('47').notified('2024-12-25 09:00').until('2025-01-31 12:00')
    expect(province.escalations('forward')).toEqual(['2025-01-03 08:30 forward level 2'])
    expect(province.told('forward', after('2025-01-02'))).toEqual([
      '2025-01-03 08:30 forward overdue',
      '2025-01-10 08:30 forward overdue',
      '2025-01-17 08:30 forward overdue',
      '2025-01-24 08:30 forward overdue',
      '2025-01-31 08:30 forward overdue',
    ])
  })

  it('is not overdue on the day of the deadline, up to its end', () => {
    expect(idle.until('2025-01-06 23:59').level('acknowledge')).toBe(0)
    expect(idle.until('2025-01-07 08:29:59').level('acknowledge')).toBe(0)
    expect(idle.until('2025-01-07 08:30').level('acknowledge')).toBe(1)
  })

  it('says nothing more and stands escalated to nobody once it is settled', () => {
    const done = idle.after(acknowledge, '2025-01-08 10:00').until('2025-03-31 12:00')
    expect(done.told('acknowledge', after('2025-01-06'))).toEqual(['2025-01-07 08:30 acknowledge overdue'])
    expect(done.escalations('acknowledge')).toEqual(['2025-01-07 08:30 acknowledge level 1'])
    expect(done.level('acknowledge')).toBe(0)
  })

  it('settled at the very moment at which it would be escalated has been escalated first', () => {
    expect(idle.after(acknowledge, '2025-01-07 08:30').escalations('acknowledge')).toHaveLength(1)
    expect(idle.after(acknowledge, '2025-01-07 08:29:59').escalations('acknowledge')).toHaveLength(0)
  })

  it('counts from the day it rose again when that is later than the deadline', () => {
    const reversed = idle
      .after(acknowledge, '2025-01-02 10:00')
      .after(briefed('2025-01-02'), '2025-01-02 10:00')
      .after(pay('materials', '1000.00', '1'), '2025-01-10 10:00')
      .after(pay('training', '500.00', '2'), '2025-01-10 10:00')
      .after({ name: 'reverse', documentNo: '2' }, '2025-06-10 10:00')
      .until('2025-06-30 12:00')
    expect(reversed.told('disbursement')).toEqual([
      '2025-06-11 08:30 disbursement overdue',
      '2025-06-18 08:30 disbursement overdue',
      '2025-06-25 08:30 disbursement overdue',
    ])
    expect(reversed.escalations('disbursement')).toEqual([
      '2025-06-11 08:30 disbursement level 1',
      '2025-06-16 08:30 disbursement level 2',
    ])
  })

  it('is told to the office and escalated on days that the programme file may set otherwise', () => {
    const escalation = {
      provinceOnWorkingDay: 2,
      departmentOnWorkingDay: 3,
      repeatEveryWorkingDays: 2,
      promiseWithinWorkingDays: 5,
    }
    const strict = notifiedDistrict(rulesWith({ escalation })).until('2025-01-16 12:00')
    expect(strict.told('acknowledge', after('2025-01-06'))).toEqual([
      '2025-01-08 08:30 acknowledge overdue',
      '2025-01-10 08:30 acknowledge overdue',
      '2025-01-14 08:30 acknowledge overdue',
      '2025-01-16 08:30 acknowledge overdue',
    ])
    expect(strict.escalations('acknowledge')).toEqual([
      '2025-01-08 08:30 acknowledge level 1',
      '2025-01-09 08:30 acknowledge level 2',
    ])
  })
})

describe('The days on which an office is told again', () => {
  const told = (provinceOnWorkingDay: number, repeatEveryWorkingDays: number, act?: string) => {
    const escalation = {
      provinceOnWorkingDay,
      departmentOnWorkingDay: 9,
      repeatEveryWorkingDays,
      promiseWithinWorkingDays: 5,
    }
    const district = notifiedDistrict(rulesWith({ escalation }))
    const acted = act
      ? district.after({ name: 'record-activity', activity: 'prevention', on: '2025-01-02' }, act)
      : district
    return acted
      .until('2025-01-21 12:00')
      .told('acknowledge', after('2025-01-06'))
      .map((line) => line.slice(8, 16))
  }

  it('follow the file whatever its numbers', () => {
    expect(told(4, 1)).toEqual([
      '10 08:30',
      '13 08:30',
      '14 08:30',
      '15 08:30',
      '16 08:30',
      '17 08:30',
      '20 08:30',
      '21 08:30',
    ])
    expect(told(8, 5)).toEqual(['16 08:30'])
    expect(told(3, 4)).toEqual(['09 08:30', '15 08:30', '21 08:30'])
  })

  it('do not depend on what else happens to the office, at whatever moment', () => {
    for (const when of [
      '2025-01-08 10:00',
      '2025-01-15 08:29:59',
      '2025-01-15 08:30',
      '2025-01-15 10:00',
      '2025-01-18 10:00',
    ]) {
      expect(told(8, 5, when)).toEqual(told(8, 5))
      expect(told(1, 2, when)).toEqual(told(1, 2))
      expect(told(4, 1, when)).toEqual(told(4, 1))
    }
  })
})

describe('A province’s answer to an escalation', () => {
  // Acknowledgement was due on 6 January: level 1 on Tuesday the 7th, level 2 on Friday the 10th.
  const late = notifiedDistrict()
  const answer = (promisedOn: string, obligation: 'acknowledge' | 'report' = 'acknowledge') =>
    ({ name: 'answer-escalation', obligation, promisedOn }) as const
  const level2 = (o: typeof late) => o.until('2025-02-14 12:00').escalations('acknowledge')[1]

  it('makes the department’s turn wait for the first working morning after the promise', () => {
    const answered = late
      .when(answer('2025-01-13'), '2025-01-07 10:00')
      .thenEvents([{ type: 'escalation-answered', obligation: 'acknowledge', promisedOn: '2025-01-13' }])
    expect(level2(answered)).toBe('2025-01-14 08:30 acknowledge level 2')
  })

  it('never brings it earlier than the fourth working day', () => {
    expect(level2(late.after(answer('2025-01-08'), '2025-01-07 10:00'))).toBe('2025-01-10 08:30 acknowledge level 2')
    expect(level2(late.after(answer('2025-01-09'), '2025-01-07 10:00'))).toBe('2025-01-10 08:30 acknowledge level 2')
    expect(level2(late.after(answer('2025-01-10'), '2025-01-07 10:00'))).toBe('2025-01-13 08:30 acknowledge level 2')
  })

  it('may promise a day on which nobody works: the working day after it is waited for', () => {
    expect(level2(late.after(answer('2025-01-11'), '2025-01-07 10:00'))).toBe('2025-01-13 08:30 acknowledge level 2')
  })

  it('promises a day after today, at most the fifth working day after it', () => {
    late.when(answer('2025-01-07'), '2025-01-07 10:00').thenRefused('invalid-date', { after: '2025-01-07' })
    late.when(answer('2025-01-15'), '2025-01-07 10:00').thenRefused('invalid-date', { latest: '2025-01-14' })
    late.when(answer('2025-01-32'), '2025-01-07 10:00').thenRefused('invalid-date')
    late.after(answer('2025-01-14'), '2025-01-07 10:00')
    late.after(answer('2025-01-08'), '2025-01-07 10:00')
  })

  it('is given once', () => {
    late
      .after(answer('2025-01-09'), '2025-01-07 10:00')
      .when(answer('2025-01-13'), '2025-01-08 10:00')
      .thenRefused('already-done', { promisedOn: '2025-01-09' })
  })

  it('answers what stands at level 1, nothing else', () => {
    late.when(answer('2025-01-09'), '2025-01-06 10:00').thenRefused('not-escalated', { level: 0 })
    late.when(answer('2025-01-13'), '2025-01-10 08:30').thenRefused('not-escalated', { level: 2 })
    late.when(answer('2025-01-13', 'report'), '2025-01-08 10:00').thenRefused('not-escalated')
    late
      .when({ name: 'answer-escalation', obligation: 'forward', promisedOn: '2025-01-09' }, '2025-01-07 10:00')
      .thenRefused('not-escalated')
  })

  it('is not a province’s to give for itself: nobody above it but the department is told', () => {
    office('47')
      .notified('2024-12-25 09:00')
      .when({ name: 'answer-escalation', obligation: 'forward', promisedOn: '2025-01-06' }, '2025-01-03 10:00')
      .thenRefused('not-escalated', { level: 2 })
  })

  it('leaves the office to be told as before', () => {
    const answered = late.after(answer('2025-01-14'), '2025-01-07 10:00').until('2025-01-15 12:00')
    expect(answered.told('acknowledge', after('2025-01-06'))).toEqual([
      '2025-01-07 08:30 acknowledge overdue',
      '2025-01-14 08:30 acknowledge overdue',
    ])
  })

  it('is forgotten when the level is cleared, so that the next escalation may be answered again', () => {
    const again = late
      .after(answer('2025-01-13'), '2025-01-07 10:00')
      .after({ name: 'suspend' }, '2025-01-08 10:00')
      .after({ name: 'resume' }, '2025-01-08 15:00')
    // Rose again on Wednesday the 8th: level 1 on the 9th, level 2 on the 14th or after the new promise.
    expect(again.until('2025-01-14 12:00').escalations('acknowledge').slice(1)).toEqual([
      '2025-01-09 08:30 acknowledge level 1',
      '2025-01-14 08:30 acknowledge level 2',
    ])
    expect(
      again.after(answer('2025-01-15'), '2025-01-09 10:00').until('2025-01-16 12:00').escalations('acknowledge')[2],
    ).toBe('2025-01-16 08:30 acknowledge level 2')
  })
})
