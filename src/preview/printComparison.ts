import { longDay, shortDay } from '../thai/dates.ts'
import { itemStateTh, mailKindTh, obligationShortTh } from '../thai/vocabulary.ts'
import type { ComparedDay, Comparison, DayChange, Side, Told, ToldCount } from './compare.ts'
import { sumOf } from './days.ts'
import { inTiers, number, toTh } from './print.ts'
import { changeTh } from './wording.ts'

/** A comparison for reading: the sums, what becomes of each kind, and day by day what changes. */
export function printedComparison({ before, after, told, days }: Comparison): string {
  return [
    `ก่อนแก้ไข (before): ${ofSide(before)}`,
    `หลังแก้ไข (after):  ${ofSide(after)}`,
    '',
    ...told.filter(isChanged).map(ofCount),
    ...(days.length === 0 ? ['ไม่มีจดหมายใดเปลี่ยนแปลง (nothing changes)'] : []),
    '',
    ...days.flatMap(ofDay),
    '',
  ].join('\n')
}

function ofSide({ mails, busiest }: Side): string {
  const days = busiest.map((d) => `${shortDay(d.day)} ${number(sumOf(d.mails))}`).join(' · ')
  return `${inTiers(mails)}; มากที่สุด ${days}`
}

function isChanged({ fallsAway, comesAnew, moves, saysElse }: ToldCount): boolean {
  return fallsAway + comesAnew + moves + saysElse > 0
}

function ofCount(count: ToldCount): string {
  const parts = [
    [count.fallsAway, changeTh['falls-away']] as const,
    [count.comesAnew, changeTh['comes-anew']] as const,
    [count.moves, 'เลื่อนวัน'] as const,
    [count.saysElse, changeTh['says-else']] as const,
  ]
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${word} ${number(n)}`)
  return `  ${toldTh(count)}: ${number(count.before)} → ${number(count.after)} (${parts.join(' · ')})`
}

function ofDay({ day, before, after, changes }: ComparedDay): string[] {
  return [
    `${longDay(day)}  ${number(sumOf(before))} → ${number(sumOf(after))} ฉบับ`,
    ...changes.map((change) => `    ${ofChange(change)}`),
    '',
  ]
}

function ofChange(change: DayChange): string {
  const other = change.other ? ` ${shortDay(change.other)}` : ''
  return `${changeTh[change.change]}${other}  ${toldTh(change)} → ${toTh(change.recipients)}`
}

/** `เบิกจ่าย แจ้งเตือนก่อนครบกำหนด (disbursement reminder)`, `สรุปรายการค้างประจำวัน (digest)` */
function toldTh({ told, obligation }: Pick<ToldCount, 'told' | 'obligation'>): string {
  return obligation
    ? `${obligationShortTh[obligation]} ${itemStateTh[told as Extract<Told, keyof typeof itemStateTh>]} (${obligation} ${told})`
    : `${mailKindTh[told as Extract<Told, keyof typeof mailKindTh>]} (${told})`
}
