import type { VNode } from 'preact'
import type { AgendaEntry } from '../../domain/agenda.ts'
import { Calendar } from '../../domain/calendar.ts'
import type { CommandName } from '../../domain/command.ts'
import { latenessOf } from '../../domain/lateness.ts'
import { remaining } from '../../domain/ledger.ts'
import { type ObligationName, obligationNames } from '../../domain/policy.ts'
import { dayOf, type Instant } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { timingTh, timingTone } from '../../mail/lateness.ts'
import type { OfficeDetail } from '../../store/offices.ts'
import { lineNames, type StoredProgramme } from '../../store/programmes.ts'
import type { Timeline } from '../../store/timeline.ts'
import { longDay, shortDay, timeOfDay } from '../../thai/dates.ts'
import { entryKindTh, happenedTh, morningTh } from '../../thai/happened.ts'
import { amount, baht, percentOf } from '../../thai/money.ts'
import { officeName } from '../../thai/offices.ts'
import { commandTh, levelTh, mailKindTh, obligationTh, owedTh, phaseTh, reportTh } from '../../thai/vocabulary.ts'
import { DocumentList } from '../documentList.tsx'
import type { DocumentLink } from '../documents.ts'
import { officePath } from '../paths.ts'
import { Scrolls } from '../scrolls.tsx'
import { LineBar } from './lineBar.tsx'
import { type Offer, offers } from './offers.ts'

/** What the page of an office shows. */
export interface OfficeView {
  readonly programme: StoredProgramme
  readonly office: OfficeDetail
  /** The province's bare Thai name. */
  readonly province: string
  readonly timeline: Timeline
  /** What its agenda has next while nobody does anything. */
  readonly upcoming: readonly AgendaEntry[]
  /** Programme time. */
  readonly now: Instant
  /** Commands that its reader may give. */
  readonly mayGive: readonly CommandName[]
  /** Whether names and addresses of people are shown: not to those who read along. */
  readonly showsPeople: boolean
  /** Its workflow in the Temporal UI, for those who operate it. */
  readonly workflow: string | undefined
  readonly documents: readonly DocumentLink[]
}

/** An office: what to do now first, the path, the money, what happened and what comes. */
export function OfficePage(view: OfficeView): VNode {
  const { office, province, programme, now } = view
  const offered = offers(view)
  return (
    <>
      <h1>{officeName({ code: office.code, name: office.nameTh, province })}</h1>
      <p class="standing">
        <span class="badge">{say(phaseTh[office.phase])}</span> {say('รายงานผล:')} {say(reportTh[office.report])}
        {office.level > 0 ? <> · {say(levelTh[office.level])}</> : null}
      </p>
      <NextStep view={view} offered={offered} />
      <Path view={view} />
      <Money view={view} />
      <Acts offered={offered} base={officePath(programme.id, office.code)} />
      <Ledger view={view} />
      <DocumentList documents={view.documents} />
      <Coming view={view} />
      <Happened view={view} />
      {view.showsPeople ? <Contacts office={office} /> : null}
      {view.workflow ? (
        <p>
          <a href={view.workflow}>{say('workflow ของหน่วยงานใน Temporal')}</a>
        </p>
      ) : null}
      <p class="meta">
        {say('ข้อมูล ณ')} {say`${longDay(dayOf(now))} เวลา ${timeOfDay(now)}`}
      </p>
    </>
  )
}

/** The most pressing thing the office owes, with the button that does it. */
function NextStep({ view, offered }: { view: OfficeView; offered: readonly Offer[] }): VNode {
  const first = dutiesOf(view)
    .filter((d) => !d.obligation.settledAt)
    .sort((a, b) => (a.obligation.deadline < b.obligation.deadline ? -1 : 1))[0]
  const { office, programme } = view
  if (!first)
    return (
      <section class="next good" aria-labelledby="next">
        <h2 id="next">{say('สิ่งที่ต้องทำตอนนี้')}</h2>
        <p>{office.notifiedAt ? say('ไม่มีรายการที่ต้องดำเนินการ') : say('รอจังหวัดแจ้งหนังสือ เมื่อแจ้งแล้วจะเริ่มนับกำหนดเวลา')}</p>
      </section>
    )
  const act = offered.find((o) => o.settles === first.name)
  return (
    <section class={`next ${first.tone}`} aria-labelledby="next">
      <h2 id="next">{say('สิ่งที่ต้องทำตอนนี้')}</h2>
      <p class="what">
        <b>{first.late ? say(owedTh[first.name]) : say(obligationTh[first.name])}</b>
        <span class={`timing ${first.tone}`}>{first.timing}</span>
      </p>
      <p>{say`ภายใน${longDay(first.obligation.deadline)}`}</p>
      {act ? (
        <p>
          <a class="button" href={`${officePath(programme.id, office.code)}/${act.command}`}>
            {say(commandTh[act.command])}
          </a>
        </p>
      ) : null}
    </section>
  )
}

