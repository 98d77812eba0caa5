import { describe, expect, it } from 'vitest'
import { briefed, notifiedDistrict, office } from './support/office.ts'
import { rulesWith } from './support/year2568.ts'

const atMeeting = (on: string) => ({ name: 'attend-kickoff', attended: 'meeting', on }) as const

describe('The kick-off (25 December 2567, 13:30)', () => {
  it('is attended on its day, and recorded once it has begun', () => {
    const province = office('47').notified('2024-12-25 09:00')
    province.when(atMeeting('2024-12-25'), '2024-12-25 13:29').thenRefused('invalid-date', {
      beginsAt: '2024-12-25T13:30:00+07:00',
    })
    const attended = province
      .when(atMeeting('2024-12-25'), '2024-12-25 13:30')
      .thenEvents([{ type: 'kickoff-attended', attended: 'meeting', on: '2024-12-25' }])
    expect(attended.isSettled('kickoff')).toBe(true)
  })

  it('is attended on no other day', () => {
    for (const on of ['2024-12-24', '2024-12-26', '25/12/2567'])
      notifiedDistrict()
        .when(atMeeting(on), '2025-01-02 10:00')
        .thenRefused('invalid-date', { date: on, earliest: '2024-12-25', latest: '2024-12-25' })
  })

  it('may be recorded as attended later', () => {
    expect(notifiedDistrict().after(atMeeting('2024-12-25'), '2025-01-20 10:00').isSettled('kickoff')).toBe(true)
  })

  it('is made up for by a briefing, on a day since then and not in the future', () => {
    const district = notifiedDistrict()
    district.when(briefed('2025-01-03'), '2025-01-02 10:00').thenRefused('invalid-date', { latest: '2025-01-02' })
    district.when(briefed('2024-12-24'), '2025-01-02 10:00').thenRefused('invalid-date', { earliest: '2024-12-25' })
    district.when(briefed('2025-02-30'), '2025-03-03 10:00').thenRefused('invalid-date')
    expect(district.after(briefed('2025-01-02'), '2025-01-02 10:00').isSettled('kickoff')).toBe(true)
    expect(district.after(briefed('2024-12-25'), '2025-01-02 10:00').isSettled('kickoff')).toBe(true)
  })

  it('is attended once', () => {
    notifiedDistrict()
      .after(briefed('2025-01-02'), '2025-01-02 10:00')
      .when(atMeeting('2024-12-25'), '2025-01-02 11:00')
      .thenRefused('already-done', { obligation: 'kickoff' })
  })

  it('is due by the end of the fifth working day after the later of the kick-off and the notice', () => {
    expect(office('47').notified('2024-12-25 09:00').deadline('kickoff')).toBe('2025-01-06')
    expect(notifiedDistrict().deadline('kickoff')).toBe('2025-01-08')
    expect(notifiedDistrict().until('2025-01-14 10:00').escalations('kickoff')).toEqual([
      '2025-01-09 08:30 kickoff level 1',
      '2025-01-14 08:30 kickoff level 2',
    ])
  })

  it('is reminded of one day and zero days before the meeting, not before the deadline', () => {
    const meeting = { beginsAt: '2025-01-15T13:30:00+07:00', endsAt: '2025-01-15T15:30:00+07:00' }
    const district = office('4701', {}, rulesWith({ kickoff: meeting })).notified('2024-12-30 10:00')
    expect(district.until('2025-01-22 23:00').told('kickoff')).toEqual([
      '2025-01-14 08:30 kickoff reminder',
      '2025-01-15 08:30 kickoff reminder',
    ])
  })

  it('is not reminded of when the notice comes after it', () => {
    expect(notifiedDistrict().until('2025-01-08 23:00').told('kickoff')).toEqual([])
    expect(office('47').notified('2024-12-25 09:00').until('2025-01-06 23:00').told('kickoff')).toEqual([])
  })

  it('on a Monday is reminded of on Friday and on the Monday', () => {
    const meeting = { beginsAt: '2025-01-20T13:30:00+07:00', endsAt: '2025-01-20T15:30:00+07:00' }
    const district = office('4701', {}, rulesWith({ kickoff: meeting })).notified('2025-01-02 10:00')
    expect(district.until('2025-01-21 10:00').told('kickoff')).toEqual([
      '2025-01-17 08:30 kickoff reminder',
      '2025-01-20 08:30 kickoff reminder',
    ])
  })
})

describe('An activity (AMPHOE ITA, model district, prevention)', () => {
  it('is recorded on a day that is not in the future, as often as it happens', () => {
    const district = notifiedDistrict()
    const activity = (on: string) => ({ name: 'record-activity', activity: 'prevention', on }) as const
    district
      .after(activity('2025-01-02'), '2025-01-02 10:00')
      .when(activity('2025-01-02'), '2025-01-02 11:00')
      .thenEvents([{ type: 'activity-recorded', activity: 'prevention', on: '2025-01-02' }])
    district.when(activity('2025-01-03'), '2025-01-02 10:00').thenRefused('invalid-date', { latest: '2025-01-02' })
    district.when(activity('2025-02-29'), '2025-03-03 10:00').thenRefused('invalid-date')
  })
})
