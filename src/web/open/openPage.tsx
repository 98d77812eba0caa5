import type { VNode } from 'preact'
import type { ProvinceOverview, Totals } from '../../store/overview.ts'
import type { StoredProgramme } from '../../store/programmes.ts'
import { fullDay, longMoment } from '../../thai/dates.ts'
import { amount, baht, percentOf } from '../../thai/money.ts'
import { centre } from '../../thai/vocabulary.ts'
import { CountryMap } from '../country/countryMap.tsx'
import { type CurveView, SpendingCurve } from '../country/spendingCurve.tsx'
import { Figures } from '../figures.tsx'
import { Scrolls } from '../scrolls.tsx'

/** What anybody may see of a programme: sums alone, nobody's name. */
export interface OpenView {
  readonly programme: StoredProgramme
  readonly totals: Totals
  /** In the order of their codes. */
  readonly provinces: readonly ProvinceOverview[]
  readonly curve: CurveView
  /** Programme time. */
  readonly now: string
}

/** How a programme fares, for everybody. */
export function OpenPage({ programme, totals, provinces, curve, now }: OpenView): VNode {
  const { policy } = programme.rules
  const spent = totals.disbursed + totals.returned
  const data = `/open-data/${programme.id}`
  return (
    <>
      <h1>{programme.name}</h1>
      <p class="about">
        {programme.activity} ปีงบประมาณ พ.ศ. {policy.fiscalYear}
      </p>
      <p>
        กรมการปกครองจัดสรรเงินให้ที่ทำการปกครองจังหวัดและอำเภอ {totals.offices} แห่งทั่วประเทศ รวม {baht(totals.allocated)}{' '}
        เพื่อส่งเสริมคุณธรรมและความโปร่งใสในการดำเนินงาน แต่ละแห่งต้องเบิกจ่ายให้แล้วเสร็จภายในวันที่{' '}
        {fullDay(policy.obligations.disbursement.deadline)} และรายงานผลภายในวันที่{' '}
        {fullDay(policy.obligations.report.deadline)} เพื่อสรุปเสนอสำนักงานคณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ (สำนักงาน
        ป.ป.ช.)
      </p>
      <Figures
        figures={[
          {
            ...{ value: percentOf(spent, totals.allocated), tone: 'plain' },
            label: `เบิกจ่ายและส่งคืนแล้ว ${baht(spent)}`,
          },
          { value: baht(totals.returned), label: 'เงินเหลือจ่ายที่ส่งคืน', tone: 'plain' },
          { value: String(totals.phases.closed), label: `แล้วเสร็จ จาก ${totals.offices} หน่วยงาน`, tone: 'good' },
          { value: String(totals.overdue), label: 'หน่วยงานที่เกินกำหนด', tone: totals.overdue > 0 ? 'warn' : 'good' },
        ]}
      />
      {curve.allocated > 0 ? (
        <section aria-labelledby="curve">
          <h2 id="curve">การเบิกจ่ายเทียบเป้าหมาย</h2>
          <SpendingCurve {...curve} />
        </section>
      ) : null}
      <section aria-labelledby="provinces">
        <h2 id="provinces">ความก้าวหน้ารายจังหวัด</h2>
        <div class="beside">
          <CountryMap provinces={provinces} measure="spent" />
          <Scrolls by="provinces">
            <table class="wide">
              <thead>
                <tr>
                  <th scope="col">จังหวัด</th>
                  {['หน่วยงาน', 'แล้วเสร็จ', 'จัดสรร (บาท)', 'เบิกจ่าย (บาท)', 'ส่งคืน (บาท)', 'เบิกจ่ายและส่งคืน'].map((head) => (
                    <th scope="col" class="figure">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {provinces.map((p) => (
                  <tr>
                    <th scope="row">{p.nameTh}</th>
                    <td class="figure">{p.offices}</td>
                    <td class="figure">{p.phases.closed}</td>
                    {[p.allocated, p.disbursed, p.returned].map((satang) => (
                      <td class="figure">{amount(satang)}</td>
                    ))}
                    <td class="figure">{p.allocated > 0 ? percentOf(p.disbursed + p.returned, p.allocated) : '-'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolls>
        </div>
      </section>
      <section class="acts" aria-labelledby="data">
        <h2 id="data">ข้อมูลเปิด</h2>
        <ul>
          <li>
            <a href={`${data}/provinces.csv`}>
              รายจังหวัด <span class="form">(CSV)</span>
            </a>
          </li>
          <li>
            <a href={`${data}/provinces.json`}>
              รายจังหวัด <span class="form">(JSON)</span>
            </a>
          </li>
          <li>
            <a href="/open-data/catalog.jsonld">
              บัญชีข้อมูล <span class="form">(DCAT)</span>
            </a>
          </li>
        </ul>
        <p class="hint">
          เผยแพร่โดย{centre} ใช้ได้ตามสัญญาอนุญาตครีเอทีฟคอมมอนส์แบบแสดงที่มา 4.0 (CC BY 4.0) ข้อมูล ณ {longMoment(now)} ปรับปรุงทุก 5
          นาที ไม่มีข้อมูลส่วนบุคคล
        </p>
      </section>
    </>
  )
}
