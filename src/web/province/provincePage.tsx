import type { VNode } from 'preact'
import { type OfficeState, totals } from '../../domain/office.ts'
import type { Checkpoint } from '../../domain/pace.ts'
import type { OfficeCode } from '../../domain/policy.ts'
import { type Day, dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import type { OfficeSummary } from '../../store/offices.ts'
import type { ProvinceOverview } from '../../store/overview.ts'
import { longDay, shortDay, timeOfDay } from '../../thai/dates.ts'
import { baht, percentOf } from '../../thai/money.ts'
import { type OfficeNames, provinceName, shortOfficeName } from '../../thai/offices.ts'
import { commandTh, itemStateTh, levelTh, obligationShortTh, phaseTh, reportTh } from '../../thai/vocabulary.ts'
import { type AreaAct, areaActPath } from '../area/asked.ts'
import { DocumentList } from '../documentList.tsx'
import { type DocumentLink, dossierPath } from '../documents.ts'
import { Figures } from '../figures.tsx'
import { LineBar } from '../office/lineBar.tsx'
import { officePath } from '../paths.ts'
import { Scrolls } from '../scrolls.tsx'
import type { NextDigest } from './nextDigest.ts'

/** What the page of a province shows. */
export interface ProvinceView {
  readonly programme: string
  readonly overview: ProvinceOverview
  /** The most urgent first. */
  readonly offices: readonly OfficeSummary[]
  /** All of the province's, with their money. */
  readonly states: ReadonlyMap<OfficeCode, OfficeState>
  readonly names: ReadonlyMap<OfficeCode, OfficeNames>
  readonly filter: OfficeFilterName
  readonly today: Day
  /** How many are below the checkpoint that counts now. */
  readonly pace: Pace | null
  readonly next: NextDigest | undefined
  /** What its reader may do to offices that are chosen. */
  readonly acts: readonly AreaAct[]
  readonly documents: readonly DocumentLink[]
}

interface Pace {
  readonly checkpoint: Checkpoint
  readonly spending: number
  readonly behind: readonly OfficeCode[]
}

/** How the offices of a list may be narrowed. */
export const officeFilters = {
  all: 'ทั้งหมด',
  overdue: 'เกินกำหนด',
  escalated: 'รายงานหน่วยเหนือแล้ว',
  'under-review': 'รอตรวจรายงาน',
} as const
export type OfficeFilterName = keyof typeof officeFilters

/** A province: its figures, its offices with the most urgent first, its pace, and what its managers will be told next. */
export function ProvincePage(view: ProvinceView): VNode {
  const { overview, documents } = view
  const spent = overview.disbursed + overview.returned
  return (
    <>
      <h1>{provinceName(overview.province, overview.nameTh)}</h1>
      <Figures
        figures={[
          {
            value: String(overview.overdue),
            label: say('หน่วยงานที่เกินกำหนด'),
            tone: overview.overdue > 0 ? 'alert' : 'good',
          },
          {
            value: String(overview.escalated.department),
            label: say('รายงานถึงกรมแล้ว'),
            tone: overview.escalated.department > 0 ? 'warn' : 'plain',
          },
          { value: String(overview.phases.closed), label: say`แล้วเสร็จ จาก ${overview.offices} หน่วยงาน`, tone: 'good' },
          {
            value: percentOf(spent, overview.allocated),
            label: say`เบิกจ่ายและส่งคืน จาก ${baht(overview.allocated)}`,
            tone: 'plain',
          },
        ]}
      />
      <Offices view={view} />
      <PaceSection view={view} />
      <NextDigestSection view={view} />
      <DocumentList documents={documents} />
    </>
  )
}

function Offices({ view }: { view: ProvinceView }): VNode {
  const { programme, overview, offices, filter, acts } = view
  const isChosen = acts.length > 0 && offices.length > 0
  const table = (
    <Scrolls by="offices">
      <table class="wide">
        <thead>
          <tr>
            {isChosen ? <th scope="col">{say('เลือก')}</th> : null}
            <th scope="col">{say('หน่วยงาน')}</th>
            <th scope="col">{say('กำหนดถัดไป')}</th>
            <th scope="col">{say('เบิกจ่ายและส่งคืน')}</th>
            <th scope="col">{say('การรายงานหน่วยเหนือ')}</th>
            <th scope="col">{say('ขั้นตอน')}</th>
            <th scope="col">{say('รายงานผล')}</th>
            <th scope="col">{say('แฟ้มข้อมูล')}</th>
          </tr>
        </thead>
        <tbody>
          {offices.map((o) => (
            <OfficeRow {...{ office: o, view, isChosen }} />
          ))}
        </tbody>
      </table>
    </Scrolls>
  )
  return (
    <>
      <h2 id="offices">{say('หน่วยงาน เรียงตามความเร่งด่วน')}</h2>
      <nav class="filters" aria-label={say('เลือกหน่วยงานที่แสดง')}>
        <ul>
          {Object.entries(officeFilters).map(([name, label]) => (
            <li>
              <a href={`?show=${name}#offices`} aria-current={name === filter ? 'true' : undefined}>
                {say(label)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {offices.length === 0 ? <p>{say('ไม่มีหน่วยงานตามที่เลือก')}</p> : null}
      {isChosen ? (
        <form method="get" class="chosen">
          {table}
          <fieldset class="together">
            <legend>{say('ดำเนินการกับหน่วยงานที่เลือก')}</legend>
            <p class="hint">{say('หากไม่เลือก หมายถึงทุกหน่วยงานที่ดำเนินการได้ในจังหวัด ระบบจะแสดงผลให้ตรวจสอบก่อนยืนยัน')}</p>
            <p class="buttons">
              {acts.map((act) => (
                <button type="submit" class="second" formaction={areaActPath(programme, overview.province, act)}>
                  {say(commandTh[act])}
                </button>
              ))}
            </p>
          </fieldset>
        </form>
      ) : (
        table
      )}
    </>
  )
}

function OfficeRow({ office: o, view, isChosen }: { office: OfficeSummary; view: ProvinceView; isChosen: boolean }) {
  const { programme, today, states } = view
  const name = nameIn(view, o.code)
  const state = states.get(o.code)
  const money = state && totals(state)
  return (
    <tr class={o.overdue ? 'late' : undefined}>
      {isChosen ? (
        <td>
          {o.tier === 'district' ? (
            <input type="checkbox" name="office" value={o.code} aria-label={say`เลือก${name}`} />
          ) : null}
        </td>
      ) : null}
      <th scope="row">
        <a href={officePath(programme, o.code)}>{name}</a>
      </th>
      <td>
        {o.nextDeadline ? shortDay(o.nextDeadline) : '-'}
        {o.overdue && o.nextDeadline && o.nextDeadline < today ? <b class="timing alert"> {say('เกินกำหนด')}</b> : null}
      </td>
      <td>
        {money && money.allocated > 0 ? (
          <>
            {percentOf(money.disbursed + money.returned, money.allocated)}
            <LineBar line={money} />
          </>
        ) : (
          '-'
        )}
      </td>
      <td>{o.level > 0 ? say(levelTh[o.level]) : '-'}</td>
      <td>{say(phaseTh[o.phase])}</td>
      <td>{say(reportTh[o.report])}</td>
      <td>
        <a href={dossierPath(programme, o.code)}>
          PDF
          <span class="visually-hidden">
            {' '}
            {say('แฟ้มข้อมูล')}
            {name}
          </span>
        </a>
      </td>
    </tr>
  )
}

function PaceSection({ view }: { view: ProvinceView }): VNode | null {
  const { pace, today, programme } = view
  if (!pace || pace.spending === 0) return null
  const { checkpoint, spending, behind } = pace
  return (
    <section aria-labelledby="pace">
      <h2 id="pace">{say('ความก้าวหน้าเทียบเป้าหมายการเบิกจ่าย')}</h2>
      <p>
        {say`เป้าหมายร้อยละ ${checkpoint.percent} ภายใน${longDay(checkpoint.on)}`}
        {checkpoint.on < today ? say(' (พ้นกำหนดแล้ว)') : ''}
        {say`: ถึงเป้าหมายแล้ว ${spending - behind.length} จาก ${spending} หน่วยงาน`}
      </p>
      {behind.length > 0 ? (
        <p>
          {say('ยังต่ำกว่าเป้าหมาย:')}{' '}
          {behind.map((code, i) => (
            <>
              {i > 0 ? ', ' : ''}
              <a href={officePath(programme, code)}>{nameIn(view, code)}</a>
            </>
          ))}
        </p>
      ) : null}
    </section>
  )
}

function NextDigestSection({ view }: { view: ProvinceView }): VNode {
  const { next, programme } = view
  return (
    <section aria-labelledby="next-digest">
      <h2 id="next-digest">{say('อีเมลสรุปถึงผู้บริหารจังหวัดครั้งถัดไป')}</h2>
      {next ? (
        <>
          <p>
            {say`หากไม่มีผู้ใดดำเนินการเพิ่มเติม ระบบจะส่งใน${longDay(dayOf(next.at))} เวลา ${timeOfDay(next.at)} โดยแจ้ง ${next.items.length} รายการ`}
          </p>
          <Scrolls by="next-digest">
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('หน่วยงาน')}</th>
                  <th scope="col">{say('เรื่อง')}</th>
                  <th scope="col">{say('สถานะในสรุป')}</th>
                </tr>
              </thead>
              <tbody>
                {next.items.map((item) => (
                  <tr>
                    <th scope="row">
                      <a href={officePath(programme, item.office)}>{nameIn(view, item.office)}</a>
                    </th>
                    <td>{say(obligationShortTh[item.obligation])}</td>
                    <td>{say(itemStateTh[item.state])}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolls>
        </>
      ) : (
        <p>{say('ไม่มีเรื่องที่ต้องส่งสรุปในสัปดาห์นี้')}</p>
      )}
    </section>
  )
}

function nameIn({ names }: ProvinceView, code: OfficeCode): string {
  return shortOfficeName(names.get(code)!)
}
