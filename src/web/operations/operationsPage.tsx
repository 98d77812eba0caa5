import type { VNode } from 'preact'
import type { Finding } from '../../doctor/examine.ts'
import { dayOf, type Instant } from '../../domain/time.ts'
import type { MailAlarm } from '../../store/mailWatch.ts'
import { shortDay, timeOfDay } from '../../thai/dates.ts'
import { programmePath } from '../paths.ts'
import { Scrolls } from '../scrolls.tsx'
import type { PartState } from './parts.ts'
import type { WorkflowLinks } from './workflowLinks.ts'

export interface OperationsView {
  readonly programme: string
  readonly parts: readonly PartState[]
  readonly mail: { readonly alarm: MailAlarm; readonly states: Readonly<Record<string, number>> }
  readonly provinces: readonly { readonly code: string; readonly name: string }[]
  readonly links: WorkflowLinks | undefined
  readonly csrf: string
  /** What holding the records against each other has found. */
  readonly examined?: Examined | undefined
}

export interface Examined {
  readonly area: string
  readonly offices: number
  readonly findings: readonly Finding[]
  /** Why it could not be done. */
  readonly failed?: string | undefined
}

/** Whether the parts of the service work, mail goes out, and all records say the same. */
export function OperationsPage(view: OperationsView): VNode {
  const { programme, parts, links } = view
  return (
    <>
      <h1>สถานะระบบ</h1>
      <section aria-labelledby="parts">
        <h2 id="parts">ส่วนประกอบของระบบ</h2>
        <Scrolls by="parts">
          <table>
            <thead>
              <tr>
                <th scope="col">ส่วน</th>
                <th scope="col">สถานะ</th>
                <th scope="col">รายละเอียด</th>
              </tr>
            </thead>
            <tbody>
              {parts.map(({ name, answeredInMs, detail }) => (
                <tr>
                  <th scope="row">{name}</th>
                  <td>
                    {answeredInMs === null ? (
                      <b class="alert">ไม่ตอบ</b>
                    ) : (
                      <b class="good">ทำงาน ({answeredInMs} มิลลิวินาที)</b>
                    )}
                  </td>
                  <td class="details">{detail}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      </section>
      <Mail view={view} />
      <Drift view={view} />
      {links ? (
        <section class="acts" aria-labelledby="workflows">
          <h2 id="workflows">เวิร์กโฟลว์ใน Temporal UI</h2>
          <ul>
            <li>
              <a href={links.programme}>โครงการ</a>
            </li>
            <li>
              <a href={links.overdue}>หน่วยงานที่เกินกำหนดทั้งหมด</a>
            </li>
          </ul>
          <p class="hint">เวิร์กโฟลว์ของแต่ละหน่วยงานเปิดได้จากหน้าของหน่วยงาน</p>
        </section>
      ) : null}
      <p>
        <a href={`${programmePath(programme)}/mails`}>รายการอีเมลและการพักส่ง</a>
      </p>
    </>
  )
}

function Mail({ view: { mail } }: { view: OperationsView }): VNode {
  return (
    <section aria-labelledby="mail">
      <h2 id="mail">การส่งอีเมล</h2>
      {mail.alarm.late > 0 ? (
        <div class="next alert">
          <p>
            <b>อีเมลค้างส่งเกิน 30 นาที {mail.alarm.late} ฉบับ</b>
            {mail.alarm.dueSince ? ` ฉบับแรกถึงกำหนดส่ง ${momentTh(mail.alarm.dueSince)}` : ''}
          </p>
          <ul>
            {mail.alarm.reasons.map(({ reason, mails }) => (
              <li>
                {mails} ฉบับ: {reason ?? 'ยังไม่ได้พยายามส่ง โปรดตรวจสอบว่า worker ทำงานและตั้งค่า SMTP_URL แล้ว'}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {mail.alarm.late === 0 ? <p>ไม่มีอีเมลค้างส่งเกิน 30 นาที</p> : null}
      <p>
        {Object.entries(statesTh)
          .map(([state, label]) => `${label} ${mail.states[state] ?? 0}`)
          .join(' · ')}
      </p>
    </section>
  )
}

function Drift({ view: { provinces, csrf, examined } }: { view: OperationsView }): VNode {
  return (
    <section aria-labelledby="drift">
      <h2 id="drift">ความสอดคล้องของบันทึก</h2>
      <p>เทียบฐานข้อมูลและเวิร์กโฟลว์ของทุกหน่วยงานกับบันทึกเหตุการณ์ ทั้งประเทศใช้เวลาราวครึ่งนาที และไม่เปลี่ยนแปลงข้อมูลใด</p>
      {examined ? <ExaminedView examined={examined} /> : null}
      <form method="post">
        <input type="hidden" name="_csrf" value={csrf} />
        <div class="field">
          <label for="f-area">หน่วยงานใน</label>
          <select id="f-area" name="area">
            <option value="all">ทั่วประเทศ</option>
            {provinces.map(({ code, name }) => (
              <option value={code} selected={examined?.area === code}>
                จังหวัด{name}
              </option>
            ))}
          </select>
        </div>
        <p class="buttons">
          <button type="submit">ตรวจความสอดคล้อง</button>
        </p>
      </form>
    </section>
  )
}

function ExaminedView({ examined: { offices, findings, failed } }: { examined: Examined }): VNode {
  if (failed !== undefined)
    return (
      <div class="next alert" role="alert">
        <p>
          <b>ตรวจไม่ได้</b> {failed}
        </p>
      </div>
    )
  return (
    <div class={findings.length === 0 ? 'next good' : 'next alert'} role="status">
      <p>
        <b>
          {findings.length === 0
            ? `บันทึกของ ${offices} หน่วยงานสอดคล้องกัน`
            : `พบ ${findings.length} รายการใน ${offices} หน่วยงาน`}
        </b>
      </p>
      {findings.length > 0 ? (
        <>
          <ul>
            {findings.map((f) => (
              <li>{findingTh(f)}</li>
            ))}
          </ul>
          <p>
            แก้ไขฐานข้อมูลให้ตรงกับบันทึกเหตุการณ์ได้ด้วย <code>npm run doctor -- --repair</code> ส่วนเวิร์กโฟลว์ที่ไม่ทำงานให้ดูคู่มือผู้ดูแลระบบ
          </p>
        </>
      ) : null}
    </div>
  )
}

function findingTh({ office, record, drift, ended }: Finding): string {
  const what = {
    'read-model': `หน่วยงาน ${office}: ฐานข้อมูล`,
    workflow: `หน่วยงาน ${office}: เวิร์กโฟลว์`,
    oversight: office === 'department' ? 'เวิร์กโฟลว์ของโครงการ' : `เวิร์กโฟลว์ของจังหวัด ${office}`,
  }[record]
  if (ended === 'missing') return `${what}ไม่มีอยู่`
  if (ended) return `${what}หยุดทำงาน (${ended})`
  return `${what}ไม่ตรงกับบันทึก: ${drift.map((d) => `${d.field} เป็น ${d.found} ควรเป็น ${d.expected}`).join(', ')}`
}

const statesTh = {
  queued: 'รอส่ง',
  sent: 'ส่งแล้ว',
  failed: 'ส่งไม่ได้',
  bounced: 'ถูกตีกลับ',
  dropped: 'ไม่ต้องส่งแล้ว',
} as const

function momentTh(at: Instant): string {
  return `${shortDay(dayOf(at))} ${timeOfDay(at)}`
}
