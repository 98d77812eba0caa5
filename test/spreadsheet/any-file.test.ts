import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readTable } from '../../src/spreadsheet/read.ts'
import type { Table } from '../../src/spreadsheet/table.ts'
import { UnusableFileError } from '../../src/spreadsheet/unusable.ts'
import { rawRow, rawWorkbook, type Values, workbook } from './support/files.ts'

const day = (text: string) => new Date(`${text}T00:00:00Z`)
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'กขฃเแ์ำ่๐๙ az09=+-@"\',;<>&_x \n'), maxLength: 12 }).map((s) => `ก${s}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
  fc.boolean(),
  fc.constantFrom(day('2025-05-15'), day('1999-12-31'), day('2568-02-28')),
  fc.constant(null),
)
const values = fc.array(fc.array(value, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 12 })

/** What was written, as rows of what is read: nothing stands where nothing was written. */
function written(rows: Values) {
  return rows.flatMap((row, i) =>
    row.flatMap((v, j) =>
      v === null ? [] : [[i + 1, j + 1, v instanceof Date ? { day: v.toISOString().slice(0, 10) } : v]],
    ),
  )
}
const readBack = ({ rows }: Table) =>
  rows.flatMap((r) => r.cells.flatMap((c) => (c ? [[c.row, c.column, c.value]] : [])))

it('Any table that is written as a workbook comes back the same', async () => {
  await fc.assert(
    fc.asyncProperty(values, async (rows) => {
      fc.pre(written(rows).length > 0)
      expect(readBack(await readTable(await workbook(rows)))).toEqual(written(rows))
    }),
    { numRuns: 60 },
  )
})

it('Any table of texts that is written as CSV comes back the same', async () => {
  const text = fc.string({ unit: fc.constantFrom(...'กขเแ์ำ่๐ az09=,;\t"\n'), maxLength: 10 })
  const columns = fc.integer({ min: 2, max: 6 })
  const rows = columns.chain((n) =>
    fc.array(fc.array(text, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 20 }),
  )
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(',', ';', '\t'), async (table, delimiter) => {
      const lines = table.map((row) => row.map((t) => `"${t.replaceAll('"', '""')}"`).join(delimiter))
      fc.pre(table.flat().some((t) => t !== ''))
      expect(readBack(await readTable(Buffer.from(`${lines.join('\r\n')}\r\n`)))).toEqual(
        written(table.map((row) => row.map((t) => (t === '' ? null : t)))),
      )
    }),
  )
})

async function tableOrRefusal(bytes: Uint8Array): Promise<void> {
  try {
    expect((await readTable(bytes)).rows.length).toBeGreaterThan(0)
  } catch (error) {
    expect(error).toBeInstanceOf(UnusableFileError)
  }
}

it('Any bytes at all give a table or say why not, and nothing else', async () => {
  const start = fc.constantFrom(
    '',
    'PK\u0003\u0004',
    'PK\u0005\u0006',
    '\u00d0\u00cf\u0011\u00e0',
    '\u00ff\u00fe',
    '\u00ef\u00bb\u00bf',
    '\u0009\u0008',
  )
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 3000 }), (magic, rest) =>
      tableOrRefusal(Buffer.concat([Buffer.from(magic, 'latin1'), rest])),
    ),
    { numRuns: 500 },
  )
})

it('A workbook with any of its bytes changed gives a table or says why not, and nothing else', async () => {
  const file = await workbook([
    ['รหัส', 'จำนวนเงิน', 'วันที่'],
    ['4701', 1234.5, day('2025-05-15')],
  ])
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      (edits) => {
        const changed = Buffer.from(file)
        for (const [at, byte] of edits) changed[at] = byte
        return tableOrRefusal(changed)
      },
    ),
    { numRuns: 300 },
  )
})

it('A sheet with any piece of XML put into it gives a table or says why not, and nothing else', async () => {
  const sheet = rawRow(1, 'ก', 1) + rawRow(2, 'ข', 2)
  const piece = fc
    .array(
      fc.constantFrom(
        '<c',
        '<row',
        ' r="A1"',
        ' r="B3"',
        ' t="s"',
        ' t="e"',
        '>',
        '/>',
        '</c>',
        '</row>',
        '<v>',
        '</v>',
        '<f>',
        '</f>',
        '<f/>',
        '<v/>',
        '1',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '&#0;',
        '&x;',
        '"',
        '<is><t>',
        '</t></is>',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(piece, fc.nat(sheet.length), (xml, at) =>
      tableOrRefusal(rawWorkbook(sheet.slice(0, at) + xml + sheet.slice(at))),
    ),
    { numRuns: 500 },
  )
})
