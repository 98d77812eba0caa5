import type { VNode } from 'preact'
import type { MailKind, Recipient } from '../../domain/letter.ts'
import type { OfficeCode } from '../../domain/policy.ts'
import { dayOf, type Instant } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import type { LoggedMail, MailTier } from '../../store/mailLog.ts'
import type { PauseView } from '../../store/mailPause.ts'
import { shortDay, timeOfDay } from '../../thai/dates.ts'
import { areaName, type OfficeNames, provinceName } from '../../thai/offices.ts'
import { deliveryTh, department, mailKindTh, tierTh } from '../../thai/vocabulary.ts'
import { Scrolls } from '../scrolls.tsx'

/** By what the log may be narrowed. */
export const mailFilters = {
  all: 'ทั้งหมด',
  queued: deliveryTh.queued,
  held: deliveryTh.held,
  failed: deliveryTh.failed,
  bounced: deliveryTh.bounced,
  sent: deliveryTh.sent,
  dropped: deliveryTh.dropped,
} as const
export type MailFilterName = keyof typeof mailFilters

export interface MailsView {
  readonly mails: readonly LoggedMail[]
  readonly pauses: readonly PauseView[]
  readonly filter: MailFilterName
  readonly names: ReadonlyMap<OfficeCode, OfficeNames>
  readonly next?: string | undefined
  /** Left out where its reader may not hold mail back. */
  readonly csrf?: string | undefined
  readonly wrong?: string | undefined
}

/** Every mail and what became of it at every address; what is held back, and what to do with it. */
export function MailsPage(view: MailsView): VNode {
  const { mails, filter, names, next, wrong } = view
  return (
    <>
      <h1>{say('อีเมลที่ระบบส่ง')}</h1>
      {wrong ? (
        <div class="errors" role="alert">
          <h2>{say('ยังไม่ได้บันทึก')}</h2>
          <p>{wrong}</p>
        </div>
      ) : null}
      <Pauses view={view} />
      <h2 id="mails">{say('รายการอีเมล ล่าสุดก่อน')}</h2>
      <nav class="filters" aria-label={say('เลือกอีเมลที่แสดง')}>
        <ul>
          {Object.entries(mailFilters).map(([name, label]) => (
            <li>
              <a href={`?show=${name}#mails`} aria-current={name === filter ? 'true' : undefined}>
                {say(label)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {mails.length === 0 ? <p>{say('ไม่มีอีเมลตามที่เลือก')}</p> : null}
      {mails.length > 0 ? (
        <Scrolls by="mails">
          <table>
            <thead>
              <tr>
                {[say('วันเวลาในโครงการ'), say('ถึง'), say('เรื่อง'), say('สถานะ'), say('ที่อยู่และผล')].map((head) => (
                  <th scope="col">{head}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {mails.map((mail) => (
                <tr>
                  <td>{momentTh(mail.at)}</td>
                  <th scope="row">{recipientTh(mail.recipient, names)}</th>
                  <td>{say(mailKindTh[mail.kind as MailKind])}</td>
                  <td>
                    {say(deliveryTh[mail.state])}
                    {mail.attempts > 1 ? say` (พยายามส่ง ${mail.attempts} ครั้ง)` : ''}
                    {mail.nextAttemptAt && mail.state === 'retrying'
                      ? say` ครั้งถัดไป ${momentTh(mail.nextAttemptAt)}`
                      : ''}
                  </td>
                  <td class="details">
                    {mail.addressees.length === 0 ? (mail.reason ?? '-') : null}
                    {mail.addressees.map((a) => (
                      <span>
                        {a.email}: {say(outcomeTh[a.outcome])}
                        {a.reason ? ` (${a.reason})` : ''}
                      </span>
                    ))}
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
            {say('รายการถัดไป')}
          </a>
        </p>
      ) : null}
    </>
  )
}

function Pauses({ view: { pauses, csrf } }: { view: MailsView }): VNode | null {
  const open = pauses.filter((p) => p.endedAt === null)
  const free = (Object.keys(tierTh) as MailTier[]).filter((tier) => !open.some((p) => p.tier === tier))
  if (open.length === 0 && csrf === undefined) return null
  return (
    <section aria-labelledby="pauses">
      <h2 id="pauses">{say('การพักส่งอีเมล')}</h2>
      {open.length === 0 ? <p>{say('ขณะนี้ไม่ได้พักการส่ง')}</p> : null}
      {open.map((pause) => (
        <div class="next warn">
          <p>
            <b>
              {say('พักการส่งถึง')}
              {say(tierTh[pause.tier])}
            </b>{' '}
            {say('ตั้งแต่')} {momentTh(pause.begunAt)} {say('เหตุผล:')} {pause.reason} {say('พักไว้')} {pause.held}{' '}
            {say('ฉบับ')}
          </p>
          {csrf === undefined ? null : (
            <form method="post">
              <input type="hidden" name="_csrf" value={csrf} />
              <input type="hidden" name="tier" value={pause.tier} />
              <p class="buttons">
                <button type="submit" name="act" value="release">
                  {say('เลิกพักและส่ง')} {pause.held} {say('ฉบับ')}
                </button>
                <button type="submit" class="second" name="act" value="drop">
                  {say('เลิกพักและไม่ส่ง')} {pause.held} {say('ฉบับ')}
                </button>
              </p>
            </form>
          )}
        </div>
      ))}
      {csrf === undefined || free.length === 0 ? null : (
        <details id="pause">
          <summary>{say('พักการส่งอีเมล')}</summary>
          <form method="post">
            <input type="hidden" name="_csrf" value={csrf} />
            <fieldset class="field">
              <legend>{say('อีเมลถึง')}</legend>
              {free.map((tier) => (
                <label class="choice">
                  <input type="radio" name="tier" value={tier} required /> {say(tierTh[tier])}
                </label>
              ))}
            </fieldset>
            <div class="field">
              <label for="f-reason">{say('เหตุผล')}</label>
              <input id="f-reason" name="reason" required maxLength={500} autocomplete="off" />
            </div>
            <p class="buttons">
              <button type="submit" name="act" value="pause">
                {say('พักการส่ง')}
              </button>
            </p>
          </form>
        </details>
      )}
    </section>
  )
}

const outcomeTh: Readonly<Record<LoggedMail['addressees'][number]['outcome'], string>> = {
  taken: 'เครื่องแม่ข่ายรับแล้ว',
  delivered: 'ถึงเครื่องแม่ข่ายของผู้รับแล้ว',
  refused: 'เครื่องแม่ข่ายไม่รับ',
  bounced: 'ถูกตีกลับ',
}

/** Whom a mail is for. */
function recipientTh(recipient: Recipient, names: MailsView['names']): string {
  if (recipient === 'department') return department
  const [tier, code] = recipient.split(':') as [string, string]
  const name = names.get(code)
  if (!name) return recipient
  return tier === 'province' ? say`ผู้บริหาร${provinceName(code as OfficeCode, name.province)}` : areaName(name)
}

function momentTh(at: Instant): string {
  return `${shortDay(dayOf(at))} ${timeOfDay(at)}`
}
