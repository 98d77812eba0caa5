import { describe, expect, it } from 'vitest'
import type { Conduct } from '../../src/preview/conduct.ts'
import { daysOf } from '../../src/preview/days.ts'
import { forecast } from '../../src/preview/forecast.ts'
import { printed } from '../../src/preview/print.ts'
import { at, programme2568 } from '../domain/support/year2568.ts'

const sakonNakhon = (conduct: Conduct, allocations?: ReadonlyMap<string, Record<string, number>>) =>
  forecast(programme2568, { conduct, provinces: ['47'], allocations })
const about = (rows: readonly { to: string; obligation?: string }[], office: string, obligation: string) =>
  rows.filter((r) => r.to === `office:${office}` && r.obligation === obligation)

describe('A preview of the programme file of 2568', () => {
  it('says of every reminder of disbursement when it goes, from where it was moved, and which is said in another', () => {
    const year = sakonNakhon('forwarding')
    expect(about(year.reminders, '4701', 'disbursement')).toMatchObject([
      { at: at('2025-04-11 08:30'), daysBefore: 30, stated: '2025-04-15', moved: 'holiday' },
      { at: at('2025-05-01 08:30'), daysBefore: 14 },
      { at: at('2025-05-08 08:30'), daysBefore: 7 },
      { at: at('2025-05-14 08:30'), daysBefore: 1 },
      { at: at('2025-05-15 08:30'), daysBefore: 0 },
    ])
    expect(about(year.skipped, '4701', 'disbursement')).toEqual([
      {
        ...{ at: at('2025-05-08 08:30'), to: 'office:4701', what: 'reminder', obligation: 'disbursement' },
        ...{ daysBefore: 3, why: 'merged', into: 7 },
      },
    ])
  })

  it('says two reminders of one morning as the one whose own day it is, in whatever order the file has them', () => {
    const { obligations } = programme2568.policy
    const disbursement = { ...obligations.disbursement, reminderDaysBefore: [3, 7] }
    const policy = { ...programme2568.policy, obligations: { ...obligations, disbursement } }
    const year = forecast({ ...programme2568, policy }, { conduct: 'forwarding', provinces: ['47'] })
    expect(about(year.reminders, '4701', 'disbursement')).toMatchObject([{ daysBefore: 7, stated: '2025-05-08' }])
    expect(about(year.skipped, '4701', 'disbursement')).toMatchObject([{ daysBefore: 3, why: 'merged', into: 7 }])
  })

  it('names a reminder that is past when the notice comes, with the day it came', () => {
    expect(about(sakonNakhon('forwarding').skipped, '4701', 'kickoff')).toMatchObject([
      { at: at('2024-12-24 08:30'), daysBefore: 1, why: 'past', since: '2024-12-26' },
      { at: at('2024-12-25 08:30'), daysBefore: 0, why: 'past', since: '2024-12-26' },
    ])
  })

  it('where nobody does anything, says that no district has been told yet', () => {
    const year = sakonNakhon('nobody')
    const notices = year.skipped.filter((s) => s.what === 'notice')
    expect(notices).toHaveLength(18)
    expect(notices.every((s) => s.why === 'not-notified')).toBe(true)
    expect(year.mails.filter((m) => m.to.startsWith('office:')).every((m) => m.to === 'office:47')).toBe(true)
  })

  it('where everybody is on time, nobody is told of anything overdue or behind pace', () => {
    const year = sakonNakhon('on-time')
    const states = new Set(year.mails.flatMap((m) => m.items.map((i) => i.state)))
    expect([...states]).toEqual(['reminder'])
    expect(year.skipped.filter((s) => s.why === 'on-pace')).toHaveLength(19)
    expect(year.mails.filter((m) => m.kind === 'report-accepted')).toHaveLength(19)
  })

  it('says of an office without allocation that neither disbursement nor pace concerns it', () => {
    const year = sakonNakhon('forwarding', new Map([['4702', { materials: 100_000 }]]))
    const passedOver = about(year.skipped, '4701', 'disbursement')
    expect(passedOver).toHaveLength(7)
    expect(passedOver.every((s) => 'why' in s && s.why === 'no-allocation')).toBe(true)
    expect(about(year.reminders, '4702', 'disbursement')).toHaveLength(5)
  })

  it('says why a working day brings a reader no digest: nothing open, or nothing new this week', () => {
    const silent = sakonNakhon('forwarding').skipped.filter((s) => s.to === 'province:47')
    expect(silent[0]).toEqual({ at: at('2024-12-26 09:00'), to: 'province:47', what: 'digest', why: 'nothing-open' })
    expect(silent.find((s) => s.at === at('2025-01-07 09:00'))?.why).toBe('nothing-new')
  })

  it('counts by day as many mails as there are', () => {
    const year = sakonNakhon('forwarding')
    const days = daysOf(year)
    expect(days.flatMap((d) => Object.values(d.mails)).reduce((a, b) => a + b)).toBe(year.mails.length)
    expect(days.flatMap((d) => d.groups).flatMap((g) => g.recipients)).toHaveLength(year.mails.length)
    expect(days.flatMap((d) => d.skipped).flatMap((s) => s.recipients)).toHaveLength(year.skipped.length)
  })

  it('is printed as a calendar in the Buddhist era', () => {
    const text = printed(sakonNakhon('forwarding'))
    expect(text).toContain('วันศุกร์ที่ 16 พฤษภาคม 2568  21 ฉบับ (ที่ทำการปกครอง 19 · ผู้บริหารจังหวัด 1 · กรมการปกครอง 1)')
    expect(text).toContain(
      'แจ้งเตือน เบิกจ่าย ล่วงหน้า 30 วัน เลื่อนมาจากวันที่ 15 เมษายน 2568 เพราะเป็นวันหยุดราชการ (moved: holiday) → ที่ทำการปกครอง 19 แห่ง',
    )
    expect(text).not.toMatch(/undefined|NaN/)
  })
})
