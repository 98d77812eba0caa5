import { describe, expect, it } from 'vitest'
import { acknowledge, extend, notifiedDistrict, office, pay } from './support/office.ts'
import { coordinator, extension, type Step, year } from './support/year.ts'
import { at } from './support/year2568.ts'

describe('An extension (ขยายเวลา)', () => {
  const district = notifiedDistrict()

  it('puts the deadline of one obligation off, citing an order', () => {
    const extended = district.when(extend('report', '2025-06-30'), '2025-05-01 10:00').thenEvents([
      {
        type: 'extended',
        obligation: 'report',
        deadline: '2025-06-30',
        previous: '2025-05-30',
        order: { number: 'มท 0322/1', date: '2025-01-02' },
      },
    ])
    expect(extended.deadline('report')).toBe('2025-06-30')
    expect(extended.deadline('disbursement')).toBe('2025-05-15')
    expect(extended.told()).toContain('2025-05-01 10:00 extension')
  })

  it('is to a day later than today and not past the programme’s limit of 30 September', () => {
    district.when(extend('report', '2025-06-03'), '2025-06-03 10:00').thenRefused('invalid-deadline', {
      after: '2025-06-03',
      limit: '2025-09-30',
    })
    district.when(extend('report', '2025-10-01'), '2025-06-03 10:00').thenRefused('invalid-deadline')
    district.when(extend('report', '2025-06-31'), '2025-06-03 10:00').thenRefused('invalid-deadline')
    district.after(extend('report', '2025-06-04'), '2025-06-03 10:00')
    district.after(extend('report', '2025-09-30'), '2025-06-03 10:00')
  })

  it('is not earlier than the current deadline; the same day is none', () => {
    district
      .when(extend('report', '2025-05-29'), '2025-05-01 10:00')
      .thenRefused('invalid-deadline', { current: '2025-05-30' })
    expect(district.after(extend('report', '2025-05-30'), '2025-05-01 10:00').deadline('report')).toBe('2025-05-30')
  })

  it('cites an order of a real day that is not in the future', () => {
    const order = (date: string) => ({ ...extend('report', '2025-06-30'), order: { number: '1', date } }) as never
    district.when(order('2025-05-02'), '2025-05-01 10:00').thenRefused('invalid-date', { latest: '2025-05-01' })
    district.when(order('2025-04-31'), '2025-05-01 10:00').thenRefused('invalid-date')
  })

  it('needs something to extend: an obligation that is owed and not settled', () => {
    district
      .after(acknowledge, '2025-01-02 10:00')
      .when(extend('acknowledge', '2025-01-31'), '2025-01-03 10:00')
      .thenRefused('nothing-to-extend', { obligation: 'acknowledge' })
    district.when(extend('forward', '2025-01-31'), '2025-01-03 10:00').thenRefused('nothing-to-extend')
    office('4701')
      .notified('2024-12-30 10:00')
      .when(extend('disbursement', '2025-06-30'), '2025-01-03 10:00')
      .thenRefused('nothing-to-extend')
  })

  it('clears the level and the answer, and escalates anew from the new deadline', () => {
    const extended = district
      .after({ name: 'answer-escalation', obligation: 'report', promisedOn: '2025-06-11' }, '2025-06-04 10:00')
      .after(extend('report', '2025-06-20'), '2025-06-05 10:00')
    expect(extended.state.obligations.report).toMatchObject({ level: 0, answer: null })
    const later = extended.until('2025-06-27 12:00')
    expect(later.escalations('report')).toEqual([
      '2025-06-04 08:30 report level 1',
      '2025-06-23 08:30 report level 1',
      '2025-06-26 08:30 report level 2',
    ])
    expect(later.told('report', at('2025-06-05 11:00'))).toEqual([
      '2025-06-06 08:30 report reminder',
      '2025-06-13 08:30 report reminder',
      '2025-06-17 08:30 report reminder',
      '2025-06-19 08:30 report reminder',
      '2025-06-20 08:30 report reminder',
      '2025-06-23 08:30 report overdue',
    ])
  })

  it('of the kick-off brings no reminder: those belong to the meeting', () => {
    const extended = district.after(extend('kickoff', '2025-01-31'), '2025-01-08 10:00').until('2025-02-04 12:00')
    expect(extended.told('kickoff')).toEqual(['2025-02-03 08:30 kickoff overdue'])
  })

  it('moves the day from which entries are late', () => {
    const extended = district.after(extend('disbursement', '2025-06-30'), '2025-05-01 10:00')
    extended.when(pay('materials', '1.00', '1'), '2025-06-30 10:00').thenEvents([{ type: 'disbursed', late: false }])
    extended.when(pay('materials', '1.00', '1'), '2025-07-01 10:00').thenEvents([{ type: 'disbursed', late: true }])
  })
})

