import { describe, expect, it } from 'vitest'
import { extend, notifiedDistrict, office, pay } from './support/office.ts'
import { coordinator, type Step, year } from './support/year.ts'
import { rulesWith } from './support/year2568.ts'

const warnings = (o: ReturnType<typeof office>) =>
  o
    .until('2025-04-10 12:00')
    .told('disbursement')
    .filter((line) => line.endsWith('behind-pace'))
const warned = ['2025-04-01 08:30 disbursement behind-pace']

describe('The spending pace (checkpoint 31 March, 50 %)', () => {
  it('is told to an office below it, on the morning of the first working day after the checkpoint', () => {
    expect(warnings(notifiedDistrict())).toEqual(warned)
    expect(warnings(notifiedDistrict().after(pay('materials', '749.99', '1'), '2025-03-31 23:00'))).toEqual(warned)
  })

  it('is met by exactly one half, over all lines together', () => {
    expect(warnings(notifiedDistrict().after(pay('materials', '750.00', '1'), '2025-03-31 23:00'))).toEqual([])
  })

  it('counts returned funds like disbursements, and not what has been reversed', () => {
    const returned = {
      name: 'return-funds',
      line: 'materials',
      amount: '400.00',
      returnedOn: '2025-02-03',
      documentNo: '2',
    } as const
    const half = notifiedDistrict()
      .after(pay('training', '350.00', '1'), '2025-02-03 10:00')
      .after(returned, '2025-02-03 10:00')
    expect(warnings(half)).toEqual([])
    expect(warnings(half.after({ name: 'reverse', documentNo: '2' }, '2025-03-20 10:00'))).toEqual(warned)
  })

  it('looks at the morning itself: an entry before 08:30 still counts', () => {
    expect(warnings(notifiedDistrict().after(pay('materials', '750.00', '1'), '2025-04-01 08:29:59'))).toEqual([])
    expect(warnings(notifiedDistrict().after(pay('materials', '750.00', '1'), '2025-04-01 08:30'))).toEqual(warned)
  })

  it('is a warning, not an escalation', () => {
    expect(notifiedDistrict().until('2025-04-10 12:00').escalations('disbursement')).toEqual([])
  })

  it('does not concern an office without allocation, under suspension, or not yet notified', () => {
    expect(warnings(office('4701').notified('2024-12-30 10:00'))).toEqual([])
    const suspended = notifiedDistrict().after({ name: 'suspend' }, '2025-03-31 10:00')
    expect(warnings(suspended)).toEqual([])
    expect(warnings(suspended.after({ name: 'resume' }, '2025-04-01 10:00'))).toEqual([])
    expect(warnings(office('4701', { materials: '1.00' }).notified('2025-04-01 09:00'))).toEqual([])
  })

  it('does not depend on the deadline: an extension does not put it off', () => {
    expect(warnings(notifiedDistrict().after(extend('disbursement', '2025-09-30'), '2025-02-03 10:00'))).toEqual(warned)
  })

  it('after a checkpoint on a Friday is told on Monday; several checkpoints are each told', () => {
    const checkpoints = [
      { on: '2025-02-28', percent: 30 },
      { on: '2025-03-31', percent: 50 },
    ]
    const district = notifiedDistrict(rulesWith({ checkpoints })).after(
      pay('materials', '300.00', '1'),
      '2025-01-10 10:00',
    )
    expect(warnings(district)).toEqual(['2025-03-03 08:30 disbursement behind-pace', ...warned])
  })

  it('is named once in the next digest of the tier above: the province for a district, the department for a province', () => {
    const steps: Step[] = [
      ['2024-12-25 14:00', '47', 'attend-kickoff', { attended: 'meeting', on: '2024-12-25' }],
      ['2024-12-30 10:00', '47', 'forward'],
      ['2025-01-02 10:00', '4701', 'acknowledge', coordinator],
      ['2025-01-02 10:00', '4701', 'attend-kickoff', { attended: 'briefing', on: '2025-01-02' }],
    ]
    const slow = year({
      offices: ['47', '4701'],
      allocations: { '47': '10.00', '4701': '10.00' },
      steps,
      until: '2025-05-01',
    })
    expect(slow.digests('province:47')).toEqual(['2025-04-01 09:00: 4701 disbursement behind-pace'])
    expect(slow.digests('department')).toEqual(['2025-04-01 09:30: 47 disbursement behind-pace'])
  })
})