/** The path from kick-off to final report. */
function Path({ view }: { view: OfficeView }): VNode {
  const duties = dutiesOf(view)
  return (
    <section aria-labelledby="path">
      <h2 id="path">{say('เส้นทางจากประชุมชี้แจงถึงรายงานผล')}</h2>
      {duties.length === 0 ? <p>{say('ยังไม่ได้รับแจ้งการดำเนินโครงการ')}</p> : null}
      <ol class="path">
        {duties.map(({ name, obligation, timing, tone }) => (
          <li class={tone}>
            <span class="mark" aria-hidden="true">
              {obligation.settledAt ? '✓' : tone === 'alert' ? '!' : ''}
            </span>
            <div>
              <b>{say(obligationTh[name])}</b>
              <span class={`timing ${tone}`}>{timing}</span>
              <p>
                {say('กำหนด')} {longDay(obligation.deadline)}
                {obligation.settledAt ? say` · ดำเนินการเมื่อ ${shortDay(dayOf(obligation.settledAt))}` : ''}
                {obligation.level > 0 ? ` · ${say(levelTh[obligation.level])}` : ''}
                {obligation.answer ? say` · จังหวัดชี้แจงว่าจะแล้วเสร็จ ${shortDay(obligation.answer.promisedOn)}` : ''}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Money({ view }: { view: OfficeView }): VNode | null {
  const { lines } = view.office
  if (lines.length === 0) return null
  const sum = (of: (l: OfficeDetail['lines'][number]) => number) => lines.reduce((total, l) => total + of(l), 0)
  const [allocated, spent] = [sum((l) => l.allocated), sum((l) => l.disbursed + l.returned)]
  return (
    <section aria-labelledby="money">
      <h2 id="money">{say('เงินจัดสรรและการเบิกจ่าย')}</h2>
      <p>
        {say('เบิกจ่ายและส่งคืนแล้ว')} {baht(spent)} {say('จาก')} {baht(allocated)} ({percentOf(spent, allocated)})
      </p>
      <Scrolls by="money">
        <table>
          <thead>
            <tr>
              <th scope="col">{say('รายการ')}</th>
              <th scope="col" class="figure">
                {say('จัดสรร')}
              </th>
              <th scope="col" class="figure">
                {say('เบิกจ่าย')}
              </th>
              <th scope="col" class="figure">
                {say('ส่งคืน')}
              </th>
              <th scope="col" class="figure">
                {say('คงเหลือ')}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((l) => (
              <tr>
                <th scope="row">
                  {lineNames(view.programme.details)(l.line)}
                  <LineBar line={l} />
                </th>
                {[l.allocated, l.disbursed, l.returned, remaining(l)].map((figure) => (
                  <td class="figure">{amount(figure)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
      <p class="hint">{say('ห้ามถัวจ่ายระหว่างรายการ เงินที่ไม่ใช้ให้ส่งคืนเป็นเงินเหลือจ่าย')}</p>
    </section>
  )
}

/** Everything that may be done with the office now. */
function Acts({ offered, base }: { offered: readonly Offer[]; base: string }): VNode | null {
  if (offered.length === 0) return null
  return (
    <section class="acts" aria-labelledby="acts">
      <h2 id="acts">{say('บันทึกและดำเนินการ')}</h2>
      <ul>
        {offered.map(({ command }) => (
          <li>
            <a href={`${base}/${command}`}>{say(commandTh[command])}</a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Ledger({ view }: { view: OfficeView }): VNode | null {
  const { ledger } = view.office
  if (ledger.length === 0) return null
  return (
    <section aria-labelledby="ledger">
      <h2 id="ledger">
        {say('ทะเบียนการเบิกจ่าย (')}
        {ledger.length} {say('รายการ)')}
      </h2>
      <Scrolls by="ledger">
        <table>
          <thead>
            <tr>
              <th scope="col">{say('วันที่จ่าย')}</th>
              <th scope="col">{say('เลขที่เอกสาร')}</th>
              <th scope="col">{say('รายการ')}</th>
              <th scope="col">{say('ประเภท')}</th>
              <th scope="col" class="figure">
                {say('จำนวนเงิน (บาท)')}
              </th>
            </tr>
          </thead>
          <tbody>
            {[...ledger].reverse().map((e) => (
              <tr>
                <td>{e.paidOn ? shortDay(e.paidOn) : '-'}</td>
                <td>{e.documentNo}</td>
                <td>{lineNames(view.programme.details)(e.line)}</td>
                <td>
                  {entryKindTh(e)}
                  {e.late ? say(' (หลังกำหนด)') : ''}
                </td>
                <td class="figure">{amount(e.amount)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
    </section>
  )
}

/** What time alone will bring, in words. */
function Coming({ view: { upcoming } }: { view: OfficeView }): VNode {
  return (
    <section aria-labelledby="coming">
      <h2 id="coming">{say('สิ่งที่จะเกิดขึ้นต่อไป หากยังไม่มีการดำเนินการ')}</h2>
      {upcoming.length === 0 ? <p>{say('ไม่มีการแจ้งเตือนที่รออยู่')}</p> : null}
      <ol class="events">
        {upcoming.map((entry) => (
          <li>
            <time dateTime={entry.at}>
              {shortDay(dayOf(entry.at))} {timeOfDay(entry.at)}
            </time>
            <span>{entry.type === 'notified' ? say('ได้รับหนังสือแจ้งการดำเนินโครงการ') : morningTh(entry)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** How many of the latest events the page shows. */
export const EVENTS_SHOWN = 60

function Happened({ view }: { view: OfficeView }): VNode {
  const { events, mails } = view.timeline
  const told = mails.map((m) => ({ at: m.at, text: say`อีเมล: ${say(mailKindTh[m.kind])}`, by: null }))
  const lineName = lineNames(view.programme.details)
  const happened = events
    .filter((e) => e.type !== 'morning' || (e.event as { raised?: readonly unknown[] }).raised?.length)
    .map((e) => ({ at: e.at, text: happenedTh(e.event, lineName), by: e.by }))
  const all = [...happened, ...told].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, EVENTS_SHOWN)
  return (
    <section aria-labelledby="happened">
      <h2 id="happened">{say('สิ่งที่เกิดขึ้นแล้ว')}</h2>
      {all.length === 0 ? <p>{say('ยังไม่มีเหตุการณ์')}</p> : null}
      <ol class="events">
        {all.map(({ at, text }) => (
          <li>
            <time dateTime={at}>
              {shortDay(dayOf(at))} {timeOfDay(at)}
            </time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Contacts({ office: { contacts } }: { office: OfficeDetail }): VNode {
  return (
    <section aria-labelledby="contacts">
      <h2 id="contacts">{say('ผู้รับหนังสือแจ้งของหน่วยงาน')}</h2>
      {contacts.length === 0 ? <p class="error">{say('ยังไม่มีผู้รับ โปรดตอบรับหนังสือและแจ้งชื่อผู้ประสานงาน')}</p> : null}
      <ul>
        {contacts.map((c) => (
          <li>
            {c.name} {c.phone ? say`โทร. ${c.phone}` : ''} {c.email}
          </li>
        ))}
      </ul>
    </section>
  )
}

interface DutyShown {
  readonly name: ObligationName
  readonly obligation: NonNullable<OfficeDetail['obligations'][ObligationName]>
  readonly timing: string
  readonly tone: 'alert' | 'warn' | 'good' | 'plain'
  readonly late: boolean
}

function dutiesOf({ office, programme, now }: OfficeView): DutyShown[] {
  const calendar = new Calendar(programme.rules.calendar)
  return obligationNames.flatMap((name) => {
    const obligation = office.obligations[name]
    if (!obligation) return []
    const lateness = latenessOf(obligation, dayOf(now), calendar)
    const isStill = office.suspendedAt || office.withdrawnAt
    return [
      {
        ...{ name, obligation, late: lateness.daysLeft < 0 && !obligation.settledAt },
        timing: obligation.settledAt ? say('แล้วเสร็จ') : isStill ? phaseTh[office.phase] : timingTh(lateness),
        tone: obligation.settledAt ? 'good' : isStill ? 'plain' : timingTone(lateness),
      } as const,
    ]
  })
}
