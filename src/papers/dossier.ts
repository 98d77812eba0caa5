import { isRehearsal } from '../domain/clock.ts'
import { type ObligationName, obligationNames } from '../domain/policy.ts'
import { type Day, dayOf, type Instant } from '../domain/time.ts'
import type { EfmsStanding } from '../store/efmsStanding.ts'
import type { OfficeDetail } from '../store/offices.ts'
import { lettersFor, lineNames, type StoredProgramme } from '../store/programmes.ts'
import type { TimelineEvent } from '../store/timeline.ts'
import { fullDay, longMoment, shortDay, timeOfDay } from '../thai/dates.ts'
import { entryKindTh, happenedTh } from '../thai/happened.ts'
import { amount, baht, percentOf } from '../thai/money.ts'
import { levelTh, obligationTh, phaseTh, reportTh } from '../thai/vocabulary.ts'
import { footerOf, warningsOf } from './marks.ts'
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
  /** What the last extract of e-fms said of the office; left out when none did. */
  readonly efms?: EfmsStanding | undefined
  /** Programme time. */
  readonly at: Instant
}

/**
 * The dossier of an office, for a field visit by the provincial NACC office: where it stands, what it owes and when it settled it,
 * what was escalated and answered, its lines, its whole ledger, and what happened. Nobody's name, address or words are in it.
 */
export function dossier({ programme, name, province, office, events, efms, at }: DossierSubject): Promise<Buffer> {
  const { details, rules, sample, clock } = programme
  const lineName = lineNames(details)
  const marked = { rehearsal: isRehearsal(clock), sample }
  const paper = new Paper(`แฟ้มข้อมูล ${name}`, footerOf(name, marked))
  paper.heading(`แฟ้มข้อมูล${name}`)
  paper.line(`${programme.name} กิจกรรม ${programme.activity} ปีงบประมาณ พ.ศ. ${rules.policy.fiscalYear}`)
  for (const letter of lettersFor(details, province))
    paper.line(`อ้างถึง หนังสือ${letter.from} ที่ ${letter.number} ลงวันที่ ${fullDay(letter.date)}`)
  paper.line(`ข้อมูล ณ ${longMoment(at)}`)
  for (const warning of warningsOf(marked)) paper.line(warning)
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

  const escalations = events.flatMap(escalationsIn)
  paper.gap().heading(`การรายงานหน่วยเหนือและการชี้แจง ${escalations.length} ครั้ง`)
  if (escalations.length > 0)
    paper.table<Escalation>(
      [
        { header: 'วันที่', share: 2, text: (e) => shortDay(e.on) },
        { header: 'เรื่อง', share: 5, text: (e) => obligationTh[e.obligation] },
        { header: 'การดำเนินการ', share: 6, text: (e) => e.what },
      ],
      escalations,
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
        { header: 'ประเภท', share: 3, text: (e) => `${entryKindTh(e)}${e.late ? ' (หลังกำหนด)' : ''}` },
        { header: 'อ้างอิง e-fms', share: 2.2, text: (e) => e.efmsRef ?? '-' },
        { header: 'จำนวนเงิน', share: 2.4, isFigure: true, text: (e) => amount(e.amount) },
      ],
      office.ledger,
    )
  paper.line(efmsTh(efms))

  paper.gap().heading('ลำดับเหตุการณ์')
  paper.table<TimelineEvent>(
    [
      { header: 'ที่', share: 0.8, isFigure: true, text: (e) => String(e.sequence) },
      { header: 'วัน เวลา', share: 3, text: (e) => `${shortDay(dayOf(e.at))} ${timeOfDay(e.at)}` },
      { header: 'เหตุการณ์', share: 8, text: (e) => happenedTh(e.event, lineName) },
    ],
    events,
  )
  return paper.finish()
}

interface Escalation {
  readonly on: Day
  readonly obligation: ObligationName
  readonly what: string
}

/** What an event has of escalations to those above, and of what the province said to them. */
function escalationsIn({ event }: TimelineEvent): Escalation[] {
  const on = dayOf(event.at)
  if (event.type === 'morning')
    return event.raised.map(({ obligation, level }) => ({ on, obligation, what: levelTh[level] }))
  if (event.type === 'escalation-answered')
    return [{ on, obligation: event.obligation, what: `จังหวัดชี้แจงว่าจะแล้วเสร็จ ${shortDay(event.promisedOn)}` }]
  return []
}

/** Whether the ledger says what e-fms says. */
function efmsTh(efms: EfmsStanding | undefined): string {
  if (!efms) return 'ยังไม่มีการเทียบกับ e-fms'
  const { at, different, missing, extra } = efms
  const compared = `เทียบกับ e-fms เมื่อ ${shortDay(dayOf(at))}`
  if (different + missing + extra === 0) return `${compared} ตรงกันทุกรายการ`
  return `${compared} ข้อมูลต่างกัน ${different} รายการ มีใน e-fms แต่ไม่มีในทะเบียน ${missing} รายการ มีในทะเบียนแต่ไม่มีใน e-fms ${extra} รายการ`
}

function dayOrNot(at: string | null): string {
  return at === null ? '-' : shortDay(dayOf(at))
}

function escalationOf({ obligations }: OfficeDetail, name: ObligationName): string {
  const { level, answer, settledAt } = obligations[name]!
  if (level === 0) return settledAt ? '-' : levelTh[0]
  return answer ? `${levelTh[level]} จังหวัดชี้แจงว่าจะแล้วเสร็จ ${shortDay(answer.promisedOn)}` : levelTh[level]
}
