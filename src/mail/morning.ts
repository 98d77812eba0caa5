import type { EscalationLevel } from '../domain/office.ts'
import type { ObligationName } from '../domain/policy.ts'
import { dayNumber, dayOf } from '../domain/time.ts'
import { fullDay, longDay, shortDay, timeOfDay } from '../thai/dates.ts'
import { amount, baht, percentOf } from '../thai/money.ts'
import { officeName } from '../thai/offices.ts'
import { obligationTh, owedTh } from '../thai/vocabulary.ts'
import { actNote, actOn } from './acting.ts'
import type { Block, Draft, Entry, Fact, Figure } from './block.ts'
import { byLateness, timingMark, timingTh, timingTone } from './lateness.ts'
import type { MorningRow, MorningView } from './letterView.ts'
import { askToAct, meetingTh, remainingTh } from './wording.ts'

/** Everything due to an office on one morning: what is overdue, what is coming, and spending behind its checkpoint. */
export function draftMorning(view: MorningView): Draft {
  const body: Block[] = [
    { type: 'paragraph', text: `ขอเรียนว่า ${officeName(view.office)} มีรายการที่ต้องดำเนินการ ดังนี้` },
    ...dutyBlocks(view),
    {
      type: 'paragraph',
      text: `${askToAct} หากได้ดำเนินการแล้ว โปรดบันทึกผลในระบบ ระบบจะหยุดแจ้งเตือนรายการนั้น`,
    },
  ]
  const mark = markTh[inOrder(view)[0]!.state]
  return {
    subject: `[${mark}] ${matterTh(view)}`,
    to: `ผู้ประสานงานโครงการ ${officeName(view.office)}`,
    lead: [dutyFigures(view)],
    body,
  }
}

/** What is said of duties, whoever has the office told of them. */
type Duties = Pick<MorningView, 'at' | 'kickoff' | 'link' | 'rows' | 'office' | 'acts'>

/** How late or how near the most pressing duty is, what is left to pay out, and how many duties there are. */
export function dutyFigures(view: Duties): Block {
  const rows = inOrder(view)
  const money = rows.find((r) => r.money)?.money
  const unspent = money ? money.allocated - money.accounted : 0
  return {
    type: 'figures',
    figures: [
      pressing(rows[0]!, view),
      ...(unspent > 0 ? [{ value: amount(unspent), label: 'คงเหลือที่ต้องเบิกจ่าย (บาท)', tone: 'warn' as const }] : []),
      ...(rows.length > 1
        ? [{ value: String(rows.length), label: 'ต้องดำเนินการ (รายการ)', tone: 'plain' as const }]
        : []),
    ],
  }
}

function pressing(row: MorningRow, view: Duties): Figure {
  if (row.state === 'behind-pace')
    return {
      value: row.money ? percentOf(row.money.accounted, row.money.allocated) : 'เร่งรัด',
      label: row.checkpoint ? `เบิกจ่ายแล้ว เป้าหมายร้อยละ ${row.checkpoint.percent}` : 'เบิกจ่ายต่ำกว่าเป้าหมาย',
      tone: 'warn',
    }
  if (row.workingDaysLate > 0) return { value: String(row.workingDaysLate), label: 'เกินกำหนด (วันทำการ)', tone: 'alert' }
  const meeting = meetingAhead(row, view)
  const left = meeting ?? row.daysLeft
  const what = meeting === undefined ? 'ครบกำหนด' : 'ประชุมชี้แจง'
  return left > 0
    ? { value: String(left), label: `${what}ในอีก (วัน)`, tone: left <= 3 ? 'warn' : 'plain' }
    : { value: 'วันนี้', label: what, tone: 'warn' }
}

/** The duties row by row, what is left on each budget line, and where to go on. */
export function dutyBlocks(view: Duties): Block[] {
  const rows = inOrder(view)
  const hasMoney = rows.some((r) => r.obligation === 'disbursement')
  return [
    { type: 'entries', entries: rows.map((row) => entryOf(row, view)) },
    ...openLines(rows),
    ...(hasMoney
      ? [{ type: 'banner' as const, tone: 'plain' as const, text: 'ห้ามถัวจ่ายระหว่างรายการ เงินที่ไม่ใช้ให้ส่งคืนเป็นเงินเหลือจ่าย' }]
      : []),
    { type: 'link', label: 'บันทึกผลในระบบ', href: view.link },
    ...actNote(view),
  ]
}

/** The duties in a line: the most pressing one, and how many more there are. */
export function matterTh(view: Duties): string {
  const rows = inOrder(view)
  return `${rowTh(rows[0]!, view)}${rows.length > 1 ? ` และอีก ${rows.length - 1} รายการ` : ''}`
}

function inOrder(view: Duties): MorningRow[] {
  return [...view.rows].sort((a, b) => rank(a, view) - rank(b, view) || byLateness(a, b))
}

/** Overdue first, then what is coming, then spending behind pace. */
function rank(row: MorningRow, view: Duties): number {
  if (row.state === 'overdue') return 0
  if (row.state === 'behind-pace') return 1000
  return 1 + Math.max(0, Math.min(900, meetingAhead(row, view) ?? row.daysLeft))
}

