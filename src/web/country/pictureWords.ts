import type { Satang } from '../../domain/money.ts'
import type { Day } from '../../domain/time.ts'
import type { ProvinceOverview } from '../../store/overview.ts'
import { fullDay, shortDay } from '../../thai/dates.ts'
import { baht, percentOf } from '../../thai/money.ts'

/** What a picture of spending says. */
export interface CurveWords {
  readonly title: string
  readonly said: (today: Day, spent: Satang, allocated: Satang) => string
  readonly table: string
  readonly head: readonly [by: string, plan: string, reached: string]
  readonly percent: (n: number) => string
  readonly share: (part: Satang, whole: Satang) => string
  readonly toCome: string
  readonly shortDay: (day: Day) => string
  readonly fullDay: (day: Day) => string
}

/** What a map says. */
export interface MapWords {
  /** What is shaded, and that darker is more. */
  readonly said: (label: string) => string
  /** From nothing to all, as `classOf` counts. */
  readonly classes: readonly [string, string, string, string, string]
  readonly outside: string
  readonly source: string
  readonly nameOf: (p: ProvinceOverview) => string
}

export const curveTh: CurveWords = {
  title: 'การเบิกจ่ายเทียบเป้าหมาย',
  said: (today, spent, allocated) =>
    `ณ ${shortDay(today)} เบิกจ่ายและส่งคืนแล้ว ${percentOf(spent, allocated)} (${baht(spent)}) สี่เหลี่ยมข้าวหลามตัดคือเป้าหมาย เส้นประคือวันนี้`,
  table: 'ตารางเป้าหมายและผล',
  head: ['ภายในวันที่', 'เป้าหมาย', 'ผล'],
  percent: (n) => `ร้อยละ ${n}`,
  share: percentOf,
  toCome: 'ยังไม่ถึง',
  shortDay,
  fullDay,
}

export const mapTh: MapWords = {
  said: (label) => `ร้อยละของ${label} ยิ่งเข้มยิ่งมาก`,
  classes: ['ร้อยละ 0', 'ไม่เกินร้อยละ 25', 'ไม่เกินร้อยละ 50', 'ไม่เกินร้อยละ 75', 'เกินร้อยละ 75'],
  outside: 'ไม่อยู่ในโครงการ',
  source: 'แผนที่: @svg-maps/thailand (CC BY 4.0)',
  nameOf: (p) => p.nameTh,
}
