import type { VNode } from 'preact'
import type { OfficeCode } from '../../domain/policy.ts'
import { dayOf, type Instant } from '../../domain/time.ts'
import type { AuditEventView, AuditRecordView } from '../../store/audit.ts'
import type { AuditState, Finding } from '../../store/verifyAudit.ts'
import { shortDay, timeOfDay } from '../../thai/dates.ts'
import { happenedTh } from '../../thai/happened.ts'
import { areaName, type OfficeNames } from '../../thai/offices.ts'
import type { FieldError, Typed } from '../forms/field.ts'
import { ErrorSummary, Fields } from '../forms/fieldView.tsx'
import { officePath } from '../paths.ts'
import { Scrolls } from '../scrolls.tsx'
import { auditPath, filterFields } from './filter.ts'

/** How much of a record's details a page shows, in characters. */
const DETAILS = 400

export interface TrailView {
  readonly programme: string
  readonly events: readonly AuditEventView[]
  readonly names: ReadonlyMap<OfficeCode, OfficeNames>
  readonly lineName: (code: string) => string
  readonly typed: Typed
  readonly errors: readonly FieldError[]
  /** The address of the page after this one. */
  readonly next?: string | undefined
  /** Where else its reader may look. */
  readonly seesRecords: boolean
}

/** What happened to offices, each with the fingerprint that links it to what was before. */
export function TrailPage(view: TrailView): VNode {
  const { programme, events, names, lineName, next } = view
  return (
    <>
      <h1>บันทึกการตรวจสอบ</h1>
      <p>ทุกรายการบันทึกต่อเนื่องกันด้วยลายนิ้วมือ (SHA-256) แก้ไขหรือลบไม่ได้โดยไม่ถูกตรวจพบ</p>
      <AuditMenu {...view} />
      <Filter typed={view.typed} errors={view.errors} />
      <h2 id="events">เหตุการณ์ของหน่วยงาน</h2>
      {events.length === 0 ? <p>ไม่มีเหตุการณ์ตามที่เลือก</p> : null}
      {events.length > 0 ? (
        <Scrolls by="events">
          <table>
            <thead>
              <tr>
                <th scope="col">เวลา</th>
                <th scope="col">หน่วยงาน</th>
                <th scope="col">เหตุการณ์</th>
                <th scope="col">ผู้ดำเนินการ</th>
                <th scope="col">ลายนิ้วมือ</th>
              </tr>
            </thead>
            <tbody>
              {events.map((e) => (
                <tr>
                  <td>{momentTh(e.at)}</td>
                  <th scope="row">
                    <a href={officePath(programme, e.office)}>
                      {names.has(e.office) ? areaName(names.get(e.office)!) : e.office}
                    </a>{' '}
                    #{e.sequence}
                  </th>
                  <td>{happenedTh(e.event, lineName)}</td>
                  <td>
                    <code>{e.by ?? 'ระบบ'}</code>
                  </td>
                  <td>
                    <code>{e.hash.slice(0, 12)}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      ) : null}
      {next ? (
        <p>
          <a class="button" href={next}>
            รายการถัดไป
          </a>
        </p>
      ) : null}
    </>
  )
}

export interface RecordsView {
  readonly programme: string
  readonly records: readonly AuditRecordView[]
  readonly next?: string | undefined
}

/** What was recorded of the service itself: sign-ins, denials, tokens, imports, exports, mails. */
export function RecordsPage({ programme, records, next }: RecordsView): VNode {
  return (
    <>
      <h1>บันทึกของระบบ</h1>
      <p>การเข้าสู่ระบบ การปฏิเสธสิทธิ โทเคน การนำเข้าและส่งออกไฟล์ และการส่งอีเมล เวลาเป็นเวลาจริงของเครื่อง</p>
      <AuditMenu programme={programme} seesRecords />
      <h2 id="records">รายการ</h2>
      {records.length === 0 ? <p>ไม่มีรายการ</p> : null}
      <Scrolls by="records">
        <table>
          <thead>
            <tr>
              {['ลำดับ', 'เวลา', 'ประเภท', 'หน่วยงาน', 'ผู้ดำเนินการ', 'รายละเอียด', 'ลายนิ้วมือ'].map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {records.map((r) => (
              <tr>
                <th scope="row">{r.sequence}</th>
                <td>{momentTh(r.at)}</td>
                <td>{r.kind}</td>
                <td>{r.office ?? '-'}</td>
                <td>
                  <code>{r.actor ?? 'ระบบ'}</code>
                </td>
                <td class="details">
                  <code>{detailsOf(r)}</code>
                </td>
                <td>
                  <code>{r.hash.slice(0, 12)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
      {next ? (
        <p>
          <a class="button" href={next}>
            รายการถัดไป
          </a>
        </p>
      ) : null}
    </>
  )
}

export interface VerificationView {
  readonly programme: string
  readonly csrf: string
  /** What verifying found; left out before it was done. */
  readonly state?: AuditState | undefined
}

/** Whether everything is still as it was recorded. */
export function VerificationPage({ programme, csrf, state }: VerificationView): VNode {
  return (
    <>
      <h1>ตรวจสอบความครบถ้วนของบันทึก</h1>
      <p>
        ระบบจะคำนวณลายนิ้วมือของทุกรายการใหม่ทั้งหมด แล้วเทียบกับที่บันทึกไว้ รวมถึงทะเบียนเบิกจ่ายและเงินจัดสรร ทั้งประเทศใช้เวลาไม่กี่วินาที
        และไม่เปลี่ยนแปลงข้อมูลใด
      </p>
      <AuditMenu programme={programme} seesRecords />
      {state ? <Verified state={state} /> : null}
      <form method="post">
        <input type="hidden" name="_csrf" value={csrf} />
        <p class="buttons">
          <button type="submit">{state ? 'ตรวจสอบอีกครั้ง' : 'ตรวจสอบขณะนี้'}</button>
        </p>
      </form>
    </>
  )
}

function Verified({ state }: { state: AuditState }): VNode {
  const { found, findings, offices, events, entries, records, seals, head } = state
  return (
    <section class={found === 0 ? 'next good' : 'next alert'} aria-labelledby="verified" role="status">
      <h2 id="verified">{found === 0 ? 'ทุกรายการตรงกับที่บันทึกไว้' : `พบ ${found} รายการที่ไม่ตรงกับที่บันทึกไว้`}</h2>
      <p>
        ตรวจ {number(events)} เหตุการณ์ของ {number(offices)} หน่วยงาน {number(entries)} รายการในทะเบียน {number(records)}{' '}
        บันทึกของระบบ {number(seals)} ตราประทับ
      </p>
      <p>
        ลายนิ้วมือรวม <code>{head}</code>
      </p>
      {findings.length > 0 ? (
        <ul>
          {findings.map((f) => (
            <li>
              {placeTh(f)}: {f.what}
            </li>
          ))}
        </ul>
      ) : null}
      {findings.length < found ? <p>แสดง {findings.length} รายการแรก</p> : null}
    </section>
  )
}

function AuditMenu({ programme, seesRecords }: { programme: string; seesRecords: boolean }): VNode | null {
  if (!seesRecords) return null
  return (
    <nav class="filters" aria-label="ส่วนของบันทึก">
      <ul>
        <li>
          <a href={auditPath(programme)}>เหตุการณ์ของหน่วยงาน</a>
        </li>
        <li>
          <a href={auditPath(programme, 'records')}>บันทึกของระบบ</a>
        </li>
        <li>
          <a href={auditPath(programme, 'verification')}>ตรวจสอบความครบถ้วน</a>
        </li>
      </ul>
    </nav>
  )
}

function Filter({ typed, errors }: { typed: Typed; errors: readonly FieldError[] }): VNode {
  const isUsed = Object.values(typed).some((value) => value !== '')
  return (
    <details id="filter" open={isUsed}>
      <summary>เลือกเฉพาะบางรายการ</summary>
      <ErrorSummary errors={errors} fields={filterFields} />
      <form method="get" novalidate>
        <Fields fields={filterFields} typed={typed} errors={errors} />
        <p class="buttons">
          <button type="submit">แสดง</button>
          <a href="?">แสดงทั้งหมด</a>
        </p>
      </form>
    </details>
  )
}

/** What a record says, as far as a page has room for it; the API has all of it. */
function detailsOf({ kind, details }: AuditRecordView): string {
  // Thousands of amounts: their number says enough here.
  const shown =
    kind === 'allocation'
      ? Object.fromEntries(
          Object.entries(details).map(([what, rows]) => [what, Array.isArray(rows) ? rows.length : rows]),
        )
      : details
  const text = JSON.stringify(shown)
  return text.length > DETAILS ? `${text.slice(0, DETAILS)}…` : text
}

function placeTh({ about, programme, office, sequence }: Finding): string {
  return [about, programme, office, sequence === null ? undefined : `#${sequence}`].filter(Boolean).join(' ')
}

function momentTh(at: Instant): string {
  return `${shortDay(dayOf(at))} ${timeOfDay(at)}`
}

function number(n: number): string {
  return n.toLocaleString('th-TH')
}
