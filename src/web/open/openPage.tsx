import type { VNode } from 'preact'
import { phases } from '../../domain/office.ts'
import { dayOf } from '../../domain/time.ts'
import { KEPT_S, LICENCE } from '../../papers/openData.ts'
import type { ProvinceOverview, Totals } from '../../store/overview.ts'
import { lettersFor, type StoredProgramme } from '../../store/programmes.ts'
import { fullDay, longDay, timeSpan } from '../../thai/dates.ts'
import { amount, baht, percentOf } from '../../thai/money.ts'
import { centre, phaseTh } from '../../thai/vocabulary.ts'
import { Figures } from '../figures.tsx'
import { LineBar } from '../office/lineBar.tsx'
import { Scrolls } from '../scrolls.tsx'

/** What the public sees of a programme: sums of provinces, nobody's name and no single document. */
export interface OpenView {
  readonly programme: StoredProgramme
  readonly totals: Totals
  readonly provinces: readonly ProvinceOverview[]
}

const byName = new Intl.Collator('th')

/** A programme for everybody: what it is, how far it is, what it spends, and the same as files. */
export function OpenPage({ programme, totals, provinces }: OpenView): VNode {
  return (
    <>
      <h1>{programme.name}</h1>
      <p class="about">
        กิจกรรม{programme.activity} ปีงบประมาณ พ.ศ. {programme.rules.policy.fiscalYear} โดย{centre}
      </p>
      <Aims programme={programme} />
      <Money totals={totals} />
      <Progress totals={totals} />
      <Provinces provinces={provinces} />
      <Files programme={programme.id} />
      <p>
        สำหรับเจ้าหน้าที่: <a href="/">เข้าสู่ระบบ</a>
      </p>
    </>
  )
}

/** The programme as its letters set it. */
function Aims({ programme: { details, rules } }: { programme: StoredProgramme }): VNode {
  const { kickoff, obligations } = rules.policy
  return (
    <section aria-labelledby="aims">
      <h2 id="aims">เกี่ยวกับโครงการ</h2>
      <p>
        โครงการมุ่งยกระดับการประเมินคุณธรรมและความโปร่งใส (ITA) เผยแพร่ข้อมูลการปฏิบัติงาน (Open Data) และให้ที่ทำการปกครองจังหวัด
        ที่ทำการปกครองอำเภอ และหน่วยงานอื่นในพื้นที่ มีส่วนร่วมในการป้องกันการทุจริต ผู้รับงบประมาณต้องใช้จ่ายภายในวงเงินที่ได้รับจัดสรร
        ตรงตามวัตถุประสงค์ ประหยัด และห้ามถัวจ่ายระหว่างรายการ
      </p>
      <dl class="facts">
        <dt>ประชุมชี้แจง</dt>
        <dd>
          {longDay(dayOf(kickoff.beginsAt))} เวลา {timeSpan(kickoff.beginsAt, kickoff.endsAt)}
        </dd>
        <dt>เบิกจ่ายให้แล้วเสร็จ</dt>
        <dd>ภายใน{longDay(obligations.disbursement.deadline)}</dd>
        <dt>รายงานผล</dt>
        <dd>ภายใน{longDay(obligations.report.deadline)}</dd>
        {lettersFor(details).map(({ from, number, date }) => (
          <>
            <dt>หนังสือ{from}</dt>
            <dd>
              ที่ {number} ลงวันที่ {fullDay(date)}
            </dd>
          </>
        ))}
      </dl>
    </section>
  )
}

function Money({ totals: { allocated, disbursed, returned } }: { totals: Totals }): VNode {
  return (
    <section aria-labelledby="money">
      <h2 id="money">เงินจัดสรรและการใช้จ่ายทั้งโครงการ</h2>
      <Figures
        figures={[
          { value: amount(allocated), label: 'จัดสรร (บาท)', tone: 'plain' },
          { value: amount(disbursed), label: 'เบิกจ่าย (บาท)', tone: 'plain' },
          { value: amount(returned), label: 'ส่งคืนเป็นเงินเหลือจ่าย (บาท)', tone: 'plain' },
          {
            value: percentOf(disbursed + returned, allocated),
            label: `เบิกจ่ายและส่งคืน คงเหลือ ${baht(allocated - disbursed - returned)}`,
            tone: 'plain',
          },
        ]}
      />
    </section>
  )
}

