import type { Order } from '../domain/command.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import { fullDay, longDay, timeSpan } from '../thai/dates.ts'
import { baht, percentOf } from '../thai/money.ts'
import type { CoordinatorView, KickoffView, MoneyView } from './letterView.ts'

/** Phrases that several kinds of mail share. */

/** `วันพุธที่ 25 ธันวาคม 2567 เวลา 13.30 - 15.30 น. ประชุมทางไกลผ่านระบบ Zoom` */
export function meetingTh({ beginsAt, endsAt, place }: KickoffView): string {
  return `${longDay(dayOf(beginsAt))} เวลา ${timeSpan(beginsAt, endsAt)} ${place}`
}

/** Whether the kick-off is over, so that what is left is a briefing. */
export function isOver({ endsAt }: KickoffView, at: Instant): boolean {
  return at >= endsAt
}

/** `หนังสือ/คำสั่ง ที่ … ลงวันที่ …` */
export function orderTh({ number, date }: Order): string {
  return `หนังสือ/คำสั่ง ที่ ${number} ลงวันที่ ${fullDay(date)}`
}

/** What is left to pay out or send back. */
export function remainingTh({ allocated, accounted }: MoneyView): string {
  return `คงเหลือ ${baht(allocated - accounted)} จากเงินจัดสรร ${baht(allocated)} (ดำเนินการแล้ว${percentOf(accounted, allocated)})`
}

/** Whom to call. */
export function coordinatorTh(coordinator: CoordinatorView | null): string {
  if (!coordinator) return 'ผู้ประสานงาน: ยังไม่ได้แจ้งชื่อ'
  const { name, phone, sample } = coordinator
  const marked = sample && !name.includes('ตัวอย่าง') ? `${name} (ตัวอย่าง)` : name
  return `ผู้ประสานงาน: ${marked} โทร. ${phone ?? 'ไม่ได้แจ้ง'}`
}

/** What is asked at the end of a mail. */
export const askToAct = 'จึงเรียนมาเพื่อโปรดทราบและดำเนินการในส่วนที่เกี่ยวข้อง'
export const askToNote = 'จึงเรียนมาเพื่อโปรดทราบ'
