import { parseBaht } from '../domain/money.ts'
import type { ObligationName } from '../domain/policy.ts'
import type { Rejection, RejectionType } from '../domain/rejection.ts'
import { dayOf, isDay } from '../domain/time.ts'
import { say } from '../language/say.ts'
import { fullDay, longMoment, shortDay } from './dates.ts'
import { baht } from './money.ts'
import { obligationTh } from './vocabulary.ts'

/** What a refusal tells: what is wrong and what to do about it, in words a district clerk can act on. */
type Facts = Rejection['facts']
/** A budget line's Thai name from its code. */
export type LineName = (code: string) => string

/** What was refused, in a word. */
export const refusalTitleTh: Readonly<Record<RejectionType, string>> = {
  'not-notified': 'ยังไม่ได้รับแจ้งการดำเนินโครงการ',
  'already-done': 'บันทึกรายการนี้ไว้แล้ว',
  'unknown-office': 'ไม่พบหน่วยงาน',
  'unknown-line': 'ไม่พบรายการงบประมาณ',
  'unknown-document': 'ไม่พบเลขที่เอกสาร',
  'duplicate-document': 'เลขที่เอกสารซ้ำ',
  'invalid-amount': 'จำนวนเงินไม่ถูกต้อง',
  'invalid-date': 'วันที่ไม่ถูกต้อง',
  'line-exceeded': 'เกินวงเงินของรายการ',
  'virement-forbidden': 'ห้ามถัวจ่าย',
  'report-open': 'ปิดการบันทึกเบิกจ่ายแล้ว',
  'disbursement-incomplete': 'ยังเบิกจ่ายไม่ครบ',
  'report-mismatch': 'ยอดในรายงานไม่ตรงกับทะเบียน',
  'not-under-review': 'ไม่มีรายงานรอตรวจ',
  'not-escalated': 'ไม่มีรายการให้ชี้แจง',
  'invalid-deadline': 'กำหนดใหม่ไม่ถูกต้อง',
  'nothing-to-remind': 'ไม่มีรายการให้แจ้งเตือน',
  'nothing-to-extend': 'ไม่มีรายการให้ขยายเวลา',
  'not-suspended': 'ไม่ได้อยู่ระหว่างระงับ',
  withdrawn: 'ออกจากโครงการแล้ว',
  forbidden: 'ไม่มีสิทธิดำเนินการ',
}

/**
 * A refusal in Thai, with its facts.
 * @param lineName a budget line's Thai name from its code
 */
export function refusalTh(
  { type, facts }: Pick<Rejection, 'type' | 'facts'>,
  lineName: LineName = (code) => code,
): string {
  return sentences[type](facts, lineName)
}

