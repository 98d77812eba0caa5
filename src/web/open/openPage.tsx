import type { VNode } from 'preact'
import type { Language } from '../../language/language.ts'
import type { ProvinceOverview, Totals } from '../../store/overview.ts'
import type { StoredProgramme } from '../../store/programmes.ts'
import { amount } from '../../thai/money.ts'
import { CountryMap } from '../country/countryMap.tsx'
import { type CurveView, SpendingCurve } from '../country/spendingCurve.tsx'
import { Figures } from '../figures.tsx'
import { Scrolls } from '../scrolls.tsx'
import { openWords } from './words.ts'

/** What anybody may see of a programme: sums alone, nobody's name. */
export interface OpenView {
  readonly programme: StoredProgramme
  readonly totals: Totals
  /** In the order of their codes. */
  readonly provinces: readonly ProvinceOverview[]
  readonly curve: CurveView
  /** Programme time. */
  readonly now: string
  readonly language: Language
}

/** How a programme fares, for everybody. */
export function OpenPage({ programme, totals, provinces, curve, now, language }: OpenView): VNode {
  const words = openWords[language]
  const { policy } = programme.rules
  const spent = totals.disbursed + totals.returned
  const data = `/open-data/${programme.id}`
  return (
    <>
      <h1>{words.title(programme.name)}</h1>
      <p class="about">
        <span lang="th">
          {language === 'th' ? '' : `${programme.name} `}
          {programme.activity}
        </span>{' '}
        {words.year(policy.fiscalYear)}
      </p>
      <p>
        {words.about(
          totals.offices,
          totals.allocated,
          policy.obligations.disbursement.deadline,
          policy.obligations.report.deadline,
        )}
      </p>
      <Figures
        figures={[
          { value: words.share(spent, totals.allocated), label: words.spent(spent), tone: 'plain' },
          { value: words.money(totals.returned), label: words.returned, tone: 'plain' },
          { value: String(totals.phases.closed), label: words.closed(totals.offices), tone: 'good' },
          { value: String(totals.overdue), label: words.overdue, tone: totals.overdue > 0 ? 'warn' : 'good' },
        ]}
      />
      {curve.allocated > 0 ? (
        <section aria-labelledby="curve">
          <h2 id="curve">{words.curve.title}</h2>
          <SpendingCurve {...curve} words={words.curve} />
        </section>
      ) : null}
      <section aria-labelledby="provinces">
        <h2 id="provinces">{words.provinces}</h2>
        <div class="beside">
          <CountryMap
            provinces={provinces}
            measure="spent"
            words={{
              map: words.map,
              label: words.measured,
              told: (p) => words.share(p.disbursed + p.returned, p.allocated),
            }}
          />
          <Scrolls by="provinces">
            <table class="wide">
              <thead>
                <tr>
                  {words.columns.map((head, i) => (
                    <th scope="col" class={i > 0 ? 'figure' : undefined}>
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {provinces.map((p) => (
                  <tr>
                    <th scope="row">{words.map.nameOf(p)}</th>
                    <td class="figure">{p.offices}</td>
                    <td class="figure">{p.phases.closed}</td>
                    {[p.allocated, p.disbursed, p.returned].map((satang) => (
                      <td class="figure">{amount(satang)}</td>
                    ))}
                    <td class="figure">{p.allocated > 0 ? words.share(p.disbursed + p.returned, p.allocated) : '-'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolls>
        </div>
      </section>
      <section class="acts" aria-labelledby="data">
        <h2 id="data">{words.data.title}</h2>
        <ul>
          <li>
            <a href={`${data}/provinces.csv`}>
              {words.data.provinces} <span class="form">(CSV)</span>
            </a>
          </li>
          <li>
            <a href={`${data}/provinces.json`}>
              {words.data.provinces} <span class="form">(JSON)</span>
            </a>
          </li>
          <li>
            <a href="/open-data/catalog.jsonld">
              {words.data.catalogue} <span class="form">(DCAT)</span>
            </a>
          </li>
        </ul>
        <p class="hint">{words.data.said(now)}</p>
      </section>
    </>
  )
}
