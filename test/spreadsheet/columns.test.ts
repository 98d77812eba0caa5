import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ColumnMapping, loadColumns, readRecords, wordOf } from '../../src/spreadsheet/columns.ts'
import { readTable } from '../../src/spreadsheet/read.ts'
import { UnusableFileError } from '../../src/spreadsheet/unusable.ts'
import { fileWith, problemsOf } from '../programme/support.ts'
import { type Values, workbook, workbookOf, workbookOfCells } from './support/files.ts'

const mapping = loadColumns(
  'payments',
  fileWith(
    'payments.yaml',
    `columns:
  office: { kind: code, required: true, headers: [รหัสหน่วยงาน, office code] }
  amount: { kind: baht, required: true, headers: [จำนวนเงิน (บาท), amount] }
  paidOn: { kind: day, headers: [วันที่จ่าย] }
  email: { kind: email, headers: [อีเมล์] }
  note: { kind: text, longest: 10, headers: [หมายเหตุ] }
`,
  ),
)
const recordsOf = async (values: Values, columns: ColumnMapping = mapping) =>
  readRecords(await readTable(await workbook(values)), columns)
const valuesOf = async (values: Values) => (await recordsOf(values)).records.map((r) => Object.fromEntries(r.values))

async function refusal(file: Promise<Buffer>): Promise<UnusableFileError> {
  try {
    readRecords(await readTable(await file), mapping)
  } catch (error) {
    expect(error).toBeInstanceOf(UnusableFileError)
    return error as UnusableFileError
  }
  throw new Error('the file was accepted')
}

describe('Columns', () => {
  it('are found by their headers, in any order, under titles, whatever else stands beside them', async () => {
    expect(
      await valuesOf([
        ['บัญชีรายละเอียดการจัดสรรงบประมาณ'],
        [null],
        ['ที่', 'จำนวนเงิน (บาท)', 'รหัสหน่วยงาน'],
        [1, '1,234.50', 4701],
        [2, 5, '4702'],
      ]),
    ).toEqual([
      { office: '4701', amount: 123_450 },
      { office: '4702', amount: 500 },
    ])
  })

  it('are known by headers that differ in spaces, punctuation, capitals, silent marks and how a vowel is typed', async () => {
    expect(
      await valuesOf([
        ['OFFICE  CODE', 'จํานวนเงิน(บาท)', 'อีเมล', 'หมายเหตุ :'],
        ['4701', 1, 'a@example.go.th', 'ก'],
      ]),
    ).toEqual([{ office: '4701', amount: 100, email: 'a@example.go.th', note: 'ก' }])
  })

  it('are found under headers that are merged over two rows', async () => {
    const file = await workbookOfCells([
      [{ value: 'รหัสหน่วยงาน', rowSpan: 2 }, { value: 'การเบิกจ่าย', columnSpan: 2 }, null],
      [null, 'จำนวนเงิน (บาท)', 'วันที่จ่าย'],
      ['4701', 5, '15/05/2568'],
    ])
    const { headerRow, records } = readRecords(await readTable(file), mapping)
    expect(headerRow).toBe(2)
    expect(records.map((r) => Object.fromEntries(r.values))).toEqual([
      { office: '4701', amount: 500, paidOn: '2025-05-15' },
    ])
  })

  it('are found under headers merged downwards alone, and the second row is no record', async () => {
    const file = await workbookOfCells([
      [
        { value: 'รหัสหน่วยงาน', rowSpan: 2 },
        { value: 'จำนวนเงิน (บาท)', rowSpan: 2 },
      ],
      [null, null],
      ['4701', 5],
    ])
    expect(readRecords(await readTable(file), mapping).records).toHaveLength(1)
  })

  it('are found where a two-row header was saved as CSV and its merging lost', async () => {
    const file = Buffer.from('รหัสหน่วยงาน,การเบิกจ่าย,\n,จำนวนเงิน (บาท),วันที่จ่าย\n4701,5,15/05/2568\n')
    const { headerRow, records } = readRecords(await readTable(file), mapping)
    expect([headerRow, records.length]).toEqual([2, 1])
  })

  it('that are missing are named, with the headers that were seen and the other sheets', async () => {
    const error = await refusal(
      workbookOf({
        คำชี้แจง: [
          ['ที่', 'หมายเหตุ'],
          [1, 'อ่านก่อน'],
        ],
        ข้อมูล: [['รหัสหน่วยงาน']],
      }),
    )
    expect(error.type).toBe('missing-column')
    expect(error.facts).toMatchObject({ missing: ['รหัสหน่วยงาน', 'จำนวนเงิน (บาท)'], seen: ['ที่', 'หมายเหตุ'], row: 1 })
    expect(error.messageTh).toContain('รหัสหน่วยงาน, จำนวนเงิน (บาท)')
    expect(error.messageTh).toContain('คำชี้แจง, ข้อมูล')
  })

  it('that two headers mean are refused rather than chosen among', async () => {
    const error = await refusal(
      workbook([
        ['รหัสหน่วยงาน', 'จำนวนเงิน (บาท)', 'Amount'],
        ['4701', 1, 2],
      ]),
    )
    expect([error.type, error.facts.cells]).toEqual(['ambiguous-column', ['จำนวนเงิน (บาท)', 'Amount']])
  })

  it('may be asked for as one of several', async () => {
    const either = { ...mapping, columns: { ...mapping.columns }, oneOf: [['note', 'email']] }
    await expect(
      recordsOf(
        [
          ['รหัสหน่วยงาน', 'จำนวนเงิน (บาท)'],
          ['4701', 1],
        ],
        either,
      ),
    ).rejects.toThrow('หมายเหตุ / อีเมล์')
  })
})

