import type { VNode } from 'preact'
import { dayOf, type Instant } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import type { VerificationView } from '../../store/verification.ts'
import { findingTh } from '../../thai/auditWords.ts'
import { longMoment, shortDay, timeOfDay } from '../../thai/dates.ts'
import type { Field, FieldError, Typed } from '../forms/field.ts'
import { ErrorSummary, Fields } from '../forms/fieldView.tsx'
import { auditPath, auditRecordsPath, verificationPath } from '../paths.ts'
import { Scrolls } from '../scrolls.tsx'

/** Something that was recorded, in words. */
export interface AuditRow {
  /** Programme time of what happened to an office, the machine's clock of what concerns the service. */
  readonly at: Instant
  readonly office: { readonly name: string; readonly href: string } | undefined
  readonly what: string
  /** The first of what was recorded with it. */
  readonly more?: string
  readonly who: { readonly name: string; readonly href?: string }
  readonly details: readonly (readonly [name: string, value: string])[]
  /** SHA-256, hexadecimal. */
  readonly hash: string
}

export interface AuditView {
  readonly programme: string
  readonly list: 'events' | 'records'
  /** Whether the reader sees what concerns the service, and whether the trail is as it was recorded. */
  readonly seesRecords: boolean
  readonly last: VerificationView | undefined
  readonly csrf: string
  readonly fields: readonly Field[]
  readonly typed: Typed
  readonly errors: readonly FieldError[]
  readonly rows: readonly AuditRow[]
  /** Where older ones are, if there are any. */
  readonly older: string | undefined
  /** Where the latest are, unless these are. */
  readonly latest: string | undefined
}

const HASH_SHOWN = 12

/** The audit trail: whether it is as it was recorded, and what is in it, the latest first. */
export function AuditPage(view: AuditView): VNode {
  const { programme, list, seesRecords, fields, typed, errors, rows, older, latest } = view
  return (
    <>
      <h1>{say('ร่องรอยการดำเนินงาน')}</h1>
      <p class="about">
        {say('ทุกเรื่องที่บันทึกไว้ เรียงจากล่าสุด แก้ไขหรือลบย้อนหลังไม่ได้ แต่ละรายการมีลายนิ้วมือ (SHA-256) ผูกกับรายการก่อนหน้า')}
      </p>
      {seesRecords ? <Verification {...view} /> : null}
      <h2 id="list">{list === 'events' ? say('เหตุการณ์ของหน่วยงานในโครงการ') : say('บันทึกของระบบ ทุกโครงการ')}</h2>
      {seesRecords ? (
        <nav class="filters" aria-label={say('เลือกรายการที่แสดง')}>
          <ul>
            <li>
              <a href={auditPath(programme)} aria-current={list === 'events' ? 'true' : undefined}>
                {say('เหตุการณ์ของหน่วยงาน')}
              </a>
            </li>
            <li>
              <a href={auditRecordsPath(programme)} aria-current={list === 'records' ? 'true' : undefined}>
                {say('บันทึกของระบบ')}
              </a>
            </li>
          </ul>
        </nav>
      ) : null}
      <ErrorSummary
        {...{ errors, fields }}
        problem={
          errors.length > 0 ? { title: say('โปรดแก้ไขเงื่อนไข'), text: say('ระบบยังไม่ได้เลือกรายการตามเงื่อนไขนี้') } : undefined
        }
      />
      <details class="narrowing" open={Object.values(typed).some((value) => value !== '')}>
        <summary>{say('เลือกเฉพาะบางรายการ')}</summary>
        <form method="get" novalidate>
          <Fields fields={fields} typed={typed} errors={errors} />
          <p class="buttons">
            <button type="submit">{say('แสดงรายการ')}</button>
            <a href={list === 'events' ? auditPath(programme) : auditRecordsPath(programme)}>{say('ล้างเงื่อนไข')}</a>
          </p>
        </form>
      </details>
      {rows.length === 0 ? <p>{say('ไม่มีรายการตามที่เลือก')}</p> : <Rows rows={rows} />}
      <nav class="filters" aria-label={say('หน้าของรายการ')}>
        <ul>
          {latest === undefined ? null : (
            <li>
              <a href={latest}>{say('กลับไปรายการล่าสุด')}</a>
            </li>
          )}
          {older === undefined ? null : (
            <li>
              <a href={older}>{say('รายการที่เก่ากว่านี้')}</a>
            </li>
          )}
        </ul>
      </nav>
    </>
  )
}

