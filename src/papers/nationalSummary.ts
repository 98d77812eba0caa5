import { provinceOf } from '../domain/policy.ts'
import { type Column, sheet } from '../spreadsheet/sheet.ts'
import { writeWorkbook } from '../spreadsheet/write.ts'
import type { NationalSummary, ProvinceSummary } from '../store/summary.ts'
import { fullDay, longMoment } from '../thai/dates.ts'
import { amount, percentOf } from '../thai/money.ts'
import { centre } from '../thai/vocabulary.ts'
import { footerOf, warningsOf } from './marks.ts'
import { Paper, type PaperColumn } from './pdf.ts'

/** The national summary for the NACC as files. Made from the summary alone: the same summary gives the same bytes. */

interface Row extends ProvinceSummary {
  readonly label: string
}

/** A workbook of two sheets: provinces with a total, and the offices whose report is not in. */
export function summaryWorkbook(summary: NationalSummary): Promise<Buffer> {
  const title = linesOf(summary)
  const columns: readonly Column<Row>[] = [
    { header: 'จังหวัด', width: 24, value: (r) => r.label },
    { header: 'หน่วยงาน (แห่ง)', value: (r) => r.offices },
    { header: 'ร่วมประชุมชี้แจง (แห่ง)', value: (r) => r.kickedOff },
    { header: 'ส่งรายงาน (แห่ง)', value: (r) => r.reported },
    { header: 'ตรวจรับรายงาน (แห่ง)', value: (r) => r.accepted },
    { header: 'เกินกำหนด (แห่ง)', value: (r) => r.overdue },
    { header: 'จัดสรร (บาท)', width: 18, value: (r) => ({ baht: r.allocated }) },
    { header: 'เบิกจ่าย (บาท)', width: 18, value: (r) => ({ baht: r.disbursed }) },
    { header: 'ส่งคืน (บาท)', width: 18, value: (r) => ({ baht: r.returned }) },
    { header: 'เบิกจ่ายและส่งคืน', value: (r) => percentOf(r.disbursed + r.returned, r.allocated) },
  ]
  return writeWorkbook([
    sheet({ name: 'สรุปรายจังหวัด', title, columns, rows: rowsOf(summary) }),
    sheet({
      name: 'ยังไม่ส่งรายงาน',
      title,
      columns: [
        { header: 'รหัสหน่วยงาน', value: (o: { code: string; name: string }) => o.code },
        { header: 'หน่วยงาน', width: 60, value: (o) => o.name },
      ],
      rows: summary.unreported,
    }),
  ])
}

/** The same as a paper. */
export function summaryPdf(summary: NationalSummary): Promise<Buffer> {
  const [heading, ...lines] = linesOf(summary)
  const footer = footerOf(`${summary.programme.name} ปีงบประมาณ พ.ศ. ${summary.programme.fiscalYear}`, summary)
  const paper = new Paper(heading!, footer, { isLandscape: true }).heading(heading!)
  for (const line of lines) paper.line(line)
  const figure = (header: string, share: number, text: (r: Row) => string): PaperColumn<Row> => ({
    ...{ header, share, text, isFigure: true },
  })
  paper
    .gap()
    .table<Row>(
      [
        { header: 'จังหวัด', share: 3, text: (r) => r.label },
        figure('หน่วยงาน', 1.5, (r) => String(r.offices)),
        figure('ร่วมประชุม', 1.6, (r) => String(r.kickedOff)),
        figure('ส่งรายงาน', 1.6, (r) => String(r.reported)),
        figure('ตรวจรับ', 1.4, (r) => String(r.accepted)),
        figure('เกินกำหนด', 1.6, (r) => String(r.overdue)),
        figure('จัดสรร (บาท)', 3, (r) => amount(r.allocated)),
        figure('เบิกจ่าย (บาท)', 3, (r) => amount(r.disbursed)),
        figure('ส่งคืน (บาท)', 2.6, (r) => amount(r.returned)),
        figure('เบิกจ่ายและส่งคืน', 2.6, (r) => percentOf(r.disbursed + r.returned, r.allocated)),
      ],
      rowsOf(summary),
    )
  paper.gap().heading(`หน่วยงานที่ยังไม่ส่งรายงานผล ${summary.unreported.length} แห่ง`)
  if (summary.unreported.length > 0)
    paper.table<UnreportedOffices>(
      [
        { header: 'จังหวัด', share: 1, text: (u) => u.province },
        { header: 'แห่ง', share: 0.4, isFigure: true, text: (u) => String(u.offices.length) },
        { header: 'หน่วยงาน', share: 7, text: (u) => u.offices.join('  ') },
      ],
      unreportedOf(summary),
    )
  return paper.finish()
}

function linesOf(summary: NationalSummary): string[] {
  const { programme, letters, at } = summary
  return [
    `สรุปผลการดำเนินโครงการ ${programme.activity}`,
    `${programme.name} ปีงบประมาณ พ.ศ. ${programme.fiscalYear}`,
    ...letters.map(({ from, number, date }) => `อ้างถึง หนังสือ${from} ที่ ${number} ลงวันที่ ${fullDay(date)}`),
    `ข้อมูล ณ ${longMoment(at)} จัดทำโดย ${centre}`,
    ...warningsOf(summary),
  ]
}

/** The offices of a province that never sent a final report, by names that tell them apart within it. */
interface UnreportedOffices {
  readonly province: string
  readonly offices: readonly string[]
}

function unreportedOf({ provinces, unreported }: NationalSummary): UnreportedOffices[] {
  return provinces
    .map(({ province, name }) => ({
      province: name,
      offices: unreported.filter((o) => provinceOf(o.code) === province).map((o) => withinProvince(o.name, name)),
    }))
    .filter(({ offices }) => offices.length > 0)
}

/** `อำเภอพรรณานิคม` of `ที่ทำการปกครองอำเภอพรรณานิคม จังหวัดสกลนคร`; the province office is called by its whole name. */
function withinProvince(name: string, province: string): string {
  const end = ` จังหวัด${province}`
  return name.endsWith(end) ? name.slice(0, -end.length).replace('ที่ทำการปกครอง', '') : name
}

function rowsOf({ provinces }: NationalSummary): Row[] {
  const sum = (of: (p: ProvinceSummary) => number) => provinces.reduce((total, p) => total + of(p), 0)
  const total: Row = {
    ...{ province: '', name: '', label: 'รวมทั้งประเทศ' },
    offices: sum((p) => p.offices),
    kickedOff: sum((p) => p.kickedOff),
    reported: sum((p) => p.reported),
    accepted: sum((p) => p.accepted),
    overdue: sum((p) => p.overdue),
    allocated: sum((p) => p.allocated),
    disbursed: sum((p) => p.disbursed),
    returned: sum((p) => p.returned),
  }
  return [...provinces.map((p) => ({ ...p, label: p.name })), total]
}