const sentences: Readonly<Record<RejectionType, (facts: Facts, lineName: LineName) => string>> = {
  'not-notified': (f) =>
    has(f.programme)
      ? say('กรมการปกครองยังไม่ได้เปิดโครงการนี้ในระบบ จึงยังบันทึกไม่ได้')
      : say('หน่วยงานยังไม่ได้รับแจ้งการดำเนินโครงการ จังหวัดต้องแจ้งหนังสือให้อำเภอทราบก่อน จึงจะบันทึกได้'),
  'already-done': (f) =>
    [
      has(f.suspendedAt)
        ? say('อยู่ระหว่างระงับการดำเนินการอยู่แล้ว')
        : has(f.remindedOn)
          ? say('แจ้งเตือนให้ดำเนินการในวันนี้แล้ว แจ้งเตือนได้อีกครั้งในวันถัดไป')
          : say('บันทึกรายการนี้ไว้แล้ว ไม่ต้องบันทึกซ้ำ'),
      has(f.obligation) ? `(${obligation(f.obligation)})` : '',
      has(f.documentNo) ? say`เอกสารเลขที่ ${f.documentNo} กลับรายการแล้ว` : '',
      typeof f.settledAt === 'string' ? say`บันทึกเมื่อ${longMoment(f.settledAt)}` : '',
    ]
      .filter(Boolean)
      .join(' '),
  'unknown-office': () => say('ไม่พบหน่วยงานนี้ในโครงการ โปรดตรวจสอบรหัสหน่วยงาน'),
  'unknown-line': (f, name) =>
    say`หน่วยงานไม่ได้รับจัดสรรเงินในรายการ ${text(f.line)}${
      Array.isArray(f.known) && f.known.length > 0
        ? say` รายการที่ได้รับจัดสรร ได้แก่ ${f.known.map((code) => name(String(code))).join(', ')}`
        : ''
    }`,
  'unknown-document': (f) => say`ไม่พบรายการตามเอกสารเลขที่ ${text(f.documentNo)} ของหน่วยงานนี้ โปรดตรวจสอบเลขที่เอกสาร`,
  'duplicate-document': (f) =>
    say`หน่วยงานใช้เอกสารเลขที่${has(f.documentNo) ? ` ${text(f.documentNo)} ` : say('นี้')}แล้ว เลขที่เอกสารใช้ได้ครั้งเดียว แม้รายการเดิมจะกลับรายการไปแล้ว`,
  'invalid-amount': (f) =>
    'reported' in f || 'disbursed' in f
      ? say('จำนวนเงินในรายงานต้องเป็นตัวเลขบาท ทศนิยมไม่เกิน 2 ตำแหน่ง เช่น 12500.50 (เป็น 0 ได้)')
      : say('จำนวนเงินต้องมากกว่า 0 เป็นตัวเลขบาท ทศนิยมไม่เกิน 2 ตำแหน่ง ไม่มีเครื่องหมายจุลภาค เช่น 12500.50'),
  'invalid-date': invalidDate,
  'line-exceeded': (f, name) =>
    has(f.amount)
      ? say`จำนวนเงิน ${money(f.amount)} เกินวงเงินคงเหลือของรายการ ${name(text(f.line))} ซึ่งเหลือ ${money(f.remaining)} (เกิน ${money(f.excess)}) และห้ามนำเงินรายการอื่นมาถัวจ่าย`
      : say('จำนวนเงินเกินวงเงินคงเหลือของรายการ และห้ามนำเงินรายการอื่นมาถัวจ่าย'),
  'virement-forbidden': (f, name) =>
    say`ห้ามถัวจ่ายระหว่างรายการ${has(f.from) && has(f.to) ? say` (จาก ${name(text(f.from))} ไป ${name(text(f.to))})` : ''} หากรายการใดมีเงินเหลือ ให้ส่งคืนเป็นเงินเหลือจ่าย ส่วนรายการอื่นให้เบิกจ่ายภายในวงเงินของรายการนั้น`,
  'report-open': () => say('ส่งรายงานผลแล้ว จึงบันทึกหรือกลับรายการเบิกจ่ายไม่ได้ จนกว่ากรมการปกครองจะส่งคืนรายงานให้แก้ไข'),
  'disbursement-incomplete': (f, name) =>
    say`ยังส่งรายงานไม่ได้ เพราะยอดเบิกจ่ายรวมกับเงินส่งคืนยังไม่เท่ากับเงินจัดสรรทุกรายการ${rows(f.lines)
      .map((row) => say` • ${name(text(row.line))} คงเหลือ ${money(row.remaining)}`)
      .join('')}`,
  'report-mismatch': (f, name) =>
    say`จำนวนเงินในรายงานต้องตรงกับทะเบียนเบิกจ่ายทุกรายการ รายการละหนึ่งบรรทัด${rows(f.differences)
      .map((row) => ` • ${difference(row, name)}`)
      .join('')}`,
  'not-under-review': () => say('หน่วยงานนี้ไม่มีรายงานที่รอการตรวจ'),
  'not-escalated': (f) => say`รายการ${obligation(f.obligation)}ไม่ได้อยู่ในขั้นที่รายงานต่อจังหวัด จึงไม่มีสิ่งที่ต้องชี้แจง`,
  'invalid-deadline': (f) =>
    has(f.limit)
      ? say`กำหนดใหม่ต้องเป็นวันหลังจากวันที่ ${day(f.after)} และไม่เกินวันที่ ${day(f.limit)}`
      : say`กำหนดใหม่ต้องไม่เร็วกว่ากำหนดเดิม คือวันที่ ${day(f.current)}`,
  'nothing-to-remind': (f) =>
    has(f.suspendedAt)
      ? say('หน่วยงานอยู่ระหว่างระงับการดำเนินการ จึงไม่มีรายการครบกำหนดให้แจ้งเตือน')
      : say('ไม่มีรายการที่ยังค้างอยู่ให้แจ้งเตือน (ดำเนินการครบแล้ว หรืออยู่ระหว่างระงับการดำเนินการ)'),
  'nothing-to-extend': (f) =>
    say`ไม่มีหน่วยงานที่ยังค้างรายการ${obligation(f.obligation)}ซึ่งขยายเวลาตามที่ระบุได้ (ดำเนินการแล้ว หรือมีกำหนดช้ากว่าอยู่แล้ว)`,
  'not-suspended': () => say('ไม่ได้อยู่ระหว่างระงับการดำเนินการ จึงไม่มีสิ่งที่ต้องให้ดำเนินการต่อ'),
  withdrawn: () => say('หน่วยงานนี้ออกจากโครงการแล้ว จึงบันทึกรายการเพิ่มไม่ได้'),
  forbidden: (f) =>
    has(f.obligation) ? say`รายการ${obligation(f.obligation)}ไม่ใช่หน้าที่ของหน่วยงานระดับนี้` : say('ท่านไม่มีสิทธิดำเนินการรายการนี้'),
}