function Rows({ rows }: { rows: readonly AuditRow[] }): VNode {
  return (
    <Scrolls by="list">
      <table class="trail">
        <thead>
          <tr>
            <th scope="col">{say('เวลา')}</th>
            <th scope="col">{say('หน่วยงาน')}</th>
            <th scope="col">{say('เรื่อง')}</th>
            <th scope="col">{say('ผู้ดำเนินการ')}</th>
            <th scope="col">{say('ลายนิ้วมือ')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, office, what, more, who, details, hash }) => (
            <tr>
              <td>
                <time dateTime={at}>
                  {shortDay(dayOf(at))} {timeOfDay(at)}
                </time>
              </td>
              <td>{office ? <a href={office.href}>{office.name}</a> : '-'}</td>
              <td>
                {what}
                {more ? <p class="hint">{more}</p> : null}
                <details>
                  <summary>
                    {say('รายละเอียด')}
                    <span class="visually-hidden"> {what}</span>
                  </summary>
                  <dl class="facts">
                    {details.map(([name, value]) => (
                      <>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                      </>
                    ))}
                    <dt>{say('ลายนิ้วมือ')}</dt>
                    <dd>{hash}</dd>
                  </dl>
                </details>
              </td>
              <td>{who.href ? <a href={who.href}>{who.name}</a> : who.name}</td>
              <td>
                <code>{hash.slice(0, HASH_SHOWN)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  )
}

/** Whether the trail was as it was recorded when somebody last had it verified, and the button that verifies it now. */
function Verification({ last, programme, csrf }: AuditView): VNode {
  const tone = last === undefined ? 'plain' : last.found === 0 ? 'good' : 'alert'
  return (
    <section class={`next ${tone}`} aria-labelledby="verification">
      <h2 id="verification">{say('ความถูกต้องของร่องรอย')}</h2>
      {last === undefined ? (
        <p>{say('ยังไม่เคยตรวจสอบจากหน้านี้')}</p>
      ) : (
        <>
          <p class="what">
            <b>{last.found === 0 ? say('ถูกต้องครบถ้วนตามที่บันทึกไว้') : say`พบสิ่งที่ไม่ตรงกับที่บันทึกไว้ ${last.found} รายการ`}</b>
          </p>
          <p>
            {say`ตรวจสอบล่าสุด${longMoment(last.at)} เหตุการณ์ ${last.events} รายการของ ${last.offices} หน่วยงาน รายการเบิกจ่าย ${last.entries} รายการ บันทึกของระบบ ${last.records} รายการ ผนึก ${last.seals} รายการ`}
          </p>
          <Findings last={last} />
          <p class="hint">
            {say('ลายนิ้วมือรวม')} <code>{last.head}</code>
          </p>
        </>
      )}
      <form method="post" action={verificationPath(programme)}>
        <input type="hidden" name="_csrf" value={csrf} />
        <button type="submit">{say('ตรวจสอบตอนนี้')}</button>
      </form>
      <p class="hint">{say('ตรวจสอบทุกโครงการ ใช้เวลาไม่กี่วินาที ไม่เปลี่ยนแปลงข้อมูล และบันทึกไว้ว่ามีการตรวจสอบ')}</p>
    </section>
  )
}

function Findings({ last: { found, findings } }: { last: VerificationView }): VNode | null {
  if (found === 0) return null
  return (
    <>
      <ul>
        {findings.map(({ about, programme, office, sequence, what }) => (
          <li>
            {say(findingTh[about])}
            {sequence === null ? '' : say` ที่ ${sequence}`}
            {office === null ? '' : say` หน่วยงาน ${office}`}
            {programme === null ? '' : ` (${programme})`}: <span lang="en">{what}</span>
          </li>
        ))}
      </ul>
      {found > findings.length ? <p>{say`และอีก ${found - findings.length} รายการ`}</p> : null}
      <p>{say('โปรดแจ้งผู้ดูแลระบบ และเก็บฐานข้อมูลกับสำเนาสำรองไว้ตามสภาพเดิมเพื่อตรวจสอบ')}</p>
    </>
  )
}
