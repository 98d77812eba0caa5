import type { VNode } from 'preact'
import type { Day } from '../../domain/time.ts'
import type { OfficeSummary } from '../../store/offices.ts'
import type { ProvinceOverview } from '../../store/overview.ts'
import { shortDay } from '../../thai/dates.ts'
import { baht, percentOf } from '../../thai/money.ts'
import { shortOfficeName } from '../../thai/offices.ts'
import { levelTh, phaseTh, reportTh } from '../../thai/vocabulary.ts'
import { DocumentList } from '../documentList.tsx'
import type { DocumentLink } from '../documents.ts'
import { Figures } from '../figures.tsx'
import { officePath } from '../paths.ts'
import { Scrolls } from '../scrolls.tsx'

/** What the page of a province shows. */
export interface ProvinceView {
  readonly programme: string
  readonly overview: ProvinceOverview
  /** The most urgent first. */
  readonly offices: readonly OfficeSummary[]
  readonly filter: OfficeFilterName
  readonly today: Day
  readonly documents: readonly DocumentLink[]
}

/** How the offices of a list may be narrowed. */
export const officeFilters = {
  all: 'ทั้งหมด',
  overdue: 'เกินกำหนด',
  escalated: 'รายงานหน่วยเหนือแล้ว',
  'under-review': 'รอตรวจรายงาน',
} as const
export type OfficeFilterName = keyof typeof officeFilters

/** A province: its figures, and its offices with the most urgent first. */
export function ProvincePage({ programme, overview, offices, filter, today, documents }: ProvinceView): VNode {
  const spent = overview.disbursed + overview.returned
  return (
    <>
      <h1>จังหวัด{overview.nameTh}</h1>
      <Figures
        figures={[
          { value: String(overview.overdue), label: 'หน่วยงานที่เกินกำหนด', tone: overview.overdue > 0 ? 'alert' : 'good' },
          {
            value: String(overview.escalated.department),
            label: 'รายงานถึงกรมแล้ว',
            tone: overview.escalated.department > 0 ? 'warn' : 'plain',
          },
          { value: String(overview.phases.closed), label: `แล้วเสร็จ จาก ${overview.offices} หน่วยงาน`, tone: 'good' },
          {
            value: percentOf(spent, overview.allocated),
            label: `เบิกจ่ายและส่งคืน จาก ${baht(overview.allocated)}`,
            tone: 'plain',
          },
        ]}
      />
      <h2 id="offices">หน่วยงาน เรียงตามความเร่งด่วน</h2>
      <nav class="filters" aria-label="เลือกหน่วยงานที่แสดง">
        <ul>
          {Object.entries(officeFilters).map(([name, label]) => (
            <li>
              <a href={`?show=${name}#offices`} aria-current={name === filter ? 'true' : undefined}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {offices.length === 0 ? <p>ไม่มีหน่วยงานตามที่เลือก</p> : null}
      <Scrolls by="offices">
        <table>
          <thead>
            <tr>
              <th scope="col">หน่วยงาน</th>
              <th scope="col">ขั้นตอน</th>
              <th scope="col">กำหนดถัดไป</th>
              <th scope="col">การรายงานหน่วยเหนือ</th>
              <th scope="col">รายงานผล</th>
            </tr>
          </thead>
          <tbody>
            {offices.map((o) => (
              <tr class={o.overdue ? 'late' : undefined}>
                <th scope="row">
                  <a href={officePath(programme, o.code)}>
                    {shortOfficeName({ code: o.code, name: o.nameTh, province: overview.nameTh })}
                  </a>
                </th>
                <td>{phaseTh[o.phase]}</td>
                <td>
                  {o.nextDeadline ? shortDay(o.nextDeadline) : '-'}
                  {o.overdue && o.nextDeadline && o.nextDeadline < today ? <b class="timing alert"> เกินกำหนด</b> : null}
                </td>
                <td>{o.level > 0 ? levelTh[o.level] : '-'}</td>
                <td>{reportTh[o.report]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
      <DocumentList documents={documents} />
    </>
  )
}
