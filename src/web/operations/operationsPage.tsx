import type { VNode } from 'preact'
import type { ExaminationView, UnderWay } from '../../doctor/examinations.ts'
import type { OfficeCode } from '../../domain/policy.ts'
import type { Day } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import type { PartState } from '../../operations/parts.ts'
import type { PauseView } from '../../store/mailPause.ts'
import type { MailQueue } from '../../store/mailQueue.ts'
import type { MailAlarm } from '../../store/mailWatch.ts'
import { longMoment } from '../../thai/dates.ts'
import { driftTh, partTh } from '../../thai/operationsWords.ts'
import { tierTh } from '../../thai/vocabulary.ts'
import { Figures } from '../figures.tsx'
import { examinationPath, OPERATIONS, officePath } from '../paths.ts'
import { Scrolls } from '../scrolls.tsx'

/** What is shown of one programme. */
export interface ProgrammeOperations {
  readonly id: string
  readonly name: string
  /** Programme time. */
  readonly today: Day
  readonly isOpen: boolean
  readonly queue: MailQueue
  /** Those that hold mail back now. */
  readonly pauses: readonly PauseView[]
  /** Offices that a mail would reach nobody in. */
  readonly nobody: readonly OfficeCode[]
  readonly names: ReadonlyMap<OfficeCode, string>
  readonly provinces: readonly { readonly code: OfficeCode; readonly name: string }[]
  readonly examined: ExaminationView | undefined
  readonly underWay: UnderWay | undefined
  /** In the Temporal UI; left out where none is known, or nothing runs yet. */
  readonly workflows:
    | { readonly programme: string; readonly provinces: readonly { readonly name: string; readonly href: string }[] }
    | undefined
}

export interface OperationsView {
  readonly parts: readonly PartState[]
  readonly alarm: MailAlarm
  readonly programmes: readonly ProgrammeOperations[]
  readonly csrf: string
}

/** How the service does: its parts, and of every programme its mail and whether its records agree. */
export function OperationsPage({ parts, alarm, programmes, csrf }: OperationsView): VNode {
  return (
    <>
      <h1>{say('การทำงานของระบบ')}</h1>
      <section aria-labelledby="parts">
        <h2 id="parts">{say('ส่วนประกอบของระบบ')}</h2>
        <ul class="path">
          {parts.map((state) => (
            <PartItem {...state} />
          ))}
        </ul>
        <p class="hint">{say('เวลาที่แสดงเป็นเวลาแรกที่เครื่องแม่ข่ายนี้พบสถานะดังกล่าว')}</p>
      </section>
      <Alarm alarm={alarm} />
      {programmes.map((programme) => (
        <ProgrammeSection programme={programme} csrf={csrf} />
      ))}
    </>
  )
}

function PartItem({ part, isUp, since }: PartState): VNode {
  const [name, what, todo] = [say(partTh[part].name), say(partTh[part].what), say(partTh[part].todo)]
  const tone = isUp ? 'good' : 'alert'
  const [working, away] = part === 'mail' ? [say('ส่งตามกำหนด'), say('ล่าช้า')] : [say('ทำงานปกติ'), say('ไม่ตอบรับ')]
  return (
    <li class={tone}>
      <span class="mark" aria-hidden="true">
        {isUp ? '✓' : '!'}
      </span>
      <div>
        <b>{name}</b>
        <span class={`timing ${tone}`}>{isUp ? working : away}</span>
        <p>{say`${what} · ตั้งแต่${longMoment(since)}`}</p>
        {isUp ? null : <p>{todo}</p>}
      </div>
    </li>
  )
}

