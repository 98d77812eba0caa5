import { type ObligationName, obligationNames } from '../domain/policy.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import type { OfficeDetail } from '../store/offices.ts'
import { lettersFor, type StoredProgramme } from '../store/programmes.ts'
import type { TimelineEvent } from '../store/timeline.ts'
import { fullDay, longMoment, shortDay, timeOfDay } from '../thai/dates.ts'
import { amount, baht, percentOf } from '../thai/money.ts'
import { eventTh, levelTh, obligationTh, phaseTh, reportTh } from '../thai/vocabulary.ts'
import { Paper } from './pdf.ts'

/** What a paper on one office is made from. */
export interface DossierSubject {
  readonly programme: StoredProgramme
  /** The office's full name in Thai. */
  readonly name: string
  /** The province's bare Thai name. */
  readonly province: string
  readonly office: OfficeDetail
  readonly events: readonly TimelineEvent[]
  /** Programme time. */
  readonly at: Instant
}

/**
 * The dossier of an office, for a field visit by the provincial NACC office: where it stands, what it owes and when it settled it,
 * what was escalated and answered, its lines, its whole ledger, and what happened. Nobody's name, address or words are in it.
 */
export function dossier({ programme, name, province, office, events, at }: DossierSubject): Promise<Buffer> {
  const { details, rules, sample, clock } = programme
  const lineName = (code: string) => details.budget.lines.find((l) => l.code === code)?.name ?? code
  const paper = new Paper(`แฟ้มข้อมูล ${name}`, name)
  paper.heading(`แฟ้มข้อมูล${name}`)
  paper.line(`${programme.name} กิจกรรม ${programme.activity} ปีงบประมาณ พ.ศ. ${rules.policy.fiscalYear}`)
  for (const letter of lettersFor(details, province))
    paper.line(`อ้างถึง หนังสือ${letter.from} ที่ ${letter.number} ลงวันที่ ${fullDay(letter.date)}`)
  paper.line(`ข้อมูล ณ ${longMoment(at)}`)
  if (clock.kind !== 'live') paper.line('การซ้อมระบบ ไม่ใช่ผลการดำเนินงานจริง')
  if (sample) paper.line('จำนวนเงินและรายการเป็นตัวอย่าง')
  paper.gap().line(`สถานะ: ${phaseTh[office.phase]}  รายงานผล: ${reportTh[office.report]}  ${levelTh[office.level]}`)

  paper.gap().heading('สิ่งที่ต้องดำเนินการ')
  const owed = obligationNames.filter((n) => office.obligations[n])
  paper.table<ObligationName>(
    [
      { header: 'เรื่อง', share: 5, text: (n) => obligationTh[n] },
      { header: 'กำหนด', share: 2, text: (n) => shortDay(office.obligations[n]!.deadline) },
      { header: 'แล้วเสร็จ', share: 2, text: (n) => dayOrNot(office.obligations[n]!.settledAt) },
      { header: 'การรายงานหน่วยเหนือ', share: 4, text: (n) => escalationOf(office, n) },
    ],
    owed,
  )

  paper.gap().heading('เงินจัดสรรและการเบิกจ่าย')
  const figure = (header: string, of: (l: OfficeDetail['lines'][number]) => string) => ({
    ...{ header, share: 2.4, isFigure: true, text: of },
  })
  paper.table(
    [
      { header: 'รายการ', share: 4, text: (l: OfficeDetail['lines'][number]) => lineName(l.line) },
      figure('จัดสรร', (l) => amount(l.allocated)),
      figure('เบิกจ่าย', (l) => amount(l.disbursed)),
      figure('ส่งคืน', (l) => amount(l.returned)),
      figure('คงเหลือ', (l) => amount(l.allocated - l.disbursed - l.returned)),
    ],
    office.lines,
  )
  const sum = (of: (l: OfficeDetail['lines'][number]) => number) => office.lines.reduce((t, l) => t + of(l), 0)
  const spent = sum((l) => l.disbursed + l.returned)
  paper.line(
    `รวมจัดสรร ${baht(sum((l) => l.allocated))} เบิกจ่ายและส่งคืน ${baht(spent)} ${percentOf(
      spent,
      sum((l) => l.allocated),
    )}`,
  )

  paper.gap().heading(`ทะเบียนการเบิกจ่าย ${office.ledger.length} รายการ`)
  if (office.ledger.length > 0)
    paper.table<OfficeDetail['ledger'][number]>(
      [
        { header: 'ที่', share: 0.8, isFigure: true, text: (e) => String(e.sequence) },
        { header: 'วันที่จ่าย', share: 2, text: (e) => dayOrNot(e.paidOn) },
        { header: 'เลขที่เอกสาร', share: 2.4, text: (e) => e.documentNo },
        { header: 'รายการ', share: 4, text: (e) => lineName(e.line) },
        {
          header: 'ประเภท',
          share: 3,
          text: (e) => `${e.reversal ? 'กลับรายการ' : ''}${kindTh[e.kind]}${e.late ? ' (หลังกำหนด)' : ''}`,
        },
        { header: 'จำนวนเงิน', share: 2.4, isFigure: true, text: (e) => amount(e.amount) },
      ],
      office.ledger,
    )

  paper.gap().heading('ลำดับเหตุการณ์')
  paper.table<TimelineEvent>(
    [
      { header: 'ที่', share: 0.8, isFigure: true, text: (e) => String(e.sequence) },
      { header: 'วัน เวลา', share: 3, text: (e) => `${shortDay(dayOf(e.at))} ${timeOfDay(e.at)}` },
      { header: 'เหตุการณ์', share: 8, text: (e) => eventTh[e.type] },
    ],
    events,
  )
  return paper.finish()
}

const kindTh = { disbursement: 'เบิกจ่าย', return: 'ส่งคืนเงินเหลือจ่าย' } as const

function dayOrNot(at: string | null): string {
  return at === null ? '-' : shortDay(dayOf(at))
}

function escalationOf({ obligations }: OfficeDetail, name: ObligationName): string {
  const { level, answer, settledAt } = obligations[name]!
  if (level === 0) return settledAt ? '-' : levelTh[0]
  return answer ? `${levelTh[level]} จังหวัดชี้แจงว่าจะแล้วเสร็จ ${shortDay(answer.promisedOn)}` : levelTh[level]
}
