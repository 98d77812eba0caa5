import { describe, expect, test } from 'vitest'
import type { Obligation } from '../../src/domain/office.ts'
import { overdueOf } from '../../src/domain/overdue.ts'
import type { ObligationName } from '../../src/domain/policy.ts'
import { rules2568 as rules } from './support/year2568.ts'

const owed = (deadline: string, more: Partial<Obligation> = {}): Obligation => ({
  ...{ arose: '2024-12-25T09:00:00+07:00', deadline, settledAt: null, level: 0, answer: null },
  ...more,
})
const office = (obligations: Partial<Record<ObligationName, Obligation>>) => ({
  ...{ suspendedAt: null, withdrawnAt: null, obligations },
})
const on = (today: string, state: Parameters<typeof overdueOf>[0]) => overdueOf(state, today, rules.calendar)

describe('what an office is urged about', () => {
  test('what is unsettled after its deadline, and not on it', () => {
    const state = office({ disbursement: owed('2025-05-15') })
    expect(on('2025-05-15', state)).toEqual([])
    expect(on('2025-05-16', state)).toEqual([
      { obligation: 'disbursement', deadline: '2025-05-15', workingDaysLate: 1, promisedOn: null },
    ])
  })

  test('in the order of the path, with what the province has promised, and nothing that is settled', () => {
    const state = office({
      report: owed('2025-05-30'),
      acknowledge: owed('2025-01-03', { settledAt: '2025-01-10T10:00:00+07:00' }),
      disbursement: owed('2025-05-15', { level: 1, answer: { promisedOn: '2025-06-10' } }),
    })
    expect(on('2025-06-04', state).map((o) => [o.obligation, o.promisedOn])).toEqual([
      ['disbursement', '2025-06-10'],
      ['report', null],
    ])
  })

  test('one that rose again after its deadline, from the day after', () => {
    const state = office({ report: owed('2025-05-30', { arose: '2025-06-09T10:00:00+07:00' }) })
    expect(on('2025-06-09', state)).toEqual([])
    expect(on('2025-06-10', state)).toHaveLength(1)
  })

  test('no working day is counted before the first has come', () => {
    // 10 May 2025 is a Saturday.
    expect(on('2025-05-10', office({ kickoff: owed('2025-05-09') }))).toMatchObject([{ workingDaysLate: 0 }])
  })

  test('nothing while it is suspended, and nothing of one that has left', () => {
    const state = office({ disbursement: owed('2025-05-15') })
    const since = '2025-05-20T10:00:00+07:00'
    expect(on('2025-06-04', { ...state, suspendedAt: since })).toEqual([])
    expect(on('2025-06-04', { ...state, withdrawnAt: since })).toEqual([])
  })
})
