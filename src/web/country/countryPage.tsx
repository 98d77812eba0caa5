import type { VNode } from 'preact'
import { phases } from '../../domain/office.ts'
import type { ProvinceOverview, Totals } from '../../store/overview.ts'
import { amount, baht, percentOf } from '../../thai/money.ts'
import { phaseTh } from '../../thai/vocabulary.ts'
import { Figures } from '../figures.tsx'
import { provincePath } from '../paths.ts'
import { Scrolls } from '../scrolls.tsx'

/** What the page of the whole country shows. */
export interface CountryView {
  readonly programme: string
  readonly name: string
  readonly totals: Totals
  /** The worst first. */
  readonly provinces: readonly ProvinceOverview[]
}

/** The country: its figures, how many offices are where on the path, and every province, the worst first. */
export function CountryPage({ programme, name, totals, provinces }: CountryView): VNode {
  const spent = totals.disbursed + totals.returned
  return (
    <>
      <h1>{name}</h1>
      <Figures
        figures={[
          { value: String(totals.overdue), label: 'หน่วยงานที่เกินกำหนด', tone: totals.overdue > 0 ? 'alert' : 'good' },
          {
            value: String(totals.escalated.department),
            label: 'รายงานถึงกรมแล้ว',
            tone: totals.escalated.department > 0 ? 'warn' : 'plain',
          },
          { value: String(totals.phases.closed), label: `แล้วเสร็จ จาก ${totals.offices} หน่วยงาน`, tone: 'good' },
          {
            value: percentOf(spent, totals.allocated),
            label: `เบิกจ่ายและส่งคืน จาก ${baht(totals.allocated)}`,
            tone: 'plain',
          },
        ]}
      />
      <section aria-labelledby="phases">
        <h2 id="phases">หน่วยงานในแต่ละขั้นตอน</h2>
        <table class="funnel">
          <thead class="visually-hidden">
            <tr>
              <th scope="col">ขั้นตอน</th>
              <th scope="col">จำนวน</th>
              <th scope="col">สัดส่วน</th>
            </tr>
          </thead>
          <tbody>
            {phases.map((phase) => (
              <tr>
                <th scope="row">{phaseTh[phase]}</th>
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
      <section aria-labelledby="provinces">
        <h2 id="provinces">รายจังหวัด เรียงตามจำนวนหน่วยงานที่เกินกำหนด</h2>
        <Scrolls by="provinces">
          <table>
            <thead>
              <tr>
                <th scope="col">จังหวัด</th>
                <th scope="col" class="figure">
                  หน่วยงาน
                </th>
                <th scope="col" class="figure">
                  เกินกำหนด
                </th>
                <th scope="col" class="figure">
                  รายงานถึงกรม
                </th>
                <th scope="col" class="figure">
                  แล้วเสร็จ
                </th>
                <th scope="col" class="figure">
                  จัดสรร (บาท)
                </th>
                <th scope="col" class="figure">
                  เบิกจ่ายและส่งคืน
                </th>
              </tr>
            </thead>
            <tbody>
              {provinces.map((p) => (
                <tr class={p.overdue > 0 ? 'late' : undefined}>
                  <th scope="row">
                    <a href={provincePath(programme, p.province)}>{p.nameTh}</a>
                  </th>
                  <td class="figure">{p.offices}</td>
                  <td class="figure">{p.overdue}</td>
                  <td class="figure">{p.escalated.department}</td>
                  <td class="figure">{p.phases.closed}</td>
                  <td class="figure">{amount(p.allocated)}</td>
                  <td class="figure">{p.allocated > 0 ? percentOf(p.disbursed + p.returned, p.allocated) : '-'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      </section>
    </>
  )
}
