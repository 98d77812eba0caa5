import type { VNode } from 'preact'
import { obligationNames, type Policy } from '../../domain/policy.ts'
import { type Day, dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { type DayOfPreview, tiers } from '../../preview/days.ts'
import { skippedWordsTh } from '../../preview/wording.ts'
import type { StoredProgramme } from '../../store/programmes.ts'
import { fullDay, longDay, timeSpan } from '../../thai/dates.ts'
import { mailKindTh, obligationTh, tierTh } from '../../thai/vocabulary.ts'
import { Scrolls } from '../scrolls.tsx'

/** How many reasons for not sending are told of a day. */
const REASONS = 6

export interface ProgrammeView {
  readonly programme: StoredProgramme
  /** Whether its reader may have the mails to come computed. */
  readonly mayPreview: boolean
  /** The mails to come, once asked for. */
  readonly coming?: { readonly until: Day; readonly days: readonly DayOfPreview[] } | undefined
}

/** What the programme's letters and settings say, and what is to come of it by itself. */
export function ProgrammePage({ programme, mayPreview, coming }: ProgrammeView): VNode {
  const { name, activity, details, rules } = programme
  const { policy } = rules
  const { kickoff, escalation, times } = policy
  return (
    <>
      <h1>{say('กำหนดการของโครงการ')}</h1>
      <p>
        <span lang="th">
          {name} {activity}
        </span>{' '}
        {say('ปีงบประมาณ พ.ศ.')} {policy.fiscalYear}
      </p>
      <section aria-labelledby="letters">
        <h2 id="letters">{say('หนังสือที่เกี่ยวข้อง')}</h2>
        <ul>
          {details.letters.map((l) => (
            <li>{say`หนังสือ${l.from} ที่ ${l.number} ลงวันที่ ${fullDay(l.date)}`}</li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="obligations">
        <h2 id="obligations">{say('สิ่งที่แต่ละหน่วยงานต้องดำเนินการ')}</h2>
        <p>{say`ประชุมชี้แจง${longDay(dayOf(kickoff.beginsAt))} เวลา ${timeSpan(kickoff.beginsAt, kickoff.endsAt)}`}</p>
        <Scrolls by="obligations">
          <table>
            <thead>
              <tr>
                <th scope="col">{say('รายการ')}</th>
                <th scope="col">{say('กำหนด')}</th>
                <th scope="col">{say('แจ้งเตือนล่วงหน้า')}</th>
              </tr>
            </thead>
            <tbody>
              {obligationNames.map((obligation) => (
                <tr>
                  <th scope="row">{say(obligationTh[obligation])}</th>
                  <td>{deadlineTh(policy, obligation)}</td>
                  <td>{remindersTh(policy.obligations[obligation].reminderDaysBefore)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      </section>
      <section aria-labelledby="escalation">
        <h2 id="escalation">{say('การติดตามและรายงานหน่วยเหนือ')}</h2>
        <ul>
          <li>
            {say('แจ้งเตือนหน่วยงานเวลา')} {times.morning} {say('น. ของวันทำการ')}
          </li>
          <li>
            {say('เกินกำหนด: รายงานจังหวัดในเช้าวันทำการที่')} {escalation.provinceOnWorkingDay}{' '}
            {say('และรายงานกรมการปกครองในเช้าวันทำการที่')} {escalation.departmentOnWorkingDay} {say('แจ้งหน่วยงานซ้ำทุก')}{' '}
            {escalation.repeatEveryWorkingDays} {say('วันทำการ')}
          </li>
          <li>
            {say('จังหวัดชี้แจงพร้อมวันที่คาดว่าจะแล้วเสร็จ ไม่เกิน')} {escalation.promiseWithinWorkingDays} {say('วันทำการ')}
          </li>
          <li>
            {say('สรุปถึงจังหวัดเวลา')} {times.provinceDigest} {say('น. ถึงกรมการปกครองเวลา')} {times.departmentDigest}{' '}
            {say('น. ของวันทำการ')}
          </li>
          {policy.checkpoints.map(({ on, percent }) => (
            <li>{say`เป้าหมายการเบิกจ่ายร้อยละ ${percent} ภายในวันที่ ${fullDay(on)}`}</li>
          ))}
          <li>
            {say('ขยายเวลาได้ไม่เกินวันที่')} {fullDay(policy.extensionLimit)}
          </li>
        </ul>
      </section>
      <section aria-labelledby="lines">
        <h2 id="lines">{say('รายการงบประมาณ')}</h2>
        <ul>
          {details.budget.lines.map((line) => (
            <li>{line.name}</li>
          ))}
        </ul>
      </section>
      {mayPreview ? (
        <section aria-labelledby="coming">
          <h2 id="coming">{say('อีเมลที่จะส่งต่อไป')}</h2>
          {coming ? (
            <Coming coming={coming} />
          ) : (
            <>
              <p>{say('คำนวณจากสถานะขณะนี้ หากไม่มีผู้ใดดำเนินการเพิ่มเติม ทั้งประเทศใช้เวลาไม่กี่วินาที')}</p>
              <form method="get">
                <p class="buttons">
                  <button type="submit" name="coming" value="30">
                    {say('คำนวณ 30 วันข้างหน้า')}
                  </button>
                </p>
              </form>
            </>
          )}
          <p class="hint">{say('ผลของการขยายเวลาต่ออีเมลเหล่านี้ดูได้ก่อนยืนยัน ในขั้นตรวจสอบของการขยายเวลา')}</p>
        </section>
      ) : null}
    </>
  )
}

function Coming({ coming: { until, days } }: { coming: NonNullable<ProgrammeView['coming']> }): VNode {
  return (
    <>
      <p>
        {say('ถึงวันที่')} {fullDay(until)} {days.length === 0 ? say('ไม่มีอีเมลที่จะส่ง') : ''}
      </p>
      {days.length > 0 ? (
        <Scrolls by="coming">
          <table>
            <thead>
              <tr>
                <th scope="col">{say('วัน')}</th>
                {tiers.map((tier) => (
                  <th scope="col" class="figure">
                    {say(tierTh[tier])}
                  </th>
                ))}
                <th scope="col">{say('เรื่อง และที่ไม่ส่งเพราะเหตุใด')}</th>
              </tr>
            </thead>
            <tbody>
              {days.map((d) => (
                <tr>
                  <th scope="row">{longDay(d.day)}</th>
                  {tiers.map((tier) => (
                    <td class="figure">{d.mails[tier]}</td>
                  ))}
                  <td>
                    {d.groups.map((g) => `${say(mailKindTh[g.kind])} ${g.recipients.length}`).join(', ')}
                    {d.skipped.slice(0, REASONS).map((s) => (
                      <p class="hint">
                        {say('ไม่ส่ง')} {s.recipients.length}: {skippedWordsTh(s)}
                      </p>
                    ))}
                    {d.skipped.length > REASONS ? (
                      <p class="hint">
                        {say('และด้วยเหตุอื่นอีก')} {d.skipped.length - REASONS} {say('เหตุ')}
                      </p>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      ) : null}
    </>
  )
}

function deadlineTh({ obligations }: Policy, name: (typeof obligationNames)[number]): string {
  const rule = obligations[name]
  return 'deadline' in rule ? longDay(rule.deadline) : say`ภายใน ${rule.withinWorkingDays} วันทำการ`
}

function remindersTh(days: readonly number[]): string {
  return days.map((n) => (n === 0 ? say('ในวันครบกำหนด') : say`${n} วัน`)).join(', ')
}
