import { isRehearsal } from '../domain/clock.ts'
import type { Overdue } from '../domain/overdue.ts'
import { obligationNames, tierOf } from '../domain/policy.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import type { OverdueOffice } from '../store/overdue.ts'
import { lettersFor, type StoredProgramme } from '../store/programmes.ts'
import { fullDay, monthYear, shortDay } from '../thai/dates.ts'
import { amount, baht } from '../thai/money.ts'
import type { Numerals } from '../thai/numerals.ts'
import { headOf, type OfficeNames, shortOfficeName } from '../thai/offices.ts'
import { centre, department, owedTh } from '../thai/vocabulary.ts'
import { type Attachment, externalLetter } from './externalLetter.ts'

/** How urgent an official letter is (ชั้นความเร็ว), the least first. */
export const urgencies = ['urgent', 'very-urgent', 'most-urgent'] as const
export type Urgency = (typeof urgencies)[number]
const urgencyTh: Readonly<Record<Urgency, string>> = {
  urgent: 'ด่วน',
  'very-urgent': 'ด่วนมาก',
  'most-urgent': 'ด่วนที่สุด',
}

/** What a letter that urges is made from. */
export interface UrgingSubject {
  readonly programme: Pick<StoredProgramme, 'name' | 'activity' | 'details' | 'rules' | 'sample' | 'clock'>
  /** To whose head: a district's from its province, a province's from the department. */
  readonly to: OfficeNames
  /** The offices that it is about, each with something overdue. */
  readonly offices: readonly OverdueOffice[]
  /** Programme time. */
  readonly at: Instant
  readonly numerals: Numerals
  readonly urgency?: Urgency | undefined
}

/** What only one of the two letters says. */
interface Wording {
  /** As a letter of the programme names it, and as this one speaks of itself. */
  readonly sender: string
  /** Whose building it is sent from. */
  readonly seat: string
  /** The office in charge of it (ส่วนราชการเจ้าของเรื่อง). */
  readonly inCharge: string
  /** The reader's area. */
  readonly reader: string
  readonly references: StoredProgramme['details']['letters']
  /** What was found, before the list of it. */
  readonly found: string
  readonly list: readonly string[]
  /** What the reader is asked to do, besides reporting it. */
  readonly request: string
  readonly conclusion: string
  readonly enclosures: readonly string[]
  readonly attachment?: Attachment
}

/** `กรมการปกครองและจังหวัดสกลนคร` */
const inWords = new Intl.ListFormat('th', { type: 'conjunction' })

/** For whoever signs to fill in. */
const BLANK = '.'.repeat(24)
const SHORT_BLANK = '.'.repeat(10)

/**
 * A draft letter that urges to settle what is overdue (หนังสือเร่งรัด), as a .docx for its sender to edit and sign. Nobody is named
 * in it: who signs it, its number and its day are left blank.
 */
export function urgingLetter(subject: UrgingSubject): Promise<Buffer> {
  const { programme, to, at, numerals, urgency } = subject
  const { name, activity, rules, sample, clock, details } = programme
  const isToGovernor = tierOf(to.code) === 'province'
  const { sender, seat, inCharge, reader, references, found, list, request, ...wording } = isToGovernor
    ? toGovernor(subject)
    : toDistrict(subject)
  const today = dayOf(at)
  const askedBy = inWords.format(new Set(references.map(({ from }) => from))) || department
  const asked = `${references.length > 0 ? 'ตามหนังสือที่อ้างถึง ' : 'ตามที่'}${askedBy}ได้แจ้งให้${reader}ดำเนินการตาม${name} ปีงบประมาณ พ.ศ. ${rules.policy.fiscalYear} กิจกรรม${activity} ความละเอียดแจ้งแล้ว นั้น`
  return externalLetter({
    urgency: urgency && urgencyTh[urgency],
    number: `${codeOf(sender, details)}${SHORT_BLANK}`,
    sender: [seat, `(ที่ตั้ง) ${BLANK}`],
    month: `........ ${monthYear(today)}`,
    subject: `เร่งรัดการดำเนินการตาม${name}`,
    to: headOf(to),
    references: references.map(({ from, number, date }) => `หนังสือ${from} ที่ ${number} ลงวันที่ ${fullDay(date)}`),
    enclosures: wording.enclosures,
    parts: [
      [
        asked,
        `${sender}ได้ตรวจสอบแล้ว ณ วันที่ ${fullDay(today)} ปรากฏว่า${found} ดังนี้`,
        ...list.map((text, i) => `${i + 1}. ${text}`),
      ],
      [
        `${sender}พิจารณาแล้ว เพื่อให้การดำเนินโครงการบรรลุวัตถุประสงค์ จึงขอให้${reader}${request} และรายงานผลให้${sender}ทราบภายในวันที่ ${BLANK}`,
      ],
      [wording.conclusion],
    ],
    closing: 'ขอแสดงความนับถือ',
    signature: [`(${BLANK}${BLANK})`, `ตำแหน่ง ${BLANK}`],
    inCharge: [inCharge, `โทร. ${BLANK}`],
    marks: ['ร่าง', ...(isRehearsal(clock) ? ['ซ้อมระบบ'] : []), ...(sample ? ['ตัวเลขตัวอย่าง'] : [])].join('  '),
    numerals,
    attachment: wording.attachment,
  })
}

