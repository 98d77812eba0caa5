import { describe, expect, it } from 'vitest'
import { newOffice } from '../../src/domain/office.ts'
import { currentCheckpoint, paceOf, pastCheckpoint } from '../../src/domain/pace.ts'
import type { Policy } from '../../src/domain/policy.ts'

const policy = {
  checkpoints: [
    { on: '2025-05-01', percent: 80 },
    { on: '2025-03-31', percent: 50 },
  ],
} as unknown as Policy

describe('Given checkpoints of the spending pace', () => {
  it.each([
    ['2025-01-10', 50, null],
    ['2025-03-31', 50, null],
    ['2025-04-01', 80, 50],
    ['2025-05-02', 80, 80],
  ])('on %s the one that counts is %i %%, and the last one past is %s', (today, current, past) => {
    expect(currentCheckpoint(policy, today)?.percent).toBe(current)
    expect(pastCheckpoint(policy, today)?.percent ?? null).toBe(past)
  })

  it('there is none where the programme has none', () => {
    expect(currentCheckpoint({ ...policy, checkpoints: [] }, '2025-01-10')).toBeNull()
  })

  it('who spends no money, or has left, is not behind', () => {
    const spending = newOffice('4701', { materials: 1000 })
    const half = {
      ...newOffice('4702', { materials: 1000 }),
      lines: { materials: { allocated: 1000, disbursed: 400, returned: 100 } },
    }
    const gone = { ...newOffice('4703', { materials: 1000 }), withdrawnAt: '2025-01-02T03:00:00Z' }
    const pace = paceOf([spending, half, gone, newOffice('47', {})], policy.checkpoints[1]!)
    expect(pace).toEqual({ spending: 2, behind: ['4701'] })
  })
})
