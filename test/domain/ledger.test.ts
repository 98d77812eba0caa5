import { describe, expect, it } from 'vitest'
import { acknowledge, briefed, fullReport, notifiedDistrict, office, pay } from './support/office.ts'

const giveBack = (line: string, amount: string, documentNo: string, returnedOn = '2025-01-10') =>
  ({ name: 'return-funds', line, amount, returnedOn, documentNo }) as const
const reverse = (documentNo: string) => ({ name: 'reverse', documentNo }) as const
const noon = '2025-01-10 12:00'

describe('A disbursement (การเบิกจ่าย)', () => {
  const district = notifiedDistrict()

  it('is entered on one budget line, in satang, with its document and, if there is one, its e-fms reference', () => {
    const paid = district
      .when({ ...pay('materials', '400.25', 'ฎ1/2568'), efmsRef: 'EF-1' } as never, noon)
      .thenEvents([
        {
          type: 'disbursed',
          line: 'materials',
          amount: 40_025,
          paidOn: '2025-01-10',
          documentNo: 'ฎ1/2568',
          efmsRef: 'EF-1',
          late: false,
        },
      ])
    expect(paid.state.lines.materials).toEqual({ allocated: 100_000, disbursed: 40_025, returned: 0 })
    expect(paid.state.lines.training).toEqual({ allocated: 50_000, disbursed: 0, returned: 0 })
  })

  it('is of more than nothing, with at most two decimals', () => {
    for (const amount of ['0', '0.00', '-1.00', '1.005', 'หนึ่งร้อย', '1,000.00', ''])
      district.when(pay('materials', amount, '1'), noon).thenRefused('invalid-amount', { amount })
    district.after(pay('materials', '0.01', '1'), noon)
  })

  it('is dated from the allocation to today', () => {
    district.when(pay('materials', '1.00', '1', '2024-12-24'), noon).thenRefused('invalid-date', {
      earliest: '2024-12-25',
      latest: '2025-01-10',
    })
    district.when(pay('materials', '1.00', '1', '2025-01-11'), noon).thenRefused('invalid-date')
    district.when(pay('materials', '1.00', '1', '2025-01-1'), noon).thenRefused('invalid-date')
    district.after(pay('materials', '1.00', '1', '2024-12-25'), noon)
    district.after(pay('materials', '1.00', '1', '2025-01-10'), noon)
  })

  it('may take exactly the whole line; one satang more is refused, with what remains', () => {
    district.after(pay('materials', '1000.00', '1'), noon)
    district.when(pay('materials', '1000.01', '1'), noon).thenRefused('line-exceeded', {
      line: 'materials',
      amount: '1000.01',
      remaining: '1000.00',
      excess: '0.01',
    })
    district
      .after(pay('materials', '600.00', '1'), noon)
      .after(giveBack('materials', '399.99', '2'), noon)
      .when(pay('materials', '0.02', '3'), noon)
      .thenRefused('line-exceeded', { remaining: '0.01' })
  })

  it('is not paid by another line, however much is left there', () => {
    district
      .after(pay('training', '500.00', '1'), noon)
      .when(pay('training', '0.01', '2'), noon)
      .thenRefused('line-exceeded', { line: 'training', remaining: '0.00' })
  })

  it('is on a line that the office has an allocation for', () => {
    district
      .when(pay('model-district', '1.00', '1'), noon)
      .thenRefused('unknown-line', { line: 'model-district', known: ['materials', 'training'] })
    district.when(pay('toString', '1.00', '1'), noon).thenRefused('unknown-line')
    office('4701', { materials: '0.00' })
      .notified('2024-12-30 10:00')
      .when(pay('materials', '1.00', '1'), noon)
      .thenRefused('unknown-line')
  })

  it('has a document number that the office has not used, even for an entry since reversed or for returned funds', () => {
    const once = district.after(pay('materials', '1.00', 'ฎ1'), noon)
    once.when(pay('training', '1.00', 'ฎ1'), noon).thenRefused('duplicate-document', { documentNo: 'ฎ1' })
    once.when(giveBack('training', '1.00', 'ฎ1'), noon).thenRefused('duplicate-document')
    once
      .after(reverse('ฎ1'), noon)
      .when(pay('materials', '1.00', 'ฎ1'), noon)
      .thenRefused('duplicate-document')
  })

  it('has a document number compared without surrounding space and however its characters are composed', () => {
    const once = district.after(pay('materials', '1.00', 'café 1'), noon)
    once
      .when(pay('materials', '1.00', ' cafe\u0301 1 '), noon)
      .thenRefused('duplicate-document', { documentNo: 'café 1' })
    once.when(reverse('cafe\u0301 1'), noon).thenEvents([{ type: 'entry-reversed', documentNo: 'café 1' }])
  })

  it('is taken after the deadline, and marked late', () => {
    district.when(pay('materials', '1.00', '1'), '2025-05-15 23:59').thenEvents([{ late: false }])
    district.when(pay('materials', '1.00', '1'), '2025-05-16 00:00').thenEvents([{ late: true }])
    district
      .when(giveBack('materials', '1.00', '1'), '2025-05-16 00:00')
      .thenEvents([{ type: 'funds-returned', late: true }])
  })
})

