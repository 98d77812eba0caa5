import { strToU8, zipSync } from 'fflate'
import writeExcelFile, { type SheetData } from 'write-excel-file/node'

/** Files as officials send them, and as someone who means harm would. */

export type Values = readonly (readonly (string | number | boolean | Date | null)[])[]

/** A workbook by a real writing library. */
export function workbook(values: Values, sheet = 'Sheet1'): Promise<Buffer> {
  return workbookOf({ [sheet]: values })
}

/** The same with several sheets. */
export function workbookOf(sheets: Record<string, Values>): Promise<Buffer> {
  return writeExcelFile(
    Object.entries(sheets).map(([sheet, values]) => ({ sheet, data: asSheetData(values), dateFormat: 'dd/mm/yyyy' })),
  ).toBuffer()
}

/** Values with a cell that spans rows or columns. */
export function workbookOfCells(data: SheetData): Promise<Buffer> {
  return writeExcelFile(data, { dateFormat: 'dd/mm/yyyy' }).toBuffer()
}

function asSheetData(values: Values): SheetData {
  return values.map((row) => row.map((value) => (value === null ? null : { value, type: typeOf(value) }))) as SheetData
}

function typeOf(value: string | number | boolean | Date) {
  if (typeof value === 'string') return String
  if (typeof value === 'number') return Number
  return typeof value === 'boolean' ? Boolean : Date
}

/** A workbook whose sheet has this XML between <sheetData> and </sheetData>, and what else is said. */
export function rawWorkbook(
  sheetData: string,
  parts: { styles?: string; after?: string; workbookPr?: string; more?: Record<string, Uint8Array> } = {},
): Buffer {
  return Buffer.from(
    zipSync({
      'xl/workbook.xml': strToU8(
        `<workbook xmlns:r="r">${parts.workbookPr ?? ''}<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        `<Relationships>${['worksheet', 'styles']
          .map((type, i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/${type}" Target="${type}.xml"/>`)
          .join('')}</Relationships>`,
      ),
      'xl/worksheet.xml': strToU8(`<worksheet><sheetData>${sheetData}</sheetData>${parts.after ?? ''}</worksheet>`),
      'xl/styles.xml': strToU8(parts.styles ?? '<styleSheet/>'),
      ...parts.more,
    }),
  )
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A row of XML of a raw sheet: numbers and texts from column A on. */
export function rawRow(number: number, ...values: (string | number)[]): string {
  const cells = values.map((value, i) =>
    typeof value === 'number'
      ? `<c r="${String.fromCharCode(65 + i)}${number}"><v>${value}</v></c>`
      : `<c r="${String.fromCharCode(65 + i)}${number}" t="str"><v>${value}</v></c>`,
  )
  return `<row r="${number}">${cells.join('')}</row>`
}

/** Text as windows-874 (TIS-620) writes it: every Thai letter is one byte, 0xA0 from its place in Unicode. */
export function inThaiCodePage(text: string): Buffer {
  return Buffer.from([...text].map((c) => (c >= '\u0e00' ? c.charCodeAt(0) - 0x0e00 + 0xa0 : c.charCodeAt(0))))
}
