import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { writeCsv } from '../../src/spreadsheet/csv.ts'
import { type Column, sheet } from '../../src/spreadsheet/sheet.ts'
import { writeWorkbook } from '../../src/spreadsheet/write.ts'

interface Row {
  readonly name: string
  readonly count: number
  readonly paid: number
}
const columns: readonly Column<Row>[] = [
  { header: 'หน่วยงาน', width: 30, value: (r) => r.name },
  { header: 'จำนวน', value: (r) => r.count },
  { header: 'เบิกจ่าย (บาท)', value: (r) => ({ baht: r.paid }) },
  { header: 'หมายเหตุ', value: () => null },
]
const rows: readonly Row[] = [
  { name: 'ที่ทำการปกครองอำเภอเมืองสกลนคร', count: 1, paid: 1_250_050 },
  { name: '=cmd|"/c calc"!A1', count: 2, paid: -1 },
]
const declared = sheet({ name: 'ทะเบียน', title: ['ทะเบียนคุม'], columns, rows })

const cells = async (file: Buffer) => {
  const [first] = await readXlsxFile(file)
  return first!.data
}

describe('A workbook', () => {
  it('holds titles, headers, texts, counts and amounts as figures', async () => {
    expect(await cells(await writeWorkbook([declared]))).toEqual([
      ['ทะเบียนคุม', null, null, null],
      ['หน่วยงาน', 'จำนวน', 'เบิกจ่าย (บาท)', 'หมายเหตุ'],
      ['ที่ทำการปกครองอำเภอเมืองสกลนคร', 1, 12500.5, null],
      [`'=cmd|"/c calc"!A1`, 2, -0.01, null],
    ])
  })

  it('is the same bytes whenever and wherever it is written', async () => {
    const here = createHash('sha256')
      .update(await writeWorkbook([declared]))
      .digest('hex')
    const script = `
      const { writeWorkbook } = await import('./src/spreadsheet/write.ts')
      const { sheet } = await import('./src/spreadsheet/sheet.ts')
      const columns = [
        { header: 'หน่วยงาน', width: 30, value: (r) => r.name },
        { header: 'จำนวน', value: (r) => r.count },
        { header: 'เบิกจ่าย (บาท)', value: (r) => ({ baht: r.paid }) },
        { header: 'หมายเหตุ', value: () => null },
      ]
      const file = await writeWorkbook([sheet({ name: 'ทะเบียน', title: ['ทะเบียนคุม'], columns, rows: ${JSON.stringify(rows)} })])
      process.stdout.write((await import('node:crypto')).createHash('sha256').update(file).digest('hex'))`
    for (const TZ of ['Asia/Bangkok', 'America/Los_Angeles']) {
      const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
      })
      expect([stdout, stderr]).toEqual([here, ''])
    }
  })

  it('keeps any name a text, and never a formula', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), async (name) => {
        const kept = (
          await cells(await writeWorkbook([sheet({ name: 'x', columns, rows: [{ ...rows[0]!, name }] })]))
        )[1]![0]
        expect(String(kept ?? '')).not.toMatch(/^[=+\-@]/)
      }),
      { numRuns: 100, examples: [[' +'], ['\u00A0=1'], ["' -1"]] },
    )
  })

  it.for(['constructor', '__proto__', 'toString'])('keeps %s, a word that objects know', async (name) => {
    const rows = [{ name, count: 1, paid: 1 }]
    expect(String((await cells(await writeWorkbook([sheet({ name: 'x', columns, rows })])))[1]![0]).trim()).toBe(name)
  })

  it('takes names of sheets that Excel would not', async () => {
    const [first] = await readXlsxFile(await writeWorkbook([sheet({ name: 'a/b:[c]?'.repeat(9), columns, rows })]))
    expect(first!.sheet).toBe('a b  c  a b  c  a b  c  a b  c ')
  })

  it('of the whole country with 20,000 entries is written in seconds', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({ name: `หน่วยงานที่ ${i}`, count: i, paid: i * 101 }))
    const began = performance.now()
    await writeWorkbook([sheet({ name: 'x', columns, rows: many })])
    expect(performance.now() - began).toBeLessThan(20_000)
  }, 30_000)
})

describe('CSV', () => {
  it('is UTF-8 with a mark, with amounts in baht and quotes where they are needed', () => {
    expect(writeCsv(columns, [{ name: 'a,"b"\nc', count: 1, paid: 50 }, rows[1]!])).toBe(
      `\uFEFFหน่วยงาน,จำนวน,เบิกจ่าย (บาท),หมายเหตุ\r\n"a,""b""\nc",1,0.50,\r\n"'=cmd|""/c calc""!A1",2,-0.01,\r\n`,
    )
  })

  it('reads back as it was written, whatever a name holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (names) => {
        const text = writeCsv([{ header: 'n', value: (n: string) => n }], names)
        const read = parse(text, {
          bom: true,
          columns: false,
          skip_empty_lines: false,
          relax_column_count: true,
        }) as string[][]
        // One apostrophe goes from what would be a formula without its apostrophes.
        expect(read.slice(1).map(([n]) => n!.replace(/^'(?=[\s']*[=+\-@]|'*[\t\r\n])/, ''))).toEqual(names)
      }),
      { examples: [[["'-", '']], [['=1', "''=1", "'"]], [[' =1', "' =1", " '=1"]]] },
    )
  })
})
