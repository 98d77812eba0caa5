import { zipSync } from 'fflate'
import { type CellValue as ReadValue, readSheet } from 'read-excel-file/node'
import { unpackXml } from './archive.ts'
import { type Merge, usedCells } from './sheetXml.ts'
import { type Cell, type CellValue, MAX_COLUMNS, type Row, type Table } from './table.ts'
import { UnusableFileError } from './unusable.ts'
import { attributesOf, decodeEntities, startTags } from './xml.ts'

/** The most cells that merging may fill: a title over a whole table and a province beside each of its offices need few. */
const MAX_MERGED = 200_000

/**
 * Reads one sheet of an .xlsx workbook. The reading library gets a workbook made anew of the parts that were looked at, and
 * nothing else of what was sent.
 * @param wanted the sheet's name, or its number from 1; the first when left out
 * @throws UnusableFileError
 */
export async function readWorkbook(bytes: Buffer, wanted: string | number = 1): Promise<Table> {
  const parts = await unpackXml(bytes)
  const book = parts.get('xl/workbook.xml')
  if (book === undefined) throw new UnusableFileError('unreadable-file', { because: 'no workbook in it' })
  const listed = sheetsOf(book)
  const sheets = listed.map((s) => s.name)
  const chosen = typeof wanted === 'number' ? listed[wanted - 1] : listed.find((s) => s.name.trim() === wanted.trim())
  if (!chosen) throw new UnusableFileError('unknown-sheet', { sheet: String(wanted), sheets })

  const related = relationsOf(parts.get('xl/_rels/workbook.xml.rels') ?? '')
  const sheetXml = parts.get(related.find((r) => r.id === chosen.relation)?.path ?? '')
  if (sheetXml === undefined) throw new UnusableFileError('unreadable-file', { because: `no sheet ${chosen.name}` })
  const partOf = (type: string) => parts.get(related.find((r) => r.type.endsWith(`/${type}`))?.path ?? '')
  const { xml, merges } = usedCells(sheetXml)
  const data = await readParts({
    workbook: book,
    sheet: xml,
    strings: partOf('sharedStrings'),
    styles: partOf('styles'),
  })
  return { sheet: chosen.name, sheets, rows: withMerges(toRows(data), merges) }
}

/** `b` is the year of the Buddhist era in a date's format; the reading library knows `y` alone. Dates are the same under both. */
const BUDDHIST_YEAR = /(\[[^\]]{0,100}\]|&quot;.{0,100}?&quot;)|b{2,4}/gi

async function readParts(parts: {
  workbook: string
  sheet: string
  strings: string | undefined
  styles: string | undefined
}): Promise<(ReadValue | null)[][]> {
  for (const part of Object.values(parts))
    if (part !== undefined && /<!(DOCTYPE|ENTITY)/i.test(part))
      throw new UnusableFileError('unreadable-file', { because: 'a document type in its XML' })
  const { workbook, sheet, strings, styles } = parts
  const since1904 = startTags(workbook, 'workbookPr').some((tag) => /^(1|true)$/.test(attributesOf(tag).date1904 ?? ''))
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`
  const text = new TextEncoder()
  const archive = zipSync(
    {
      'xl/workbook.xml': text.encode(
        `<workbook><workbookPr date1904="${since1904 ? 1 : 0}"/><sheets><sheet name="1" sheetId="1" id="rId1"/></sheets></workbook>`,
      ),
      'xl/_rels/workbook.xml.rels': text.encode(
        `<Relationships>${relation('rId1', 'worksheet', 'sheet.xml')}${relation('rId2', 'sharedStrings', 'strings.xml')}${relation('rId3', 'styles', 'styles.xml')}</Relationships>`,
      ),
      'xl/sheet.xml': text.encode(sheet),
      ...(strings === undefined ? {} : { 'xl/strings.xml': text.encode(strings) }),
      ...(styles === undefined ? {} : { 'xl/styles.xml': text.encode(withPlainYears(styles)) }),
    },
    { level: 0 },
  )
  try {
    return await readSheet(Buffer.from(archive), 1, { trim: false })
  } catch (error) {
    throw new UnusableFileError('unreadable-file', { because: (error as Error).message }, { cause: error })
  }
}

function withPlainYears(styles: string): string {
  return styles.replace(/formatCode="[^"<>]*"/g, (format) =>
    format.replace(BUDDHIST_YEAR, (_, kept?: string) => kept ?? 'yyyy'),
  )
}

function sheetsOf(workbook: string): { name: string; relation: string | undefined }[] {
  return startTags(workbook, 'sheet').map((tag) => {
    const { name = '', id } = attributesOf(tag)
    return { name: decodeEntities(name), relation: id }
  })
}

function relationsOf(rels: string): { id: string | undefined; type: string; path: string }[] {
  return startTags(rels, 'Relationship').map((tag) => {
    const { Id, Type = '', Target = '' } = attributesOf(tag)
    return { id: Id, type: Type, path: Target.startsWith('/') ? Target.slice(1) : `xl/${Target}` }
  })
}

function toRows(data: (ReadValue | null)[][]): Row[] {
  return data.map((values, i) => ({
    number: i + 1,
    cells: values.map((value, j) =>
      value === null ? undefined : { row: i + 1, column: j + 1, value: toCellValue(value) },
    ),
  }))
}

/** What Excel itself shows for a date that is none. */
const NO_DATE = '########'

function toCellValue(value: ReadValue): CellValue {
  const given: unknown = value
  if (!(given instanceof Date)) return value as string | number | boolean
  const year = given.getUTCFullYear()
  return year >= 1000 && year <= 9999 ? { day: given.toISOString().slice(0, 10) } : NO_DATE
}

/** Fills merged areas with what stands in their first cell, within the columns and rows that there are. */
function withMerges(rows: Row[], merges: readonly Merge[]): Row[] {
  const filled = rows.map((row) => [...row.cells])
  let left = MAX_MERGED
  for (const { from, to } of merges) {
    const first = filled[from.row - 1]?.[from.column - 1]
    if (first === undefined || first.merged) continue
    for (let row = from.row; row <= Math.min(to.row, filled.length); row++)
      for (let column = from.column; column <= Math.min(to.column, MAX_COLUMNS); column++) {
        if (left-- <= 0) throw new UnusableFileError('unreadable-file', { because: 'too many merged cells' })
        filled[row - 1]![column - 1] ??= { row, column, value: first.value, merged: true } satisfies Cell
      }
  }
  return filled
    .map((cells, i) => ({ number: i + 1, cells: Array.from(cells) }))
    .filter((row) => row.cells.some((cell) => cell !== undefined))
}
