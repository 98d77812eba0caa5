import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ExtractEntry, type LedgerPayment, readExtract, reconcile } from '../../src/imports/efms.ts'
import { loadColumns } from '../../src/spreadsheet/columns.ts'
import { programme2568 } from '../programme/support.ts'
import type { Values } from '../spreadsheet/support/files.ts'
import { offices, tableOf } from './support.ts'

const read = async (values: Values) =>
  readExtract(await tableOf(values), loadColumns('efms'), { offices, lines: programme2568.budget.lines })

describe('An extract of e-fms', () => {
  it('is read by its columns; a row of totals is no payment', async () => {
    const { entries, problems, counts } = await read([
      ['รายงานการเบิกจ่าย'],
      ['รหัสหน่วยงาน', 'รายการ', 'เลขที่เอกสาร', 'เลขที่อ้างอิง', 'วันที่จ่าย', 'จำนวนเงิน (บาท)'],
      ['4701', 'ค่าวัสดุ', 'กค 1/2568', 36001, '10 ม.ค. 2568', '1,000.50'],
      [4702, null, 'กค 2', null, new Date('2025-01-11T00:00:00Z'), 20],
      ['รวม', null, null, null, null, 1020.5],
    ])
    expect(problems).toEqual([])
    expect(counts.rows).toBe(2)
    expect(entries).toEqual([
      {
        cell: 'F3',
        office: '4701',
        amount: 100_050,
        paidOn: '2025-01-10',
        line: 'materials',
        documentNo: 'กค 1/2568',
        efmsRef: '36001',
      },
      { cell: 'F4', office: '4702', amount: 2000, paidOn: '2025-01-11', documentNo: 'กค 2' },
    ])
  })

  it('says what is wrong with which cell, and leaves the row out', async () => {
    const { entries, problems } = await read([
      ['รหัส', 'รายการ', 'เลขที่เอกสาร', 'วันที่', 'จำนวนเงิน'],
      ['9999', 'ค่าวัสดุ', '1', '10/01/2568', 5],
      ['4701', 'ค่าพาหนะ', '2', '10/01/68', '5.555'],
      ['4701', null, '3', null, null],
    ])
    expect(entries).toEqual([])
    expect(problems.map((p) => `${p.cell} ${p.problem}`)).toEqual([
      'A2 unknown-office',
      'B3 unknown-line',
      'D3 ambiguous-year',
      'E3 too-many-decimals',
      'D4 missing-value',
      'E4 missing-value',
    ])
  })
})

const entry = (of: Partial<ExtractEntry> = {}): ExtractEntry => ({
  cell: 'F2',
  office: '4701',
  amount: 1000,
  paidOn: '2025-01-10',
  documentNo: 'กค 1/23',
  ...of,
})
const payment = (of: Partial<LedgerPayment> = {}): LedgerPayment => ({
  office: '4701',
  sequence: 2,
  kind: 'disbursement',
  reversal: false,
  line: 'materials',
  amount: 1000,
  paidOn: '2025-01-10',
  documentNo: 'กค 1/23',
  efmsRef: null,
  ...of,
})
const said = (extract: ExtractEntry[], ledger: LedgerPayment[]) => {
  const { same, different, missing, extra } = reconcile(extract, ledger)
  return {
    same: same.map((m) => m.by),
    different: different.map(
      (m) => `${m.by}: ${m.differences.map((d) => `${d.field} ${d.efms} / ${d.ledger}`).join(', ')}`,
    ),
    missing: missing.map((e) => e.documentNo),
    extra: extra.map((p) => p.documentNo),
  }
}
const NONE = { same: [], different: [], missing: [], extra: [] }

describe('Reconciling', () => {
  it('finds the same payment by its document number, however that is spaced and whatever digits it is in', () => {
    expect(said([entry({ documentNo: 'กค1/๒๓' })], [payment()])).toEqual({ ...NONE, same: ['document'] })
    expect(said([entry({ documentNo: 'กค 12/3', paidOn: '2025-01-11' })], [payment()])).toEqual({
      ...NONE,
      missing: ['กค 12/3'],
      extra: ['กค 1/23'],
    })
  })

  it('else by its e-fms reference, else by its amount and day, and says what differs', () => {
    const ledger = [
      payment(),
      payment({ documentNo: 'B', efmsRef: '36', amount: 7 }),
      payment({ documentNo: 'C', amount: 9 }),
    ]
    const extract = [
      entry({ amount: 1001, line: 'training' }),
      entry({ documentNo: 'x', efmsRef: '36', amount: 7 }),
      entry({ documentNo: undefined, efmsRef: '99', amount: 9 }),
    ]
    expect(said(extract, ledger)).toEqual({
      ...NONE,
      same: ['amount-and-day'],
      different: ['document: amount 10.01 / 10.00, line training / materials', 'reference: documentNo x / B'],
    })
  })

  it('prefers a document number to an amount, and of two the one that differs less', () => {
    const extract = [entry({ cell: 'F2', amount: 5 }), entry({ cell: 'F3' })]
    const { same, missing } = reconcile(extract, [payment()])
    expect([same[0]?.entry.cell, missing.map((e) => e.cell)]).toEqual(['F3', ['F2']])
  })

  it('takes no account of what was reversed, of returned funds, or of offices that the file has nothing of', () => {
    const reversed = [payment(), payment({ sequence: 3, reversal: true, amount: -1000, paidOn: null })]
    const others = [payment({ kind: 'return', documentNo: 'R' }), payment({ office: '4702' })]
    expect(said([entry()], [...reversed, ...others])).toEqual({ ...NONE, missing: ['กค 1/23'] })
    expect(said([], others)).toEqual(NONE)
  })

  it('keeps offices apart though they use the same numbers', () => {
    const { offices, missing, same } = reconcile([entry(), entry({ office: '4702' })], [payment({ office: '4702' })])
    expect([offices, missing.map((e) => e.office), same.map((m) => m.payment.office)]).toEqual([
      ['4701', '4702'],
      ['4701'],
      ['4702'],
    ])
  })

  it('puts every entry and every payment in one place, once', () => {
    const numbers = fc.constantFrom('1', '2', '3', undefined)
    const entries = fc.array(
      fc.record({
        office: fc.constantFrom('4701', '4702'),
        amount: fc.integer({ min: 1, max: 3 }),
        documentNo: numbers,
        efmsRef: numbers,
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(entries, entries, (left, right) => {
        const extract = left.map((of, i) => entry({ ...of, cell: `F${i + 2}` }))
        const ledger = right.map((of, i) =>
          payment({ ...of, sequence: i, documentNo: `${of.documentNo}`, efmsRef: of.efmsRef ?? null, office: '4701' }),
        )
        const { same, different, missing, extra, offices } = reconcile(extract, ledger)
        const matches = [...same, ...different]
        expect(new Set([...matches.map((m) => m.entry), ...missing]).size).toBe(extract.length)
        expect(matches.length + missing.length).toBe(extract.length)
        const inScope = ledger.filter((p) => offices.includes(p.office))
        expect(new Set([...matches.map((m) => m.payment), ...extra]).size).toBe(inScope.length)
        expect(matches.every((m) => m.entry.office === m.payment.office)).toBe(true)
      }),
    )
  })
})
