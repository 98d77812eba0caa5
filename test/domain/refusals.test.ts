import { describe, expect, it } from 'vitest'
import { rejectionTypes } from '../../src/domain/rejection.ts'
import { coordinator, extension, type Step, year } from './support/year.ts'
import { at, programme2568 } from './support/year2568.ts'

/** Every refusal there is, each brought about once by an ordinary day's work. */
const day: readonly (readonly [refusal: string, step: Step])[] = [
  ['not-notified', ['2024-12-26 10:00', '4701', 'acknowledge', coordinator]],
  ['accepted', ['2024-12-30 10:00', '47', 'forward']],
  ['already-done', ['2024-12-30 10:01', '47', 'forward']],
  ['unknown-office', ['2025-01-02 10:02', '4799', 'acknowledge', coordinator]],
  ['forbidden', ['2025-01-02 10:03', '4701', 'forward']],
  ['unknown-line', ['2025-01-02 10:04', '4701', 'disburse', paid('cars', '1.00', '1')]],
  ['invalid-amount', ['2025-01-02 10:05', '4701', 'disburse', paid('materials', '0.00', '1')]],
  [
    'invalid-date',
    ['2025-01-02 10:06', '4701', 'disburse', { ...paid('materials', '1.00', '1'), paidOn: '2025-01-03' }],
  ],
  ['line-exceeded', ['2025-01-02 10:07', '4701', 'disburse', paid('materials', '10.01', '1')]],
  ['virement-forbidden', ['2025-01-02 10:08', '4701', 'virement', { from: 'materials', to: 'training' }]],
  ['disbursement-incomplete', ['2025-01-02 10:09', '4701', 'submit-report', report('10.00')]],
  ['accepted', ['2025-01-02 10:10', '4701', 'disburse', paid('materials', '9.00', '1')]],
  ['duplicate-document', ['2025-01-02 10:11', '4701', 'disburse', paid('materials', '1.00', '1')]],
  ['unknown-document', ['2025-01-02 10:12', '4701', 'reverse', { documentNo: '2', reason: 'ผิดรายการ' }]],
  ['accepted', ['2025-01-02 10:13', '4701', 'disburse', paid('materials', '1.00', '2')]],
  ['report-mismatch', ['2025-01-02 10:14', '4701', 'submit-report', report('9.00')]],
  ['not-under-review', ['2025-01-02 10:15', '4701', 'accept-report']],
  ['accepted', ['2025-01-02 10:16', '4701', 'submit-report', report('10.00')]],
  ['report-open', ['2025-01-02 10:17', '4701', 'reverse', { documentNo: '2', reason: 'ผิดรายการ' }]],
  [
    'not-escalated',
    [
      '2025-01-02 10:18',
      '4701',
      'answer-escalation',
      { obligation: 'kickoff', action: 'เร่งรัด', promisedOn: '2025-01-06' },
    ],
  ],
  ['invalid-deadline', ['2025-01-02 10:19', '4701', 'extend', extension('kickoff', '2025-01-07')]],
  ['nothing-to-extend', ['2025-01-02 10:20', '4701', 'extend', extension('report', '2025-06-30')]],
  ['not-suspended', ['2025-01-02 10:21', '4701', 'resume', { reason: 'น้ำลด' }]],
  ['accepted', ['2025-01-02 10:22', '4701', 'suspend', { reason: 'อุทกภัย' }]],
  ['nothing-to-remind', ['2025-01-02 10:23', '4701', 'remind']],
  ['accepted', ['2025-01-02 10:24', '4701', 'withdraw', { reason: 'ยุบรวม' }]],
  ['withdrawn', ['2025-01-02 10:25', '4701', 'acknowledge', coordinator]],
]

function paid(line: string, amount: string, documentNo: string) {
  return { line, amount, paidOn: '2025-01-02', documentNo }
}

function report(disbursed: string) {
  return { lines: [{ line: 'materials', disbursed, returned: '0.00' }], outcome: 'แล้วเสร็จ' }
}

describe('A refusal', () => {
  const played = year({
    offices: ['47', '4701'],
    allocations: { '4701': '10.00' },
    steps: day.map(([, step]) => step),
    until: '2025-01-02',
  })

  it('has one of the stable types', () => {
    expect(played.results).toEqual(day.map(([refusal]) => refusal))
  })

  it('is of every type that there is', () => {
    expect(new Set(day.map(([refusal]) => refusal).filter((r) => r !== 'accepted'))).toEqual(new Set(rejectionTypes))
  })

  it('leaves no trace: without the refused steps everything comes out the same', () => {
    const accepted = year({
      offices: ['47', '4701'],
      allocations: { '4701': '10.00' },
      steps: day.filter(([refusal]) => refusal === 'accepted').map(([, step]) => step),
      until: '2025-01-02',
    })
    expect(accepted.outcome.mails).toEqual(played.outcome.mails)
    expect(accepted.outcome.offices).toEqual(played.outcome.offices)
  })

  it('is noted in the steps with its moment, office and command', () => {
    expect(played.outcome.steps[0]).toEqual({
      at: at('2024-12-26 10:00'),
      office: '4701',
      command: 'acknowledge',
      result: 'rejected',
      type: 'not-notified',
    })
    expect(programme2568.policy.lines).not.toContain('cars')
  })
})
