import type { Lateness } from '../domain/lateness.ts'
import { say } from '../language/say.ts'
import type { Tone } from './block.ts'

/** How much time is left, or how late it is: `เหลือ 7 วัน`, `ครบกำหนดวันนี้`, `เกินกำหนด 3 วันทำการ`. */
export function timingTh({ daysLeft, workingDaysLate }: Lateness): string {
  if (workingDaysLate > 0) return say`เกินกำหนด ${workingDaysLate} วันทำการ`
  if (daysLeft < 0) return say('พ้นกำหนดแล้ว')
  return daysLeft === 0 ? say('ครบกำหนดวันนี้') : say`เหลือ ${daysLeft} วัน`
}

/** The same for the narrow space beside a row: `เกิน 3 วันทำการ`. */
export function timingMark(timing: Lateness): string {
  return timingTh(timing).replace('เกินกำหนด', 'เกิน')
}

/** How grave that is. */
export function timingTone({ daysLeft }: Lateness): Tone {
  return daysLeft < 0 ? 'alert' : daysLeft <= 3 ? 'warn' : 'plain'
}

/** The latest first; of two as late, the one that fell due first. */
export function byLateness(a: Lateness, b: Lateness): number {
  return b.workingDaysLate - a.workingDaysLate || a.daysLeft - b.daysLeft
}