function Progress({ totals }: { totals: Totals }): VNode {
  return (
    <section aria-labelledby="progress">
      <h2 id="progress">ความก้าวหน้าของหน่วยงาน</h2>
      <p>
        หน่วยงานที่เข้าร่วม {totals.offices} หน่วยงาน ดำเนินการแล้วเสร็จ {totals.phases.closed} หน่วยงาน มีงานเกินกำหนด{' '}
        {totals.overdue} หน่วยงาน
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">ขั้นตอน</th>
            <th scope="col" class="figure">
              หน่วยงาน
            </th>
            <th scope="col" class="figure">
              สัดส่วน
            </th>
          </tr>
        </thead>
        <tbody>
          {phases
            .filter((phase) => totals.phases[phase] > 0)
            .map((phase) => (
              <tr>
                <th scope="row">
                  {phaseTh[phase]}
                  <ShareBar part={totals.phases[phase]} whole={totals.offices} />
                </th>
                <td class="figure">{totals.phases[phase]}</td>
                <td class="figure">{percentOf(totals.phases[phase], totals.offices)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  )
}

function Provinces({ provinces }: { provinces: readonly ProvinceOverview[] }): VNode {
  const sorted = [...provinces].sort((a, b) => byName.compare(a.nameTh, b.nameTh))
  return (
    <section aria-labelledby="provinces">
      <h2 id="provinces">รายจังหวัด ({provinces.length} จังหวัด)</h2>
      <Scrolls by="provinces">
        <table>
          <thead>
            <tr>
              <th scope="col">จังหวัด</th>
              <th scope="col" class="figure">
                หน่วยงาน
              </th>
              <th scope="col" class="figure">
                แล้วเสร็จ
              </th>
              <th scope="col" class="figure">
                เกินกำหนด
              </th>
              <th scope="col" class="figure">
                จัดสรร (บาท)
              </th>
              <th scope="col" class="figure">
                เบิกจ่าย (บาท)
              </th>
              <th scope="col" class="figure">
                ส่งคืน (บาท)
              </th>
              <th scope="col" class="figure">
                เบิกจ่ายและส่งคืน
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((p) => (
              <tr>
                <th scope="row">{p.nameTh}</th>
                <td class="figure">{p.offices}</td>
                <td class="figure">{p.phases.closed}</td>
                <td class="figure">{p.overdue}</td>
                <td class="figure">{amount(p.allocated)}</td>
                <td class="figure">{amount(p.disbursed)}</td>
                <td class="figure">{amount(p.returned)}</td>
                <td class="figure">
                  {p.allocated > 0 ? percentOf(p.disbursed + p.returned, p.allocated) : '-'}
                  <LineBar line={p} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
    </section>
  )
}

/** How large a part of a whole is. The figures beside it say the same. */
function ShareBar({ part, whole }: { part: number; whole: number }): VNode {
  return (
    <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="whole" width="100" height="4" />
      <rect class="disbursed" width={(part * 100) / Math.max(1, whole)} height="4" />
    </svg>
  )
}

function Files({ programme }: { programme: string }): VNode {
  const base = `/open-data/${encodeURIComponent(programme)}`
  const files = [
    { label: 'ข้อมูลรายจังหวัด', form: 'CSV', href: `${base}/provinces.csv` },
    { label: 'ข้อมูลรายจังหวัด', form: 'JSON', href: `${base}/provinces.json` },
    { label: 'บัญชีชุดข้อมูล', form: 'DCAT, JSON-LD', href: '/open-data/catalog.jsonld' },
  ]
  return (
    <section aria-labelledby="files">
      <h2 id="files">ข้อมูลเปิด (Open Data)</h2>
      <p>
        นำไปใช้ได้โดยอ้างอิงที่มา ตามสัญญาอนุญาต <a href={LICENCE}>ครีเอทีฟคอมมอนส์ แสดงที่มา 4.0 (CC BY 4.0)</a> เป็นข้อมูลปัจจุบันของระบบ
        ล่าช้าไม่เกิน {KEPT_S / 60} นาที และไม่มีข้อมูลส่วนบุคคล
      </p>
      <div class="acts">
        <ul>
          {files.map(({ label, form, href }) => (
            <li>
              <a href={href}>
                {label} <span class="form">({form})</span>
              </a>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
