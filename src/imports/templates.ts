import writeExcelFile, { type Cell } from 'write-excel-file/node'
import { tierOf } from '../domain/policy.ts'
import type { ColumnMapping } from '../spreadsheet/columns.ts'
import type { OfficeNames } from '../thai/offices.ts'
import type { NamedLine } from './budgetLine.ts'

/** What can be filled in for import, every office on it already. */
export type TemplateKind = 'allocations' | 'contacts'

export interface TemplateOf {
  /** The programme's name. */
  readonly name: string
  readonly lines: readonly NamedLine[]
  readonly offices: readonly OfficeNames[]
  /** The columns that the filled-in file will be read by. */
  readonly mapping: ColumnMapping
}

/** An .xlsx to fill in and import again. What is left blank changes nothing. */
export async function templateOf(kind: TemplateKind, of: TemplateOf): Promise<Buffer> {
  const { title, hint, headers, rows } = templates[kind](of)
  const top: Cell[][] = [
    [{ value: title, fontWeight: 'bold', fontSize: 14 }],
    [{ value: `${of.name}: ${hint}`, textColor: '#555555' }],
    headers.map(({ text }) => ({ value: text, fontWeight: 'bold', backgroundColor: '#DDEBF7', wrap: true })),
  ]
  return writeExcelFile([...top, ...rows], {
    sheet: title,
    columns: headers.map(({ width }) => ({ width })),
    stickyRowsCount: top.length,
  }).toBuffer()
}

interface Template {
  readonly title: string
  readonly hint: string
  readonly headers: readonly { readonly text: string; readonly width: number }[]
  readonly rows: Cell[][]
}

const templates: Readonly<Record<TemplateKind, (of: TemplateOf) => Template>> = {
  allocations: ({ offices, lines, mapping }) => ({
    title: 'เงินจัดสรร',
    hint: 'กรอกจำนวนเงินเป็นบาท ช่องว่างหมายถึงคงเดิม 0 หมายถึงไม่ได้รับจัดสรร',
    headers: [...officeHeaders(mapping), ...lines.map(({ name }) => ({ text: name, width: 24 }))],
    rows: offices.map((office) => [
      ...officeCells(office),
      // A blank cell that knows how an amount is shown.
      ...lines.map(() => ({ type: Number, format: '#,##0.00' }) as Cell),
    ]),
  }),
  contacts: ({ offices, mapping }) => {
    const roles = mapping.words.role ?? {}
    const department = mapping.words.name?.department?.[0] ?? 'department'
    const row = (cells: Cell[], role: string): Cell[] => [...cells, roles[role]?.[0] ?? role]
    return {
      title: 'ผู้ติดต่อ',
      hint: 'แถวที่ไม่ได้กรอกชื่อและอีเมลจะไม่ถูกนำเข้า',
      headers: [
        ...officeHeaders(mapping),
        ...['role', 'person', 'email', 'phone', 'from', 'until'].map((field) => ({
          text: headerOf(mapping, field),
          width: 24,
        })),
      ],
      rows: [
        row(['department', null, department], 'manager'),
        ...offices.flatMap((office) => [
          row(officeCells(office), 'coordinator'),
          row(officeCells(office), 'mailbox'),
          ...(tierOf(office.code) === 'province' ? [row(officeCells(office), 'manager')] : []),
        ]),
      ],
    }
  },
}

function officeHeaders(mapping: ColumnMapping): Template['headers'] {
  return [
    { text: headerOf(mapping, 'office'), width: 14 },
    { text: headerOf(mapping, 'province'), width: 20 },
    { text: headerOf(mapping, 'district'), width: 28 },
  ]
}

/** Code, province and district, as they are read again. */
function officeCells({ code, name, province }: OfficeNames): Cell[] {
  return [
    { value: code, type: String },
    { value: province, type: String },
    { value: tierOf(code) === 'province' ? 'ที่ทำการปกครองจังหวัด' : name, type: String },
  ]
}

function headerOf({ columns }: ColumnMapping, field: string): string {
  return columns[field]?.headers[0] ?? field
}
