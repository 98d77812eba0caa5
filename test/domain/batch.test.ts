import { describe, expect, it } from 'vitest'
import { type BatchItem, type DecidedBatch, decideAll } from '../../src/domain/batch.ts'
import type { Command } from '../../src/domain/command.ts'
import { acknowledge, briefed, fullReport, notifiedDistrict, type Office, pay } from './support/office.ts'
import { at } from './support/year2568.ts'

/** District 4701, which has 1,000 baht for materials and 500 for training. */
const district = notifiedDistrict()

/** Several people's commands at once, `k1`, `k2`, … their keys. */
function when({ rules, state }: Office, moment: string, ...commands: Command[]): DecidedBatch {
  const items = commands.map(
    (command, i): BatchItem => ({
      command,
      cause: { command: command.name, key: `k${i + 1}`, bodyHash: `hash ${i + 1}`, by: 'token-1' },
    }),
  )
  return decideAll(rules, state, items, at(moment))
}

const steps = ({ steps }: DecidedBatch) =>
  steps.map((s) => [s.cause?.key, s.firstSequence, s.events.map((e) => e.type)])
const refusals = ({ refused }: DecidedBatch) => [...refused].map(([key, { type }]) => [key, type])

describe('Several commands at once', () => {
  it('are judged one after the other, each on what the ones before it have left', () => {
    const batch = when(
      district,
      '2025-01-10 10:00',
      pay('materials', '600.00', 'ฎ1'),
      pay('materials', '400.01', 'ฎ2'),
      pay('materials', '400.00', 'ฎ3'),
      pay('training', '500.00', 'ฎ1'),
      pay('training', '500.00', 'ฎ4'),
      fullReport,
    )
    expect(refusals(batch)).toEqual([
      ['k2', 'line-exceeded'],
      ['k4', 'duplicate-document'],
    ])
    expect(batch.refused.get('k2')?.facts).toMatchObject({ remaining: '400.00', excess: '0.01' })
    expect(batch.steps.map((s) => s.cause?.key)).toEqual(['k1', 'k3', 'k5', 'k6'])
    expect(batch.after).toMatchObject({ report: 'under-review', lines: { materials: { disbursed: 100_000 } } })
  })

  it('make a step each, numbered on without a gap, each with an answer of its own', () => {
    const caughtUp = district.until('2025-01-10 10:00')
    const batch = when(caughtUp, '2025-01-10 10:00', acknowledge, acknowledge, briefed('2025-01-10'))
    const first = caughtUp.state.sequence + 1
    expect(steps(batch)).toEqual([
      ['k1', first, ['acknowledged']],
      ['k3', first + 1, ['kickoff-attended']],
    ])
    expect(batch.steps.map((s) => s.cause?.answer)).toMatchObject([
      { office: '4701', sequence: first, events: ['acknowledged'] },
      { office: '4701', sequence: first + 1, events: ['kickoff-attended'], phase: 'spending' },
    ])
    expect(refusals(batch)).toEqual([['k2', 'already-done']])
  })

  it('come after what time alone had brought about by then', () => {
    const batch = when(district, '2025-05-16 10:00', acknowledge, pay('materials', '1.00', 'ฎ1'))
    expect(batch.due).toEqual(district.until('2025-05-16 10:00').journal.slice(1))
    expect(batch.steps[0]?.firstSequence).toBe(district.state.sequence + batch.due.length + 1)
    expect(batch.steps[1]?.events).toMatchObject([{ type: 'disbursed', late: true }])
  })

  it('that are all refused leave the office as it was', () => {
    const caughtUp = district.until('2025-01-10 10:00')
    const batch = when(caughtUp, '2025-01-10 10:00', { name: 'forward' }, pay('cars', '1.00', 'ฎ1'))
    expect(refusals(batch)).toEqual([
      ['k1', 'forbidden'],
      ['k2', 'unknown-line'],
    ])
    expect(batch).toMatchObject({ due: [], steps: [], after: caughtUp.state })
  })

  it('end where one of them ends: after a withdrawal nothing more is taken', () => {
    const batch = when(district, '2025-01-10 10:00', { name: 'withdraw' }, acknowledge)
    expect([steps(batch).length, refusals(batch), batch.next]).toEqual([1, [['k2', 'withdrawn']], null])
  })
})
