import { describe, expect, it } from 'vitest'
import { acknowledge, briefed, extend, fullReport, notifiedDistrict, office, pay } from './support/office.ts'
import { at } from './support/year2568.ts'

const spent = notifiedDistrict()
  .after(acknowledge, '2025-01-02 10:00')
  .after(briefed('2025-01-02'), '2025-01-02 10:00')
  .after(pay('materials', '1000.00', '1'), '2025-01-10 10:00')
  .after(pay('training', '300.00', '2'), '2025-01-10 10:00')
  .after(
    { name: 'return-funds', line: 'training', amount: '200.00', returnedOn: '2025-01-10', documentNo: '3' },
    '2025-01-10 10:00',
  )
const report = (...rows: [line: string, disbursed: string, returned: string][]) =>
  ({
    name: 'submit-report',
    lines: rows.map(([line, disbursed, returned]) => ({ line, disbursed, returned })),
  }) as const
const right = report(['materials', '1000.00', '0.00'], ['training', '300.00', '200.00'])
const accept = { name: 'accept-report' } as const
const giveBack = { name: 'return-report' } as const

describe('The final report', () => {
  it('is taken once disbursement is settled, with the ledger’s own amounts', () => {
    const submitted = spent.when({ ...right, formsResponseId: 'G-1' }, '2025-05-20 10:00').thenEvents([
      {
        type: 'report-submitted',
        formsResponseId: 'G-1',
        lines: [
          { line: 'materials', disbursed: 100_000, returned: 0 },
          { line: 'training', disbursed: 30_000, returned: 20_000 },
        ],
      },
    ])
    expect(submitted.isSettled('report')).toBe(true)
    expect(submitted.until('2025-06-30 10:00').told('report', at('2025-05-20 10:00'))).toEqual([])
  })

  it('is not taken before: the refusal says what remains on which line', () => {
    notifiedDistrict()
      .after(pay('materials', '999.99', '1'), '2025-01-10 10:00')
      .after(pay('training', '500.00', '2'), '2025-01-10 10:00')
      .when(right, '2025-05-20 10:00')
      .thenRefused('disbursement-incomplete', { lines: [{ line: 'materials', remaining: '0.01' }] })
  })

  it('that differs from the ledger is refused, with the difference line by line', () => {
    spent
      .when(report(['materials', '1000.00', '0.00'], ['training', '500.00', '0.00']), '2025-05-20 10:00')
      .thenRefused('report-mismatch', {
        differences: [
          {
            line: 'training',
            timesReported: 1,
            reported: { disbursed: '500.00', returned: '0.00' },
            ledger: { disbursed: '300.00', returned: '200.00' },
          },
        ],
      })
    spent
      .when(report(['materials', '1000.01', '0.00'], ['training', '300.00', '199.99']), '2025-05-20 10:00')
      .thenRefused('report-mismatch', {
        differences: [
          { line: 'materials', reported: { disbursed: '1000.01', returned: '0.00' } },
          { line: 'training', reported: { disbursed: '300.00', returned: '199.99' } },
        ] as unknown,
      })
  })

  it('reports every line of the office once, and no other', () => {
    const refused = (lines: ReturnType<typeof report>, differing: object) =>
      spent.when(lines, '2025-05-20 10:00').thenRefused('report-mismatch', { differences: [differing] as unknown })
    refused(report(['materials', '1000.00', '0.00']), { line: 'training', timesReported: 0 })
    refused(report(['materials', '1000.00', '0'], ['training', '300.00', '200.00'], ['training', '300', '200']), {
      line: 'training',
      timesReported: 2,
    })
    refused(report(['materials', '1000.00', '0'], ['training', '300.00', '200.00'], ['model-district', '0', '0']), {
      line: 'model-district',
      timesReported: 1,
      ledger: { disbursed: '0.00', returned: '0.00' },
    })
  })

  it('is compared by amount, not by how it is written or in which order', () => {
    spent.after(report(['training', '300', '200.0'], ['materials', '1000.00', '0']), '2025-05-20 10:00')
  })

  it('has amounts in baht with at most two decimals; nothing is an amount here', () => {
    spent
      .when(report(['materials', '1000.000', '0.00'], ['training', '300.00', '200.00']), '2025-05-20 10:00')
      .thenRefused('invalid-amount', { line: 'materials' })
    spent
      .when(report(['materials', '1000.00', '-0.00'], ['training', '300.00', '200.00']), '2025-05-20 10:00')
      .thenRefused('invalid-amount')
  })

  it('of an office without allocation reports no line', () => {
    const free = office('4701').notified('2024-12-30 10:00')
    expect(free.after(report(), '2025-01-10 10:00').isSettled('report')).toBe(true)
    free.when(report(['materials', '0.00', '0.00']), '2025-01-10 10:00').thenRefused('report-mismatch')
  })

  it('is submitted once, until it is returned', () => {
    const submitted = spent.after(right, '2025-05-20 10:00')
    submitted.when(right, '2025-05-20 11:00').thenRefused('already-done', { report: 'under-review' })
    submitted.after(accept, '2025-05-20 11:00').when(right, '2025-05-20 12:00').thenRefused('already-done')
    submitted.after(giveBack, '2025-05-20 11:00').after(right, '2025-05-20 12:00')
  })
})

