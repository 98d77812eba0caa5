import { unzipSync, zipSync } from 'fflate'
import writeXlsxFile, { type Row as CellRow } from 'write-excel-file/node'
import { type CellValue, plainText, type Sheet } from './sheet.ts'

/** When every file of a workbook was last changed, as its archive has it, in no time zone: the same content is the same bytes. */
const CHANGED = new Date(1980, 0, 1)
/** What Excel takes for the name of a sheet. */
const NOT_IN_NAMES = /[\\/?*:[\]]/g
const NAME_LENGTH = 31

/** Sheets as an .xlsx file. The same sheets give the same bytes, whenever and wherever they are written. */
export async function writeWorkbook(sheets: readonly Sheet<unknown>[]): Promise<Buffer> {
  const written = await writeXlsxFile(
    sheets.map(({ name, title = [], columns, rows }) => ({
      sheet: name.replaceAll(NOT_IN_NAMES, ' ').slice(0, NAME_LENGTH),
      columns: columns.map(({ width = 16 }) => ({ width })),
      stickyRowsCount: title.length + 1,
      data: [
        ...title.map((text): CellRow => [{ value: plainText(text), fontWeight: 'bold' as const }]),
        columns.map(({ header }) => ({ value: header, fontWeight: 'bold' as const, wrap: true })),
        ...rows.map((row): CellRow => columns.map((column) => cellOf(column.value(row)))),
      ],
    })),
  ).toBuffer()
  return Buffer.from(zipSync(unzipSync(written), { mtime: CHANGED, level: 6 }))
}

function cellOf(value: CellValue): CellRow[number] {
  if (value === null) return null
  if (typeof value === 'string') return textCell(value)
  if (typeof value === 'number') return { value, type: Number }
  return { value: value.baht / 100, type: Number, format: '#,##0.00' }
}

/** The library looks texts up in a plain object, which already knows words such as `constructor`: a space tells them apart. */
function textCell(text: string): CellRow[number] {
  const plain = plainText(text)
  return { value: plain in Object.prototype ? `${plain} ` : plain, type: String }
}
