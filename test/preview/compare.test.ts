import { describe, expect, it } from 'vitest'
import { compare } from '../../src/preview/compare.ts'
import { forecast } from '../../src/preview/forecast.ts'
import { printedComparison } from '../../src/preview/printComparison.ts'
import type { Programme } from '../../src/programme/load.ts'
import { programme2568 } from '../domain/support/year2568.ts'

const { obligations } = programme2568.policy
const disbursement = { ...obligations.disbursement, deadline: '2025-05-23' }
const later: Programme = {
  ...programme2568,
  policy: { ...programme2568.policy, obligations: { ...obligations, disbursement } },
}
const year = (programme: Programme) =>
  forecast(programme, { conduct: 'forwarding', provinces: ['47'], until: '2025-06-30' })
const comparison = compare(year(programme2568), year(later))
const changesOn = (day: string) =>
  comparison.days
    .find((d) => d.day === day)
    ?.changes.map((c) => `${c.told} ${c.obligation ?? ''} ${c.change} ${c.other ?? ''} ${c.recipients.length}`)

describe('The disbursement deadline put off from 15 to 23 May', () => {
  it('moves each reminder to its new day, seen from both days', () => {
    expect(changesOn('2025-04-11')).toEqual(['reminder disbursement moves-away 2025-04-23 19'])
    expect(changesOn('2025-04-23')).toEqual(['reminder disbursement moves-here 2025-04-11 19'])
  })

  it('brings anew the reminder that was said in another', () => {
    expect(changesOn('2025-05-20')).toEqual(['reminder disbursement comes-anew  19'])
  })

  it('has the words that it is overdue fall away and come anew', () => {
    expect(changesOn('2025-05-16')).toContain('overdue disbursement falls-away  19')
    expect(changesOn('2025-05-26')).toContain('overdue disbursement comes-anew  19')
  })

  it('has a digest of the same day say something else', () => {
    expect(changesOn('2025-05-19')).toEqual(['digest  says-else  1', 'digest  says-else  1'])
    expect(comparison.told.find((t) => t.told === 'digest')?.saysElse).toBeGreaterThan(0)
  })

  it('leaves every other obligation as it was', () => {
    for (const t of comparison.told)
      if (t.obligation && t.obligation !== 'disbursement')
        expect([t.before, t.fallsAway, t.comesAnew, t.moves]).toEqual([t.after, 0, 0, 0])
  })

  it('is printed with sums and days in the Buddhist era', () => {
    const text = printedComparison(comparison)
    expect(text).toContain('เบิกจ่าย แจ้งเตือนก่อนครบกำหนด (disbursement reminder): 95 → 114 (ส่งเพิ่ม 19 · เลื่อนวัน 95)')
    expect(text).toContain('วันศุกร์ที่ 11 เมษายน 2568')
    expect(text).toContain('เลื่อนไปวันที่ 23 เม.ย. 2568')
    expect(text).not.toMatch(/undefined|NaN/)
    expect(printedComparison(compare(year(later), year(later)))).toContain('ไม่มีจดหมายใดเปลี่ยนแปลง')
  })
})
