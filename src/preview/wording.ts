import type { ObligationName } from '../domain/policy.ts'
import { say } from '../language/say.ts'
import { fullDay, shortDay } from '../thai/dates.ts'
import { obligationShortTh } from '../thai/vocabulary.ts'
import type { Change } from './compare.ts'
import type { Conduct } from './conduct.ts'
import type { MovedGroup, SkippedGroup } from './days.ts'
import type { SkipReason } from './expectations.ts'

/** The words of a preview in Thai, with the word of the files beside them. */

const whatTh: Readonly<Record<SkippedGroup['what'], string>> = {
  notice: 'แจ้งการดำเนินโครงการ',
  reminder: 'แจ้งเตือน',
  'behind-pace': 'เร่งรัดการเบิกจ่าย',
  digest: 'สรุปรายการค้างประจำวัน',
}

const whyTh: Readonly<Record<SkipReason, (skipped: Pick<SkippedGroup, 'since' | 'into'>) => string>> = {
  past: ({ since }) => say`เลยเวลาแจ้งเตือนแล้วเมื่อรายการเกิดขึ้นหรือเปลี่ยนกำหนดในวันที่ ${shortDay(since!)}`,
  merged: ({ into }) => say`ตรงกับเช้าวันเดียวกัน จึงรวมกับการแจ้งเตือนล่วงหน้า ${into} วัน`,
  settled: ({ since }) => say`ดำเนินการแล้วเมื่อวันที่ ${shortDay(since!)}`,
  suspended: ({ since }) => say`ระงับการดำเนินการชั่วคราวตั้งแต่วันที่ ${shortDay(since!)}`,
  withdrawn: ({ since }) => say`ออกจากโครงการ${since ? say`เมื่อวันที่ ${shortDay(since)}` : ''}`,
  'deadline-moved': ({ since }) => say`เปลี่ยนกำหนดเป็นวันที่ ${shortDay(since!)}`,
  'no-allocation': () => say('ไม่ได้รับจัดสรรเงิน จึงไม่มีรายการเบิกจ่าย'),
  'on-pace': () => say('เบิกจ่ายถึงเป้าหมายแล้ว'),
  'not-notified': () => say('จังหวัดยังไม่แจ้งหนังสือให้อำเภอทราบ'),
  'calendar-ends': ({ since }) => say`ปฏิทินวันหยุดราชการสิ้นสุดวันที่ ${shortDay(since!)}`,
  'nothing-open': () => say('ไม่มีรายการค้าง'),
  'nothing-new': () => say('ไม่มีรายการใหม่ และแจ้งในสัปดาห์นี้แล้ว'),
}

/** `แจ้งเตือน เบิกจ่าย ล่วงหน้า 3 วัน: ตรงกับเช้าวันเดียวกัน …` */
export function skippedWordsTh(skipped: SkippedGroup): string {
  const { what, obligation, daysBefore, why } = skipped
  const about =
    what === 'reminder' && obligation
      ? ` ${say(obligationShortTh[obligation])} ${aheadTh(obligation, daysBefore!)}`
      : ''
  return `${say(whatTh[what])}${about}: ${whyTh[why](skipped)}`
}

/** The same with the words of the files: `… (reminder merged)` */
export function skippedTh(skipped: SkippedGroup): string {
  return `${skippedWordsTh(skipped)} (${skipped.what} ${skipped.why})`
}

/** `แจ้งเตือน เบิกจ่าย ล่วงหน้า 30 วัน เลื่อนมาจากวันที่ 15 เมษายน 2568 เพราะเป็นวันหยุดราชการ` */
export function movedTh({ obligation, daysBefore, stated, because }: MovedGroup): string {
  const off = because === 'weekend' ? say('วันเสาร์หรือวันอาทิตย์') : say('วันหยุดราชการ')
  return say`${say(whatTh.reminder)} ${say(obligationShortTh[obligation])} ${aheadTh(obligation, daysBefore)} เลื่อนมาจากวันที่ ${fullDay(stated)} เพราะเป็น${off} (moved: ${because})`
}

function aheadTh(obligation: ObligationName, daysBefore: number): string {
  const day = obligation === 'kickoff' ? say('ในวันประชุม') : say('ในวันครบกำหนด')
  return daysBefore === 0 ? day : say`ล่วงหน้า ${daysBefore} วัน`
}

/** What people are taken to do. */
export const conductTh: Readonly<Record<Conduct, string>> = {
  nobody: 'ไม่มีผู้ใดดำเนินการ',
  forwarding: 'จังหวัดแจ้งหนังสือให้อำเภอทราบ แล้วไม่มีผู้ใดดำเนินการ',
  'on-time': 'ทุกแห่งดำเนินการในวันทำการสุดท้ายของกำหนด',
}

/** What becomes of a mail when dates are changed. */
export const changeTh: Readonly<Record<Change, string>> = {
  'falls-away': 'ไม่ส่งแล้ว',
  'comes-anew': 'ส่งเพิ่ม',
  'moves-away': 'เลื่อนไปวันที่',
  'moves-here': 'เลื่อนมาจากวันที่',
  'says-else': 'เนื้อหาเปลี่ยน',
}