describe('An extension of an area', () => {
  const notified: Step[] = [
    ['2024-12-26 10:00', '47', 'forward'],
    ['2024-12-26 10:00', '48', 'forward'],
    ['2025-01-02 10:00', '4701', 'acknowledge', coordinator],
  ]
  const offices = ['47', '4701', '4702', '4703', '48', '4801']
  const deadlines = (of: ReturnType<typeof year>, name: 'acknowledge' | 'report') =>
    offices.map((o) => of.outcome.offices[o]!.obligations[name]?.deadline)

  it('takes every office of the province whose obligation is unsettled', () => {
    const extended = year({
      offices,
      steps: [...notified, ['2025-01-03 10:00', 'area:47', 'extend', extension('acknowledge', '2025-01-31')]],
      until: '2025-01-03',
    })
    expect(deadlines(extended, 'acknowledge')).toEqual([
      undefined,
      '2025-01-03',
      '2025-01-31',
      '2025-01-31',
      undefined,
      '2025-01-03',
    ])
    expect(extended.letters('4702')).toContain('2025-01-03 10:00 extension')
    expect(extended.letters('4701')).not.toContain('2025-01-03 10:00 extension')
  })

  it('leaves out an office whose deadline would get shorter', () => {
    const extended = year({
      offices,
      steps: [
        ...notified,
        ['2025-04-01 10:00', '4702', 'extend', extension('report', '2025-07-31')],
        ['2025-04-02 10:00', 'area:all', 'extend', extension('report', '2025-06-30')],
      ],
      until: '2025-04-02',
    })
    expect(extended.results.slice(-2)).toEqual(['accepted', 'accepted'])
    expect(deadlines(extended, 'report')).toEqual([
      '2025-06-30',
      '2025-06-30',
      '2025-07-31',
      '2025-06-30',
      '2025-06-30',
      '2025-06-30',
    ])
  })

  it('is refused when it takes none, when it breaks a rule for all, and for an area where nobody takes part', () => {
    const refused = year({
      offices,
      steps: [
        ...notified,
        ['2025-04-01 10:00', 'area:48', 'extend', extension('report', '2025-05-29')],
        ['2025-04-01 11:00', 'area:48', 'extend', extension('report', '2025-10-01')],
        ['2025-04-01 12:00', 'area:48', 'extend', extension('report', '2025-04-01')],
        ['2025-04-01 13:00', 'area:49', 'extend', extension('report', '2025-06-30')],
        [
          '2025-04-01 14:00',
          'area:48',
          'extend',
          { ...extension('report', '2025-06-30'), order: { number: '1', date: '2025-04-02' } },
        ],
      ],
      until: '2025-04-30',
    })
    expect(refused.results.slice(notified.length)).toEqual([
      'nothing-to-extend',
      'invalid-deadline',
      'invalid-deadline',
      'unknown-office',
      'invalid-date',
    ])
  })

  it('leaves out an office that has left the programme', () => {
    const gone = year({
      offices: ['48', '4801'],
      steps: [
        ['2024-12-26 10:00', '48', 'forward'],
        ['2025-04-01 10:00', '4801', 'withdraw', { reason: 'ยุบรวม' }],
        ['2025-04-02 10:00', 'area:48', 'extend', extension('report', '2025-06-30')],
      ],
      until: '2025-04-30',
    })
    expect(gone.outcome.offices['4801']?.obligations.report?.deadline).toBe('2025-05-30')
    expect(gone.outcome.offices['48']?.obligations.report?.deadline).toBe('2025-06-30')
  })
})
