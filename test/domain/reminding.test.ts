import { describe, expect, it } from 'vitest'
import { mayCommand, mayCommandArea } from '../../src/domain/access.ts'
import { decideArea } from '../../src/domain/area.ts'
import type { Command } from '../../src/domain/command.ts'
import { acknowledge, briefed, extend, fullReport, notifiedDistrict, office, pay } from './support/office.ts'
import { coordinator, type Step, year } from './support/year.ts'
import { at, rules2568 } from './support/year2568.ts'

const remind: Command = { name: 'remind' }
const suspend: Command = { name: 'suspend' }

/** District 4701 with its first two obligations settled: disbursement and report are left. */
const district = notifiedDistrict()
  .after(acknowledge, '2025-01-02 10:00')
  .after(briefed('2025-01-02'), '2025-01-02 10:05')

describe('An office that an official has reminded now', () => {
  it('is told at once of everything it has not settled, and what of it is overdue', () => {
    district.when(remind, '2025-05-20 14:00').thenEvents([
      {
        type: 'reminded',
        at: at('2025-05-20 14:00'),
        items: [
          { obligation: 'disbursement', state: 'overdue' },
          { obligation: 'report', state: 'reminder' },
        ],
      },
    ])
  })

  it('is reminded on the day of a deadline, and has missed it on the next', () => {
    const states = (when: string) => {
      const [event] = district.when(remind, when).journal.slice(-1)
      return event?.type === 'reminded' && event.items.map((i) => i.state)
    }
    expect(states('2025-05-15 23:59')).toEqual(['reminder', 'reminder'])
    expect(states('2025-05-16 00:00')).toEqual(['overdue', 'reminder'])
  })

  it('gets a letter of its own kind, also on a day on which nobody works', () => {
    const reminded = district.after(remind, '2025-05-17 10:00').after(remind, '2025-05-18 10:00')
    expect(reminded.told().slice(-2)).toEqual(['2025-05-17 10:00 reminder', '2025-05-18 10:00 reminder'])
  })

  it('has the plan, the levels and the deadlines that it had', () => {
    const before = district.until('2025-05-20 14:00')
    const after = before.after(remind, '2025-05-20 14:00')
    expect(after.agenda()).toBe(before.agenda())
    expect(after.state.obligations).toEqual(before.state.obligations)
    expect(after.until('2025-06-30 12:00').escalations()).toEqual(before.until('2025-06-30 12:00').escalations())
  })

  it('is not reminded again on the same day, but on the next, and whatever time itself tells it', () => {
    const reminded = district.after(remind, '2025-05-20 08:00')
    reminded.when(remind, '2025-05-20 23:59').thenRefused('already-done', { remindedOn: '2025-05-20' })
    reminded.after(remind, '2025-05-21 00:00')
    notifiedDistrict().until('2025-01-02 08:30').after(remind, '2025-01-02 08:30')
  })

  it('has something to be reminded of: not when all is settled, nor while it is suspended', () => {
    const settled = district
      .after(pay('materials', '1000.00', 'ฎ1'), '2025-01-10 10:00')
      .after(pay('training', '500.00', 'ฎ2'), '2025-01-10 10:00')
      .after(fullReport, '2025-01-10 10:00')
    settled.when(remind, '2025-01-13 10:00').thenRefused('nothing-to-remind')
    settled.after({ name: 'return-report' }, '2025-01-13 11:00').after(remind, '2025-01-13 12:00')
    district
      .after(remind, '2025-01-13 09:00')
      .after(suspend, '2025-01-13 10:00')
      .when(remind, '2025-01-13 11:00')
      .thenRefused('nothing-to-remind', { suspendedAt: at('2025-01-13 10:00') })
  })

  it('has been notified, and takes part', () => {
    office('4701').when(remind, '2025-01-02 10:00').thenRefused('not-notified')
    district.after({ name: 'withdraw' }, '2025-01-03 10:00').when(remind, '2025-01-03 11:00').thenRefused('withdrawn')
  })

  it('is reminded of a deadline as it has been extended', () => {
    district
      .after(extend('disbursement', '2025-06-16'), '2025-05-14 10:00')
      .when(remind, '2025-05-20 10:00')
      .thenEvents([{ items: [expect.objectContaining({ state: 'reminder' }), expect.anything()] }])
  })
})