function invalidDate(f: Facts): string {
  if (has(f.calendarEnds)) return say`เกินช่วงปฏิทินวันหยุดราชการของโครงการ ซึ่งสิ้นสุดวันที่ ${day(f.calendarEnds)}`
  if (has(f.beginsAt))
    return say`การประชุมชี้แจงบันทึกได้เมื่อเริ่มประชุมแล้ว (${longMoment(text(f.beginsAt))}) ผู้เข้าร่วมประชุมให้ลงวันประชุม ผู้รับฟังการชี้แจงภายหลังให้ลงวันที่รับฟัง ซึ่งต้องไม่เกินวันนี้`
  if (has(f.after)) return say`วันที่คาดว่าจะแล้วเสร็จต้องเป็นวันหลังจากวันที่ ${day(f.after)} และไม่เกินวันที่ ${day(f.latest)}`
  if (has(f.earliest)) return say`วันที่ต้องอยู่ระหว่างวันที่ ${day(f.earliest)} ถึงวันที่ ${day(f.latest)}${entered(f.date)}`
  return say`วันที่ต้องเป็นวันตามปฏิทินและไม่เป็นวันในอนาคต (ไม่เกินวันที่ ${day(f.latest)})${entered(f.date)}`
}

/** Says what was entered when that is a day; a year of the Buddhist era is a common slip and gets its own word. */
function entered(date: unknown): string {
  if (typeof date !== 'string' || !isDay(dayOf(date))) return ''
  return Number(date.slice(0, 4)) > 2400
    ? say(' โปรดตรวจสอบปี: ระบบรับปีคริสต์ศักราช')
    : say` วันที่ที่ระบุคือ ${shortDay(dayOf(date))}`
}

function difference(row: Record<string, unknown>, name: LineName): string {
  const line = name(text(row.line))
  if (row.timesReported === 0) return say`${line} ไม่มีในรายงาน`
  if (typeof row.timesReported === 'number' && row.timesReported > 1)
    return say`${line} มีในรายงาน ${row.timesReported} บรรทัด`
  const reported = record(row.reported)
  const ledger = record(row.ledger)
  return say`${line} รายงานเบิกจ่าย ${money(reported.disbursed)} ส่งคืน ${money(reported.returned)} แต่ทะเบียนเบิกจ่าย ${money(ledger.disbursed)} ส่งคืน ${money(ledger.returned)}`
}

function money(value: unknown): string {
  const satang = typeof value === 'string' ? parseBaht(value) : undefined
  return satang === undefined ? text(value) : baht(satang)
}

function day(value: unknown): string {
  return typeof value === 'string' && isDay(value) ? fullDay(value) : text(value)
}

function obligation(value: unknown): string {
  return obligationTh[value as ObligationName] ?? text(value)
}

function has(value: unknown): boolean {
  return value !== undefined && value !== null
}

function text(value: unknown): string {
  return has(value) ? String(value) : ''
}

function rows(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : []
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
