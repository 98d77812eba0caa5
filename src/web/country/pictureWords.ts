import type { Satang } from '../../domain/money.ts'
import type { Day } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import type { ProvinceOverview } from '../../store/overview.ts'
import { fullDay, shortDay } from '../../thai/dates.ts'
import { baht, percentOf } from '../../thai/money.ts'
import { bareName } from '../../thai/offices.ts'

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

export const curveWords = (): CurveWords => ({
  title: say('การเบิกจ่ายเทียบเป้าหมาย'),
  said: (today, spent, allocated) =>
    say`ณ ${shortDay(today)} เบิกจ่ายและส่งคืนแล้ว ${percentOf(spent, allocated)} (${baht(spent)}) สี่เหลี่ยมข้าวหลามตัดคือเป้าหมาย เส้นประคือวันนี้`,
  table: say('ตารางเป้าหมายและผล'),
  head: [say('ภายในวันที่'), say('เป้าหมาย'), say('ผล')],
  percent: (n) => say`ร้อยละ ${n}`,
  share: percentOf,
  toCome: say('ยังไม่ถึง'),
  shortDay,
  fullDay,
})

export const mapWords = (): MapWords => ({
  said: (label) => say`ร้อยละของ${label} ยิ่งเข้มยิ่งมาก`,
  classes: [say('ร้อยละ 0'), say('ไม่เกินร้อยละ 25'), say('ไม่เกินร้อยละ 50'), say('ไม่เกินร้อยละ 75'), say('เกินร้อยละ 75')],
  outside: say('ไม่อยู่ในโครงการ'),
  source: say('แผนที่: @svg-maps/thailand (CC BY 4.0)'),
  nameOf: (p) => bareName(p.province, p.nameTh),
})