function Alarm({ alarm: { late, dueSince, reasons } }: { alarm: MailAlarm }): VNode | null {
  if (late === 0) return null
  return (
    <section class="next alert" aria-labelledby="alarm">
      <h2 id="alarm">{say('อีเมลล่าช้า')}</h2>
      <p>
        {say('อีเมล')} {late} {say('ฉบับเลยกำหนดส่งเกิน 30 นาที')}
        {dueSince ? say` ฉบับแรกถึงกำหนดเมื่อ${longMoment(dueSince)}` : ''}
      </p>
      <ul>
        {reasons.map(({ reason, mails }) => (
          <li>
            {mails} {say('ฉบับ:')} {reason === null ? say('ยังไม่มี worker ใดพยายามส่ง') : <span lang="en">{reason}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function ProgrammeSection({ programme, csrf }: { programme: ProgrammeOperations; csrf: string }): VNode {
  const { id, name, isOpen, queue, workflows } = programme
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        <span lang="th">{name}</span> ({id})
      </h2>
      {isOpen ? null : <p>{say('ยังไม่ได้เปิดโครงการ')}</p>}
      <h3>{say('คิวอีเมล')}</h3>
      <Figures
        figures={[
          { value: String(queue.waiting), label: say('ถึงกำหนด รอส่ง'), tone: queue.waiting > 0 ? 'warn' : 'plain' },
          { value: String(queue.early), label: say('ยังไม่ถึงกำหนด'), tone: 'plain' },
          { value: String(queue.held), label: say('พักการส่งไว้'), tone: queue.held > 0 ? 'warn' : 'plain' },
          { value: String(queue.sent), label: say('ส่งแล้ว'), tone: 'plain' },
          { value: String(queue.failed), label: say('ส่งไม่ได้'), tone: queue.failed > 0 ? 'alert' : 'plain' },
          { value: String(queue.dropped), label: say('ไม่ต้องส่งแล้ว'), tone: 'plain' },
        ]}
      />
      <p>
        {queue.oldestDueAt ? say`ฉบับที่รอนานที่สุดถึงกำหนดเมื่อ${longMoment(queue.oldestDueAt)} ` : ''}
        {queue.lastSentAt ? say`ส่งล่าสุดเมื่อ${longMoment(queue.lastSentAt)}` : say('ยังไม่เคยส่งอีเมล')}
      </p>
      {programme.pauses.map(({ tier, begunAt, reason, held }) => (
        <p class="error">
          {say`พักการส่งอีเมลถึง${say(tierTh[tier])}ตั้งแต่${longMoment(begunAt)} พักไว้ ${held} ฉบับ เหตุผล: ${reason}`}
        </p>
      ))}
      <Nobody programme={programme} />
      <Drift programme={programme} csrf={csrf} />
      {workflows ? (
        <>
          <h3>{say('workflow ใน Temporal')}</h3>
          <p>
            <a href={workflows.programme}>{say('workflow ของโครงการ')}</a>{' '}
            {say('· workflow ของหน่วยงานเปิดได้จากหน้าของหน่วยงาน')}
          </p>
          <details>
            <summary>
              {say('workflow ของจังหวัด (')}
              {workflows.provinces.length})
            </summary>
            <ul class="columns">
              {workflows.provinces.map((province) => (
                <li>
                  <a href={province.href}>{province.name}</a>
                </li>
              ))}
            </ul>
          </details>
        </>
      ) : null}
    </section>
  )
}

function Nobody({ programme: { id, nobody, names } }: { programme: ProgrammeOperations }): VNode {
  return (
    <>
      <h3>{say('หน่วยงานที่ไม่มีผู้รับอีเมล')}</h3>
      {nobody.length === 0 ? (
        <p>{say('ทุกหน่วยงานมีผู้รับอีเมล')}</p>
      ) : (
        <details open={nobody.length <= 10}>
          <summary>
            {nobody.length} {say('หน่วยงาน โปรดเพิ่มหรือแก้ไขผู้รับ')}
          </summary>
          <ul class="columns">
            {nobody.map((code) => (
              <li>
                <a href={officePath(id, code)}>{names.get(code) ?? code}</a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

/** Whether read model and workflows say what the audit trail says, and the button that looks. */
function Drift({ programme, csrf }: { programme: ProgrammeOperations; csrf: string }): VNode {
  const { id, provinces, examined, underWay } = programme
  return (
    <>
      <h3 id={`${id}-drift`}>{say('ความสอดคล้องของข้อมูลกับร่องรอยและ workflow')}</h3>
      {underWay ? (
        <p role="status" class="notice">
          {say`กำลังตรวจ${areaTh(underWay.area, programme)} ตั้งแต่${longMoment(underWay.since)} ตรวจแล้ว ${underWay.done} จาก ${underWay.of} หน่วยงาน`}{' '}
          <a href={`${OPERATIONS}#${id}-drift`}>{say('ดูผลล่าสุด')}</a>
        </p>
      ) : null}
      {examined ? <Examined programme={programme} examined={examined} /> : <p>{say('ยังไม่เคยตรวจจากหน้านี้')}</p>}
      <form method="post" action={examinationPath(id)} class="narrowing">
        <input type="hidden" name="_csrf" value={csrf} />
        <p class="field">
          <label for={`${id}-area`}>{say('พื้นที่ที่ตรวจ')}</label>
          <select id={`${id}-area`} name="area">
            <option value="all">{say('ทุกจังหวัด')}</option>
            {provinces.map(({ code, name }) => (
              <option value={code}>{name}</option>
            ))}
          </select>
        </p>
        <p>
          <button type="submit">{say('ตรวจตอนนี้')}</button>
        </p>
        <p class="hint">{say('อ่านอย่างเดียว ไม่แก้ไขข้อมูล และบันทึกไว้ว่ามีการตรวจ ทุกจังหวัดอาจใช้เวลาหลายสิบวินาที')}</p>
      </form>
    </>
  )
}

function Examined({ programme, examined }: { programme: ProgrammeOperations; examined: ExaminationView }): VNode {
  const { area, at, offices, found, findings } = examined
  const when = say`ตรวจ${areaTh(area, programme)}ล่าสุดเมื่อ${longMoment(at)}`
  return (
    <>
      <p>
        {when}{' '}
        <b class={`timing ${offices === null || found > 0 ? 'alert' : 'good'}`}>
          {offices === null
            ? say('ตรวจไม่ครบ เพราะ Temporal, worker หรือฐานข้อมูลไม่ตอบรับ')
            : found === 0
              ? say`ตรงกันทั้ง ${offices} หน่วยงาน`
              : say`พบ ${found} เรื่อง จาก ${offices} หน่วยงาน`}
        </b>
      </p>
      {findings.length > 0 ? (
        <Scrolls by={`${programme.id}-drift`}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('สิ่งที่พบ')}</th>
                <th scope="col">{say('สิ่งที่ควรทำ')}</th>
              </tr>
            </thead>
            <tbody>
              {findings.map((finding) => {
                const { what, todo } = driftTh(finding, placeTh(finding.office, programme))
                return (
                  <tr>
                    <th scope="row">{what}</th>
                    <td>{todo}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </Scrolls>
      ) : null}
      {found > findings.length ? (
        <p>
          {say('และอีก')} {found - findings.length} {say('เรื่อง')}
        </p>
      ) : null}
    </>
  )
}

function areaTh(area: string, { names }: ProgrammeOperations): string {
  return area === 'all' ? say('ทุกจังหวัด') : (names.get(area) ?? area)
}

function placeTh(office: string, { names }: ProgrammeOperations): string {
  return office === 'department' ? say('โครงการ') : (names.get(office) ?? office)
}