describe('The review of a report', () => {
  const submitted = spent.after(right, '2025-05-20 10:00')

  it('accepts it: the office is told, and it is closed when all else is settled', () => {
    const accepted = submitted.when(accept, '2025-05-21 10:00').thenEvents([{ type: 'report-accepted' }])
    expect(accepted.told().at(-1)).toBe('2025-05-21 10:00 report-accepted')
    expect(accepted.phase('2025-05-21 10:00')).toBe('closed')
    expect(accepted.agenda()).toBeNull()
  })

  it('or returns it: the office is told, and the obligation rises again', () => {
    const returned = submitted.when(giveBack, '2025-05-21 10:00').thenEvents([{ type: 'report-returned' }])
    expect(returned.told().at(-1)).toBe('2025-05-21 10:00 report-returned')
    expect(returned.state.obligations.report).toMatchObject({ settledAt: null, arose: '2025-05-21T10:00:00+07:00' })
  })

  it('of a returned report leaves until the later of the deadline and the fifth working day after', () => {
    expect(submitted.after(giveBack, '2025-05-21 10:00').deadline('report')).toBe('2025-05-30')
    expect(submitted.after(giveBack, '2025-05-23 10:00').deadline('report')).toBe('2025-05-30')
    expect(submitted.after(giveBack, '2025-05-26 10:00').deadline('report')).toBe('2025-06-04')
    // Returned on Sunday 8 June.
    expect(submitted.after(giveBack, '2025-06-08 10:00').deadline('report')).toBe('2025-06-13')
  })

  it('of a returned report leaves until an extended deadline when that is later', () => {
    const extended = spent.after(extend('report', '2025-07-31'), '2025-05-20 09:00').after(right, '2025-05-20 10:00')
    expect(extended.after(giveBack, '2025-06-26 10:00').deadline('report')).toBe('2025-07-31')
  })

  it('of a returned report reminds and escalates by the new deadline', () => {
    const returned = submitted.after(giveBack, '2025-06-09 10:00').until('2025-06-20 12:00')
    expect(returned.told('report', at('2025-06-09 11:00'))).toEqual([
      '2025-06-13 08:30 report reminder',
      '2025-06-16 08:30 report reminder',
      '2025-06-17 08:30 report overdue',
    ])
    expect(returned.escalations('report')).toEqual([
      '2025-06-17 08:30 report level 1',
      '2025-06-20 08:30 report level 2',
    ])
  })

  it('of a province’s returned report is over, and late, before the department at once', () => {
    const province = office('47')
      .notified('2024-12-25 09:00')
      .after(report(), '2025-05-20 10:00')
      .after(giveBack, '2025-06-09 10:00')
    expect(province.until('2025-06-17 12:00').escalations('report')).toEqual(['2025-06-17 08:30 report level 2'])
  })

  it('needs a report that waits for it', () => {
    spent.when(accept, '2025-05-21 10:00').thenRefused('not-under-review', { report: 'none' })
    spent.when(giveBack, '2025-05-21 10:00').thenRefused('not-under-review')
    const accepted = submitted.after(accept, '2025-05-21 10:00')
    accepted.when(accept, '2025-05-22 10:00').thenRefused('not-under-review', { report: 'accepted' })
    accepted.when(giveBack, '2025-05-22 10:00').thenRefused('not-under-review')
    submitted
      .after(giveBack, '2025-05-21 10:00')
      .when(accept, '2025-05-22 10:00')
      .thenRefused('not-under-review', { report: 'returned' })
  })

  it('of a report whose ledger was corrected since takes the corrected amounts', () => {
    const corrected = submitted
      .after(giveBack, '2025-05-21 10:00')
      .after({ name: 'reverse', documentNo: '3' }, '2025-05-22 10:00')
    corrected.when(right, '2025-05-22 11:00').thenRefused('disbursement-incomplete')
    const again = corrected.after(pay('training', '200.00', '4'), '2025-05-22 12:00')
    again.when(right, '2025-05-22 13:00').thenRefused('report-mismatch')
    expect(
      again.after(fullReport, '2025-05-22 13:00').after(accept, '2025-05-23 10:00').phase('2025-05-23 10:00'),
    ).toBe('closed')
  })
})
