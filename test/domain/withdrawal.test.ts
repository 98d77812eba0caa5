import { describe, expect, it } from 'vitest'
import { decideArea } from '../../src/domain/area.ts'
import type { Command } from '../../src/domain/command.ts'
import { acknowledge, extend, notifiedDistrict, office } from './support/office.ts'
import { at, rules2568 } from './support/year2568.ts'

const withdraw = { name: 'withdraw' } as const

describe('An office that leaves the programme', () => {
  it('owes nothing any more and is written to no more', () => {
    const gone = notifiedDistrict()
      .when(withdraw, '2025-01-13 10:00')
      .thenEvents([{ type: 'withdrawn' }])
    expect(gone.level('acknowledge')).toBe(0)
    expect(gone.agenda()).toBeNull()
    expect(gone.until('2025-12-31 12:00').told()).toEqual(gone.told())
  })

  it('is asked for nothing more: every command is refused', () => {
    const gone = notifiedDistrict().after(withdraw, '2025-01-13 10:00')
    const commands: Command[] = [
      withdraw,
      acknowledge,
      extend('report', '2025-06-30'),
      { name: 'suspend' },
      { name: 'virement', from: 'materials', to: 'training' },
    ]
    for (const command of commands)
      gone.when(command, '2025-01-14 10:00').thenRefused('withdrawn', { withdrawnAt: '2025-01-13T10:00:00+07:00' })
  })

  it('may leave before the notice, under suspension, or after its report', () => {
    office('4701')
      .when(withdraw, '2024-12-26 10:00')
      .thenEvents([{ type: 'withdrawn' }])
    expect(office('47').after(withdraw, '2024-12-24 10:00').agenda()).toBeNull()
    const suspended = notifiedDistrict().after({ name: 'suspend' }, '2025-01-13 10:00')
    expect(suspended.after(withdraw, '2025-01-14 10:00').phase('2025-01-14 10:00')).toBe('withdrawn')
  })

  it('counts in no command on an area', () => {
    const gone = notifiedDistrict()
      .after({ name: 'suspend' }, '2025-01-13 10:00')
      .after(withdraw, '2025-01-13 10:00').state
    const now = at('2025-01-14 10:00')
    expect(decideArea(rules2568.policy, [gone], { name: 'resume' }, now)).toMatchObject({ type: 'not-suspended' })
    expect(decideArea(rules2568.policy, [gone], { name: 'suspend' }, now)).toMatchObject({ type: 'not-notified' })
  })
})