describe('A row', () => {
  it('says what is wrong with each of its cells, where, and in both languages', async () => {
    const { records } = await recordsOf([
      ['รหัสหน่วยงาน', 'จำนวนเงิน (บาท)', 'วันที่จ่าย', 'หมายเหตุ'],
      [null, '12.345', '15/05/68', 'ยาวกว่าสิบตัวอักษร'],
    ])
    expect(records[0]!.problems.map((p) => [p.cell, p.column, p.problem, p.value])).toEqual([
      ['A2', 'รหัสหน่วยงาน', 'missing-value', ''],
      ['B2', 'จำนวนเงิน (บาท)', 'too-many-decimals', '12.345'],
      ['C2', 'วันที่จ่าย', 'ambiguous-year', '15/05/68'],
      ['D2', 'หมายเหตุ', 'too-long', 'ยาวกว่าสิบตัวอักษร'],
    ])
    expect(records[0]!.problems[1]!.message).toContain('12.345')
    expect(records[0]!.problems[1]!.messageTh).toContain('12.345')
    expect(records[0]!.values.size).toBe(0)
  })

  it('in which nothing stands that anyone asked for is no record', async () => {
    expect(
      await valuesOf([
        ['รหัสหน่วยงาน', 'จำนวนเงิน (บาท)', 'ผู้จัดทำ'],
        ['4701', 1, null],
        [' ', null, 'ลงชื่อ'],
        ['4702', 2, null],
      ]),
    ).toHaveLength(2)
  })
})

describe('The mappings that ship', () => {
  it('are all well-formed', () => {
    const shipped = readdirSync(resolve(import.meta.dirname, '../../programmes/columns'))
    expect(shipped).toContain('allocations.yaml')
    for (const file of shipped) expect(() => loadColumns(file.replace('.yaml', '')), file).not.toThrow()
  })

  it('know the words for a role', () => {
    const contacts = loadColumns('contacts')
    expect(wordOf(contacts, 'role', ' ผู้ ประสานงาน')).toBe('coordinator')
    expect(wordOf(contacts, 'role', 'คนขับรถ')).toBeUndefined()
  })

  it('are refused when they are not well-formed, with what is expected', () => {
    const refused = (text: string) => problemsOf(() => loadColumns('bad', fileWith('bad.yaml', text)))
    expect(refused('columns: { office: { kind: colour, headers: ["-"] } }')).toEqual([
      'bad.yaml: columns.office.kind: one of code, text, baht, day, email, phone',
      'bad.yaml: columns.office.headers.0: a header with letters in it',
    ])
    expect(refused('columns: { a: { kind: text, headers: [อีเมล์] }, b: { kind: text, headers: [อี เมล] } }')).toEqual([
      "bad.yaml: columns.b.headers: headers of its own: อี เมล is a's",
    ])
    expect(refused('{ columns: { a: { kind: text, headers: [ก] } }, oneOf: [[b]] }')).toHaveLength(1)
  })
})
