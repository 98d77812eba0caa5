import { describe, expect, it } from 'vitest'
import { agenda } from '../../src/domain/agenda.ts'
import { decide } from '../../src/domain/decide.ts'
import type { OfficeEvent } from '../../src/domain/event.ts'
import { digestRecipient, letterFor, recipientOrder } from '../../src/domain/letter.ts'
import { readerAbove, standingOf, stepOf } from '../../src/domain/step.ts'
import { acknowledge, fullReport, notifiedDistrict, office, pay } from './support/office.ts'
import { at, rules2568 } from './support/year2568.ts'

describe('A letter', () => {
  const now = at('2025-02-03 10:00')
  const order = { number: '1', date: '2025-02-03' }

  it('goes out at once for the notice, the review of a report, extension, suspension and resumption', () => {
    const events: OfficeEvent[] = [
      { type: 'notified', at: now, obligations: [] },
      { type: 'report-returned', at: now, deadline: '2025-06-13' },
      { type: 'report-accepted', at: now },
      { type: 'extended', at: now, obligation: 'report', deadline: '2025-06-30', previous: '2025-05-30', order },
      { type: 'suspended', at: now },
      { type: 'resumed', at: now, lost: 0, moved: [], risen: [] },
    ]
    expect(events.map((e) => letterFor('4701', e))).toEqual(
      ['notice', 'report-returned', 'report-accepted', 'extension', 'suspension', 'resumption'].map((kind) => ({
        to: 'office:4701',
        kind,
        items: [],
      })),
    )
  })

  it('goes out at once for what an official has the office reminded of', () => {
    const items = [{ obligation: 'report', state: 'overdue' }] as const
    expect(letterFor('4701', { type: 'reminded', at: now, items })).toEqual({
      to: 'office:4701',
      kind: 'reminder',
      items: [{ office: '4701', obligation: 'report', state: 'overdue' }],
    })
  })

  it('goes out in the morning with everything that is due, and not when only the tiers above are told', () => {
    const items = [{ obligation: 'report', state: 'reminder' }] as const
    expect(letterFor('4701', { type: 'morning', at: now, items, raised: [] })).toEqual({
      to: 'office:4701',
      kind: 'morning',
      items: [{ office: '4701', obligation: 'report', state: 'reminder' }],
    })
    const raised = [{ obligation: 'report', level: 2 }] as const
    expect(letterFor('4701', { type: 'morning', at: now, items: [], raised })).toBeNull()
  })

  it('does not go out for what the office itself recorded', () => {
    const own: OfficeEvent[] = [
      { type: 'acknowledged', at: now },
      { type: 'forwarded', at: now },
      { type: 'report-submitted', at: now, lines: [] },
      { type: 'withdrawn', at: now },
    ]
    for (const event of own) expect(letterFor('4701', event)).toBeNull()
  })

  it('is sorted by code, the department’s last', () => {
    const to = ['department', 'office:4702', 'province:47', 'office:4701', 'office:48'] as const
    expect([...to].sort((a, b) => (recipientOrder(a) < recipientOrder(b) ? -1 : 1))).toEqual([
      'province:47',
      'office:4701',
      'office:4702',
      'office:48',
      'department',
    ])
  })

  it('with a digest goes to the managers of its tier', () => {
    expect(digestRecipient({ tier: 'province', province: '47' })).toBe('province:47')
    expect(digestRecipient({ tier: 'department' })).toBe('department')
  })
})

describe('A step of an office, as it is recorded', () => {
  const district = notifiedDistrict()
  const cause = { command: 'disburse', key: 'k-1', bodyHash: 'h', by: 'user-1' } as const

  it('holds the events numbered from the first, their letters, and where the office stands after them', () => {
    const now = at('2025-01-07 08:30')
    const { step, after } = stepOf(
      rules2568,
      district.until('2025-01-06 12:00').state,
      [agenda(district.until('2025-01-06 12:00').state, rules2568)!],
      now,
    )
    expect(step).toMatchObject({
      programme: 'amphoe-ita-2568',
      office: '4701',
      firstSequence: 3,
      letters: [{ to: 'office:4701', kind: 'morning', at: now, sequence: 3 }],
      paceWarnings: [],
      standing: { phase: 'kickoff', level: 1, overdue: true, nextDeadline: '2025-01-06', sequence: 3 },
    })
    expect(step).not.toHaveProperty('cause')
    expect(after.sequence).toBe(3)
    expect(after.doneUntil).toBe(now)
  })

  it('answers its command with what the coordinator needs: when, which events, the phase, what comes next', () => {
    const now = at('2025-01-02 10:00')
    const events = decide(rules2568, district.state, pay('materials', '1.00', '1', '2025-01-02'), now) as OfficeEvent[]
    expect(stepOf(rules2568, district.state, events, now, cause).step.cause).toEqual({
      ...cause,
      answer: {
        office: '4701',
        at: now,
        sequence: 2,
        events: ['disbursed'],
        phase: 'kickoff',
        nextAt: at('2025-01-03 08:30'),
      },
    })
  })

  it('says of an entry after the deadline that it is late', () => {
    const now = at('2025-05-20 10:00')
    const before = district.until('2025-05-20 10:00').state
    const events = decide(rules2568, before, pay('materials', '1.00', '1'), now) as OfficeEvent[]
    expect(stepOf(rules2568, before, events, now, cause).step.cause?.answer.late).toBe(true)
  })

  it('names the reader of the next digest when the office is behind pace', () => {
    const warn = (code: string) => {
      const before = office(code, { materials: '1.00' }).notified('2024-12-30 10:00').until('2025-03-31 23:00').state
      return stepOf(rules2568, before, [agenda(before, rules2568)!], at('2025-04-01 08:30')).step.paceWarnings
    }
    expect(warn('4701')).toEqual([{ reader: 'province:47', at: at('2025-04-01 08:30') }])
    expect(warn('47')).toEqual([{ reader: 'department', at: at('2025-04-01 08:30') }])
    expect(readerAbove('4701')).toBe('province:47')
    expect(readerAbove('47')).toBe('department')
  })

  it('stands with nothing to come once the office is closed', () => {
    const closed = district
      .after(acknowledge, '2025-01-02 10:00')
      .after({ name: 'attend-kickoff', attended: 'briefing', on: '2025-01-02' }, '2025-01-02 10:00')
      .after(pay('materials', '1000.00', '1', '2025-01-02'), '2025-01-02 10:00')
      .after(pay('training', '500.00', '2', '2025-01-02'), '2025-01-02 10:00')
      .after(fullReport, '2025-01-02 10:00')
      .after({ name: 'accept-report' }, '2025-01-02 10:00')
    expect(standingOf(closed.state, agenda(closed.state, rules2568), at('2025-01-03 10:00'))).toMatchObject({
      phase: 'closed',
      report: 'accepted',
      level: 0,
      overdue: false,
      nextDeadline: null,
      nextAt: null,
    })
  })
})
