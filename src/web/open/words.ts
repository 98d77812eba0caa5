import type { Satang } from '../../domain/money.ts'
import type { Day, Instant } from '../../domain/time.ts'
import type { Language } from '../../language/language.ts'
import { fullDay, longMoment } from '../../thai/dates.ts'
import { amount, baht, percentOf } from '../../thai/money.ts'
import { centre } from '../../thai/vocabulary.ts'
import { type CurveWords, curveWords, type MapWords, mapWords } from '../country/pictureWords.ts'

/** What the page for everybody says, in both languages. */
export interface OpenWords {
  /** Of the programme; its Thai name stands beside it. */
  readonly title: (name: string) => string
  readonly year: (buddhist: number) => string
  readonly about: (offices: number, allocated: Satang, spendBy: Day, reportBy: Day) => string
  readonly spent: (spent: Satang) => string
  readonly returned: string
  readonly closed: (offices: number) => string
  readonly overdue: string
  readonly money: (satang: Satang) => string
  readonly share: (part: Satang, whole: Satang) => string
  readonly curve: CurveWords
  readonly map: MapWords
  /** What is shaded on the map. */
  readonly measured: string
  readonly provinces: string
  readonly columns: readonly [string, string, string, string, string, string, string]
  readonly data: {
    readonly title: string
    readonly provinces: string
    readonly catalogue: string
    readonly said: (at: Instant) => string
  }
}

const english = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Asia/Bangkok' })
const englishShort = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'Asia/Bangkok',
})
const noon = (day: Day) => new Date(`${day}T12:00:00+07:00`)
const percent = (part: Satang, whole: Satang) => `${percentOf(part, whole).replace('ร้อยละ ', '')}%`

export const openWords: Readonly<Record<Language, OpenWords>> = {
  th: {
    title: (name) => name,
    year: (buddhist) => `ปีงบประมาณ พ.ศ. ${buddhist}`,
    about: (offices, allocated, spendBy, reportBy) =>
      `กรมการปกครองจัดสรรเงินให้ที่ทำการปกครองจังหวัดและอำเภอ ${offices} แห่ง รวม ${baht(allocated)} เพื่อส่งเสริมคุณธรรมและความโปร่งใสในการดำเนินงาน แต่ละแห่งต้องเบิกจ่ายให้แล้วเสร็จภายในวันที่ ${fullDay(spendBy)} และรายงานผลภายในวันที่ ${fullDay(reportBy)} เพื่อสรุปเสนอสำนักงานคณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ (สำนักงาน ป.ป.ช.)`,
    spent: (spent) => `เบิกจ่ายและส่งคืนแล้ว ${baht(spent)}`,
    returned: 'เงินเหลือจ่ายที่ส่งคืน',
    closed: (offices) => `แล้วเสร็จ จาก ${offices} หน่วยงาน`,
    overdue: 'หน่วยงานที่เกินกำหนด',
    ...{ money: baht, share: percentOf },
    ...{ curve: curveWords(), map: mapWords(), measured: 'เบิกจ่ายและส่งคืน', provinces: 'ความก้าวหน้ารายจังหวัด' },
    columns: ['จังหวัด', 'หน่วยงาน', 'แล้วเสร็จ', 'จัดสรร (บาท)', 'เบิกจ่าย (บาท)', 'ส่งคืน (บาท)', 'เบิกจ่ายและส่งคืน'],
    data: {
      title: 'ข้อมูลเปิด',
      provinces: 'รายจังหวัด',
      catalogue: 'บัญชีข้อมูล',
      said: (at) =>
        `เผยแพร่โดย${centre} ใช้ได้ตามสัญญาอนุญาตครีเอทีฟคอมมอนส์แบบแสดงที่มา 4.0 (CC BY 4.0) ข้อมูล ณ ${longMoment(at)} ปรับปรุงทุก 5 นาที ไม่มีข้อมูลส่วนบุคคล`,
    },
  },
  en: {
    title: () => 'DOPA × AMPHOE ITA',
    year: (buddhist) => `Fiscal year ${buddhist - 543} (B.E. ${buddhist})`,
    about: (offices, allocated, spendBy, reportBy) =>
      `The Department of Provincial Administration allocates ${bahtEn(allocated)} to ${offices} provincial and district offices to further integrity and transparency in their work. Each is to spend its allocation by ${english.format(noon(spendBy))} and to report by ${english.format(noon(reportBy))}; the department sums up for the National Anti-Corruption Commission (NACC).`,
    spent: (spent) => `disbursed or returned: ${bahtEn(spent)}`,
    returned: 'unspent money returned',
    closed: (offices) => `completed, of ${offices} offices`,
    overdue: 'offices past a deadline',
    ...{ money: bahtEn, share: percent },
    curve: {
      title: 'Spending against the plan',
      said: (today, spent, allocated) =>
        `On ${englishShort.format(noon(today))}, ${percent(spent, allocated)} had been disbursed or returned (${bahtEn(spent)}). Diamonds are the plan, the dashed line is today.`,
      table: 'The plan and what came of it',
      head: ['By', 'Plan', 'Reached'],
      percent: (n) => `${n}%`,
      share: percent,
      toCome: 'to come',
      shortDay: (day) => englishShort.format(noon(day)),
      fullDay: (day) => english.format(noon(day)),
    },
    map: {
      said: (label) => `${label}: the darker, the more.`,
      classes: ['0%', 'up to 25%', 'up to 50%', 'up to 75%', 'more than 75%'],
      outside: 'not in the programme',
      source: 'Map: @svg-maps/thailand (CC BY 4.0)',
      nameOf: (p) => p.nameEn,
    },
    ...{ measured: 'Share disbursed or returned', provinces: 'Progress by province' },
    columns: ['Province', 'Offices', 'Completed', 'Allocated (baht)', 'Disbursed (baht)', 'Returned (baht)', 'Spent'],
    data: {
      title: 'Open data',
      provinces: 'By province',
      catalogue: 'Catalogue',
      said: (at) =>
        `Published by the Anti-Corruption Operation Centre of the department, to be used under Creative Commons Attribution 4.0 (CC BY 4.0). As of ${english.format(noon(at.slice(0, 10)))}, ${at.slice(11, 16)} Thai time; renewed every five minutes. No personal data.`,
    },
  },
}

function bahtEn(satang: Satang): string {
  return `${amount(satang)} baht`
}
