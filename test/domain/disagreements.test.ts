import { describe, expect, it } from 'vitest'
import { agenda } from '../../src/domain/agenda.ts'
import { extend, notifiedDistrict } from './support/office.ts'
import { at, rulesWith } from './support/year2568.ts'
import { year } from './support/year.ts'

/**
 * Where a careful reading of design.md and the code part, found while these tests were written. Each is a test that fails
 * today (`it.fails`); it turns red once the code is put right: then drop `.fails` and move it to the chapter it belongs to.
 */
describe('Sentences of the design that do not hold yet', () => {
  const order = { number: '1', date: '2025-01-02' }
  const suspend = { name: 'suspend' } as const
  const resume = { name: 'resume' } as const

  it.fails('“At morning(w1): the office is told, and the obligation is escalated” – a deadline on a Saturday on which a suspension begins', () => {
    const resumed = notifiedDistrict()
      .after(extend('disbursement', '2025-05-24'), '2025-05-14 10:00')
      .after(suspend, '2025-05-24 10:00')
      .after(resume, '2025-05-28 10:00')
      .until('2025-05-30 12:00')
    expect(resumed.escalations('disbursement')).toEqual(['2025-05-29 08:30 disbursement level 1'])
  })

  it.fails('an area is suspended citing an order of the future: accepted, and nothing happens', () => {
    const area = year({
      offices: ['47'],
      steps: [
        ['2025-01-03 10:00', '47', 'suspend', { reason: 'อุทกภัย', order: { ...order, date: '2025-02-01' } }],
        ['2025-01-03 11:00', 'area:47', 'suspend', { reason: 'อุทกภัย', order: { ...order, date: '2025-02-01' } }],
      ],
      until: '2025-01-06',
    })
    expect(area.results).toEqual(['invalid-date', 'invalid-date'])
  })

  it.fails('“All numbers come from the programme file” – told on w4, w5, w6 when it says 4 and every 1', () => {
    const { escalation } = notifiedDistrict().rules.policy
    const rules = rulesWith({ escalation: { ...escalation, provinceOnWorkingDay: 4, repeatEveryWorkingDays: 1 } })
    const late = notifiedDistrict(rules).until('2025-01-14 12:00')
    expect(late.told('acknowledge').filter((line) => line.endsWith('overdue'))).toEqual([
      '2025-01-10 08:30 acknowledge overdue',
      '2025-01-13 08:30 acknowledge overdue',
      '2025-01-14 08:30 acknowledge overdue',
    ])
  })

  it.fails('an obligation that rises on the last day of the calendar: the agenda throws', () => {
    const { rules, state } = notifiedDistrict()
    const arose = at('2026-12-31 10:00')
    const risen = { arose, deadline: '2025-05-30', settledAt: null, level: 0, answer: null } as const
    expect(agenda({ ...state, obligations: { report: risen }, doneUntil: arose }, rules)).toBeNull()
  })

  it.fails('something recorded after the calendar’s end: the agenda throws', () => {
    const state = { ...notifiedDistrict().state, doneUntil: at('2027-01-04 10:00') }
    expect(agenda(state, notifiedDistrict().rules)).toBeNull()
  })
})
