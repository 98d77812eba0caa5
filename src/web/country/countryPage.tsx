import type { VNode } from 'preact'
import { phases } from '../../domain/office.ts'
import { say } from '../../language/say.ts'
import type { ProvinceOverview, Totals } from '../../store/overview.ts'
import { amount, baht, percentOf } from '../../thai/money.ts'
import { bareName } from '../../thai/offices.ts'
import { commandTh, phaseTh } from '../../thai/vocabulary.ts'
import { type AreaAct, areaActPath } from '../area/asked.ts'
import { DocumentList } from '../documentList.tsx'
import type { DocumentLink } from '../documents.ts'
import { Figures } from '../figures.tsx'
import { provincePath } from '../paths.ts'
import { Scrolls } from '../scrolls.tsx'
import { CountryMap } from './countryMap.tsx'
import { type MeasureName, measureNames, measures } from './measures.ts'
import { type CurveView, SpendingCurve } from './spendingCurve.tsx'

/** What the page of the whole country shows. */
export interface CountryView {
  readonly programme: string
  readonly name: string
  readonly totals: Totals
  /** Those first that need looking after, by the measure. */
  readonly provinces: readonly ProvinceOverview[]
  readonly measure: MeasureName
  readonly curve: CurveView
  /** What its reader may do to the whole country. */
  readonly acts: readonly AreaAct[]
  readonly documents: readonly DocumentLink[]
}

/** The country: its figures, where its provinces stand on a map and in a table, its funnel and its spending. */
export function CountryPage(view: CountryView): VNode {
  const { programme, name, totals, curve, acts, documents } = view
  const spent = totals.disbursed + totals.returned
  return (
    <>
      <h1 lang="th">{name}</h1>
      <Figures
        figures={[
          {
            value: String(totals.overdue),
            label: say('หน่วยงานที่เกินกำหนด'),
            tone: totals.overdue > 0 ? 'alert' : 'good',
          },
          {
            value: String(totals.escalated.department),
            label: say('รายงานถึงกรมแล้ว'),
            tone: totals.escalated.department > 0 ? 'warn' : 'plain',
          },
          { value: String(totals.phases.closed), label: say`แล้วเสร็จ จาก ${totals.offices} หน่วยงาน`, tone: 'good' },
          {
            value: percentOf(spent, totals.allocated),
            label: say`เบิกจ่ายและส่งคืน จาก ${baht(totals.allocated)}`,
            tone: 'plain',
          },
        ]}
      />
      <Provinces view={view} />
      <Funnel totals={totals} />
      {curve.allocated > 0 ? (
        <section aria-labelledby="curve">
          <h2 id="curve">{say('การเบิกจ่ายเทียบเป้าหมาย')}</h2>
          <SpendingCurve {...curve} />
        </section>
      ) : null}
      {acts.length > 0 ? (
        <section class="acts" aria-labelledby="acts">
          <h2 id="acts">{say('ดำเนินการกับทุกหน่วยงาน')}</h2>
          <ul>
            {acts.map((act) => (
              <li>
                <a href={areaActPath(programme, 'all', act)}>{say(commandTh[act])}</a>
              </li>
            ))}
          </ul>
          <p class="hint">{say('เลือกเฉพาะบางหน่วยงานได้ในหน้าของจังหวัด ระบบจะแสดงผลให้ตรวจสอบก่อนยืนยัน')}</p>
        </section>
      ) : null}
      {documents.length > 0 ? <DocumentList documents={documents} /> : null}
    </>
  )
}

function Provinces({ view }: { view: CountryView }): VNode {
  const { programme, provinces, measure } = view
  const label = say(measures[measure].label)
  return (
    <section aria-labelledby="provinces">
      <h2 id="provinces">
        {say('รายจังหวัด:')} {label} {say('จังหวัดที่ต้องติดตามก่อน')}
      </h2>
      <nav class="filters" aria-label={say('เลือกสิ่งที่เปรียบเทียบ')}>
        <ul>
          {measureNames.map((name) => (
            <li>
              <a href={`?measure=${name}#provinces`} aria-current={name === measure ? 'true' : undefined}>
                {say(measures[name].label)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="beside">
        <CountryMap {...{ provinces, measure }} href={(province) => provincePath(programme, province)} />
        <Scrolls by="provinces">
          <table class="wide">
            <thead>
              <tr>
                <th scope="col">{say('จังหวัด')}</th>
                {measureNames.map((name) => (
                  <th scope="col" class="figure" aria-sort={name === measure ? sortOf(name) : undefined}>
                    {say(measures[name].label)}
                  </th>
                ))}
                <th scope="col" class="figure">
                  {say('จัดสรร (บาท)')}
                </th>
              </tr>
            </thead>
            <tbody>
              {provinces.map((p) => (
                <tr class={p.overdue > 0 ? 'late' : undefined}>
                  <th scope="row">
                    <a href={provincePath(programme, p.province)}>{bareName(p.province, p.nameTh)}</a>
                  </th>
                  {measureNames.map((name) => (
                    <td class={name === measure ? 'figure measured' : 'figure'}>{measures[name].told(p)}</td>
                  ))}
                  <td class="figure">{amount(p.allocated)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      </div>
    </section>
  )
}

/** Those first that need looking after: the most of what is bad, the least of what is good. */
function sortOf(name: MeasureName): 'ascending' | 'descending' {
  return measures[name].isGood ? 'ascending' : 'descending'
}

function Funnel({ totals }: { totals: Totals }): VNode {
  return (
    <section aria-labelledby="phases">
      <h2 id="phases">{say('หน่วยงานในแต่ละขั้นตอน')}</h2>
      <table class="funnel">
        <thead class="visually-hidden">
          <tr>
            <th scope="col">{say('ขั้นตอน')}</th>
            <th scope="col">{say('จำนวน')}</th>
            <th scope="col">{say('สัดส่วน')}</th>
          </tr>
        </thead>
        <tbody>
          {phases.map((phase) => (
            <tr>
              <th scope="row">{say(phaseTh[phase])}</th>
              <td class="figure">{totals.phases[phase]}</td>
              <td>
                <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                  <rect
                    class="disbursed"
                    width={(totals.phases[phase] * 100) / Math.max(1, totals.offices)}
                    height="4"
                  />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
