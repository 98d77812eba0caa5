import type { VNode } from 'preact'
import type { AreaOffice, AreaReach } from '../../domain/area.ts'
import type { CommandBodies } from '../../domain/command.ts'
import { obligationNames } from '../../domain/policy.ts'
import { isRejection } from '../../domain/rejection.ts'
import { judgeReminder } from '../../domain/supervision.ts'
import { dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import type { Comparison, ToldCount } from '../../preview/compare.ts'
import { fullDay, shortDay } from '../../thai/dates.ts'
import { areaName, shortOfficeName } from '../../thai/offices.ts'
import { refusalTh } from '../../thai/refusals.ts'
import { commandTh, itemStateTh, mailKindTh, obligationShortTh, obligationTh } from '../../thai/vocabulary.ts'
import type { CommandForm } from '../forms/commandForms.ts'
import type { Typed } from '../forms/field.ts'
import { Scrolls } from '../scrolls.tsx'
import { type AreaAsked, areaPath, areaTh } from './asked.ts'
import { shownBody } from './shownBody.ts'

/** An act as it is about to be done: what was typed, whom it reaches, and what it changes. */
export interface CheckView {
  readonly asked: AreaAsked
  readonly form: CommandForm
  /** What was typed, as the form reads it. */
  readonly body: Readonly<Record<string, unknown>>
  readonly typed: Typed
  readonly key: string
  readonly reach: AreaReach
  /** What an extension does to the mails to come, where it could be computed at once. */
  readonly mails?: Comparison | undefined
}

/** Everything is looked at once more before it is done to many. */
export function CheckPage({ asked, form, body, typed, key: once, reach, mails }: CheckView): VNode {
  const { visitor, programme, area, chosen } = asked
  const facts = shownBody(form.fields, body)
  return (
    <>
      <h1>
        {say('ตรวจสอบก่อนยืนยัน:')} {say(commandTh[asked.act])}
      </h1>
      <p class="about">
        {areaTh(asked)}
        {chosen ? say` เฉพาะ ${chosen.length} หน่วยงานที่เลือก` : say(' ทุกหน่วยงาน')}
      </p>
      {form.intro ? <p>{form.intro}</p> : null}
      {facts.length > 0 ? (
        <dl class="facts">
          {facts.map(({ label, text }) => (
            <>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </>
          ))}
        </dl>
      ) : null}
      <section aria-labelledby="reached">
        <h2 id="reached">{say`จะมีผลกับ ${reach.taken.length} หน่วยงาน`}</h2>
        {area === 'all' ? <ByProvince {...{ asked, reach }} /> : <Reached {...{ asked, reach, body }} />}
      </section>
      {reach.left.length > 0 ? (
        <section aria-labelledby="left">
          <h2 id="left">{say`ไม่มีผลกับ ${reach.left.length} หน่วยงาน`}</h2>
          <Left {...{ asked, reach }} />
        </section>
      ) : null}
      {mails ? <Mails mails={mails} /> : null}
      <form method="post">
        <input type="hidden" name="_csrf" value={visitor.csrf} />
        <input type="hidden" name="key" value={once} />
        {chosen?.map((code) => (
          <input type="hidden" name="office" value={code} />
        ))}
        {Object.entries(typed).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <p class="buttons">
          <button type="submit" name="step" value="give">
            {say`${form.button} ${reach.taken.length} หน่วยงาน`}
          </button>
          {form.fields.length > 0 ? (
            <button type="submit" class="second" name="step" value="edit">
              {say('แก้ไข')}
            </button>
          ) : null}
          {asked.act === 'extend' && !mails ? (
            <button type="submit" class="second" name="step" value="mails">
              {say('คำนวณผลต่ออีเมล (อาจใช้เวลาราว 15 วินาที)')}
            </button>
          ) : null}
          <a href={areaPath(programme.id, area)}>{say('กลับโดยไม่บันทึก')}</a>
        </p>
      </form>
    </>
  )
}

function Reached({ asked, reach, body }: Pick<CheckView, 'asked' | 'reach' | 'body'>): VNode {
  const taken = new Set(reach.taken)
  const offices = asked.offices.filter((o) => taken.has(o.office))
  const column = effectOf(asked, body)
  return (
    <Scrolls by="reached">
      <table>
        <thead>
          <tr>
            <th scope="col">{say('หน่วยงาน')}</th>
            <th scope="col">{column.head}</th>
          </tr>
        </thead>
        <tbody>
          {offices.map((o) => (
            <tr>
              <th scope="row">{nameIn(asked, o.office)}</th>
              <td>{column.cell(o)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  )
}

/** What an act means to each office it reaches. */
function effectOf({ act, now }: AreaAsked, body: CheckView['body']): { head: string; cell: (o: AreaOffice) => string } {
  switch (act) {
    case 'extend': {
      const { obligation, deadline } = body as Pick<CommandBodies['extend'], 'obligation' | 'deadline'>
      return {
        head: say('กำหนดเดิม → กำหนดใหม่'),
        cell: (o) => `${shortDay(o.obligations[obligation]!.deadline)} → ${shortDay(deadline)}`,
      }
    }
    case 'remind':
      return {
        head: say('เรื่องที่แจ้งเตือน'),
        cell: (o) => {
          const items = judgeReminder(o, now)
          return isRejection(items)
            ? ''
            : items
                .map(
                  (i) =>
                    `${say(obligationShortTh[i.obligation])}${i.state === 'overdue' ? ` (${say(itemStateTh.overdue)})` : ''}`,
                )
                .join(', ')
        },
      }
    case 'resume':
      return { head: say('ระงับตั้งแต่'), cell: (o) => (o.suspendedAt ? fullDay(dayOf(o.suspendedAt)) : '') }
    default:
      return {
        head: say('รายการที่ยังค้าง'),
        cell: (o) =>
          obligationNames
            .filter((name) => o.obligations[name]?.settledAt === null)
            .map((name) => say(obligationShortTh[name]))
            .join(', ') || '-',
      }
  }
}

function ByProvince({ asked, reach }: Pick<CheckView, 'asked' | 'reach'>): VNode {
  const counts = new Map<string, { taken: number; of: number }>()
  const taken = new Set(reach.taken)
  for (const { office } of asked.offices) {
    const province = asked.names.get(office)?.province ?? office
    const count = counts.get(province) ?? { taken: 0, of: 0 }
    counts.set(province, { taken: count.taken + (taken.has(office) ? 1 : 0), of: count.of + 1 })
  }
  return (
    <Scrolls by="reached">
      <table>
        <thead>
          <tr>
            <th scope="col">{say('จังหวัด')}</th>
            <th scope="col" class="figure">
              {say('มีผล')}
            </th>
            <th scope="col" class="figure">
              {say('จากทั้งหมด')}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...counts].map(([province, { taken, of }]) => (
            <tr>
              <th scope="row">{province}</th>
              <td class="figure">{taken}</td>
              <td class="figure">{of}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  )
}

/** Those it passes over, by why. */
function Left({ asked, reach }: Pick<CheckView, 'asked' | 'reach'>): VNode {
  const byReason = new Map<string, string[]>()
  for (const { office, refusal } of reach.left) {
    const why = refusalTh(refusal)
    byReason.set(why, [...(byReason.get(why) ?? []), office])
  }
  return (
    <ul>
      {[...byReason].map(([why, offices]) => (
        <li>
          {why}
          <p class="hint">
            {asked.area === 'all' ? say`${offices.length} หน่วยงาน` : offices.map((o) => nameIn(asked, o)).join(', ')}
          </p>
        </li>
      ))}
    </ul>
  )
}

function Mails({ mails }: { mails: Comparison }): VNode {
  const changed = mails.told.filter((t) => t.fallsAway + t.comesAnew + t.moves + t.saysElse > 0)
  return (
    <section aria-labelledby="mails">
      <h2 id="mails">{say('ผลต่ออีเมลที่จะส่ง')}</h2>
      <p class="hint">{say('คำนวณจากสถานะขณะนี้ หากไม่มีผู้ใดดำเนินการเพิ่มเติม')}</p>
      {changed.length === 0 ? <p>{say('ไม่มีอีเมลใดเปลี่ยนแปลง')}</p> : null}
      {changed.length > 0 ? (
        <Scrolls by="mails">
          <table>
            <thead>
              <tr>
                {[say('เรื่อง'), say('ไม่ส่งแล้ว'), say('ส่งเพิ่ม'), say('เลื่อนวัน'), say('เนื้อหาเปลี่ยน')].map((head, i) => (
                  <th scope="col" class={i > 0 ? 'figure' : undefined}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {changed.map((t) => (
                <tr>
                  <th scope="row">{toldTh(t)}</th>
                  {[t.fallsAway, t.comesAnew, t.moves, t.saysElse].map((n) => (
                    <td class="figure">{n > 0 ? n : '-'}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      ) : null}
    </section>
  )
}

function toldTh({ told, obligation }: ToldCount): string {
  const what =
    told in itemStateTh
      ? say(itemStateTh[told as keyof typeof itemStateTh])
      : say(mailKindTh[told as keyof typeof mailKindTh])
  return obligation ? `${what}: ${say(obligationTh[obligation])}` : what
}

function nameIn({ names, area }: AreaAsked, code: string): string {
  const name = names.get(code)
  if (!name) return code
  return area === 'all' ? areaName(name) : shortOfficeName(name)
}