/** From the province, item by item. */
function toDistrict({ programme, to, offices }: UrgingSubject): Wording {
  const list = offices.flatMap((o) => o.overdue.map((item) => inDetail(item, o)))
  const reader = `อำเภอ${to.name}`
  return {
    sender: `จังหวัด${to.province}`,
    seat: `ศาลากลางจังหวัด${to.province}`,
    inCharge: `ที่ทำการปกครองจังหวัด${to.province}`,
    reader,
    references: lettersFor(programme.details, to.province),
    found: `${reader}มีรายการที่พ้นกำหนดเวลาและยังดำเนินการไม่แล้วเสร็จ จำนวน ${list.length} รายการ`,
    list,
    request: 'เร่งรัดดำเนินการตามรายการดังกล่าวให้แล้วเสร็จโดยเร็ว พร้อมทั้งบันทึกผลการดำเนินการในระบบ',
    conclusion: 'จึงเรียนมาเพื่อพิจารณาดำเนินการ',
    enclosures: [],
  }
}

/** From the department, in sums, with every office's items in a table. */
function toGovernor({ programme, to, offices, at }: UrgingSubject): Wording {
  const reader = `จังหวัด${to.province}`
  const rows = offices.flatMap((o) => o.overdue.map((item) => ({ ...item, ...o })))
  const list = `บัญชีรายการที่พ้นกำหนดเวลาของหน่วยงานในพื้นที่${reader}`
  return {
    sender: department,
    seat: department,
    inCharge: centre,
    reader,
    // The province's own letter was sent by the governor, and not received.
    references: lettersFor(programme.details),
    found: `หน่วยงานในพื้นที่${reader} จำนวน ${offices.length} แห่ง มีรายการที่พ้นกำหนดเวลาและยังดำเนินการไม่แล้วเสร็จ รวม ${rows.length} รายการ รายละเอียดตามสิ่งที่ส่งมาด้วย สรุปได้`,
    list: obligationNames.flatMap((obligation) => inSum(rows.filter((r) => r.obligation === obligation))),
    request: 'เร่งรัดที่ทำการปกครองจังหวัดและอำเภอที่เกี่ยวข้องให้ดำเนินการแล้วเสร็จโดยเร็ว พร้อมทั้งกำกับให้บันทึกผลการดำเนินการในระบบ',
    conclusion: 'จึงเรียนมาเพื่อโปรดพิจารณาดำเนินการต่อไป',
    enclosures: [`${list} จำนวน 1 ฉบับ`],
    attachment: tableOf([list, programme.name, `ข้อมูล ณ วันที่ ${fullDay(dayOf(at))}`], rows),
  }
}

type OverdueRow = Overdue & OverdueOffice

/** One thing that a district owes. */
function inDetail(
  { obligation, deadline, workingDaysLate, promisedOn }: Overdue,
  { undisbursed }: OverdueOffice,
): string {
  return [
    `${owedTh[obligation]} ครบกำหนดวันที่ ${fullDay(deadline)}`,
    ...(workingDaysLate > 0 ? [`พ้นกำหนด ${workingDaysLate} วันทำการ`] : []),
    ...(obligation === 'disbursement' ? [`เงินคงเหลือ ${baht(undisbursed)}`] : []),
    ...(promisedOn ? [`ซึ่งจังหวัดชี้แจงว่าจะแล้วเสร็จวันที่ ${fullDay(promisedOn)}`] : []),
  ].join(' ')
}

/** In how many offices the same thing is owed; nothing where none does. */
function inSum(rows: readonly OverdueRow[]): string[] {
  const [first] = rows
  if (!first) return []
  const owed = `${owedTh[first.obligation]} จำนวน ${rows.length} แห่ง`
  return [first.obligation === 'disbursement' ? `${owed} เงินคงเหลือรวม ${baht(undisbursedIn(rows))}` : owed]
}

/** Every office's overdue obligations, with what is not disbursed in sum. */
function tableOf(title: readonly string[], rows: readonly OverdueRow[]): Attachment {
  return {
    title,
    columns: [
      { header: 'ที่', share: 1, isFigure: true },
      { header: 'หน่วยงาน', share: 5.4 },
      { header: 'รายการ', share: 6.2 },
      { header: 'ครบกำหนด', share: 3.2 },
      { header: 'พ้นกำหนด (วันทำการ)', share: 2.4, isFigure: true },
      { header: 'เงินคงเหลือ (บาท)', share: 3.2, isFigure: true },
      { header: 'จังหวัดชี้แจงว่าจะแล้วเสร็จ', share: 3.2 },
    ],
    rows: [
      ...rows.map(({ office, obligation, deadline, workingDaysLate, undisbursed, promisedOn }, i) => [
        String(i + 1),
        shortOfficeName(office),
        owedTh[obligation],
        shortDay(deadline),
        workingDaysLate > 0 ? String(workingDaysLate) : '-',
        obligation === 'disbursement' ? amount(undisbursed) : '-',
        promisedOn ? shortDay(promisedOn) : '-',
      ]),
      ['', 'รวม', `${rows.length} รายการ`, '', '', amount(undisbursedIn(rows)), ''],
    ],
  }
}

/** In satang, of the offices that owe disbursement. */
function undisbursedIn(rows: readonly OverdueRow[]): number {
  return rows.filter((r) => r.obligation === 'disbursement').reduce((sum, r) => sum + r.undisbursed, 0)
}

/** The sender's code, as its own letter of the programme bears it, up to the number that this one is yet to get. */
function codeOf(sender: string, { letters }: StoredProgramme['details']): string {
  const code = letters.find(({ from }) => from === sender)?.number.match(/^[^/]+\//)
  return code?.[0] ?? `${SHORT_BLANK}/`
}