describe('Returned funds (เงินเหลือจ่ายส่งคืน)', () => {
  it('count for their line like a disbursement, under the same rules', () => {
    const district = notifiedDistrict()
    const returned = district
      .when(giveBack('materials', '1000.00', '1'), noon)
      .thenEvents([
        { type: 'funds-returned', line: 'materials', amount: 100_000, paidOn: '2025-01-10', documentNo: '1' },
      ])
    expect(returned.state.lines.materials).toEqual({ allocated: 100_000, disbursed: 0, returned: 100_000 })
    district.when(giveBack('materials', '1000.01', '1'), noon).thenRefused('line-exceeded')
    district.when(giveBack('materials', '0', '1'), noon).thenRefused('invalid-amount')
    district.when(giveBack('materials', '1.00', '1', '2025-01-11'), noon).thenRefused('invalid-date')
    district.when(giveBack('model-district', '1.00', '1'), noon).thenRefused('unknown-line')
  })
})

describe('The disbursement obligation', () => {
  it('is settled when on every line disbursed + returned = allocated, and not before', () => {
    const oneLine = notifiedDistrict().after(pay('materials', '1000.00', '1'), noon)
    expect(oneLine.isSettled('disbursement')).toBe(false)
    const almost = oneLine.after(pay('training', '300.00', '2'), noon).after(giveBack('training', '199.99', '3'), noon)
    expect(almost.isSettled('disbursement')).toBe(false)
    expect(almost.after(giveBack('training', '0.01', '4'), noon).state.obligations.disbursement).toMatchObject({
      settledAt: '2025-01-10T12:00:00+07:00',
    })
  })

  it('rises again when a reversal leaves a line short', () => {
    const risen = notifiedDistrict()
      .after(pay('materials', '1000.00', '1'), noon)
      .after(pay('training', '500.00', '2'), noon)
      .after(reverse('2'), '2025-02-03 12:00')
    expect(risen.state.obligations.disbursement).toMatchObject({
      settledAt: null,
      arose: '2025-02-03T12:00:00+07:00',
      deadline: '2025-05-15',
    })
    expect(risen.after(pay('training', '500.00', '3'), '2025-02-04 12:00').isSettled('disbursement')).toBe(true)
  })

  it('that was not settled keeps its level and its days when an entry is reversed', () => {
    const late = notifiedDistrict()
      .after(pay('materials', '1.00', '1'), noon)
      .after(reverse('1'), '2025-05-20 12:00')
    expect(late.level('disbursement')).toBe(1)
    expect(late.until('2025-05-21 12:00').level('disbursement')).toBe(2)
  })
})

describe('A reversal', () => {
  const paid = notifiedDistrict()
    .after(pay('materials', '600.00', '1'), noon)
    .after(giveBack('materials', '400.00', '2'), noon)

  it('takes back a wrong entry as a whole, by a new one', () => {
    const reversed = paid.when(reverse('1'), noon).thenEvents([
      {
        type: 'entry-reversed',
        documentNo: '1',
        line: 'materials',
        amount: 60_000,
        kind: 'disbursement',
        late: false,
      },
    ])
    expect(reversed.state.lines.materials).toEqual({ allocated: 100_000, disbursed: 0, returned: 40_000 })
    const both = reversed
      .when(reverse('2'), '2025-06-04 10:00')
      .thenEvents([{ kind: 'return', amount: 40_000, late: true }])
    expect(both.state.lines.materials).toEqual({ allocated: 100_000, disbursed: 0, returned: 0 })
  })

  it('is of an entry that exists and has not been reversed', () => {
    paid.when(reverse('3'), noon).thenRefused('unknown-document', { documentNo: '3' })
    paid.after(reverse('1'), noon).when(reverse('1'), noon).thenRefused('already-done', { documentNo: '1' })
  })
})

describe('Virement (ถัวจ่าย)', () => {
  it('is forbidden: asking for it is answered with the rule, at any time', () => {
    const virement = { name: 'virement', from: 'materials', to: 'training' } as const
    notifiedDistrict().when(virement, noon).thenRefused('virement-forbidden', { from: 'materials', to: 'training' })
    office('47', { materials: '1.00' })
      .notified('2024-12-25 09:00')
      .when(virement, noon)
      .thenRefused('virement-forbidden')
  })
})

describe('The ledger', () => {
  const spent = notifiedDistrict()
    .after(acknowledge, '2025-01-02 10:00')
    .after(briefed('2025-01-02'), '2025-01-02 10:00')
    .after(pay('materials', '1000.00', '1'), noon)
    .after(pay('training', '500.00', '2'), noon)
  const submitted = spent.after(fullReport, '2025-02-03 10:00')

  it('is closed from submission of the report until it is returned', () => {
    const at = '2025-02-04 10:00'
    for (const closed of [submitted, submitted.after({ name: 'accept-report' }, '2025-02-03 11:00')]) {
      closed.when(reverse('1'), at).thenRefused('report-open')
      closed.when(pay('materials', '0.01', '3'), at).thenRefused('report-open')
      closed.when(giveBack('materials', '0.01', '3'), at).thenRefused('report-open')
    }
    const reopened = submitted.after({ name: 'return-report' }, '2025-02-03 11:00')
    expect(reopened.after(reverse('1'), at).isSettled('disbursement')).toBe(false)
  })
})