const markTh: Readonly<Record<MorningRow['state'], string>> = {
  overdue: 'เกินกำหนด',
  reminder: 'แจ้งเตือน',
  'behind-pace': 'เร่งรัดการเบิกจ่าย',
}

function rowTh(row: MorningRow, view: Duties): string {
  if (row.state === 'behind-pace') return paceTh(row)
  if (row.state === 'overdue') return `${owedTh[row.obligation]} ${timingTh(row)} (ครบกำหนด${longDay(row.deadline)})`
  const ahead = meetingAhead(row, view)
  if (ahead !== undefined) {
    const { beginsAt } = view.kickoff
    const when = ahead === 0 ? 'วันนี้' : ahead === 1 ? 'พรุ่งนี้' : `อีก ${ahead} วัน`
    return `ประชุมชี้แจงโครงการ ${longDay(dayOf(beginsAt))} เวลา ${timeOfDay(beginsAt)} (${when})`
  }
  return `${obligationTh[row.obligation]}ภายใน${longDay(row.deadline)} (${timingTh(row)})`
}

function entryOf(row: MorningRow, view: Duties): Entry {
  const title = obligationTh[row.obligation]
  const money = row.money ? [remainingTh(row.money)] : []
  if (row.state === 'behind-pace')
    return {
      title: 'ผลการเบิกจ่ายต่ำกว่าเป้าหมาย',
      mark: 'เร่งรัด',
      tone: 'warn',
      lines: [paceTh(row), ...money, toDo.disbursement],
    }

  const ahead = meetingAhead(row, view)
  if (ahead !== undefined)
    return {
      title,
      mark: ahead === 0 ? 'วันนี้' : `อีก ${ahead} วัน`,
      tone: ahead <= 1 ? 'warn' : 'plain',
      lines: [meetingTh(view.kickoff), 'โปรดลงทะเบียนและเข้าร่วมประชุม แล้วบันทึกการเข้าร่วมในระบบ'],
    }

  const due = row.daysLeft < 0 ? `ครบกำหนด${longDay(row.deadline)}` : `ภายใน${longDay(row.deadline)}`
  const told = row.state === 'overdue' && row.level > 0 ? [toldTh[row.level]] : []
  return {
    title: row.state === 'overdue' ? owedTh[row.obligation] : title,
    mark: timingMark(row),
    tone: timingTone(row),
    lines: [due, ...money, ...told, toDo[row.obligation]],
    ...actOn(view, { office: view.office.code, obligation: row.obligation }),
  }
}

/** Days until the kick-off meeting while it is still to come and that is what the office is reminded of. */
function meetingAhead({ obligation, state }: MorningRow, { kickoff, at }: Duties): number | undefined {
  if (obligation !== 'kickoff' || state !== 'reminder' || at >= kickoff.endsAt) return undefined
  return dayNumber(dayOf(kickoff.beginsAt)) - dayNumber(dayOf(at))
}

function paceTh({ money, checkpoint }: MorningRow): string {
  const spent = money ? percentOf(money.accounted, money.allocated) : 'ต่ำกว่าเป้าหมาย'
  return checkpoint
    ? `เบิกจ่ายและส่งคืนแล้ว${spent} ต่ำกว่าเป้าหมายร้อยละ ${checkpoint.percent} (เป้าหมาย ณ วันที่ ${fullDay(checkpoint.on)})`
    : `เบิกจ่ายและส่งคืนแล้ว${spent}`
}

/** What is left on each budget line, once, whatever the number of rows about money. */
function openLines(rows: readonly MorningRow[]): Block[] {
  const row = rows.find((r) => r.money && r.money.open.length > 0)
  if (!row?.money) return []
  const facts: Fact[] = row.money.open.map(({ line, remaining }) => ({ label: line, value: baht(remaining) }))
  return [
    { type: 'heading', text: `เงินคงเหลือรายรายการ (กำหนดเบิกจ่าย ${shortDay(row.deadline)})` },
    { type: 'facts', facts },
  ]
}

/** Which digest of the tier above names it. */
const toldTh: Readonly<Record<EscalationLevel, string>> = {
  0: '',
  1: 'อยู่ในรายงานประจำวันถึงจังหวัด',
  2: 'อยู่ในรายงานประจำวันถึงกรมการปกครอง',
}

const toDo: Readonly<Record<ObligationName, string>> = {
  forward: 'โปรดแจ้งหนังสือกรมการปกครองให้อำเภอในจังหวัดทราบ แล้วบันทึกการแจ้งในระบบ',
  acknowledge: 'โปรดตอบรับหนังสือและแจ้งชื่อผู้ประสานงานในระบบ',
  kickoff: 'หากมิได้เข้าร่วมประชุม โปรดรับฟังการชี้แจงภายหลัง แล้วบันทึกวันที่รับฟังในระบบ',
  disbursement: 'โปรดเบิกจ่ายตามวัตถุประสงค์หรือส่งคืนเงินเหลือจ่ายให้ครบทุกรายการ และบันทึกใน e-fms ให้เป็นปัจจุบัน',
  report: 'โปรดส่งรายงานตามแบบที่กรมการปกครองกำหนด ผ่าน Google Forms โดยให้ยอดเงินตรงกับทะเบียนเบิกจ่าย',
}