describe('A reminder to an area', () => {
  const forwarded: Step = ['2024-12-26 10:00', '47', 'forward']

  it('reaches those that owe something and have not been reminded today', () => {
    const reminded = year({
      offices: ['47', '4701', '4702', '48', '4801'],
      steps: [
        forwarded,
        ['2025-01-02 10:00', '4701', 'acknowledge', coordinator],
        ['2025-01-02 11:00', '4701', 'suspend', { reason: 'อุทกภัย' }],
        ['2025-01-02 12:00', '47', 'remind', {}],
        ['2025-01-02 13:00', 'area:47', 'remind', {}],
        ['2025-01-02 14:00', 'area:all', 'remind', {}],
        ['2025-01-03 14:00', 'area:all', 'remind', {}],
      ],
      until: '2025-01-03',
    })
    expect(reminded.results).toEqual(Array.from({ length: 7 }, () => 'accepted'))
    const reminders = (code: string) => reminded.letters(code).filter((letter) => letter.endsWith('reminder'))
    expect(reminders('47')).toEqual(['2025-01-02 12:00 reminder', '2025-01-03 14:00 reminder'])
    expect(reminders('4702')).toEqual(['2025-01-02 13:00 reminder', '2025-01-03 14:00 reminder'])
    expect(reminders('48')).toEqual(['2025-01-02 14:00 reminder', '2025-01-03 14:00 reminder'])
    expect([reminders('4701'), reminders('4801')]).toEqual([[], []])
  })

  it('is refused when there is nobody to remind', () => {
    const refused = year({
      offices: ['47', '4701', '48'],
      steps: [
        ['2024-12-24 10:00', 'area:47', 'remind', {}],
        forwarded,
        ['2025-01-02 10:00', 'area:47', 'remind', {}],
        ['2025-01-02 11:00', 'area:47', 'remind', {}],
        ['2025-01-03 10:00', 'area:47', 'suspend', { reason: 'อุทกภัย' }],
        ['2025-01-03 11:00', 'area:47', 'remind', {}],
        ['2025-01-03 12:00', 'area:49', 'remind', {}],
      ],
      until: '2025-01-03',
    })
    expect(refused.results).toEqual([
      'not-notified',
      'accepted',
      'accepted',
      'already-done',
      'accepted',
      'nothing-to-remind',
      'unknown-office',
    ])
  })

  it('takes of the offices that it is asked to consider each on its own', () => {
    const states = [
      office('47').until('2025-01-03 10:00').state,
      notifiedDistrict().after(remind, '2025-01-03 09:00').state,
      office('4702').state,
    ]
    const taken = (...of: typeof states) => decideArea(rules2568.policy, of, { name: 'remind' }, at('2025-01-03 10:00'))
    expect(taken(...states)).toEqual(['47'])
    expect(taken(states[1]!)).toMatchObject({ type: 'already-done', facts: { remindedOn: '2025-01-03' } })
    expect(taken(states[2]!)).toMatchObject({ type: 'not-notified' })
  })
})

describe('Who has an office reminded', () => {
  const province = { role: 'province', area: '47' } as const

  it('is the department, and a province its districts: one of them, or all at once, and never itself', () => {
    expect(mayCommand({ role: 'department', area: 'all' }, 'remind', '47')).toBe(true)
    expect(mayCommandArea({ role: 'department', area: 'all' }, 'remind', 'all')).toBe(true)
    expect(mayCommand(province, 'remind', '4701')).toBe(true)
    expect(mayCommand(province, 'remind', '47')).toBe(false)
    expect(mayCommandArea(province, 'remind', '47')).toBe(true)
  })

  it('is no other province, nor does a province give its districts any other command at once', () => {
    expect(mayCommand(province, 'remind', '4801')).toBe(false)
    for (const area of ['48', 'all']) expect(mayCommandArea(province, 'remind', area)).toBe(false)
    for (const command of ['extend', 'suspend', 'resume'] as const)
      expect(mayCommandArea(province, command, '47')).toBe(false)
    expect(mayCommandArea({ role: 'district', area: '4701' }, 'remind', '47')).toBe(false)
  })
})
