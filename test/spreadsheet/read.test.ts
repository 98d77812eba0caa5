import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readTable } from '../../src/spreadsheet/read.ts'
import { MAX_ROWS, referenceOf, type Table } from '../../src/spreadsheet/table.ts'
import { MAX_FILE_BYTES, UnusableFileError } from '../../src/spreadsheet/unusable.ts'
import { inThaiCodePage, rawRow, rawWorkbook, workbook, workbookOf, workbookOfCells } from './support/files.ts'

/** Every cell as `B7 = value`. */
const cellsOf = ({ rows }: Table) =>
  Object.fromEntries(rows.flatMap((r) => r.cells.flatMap((c) => (c ? [[referenceOf(c), c.value]] : []))))
const read = async (bytes: Uint8Array, sheet?: string | number) => cellsOf(await readTable(bytes, { sheet }))

async function refusal(bytes: Uint8Array, sheet?: string | number): Promise<UnusableFileError> {
  const error = await readTable(bytes, { sheet }).catch((e: unknown) => e)
  expect(error).toBeInstanceOf(UnusableFileError)
  expect((error as UnusableFileError).messageTh).toMatch(/[ก-๛]/)
  return error as UnusableFileError
}
const refusalType = async (bytes: Uint8Array, sheet?: string | number) => (await refusal(bytes, sheet)).type

describe('A workbook', () => {
  it('gives every cell with its place and its kind', async () => {
    const file = await workbook([
      ['รหัส', 'จำนวนเงิน'],
      ['4701', 1234.5],
      [null, true],
      [new Date('2025-05-15T00:00:00Z'), null],
    ])
    expect(await read(file)).toEqual({
      A1: 'รหัส',
      B1: 'จำนวนเงิน',
      A2: '4701',
      B2: 1234.5,
      B3: true,
      A4: { day: '2025-05-15' },
    })
  })

  it('is read on its first sheet, or the one that is named or numbered', async () => {
    const file = await workbookOf({ คำอธิบาย: [['อ่านก่อน']], งป1: [['ข้อมูล']] })
    expect(await readTable(file)).toMatchObject({ sheet: 'คำอธิบาย', sheets: ['คำอธิบาย', 'งป1'] })
    expect(await read(file, 'งป1')).toEqual({ A1: 'ข้อมูล' })
    expect(await read(file, 2)).toEqual({ A1: 'ข้อมูล' })
    const { type, messageTh, facts } = await refusal(file, 'งป2')
    expect([type, facts.sheets]).toEqual(['unknown-sheet', ['คำอธิบาย', 'งป1']])
    expect(messageTh).toContain('งป2')
    expect(messageTh).toContain('คำอธิบาย, งป1')
  })

  it('keeps the row numbers that the spreadsheet shows, over empty rows', async () => {
    expect(await read(rawWorkbook(rawRow(3, 'ก') + rawRow(9, 1)))).toEqual({ A3: 'ก', A9: 1 })
  })

  it('fills a merged area with what stands in it, and says that it is merged', async () => {
    const file = await workbookOfCells([
      [{ value: 'งบประมาณ', columnSpan: 2 }, null],
      [{ value: 'สกลนคร', rowSpan: 2 }, 'ก'],
      [null, 'ข'],
    ])
    expect(await read(file)).toEqual({ A1: 'งบประมาณ', B1: 'งบประมาณ', A2: 'สกลนคร', A3: 'สกลนคร', B2: 'ก', B3: 'ข' })
    const merged = (await readTable(file)).rows.flatMap((r) =>
      r.cells.filter((c) => c?.merged).map((c) => referenceOf(c!)),
    )
    expect(merged).toEqual(['B1', 'A3'])
  })

  it('gives the value that a formula had when the file was saved', async () => {
    const file = rawWorkbook(
      '<row r="1"><c r="A1"><f>SUM(B1:C1)</f><v>12.5</v></c><c r="B1" t="str"><f>""</f><v></v></c></row>',
    )
    expect(await read(file)).toEqual({ A1: 12.5 })
  })

  it('gives a formula that never had a value as its text: it is not nothing', async () => {
    const file = rawWorkbook(
      '<row r="1"><c r="A1" s="0"><f>SUM(B1:C1)</f></c><c r="B1"><f>A1&lt;2</f><v></v></c><c r="C1"><f t="shared" si="0"/></c></row>',
    )
    expect(await read(file)).toEqual({ A1: '=SUM(B1:C1)', B1: '=A1<2', C1: '=' })
  })

  it('gives dates in every dress: the Buddhist year, Thai digits, days counted from 1904', async () => {
    const style = (format: string) =>
      `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="${format}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`
    const row = '<row r="1"><c r="A1" s="0"><v>45792</v></c></row>'
    for (const format of ['[$-107041E]d mmmm yyyy;@', 'd mmm bbbb', '[$-D07041E]d/m/bb', '&quot;b b&quot; d mmm bbbb'])
      expect(await read(rawWorkbook(row, { styles: style(format) }))).toEqual({ A1: { day: '2025-05-15' } })
    expect(
      await read(rawWorkbook(row, { styles: style('d/m/yyyy'), workbookPr: '<workbookPr date1904="1"/>' })),
    ).toEqual({ A1: { day: '2029-05-16' } })
    expect(
      await read(rawWorkbook('<row r="1"><c r="A1" s="0"><v>1E15</v></c></row>', { styles: style('d/m/yyyy') })),
    ).toEqual({ A1: '########' })
  })

  it('gives an error of a formula as it is shown', async () => {
    expect(await read(rawWorkbook('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>'))).toEqual({ A1: '#N/A' })
  })

  it('may be formatted to its last row and column: only what stands in it counts', async () => {
    const formatted =
      '<row r="2"><c r="A2"><v>1</v></c><c r="XFD2" s="0"/></row><row r="1048576" spans="1:3"><c r="A1048576" s="0"></c></row>'
    expect(await read(rawWorkbook(formatted))).toEqual({ A2: 1 })
  })

  it('has up to fifty thousand rows and a hundred columns', { timeout: 60_000 }, async () => {
    const row = (n: number) => rawRow(n, '4701', 'เมืองสกลนคร', n, 12_345.5)
    const rows = Array.from({ length: MAX_ROWS }, (_, i) => row(i + 1)).join('')
    const table = await readTable(rawWorkbook(rows))
    expect(table.rows).toHaveLength(50_000)
    expect(table.rows.at(-1)!.cells[2]).toEqual({ row: 50_000, column: 3, value: 50_000 })
    expect(await refusalType(rawWorkbook(rows + row(50_001)))).toBe('too-many-rows')
    expect(await refusalType(rawWorkbook('<row r="1"><c r="CW1"><v>1</v></c></row>'))).toBe('too-many-columns')
    expect(await read(rawWorkbook('<row r="1"><c r="CV1"><v>1</v></c></row>'))).toEqual({ CV1: 1 })
  })
})

describe('A CSV file', () => {
  const lines = 'รหัส,จำนวนเงิน\r\n4701,"1,234.50"\r\n'
  const cells = { A1: 'รหัส', B1: 'จำนวนเงิน', A2: '4701', B2: '1,234.50' }

  it('is read in UTF-8 with and without its mark, in UTF-16, and in the Thai code page', async () => {
    const utf16 = Buffer.from(`\ufeff${lines}`, 'utf16le')
    for (const file of [
      Buffer.from(lines),
      Buffer.from(`\ufeff${lines}`),
      utf16,
      Buffer.from(utf16).swap16(),
      inThaiCodePage(lines),
    ])
      expect(await read(file)).toEqual(cells)
    expect((await readTable(Buffer.from(lines))).sheet).toBeUndefined()
  })

  it('is separated by commas, semicolons or tabs, with a comma inside amounts and a title above', async () => {
    const semicolons = 'บัญชีจัดสรร\nรหัส;จำนวนเงิน\n4701;1,234.50\n4702;5,000.00\n'
    expect(await read(Buffer.from(semicolons))).toMatchObject({ A2: 'รหัส', B3: '1,234.50' })
    expect(await read(Buffer.from(semicolons.replaceAll(';', '\t')))).toMatchObject({ A2: 'รหัส', B3: '1,234.50' })
    expect(await read(Buffer.from(lines.replace('4701', '"4701; เมือง"')))).toMatchObject({ A2: '4701; เมือง' })
  })

  it('counts rows as a spreadsheet shows them: a line break inside a cell begins no row, an empty line is one', async () => {
    expect(await read(Buffer.from('ก,"ข\nค"\n\nง,จ\n'))).toEqual({ A1: 'ก', B1: 'ข\nค', A3: 'ง', B3: 'จ' })
  })

  it('has no sheets', async () => {
    expect(await refusalType(Buffer.from(lines), 'งป1')).toBe('unknown-sheet')
  })

  it('has up to fifty thousand rows and a hundred columns', async () => {
    expect((await readTable(Buffer.from('1,2\n'.repeat(50_000)))).rows).toHaveLength(50_000)
    expect(await refusalType(Buffer.from('1,2\n'.repeat(50_001)))).toBe('too-many-rows')
    expect(await refusalType(Buffer.from('1,'.repeat(101)))).toBe('too-many-columns')
    expect(await read(Buffer.from(`1${','.repeat(300)}`))).toEqual({ A1: '1' })
  })

  it('with a quotation mark that is never closed is refused with the line', async () => {
    expect((await refusal(Buffer.from('ก,ข\n"ค,ง\n'))).message).toMatch(/line \d/)
  })
})

describe('A file that is no table', () => {
  it('is said to be empty, too large, old, locked or something else', async () => {
    const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)])
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
    expect(await refusalType(Buffer.alloc(0))).toBe('empty-file')
    expect(await refusalType(Buffer.from('\r\n\r\n'))).toBe('empty-file')
    expect(await refusalType(await workbook([[null]]))).toBe('empty-sheet')
    expect(await refusalType(Buffer.alloc(MAX_FILE_BYTES + 1))).toBe('file-too-large')
    expect((await refusal(Buffer.concat([compound, Buffer.from('Workbook', 'utf16le')]))).message).toContain('.xlsx')
    expect(await refusalType(compound)).toBe('old-excel')
    expect(await refusalType(Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')]))).toBe(
      'encrypted-file',
    )
    expect(await refusalType(png)).toBe('unreadable-file')
    expect(await refusalType(Buffer.from('<html><table><tr><td>1</td></tr></table></html>'))).toBe('unreadable-file')
    expect(await refusalType(Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1'))).toBe('unreadable-file')
  })

  it('may be an archive of another kind, damaged, cut off, or without its sheet', async () => {
    const whole = await workbook([['ก']])
    const zip = (parts: Record<string, string>) =>
      Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([k, v]) => [k, strToU8(v)]))))
    expect(await refusalType(zip({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet' }))).toBe(
      'unreadable-file',
    )
    expect((await refusal(zip({ 'xl/workbook.bin': '' }))).message).toContain('.xlsb')
    expect(await refusalType(whole.subarray(0, whole.length / 2))).toBe('unreadable-file')
    const noSheet = zip({ 'xl/workbook.xml': '<workbook><sheets><sheet name="ก" id="rId1"/></sheets></workbook>' })
    expect(await refusalType(noSheet)).toBe('unreadable-file')
    expect(await refusalType(rawWorkbook('<row r="1"><c r="A1"><v>1</row>'))).toBe('unreadable-file')
    expect(await refusalType(rawWorkbook('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'))).toBe('unreadable-file')
  })

  it('locked part by part is said to be locked', async () => {
    const locked = Buffer.from(rawWorkbook(rawRow(1, 1)))
    const directory = locked.indexOf(Buffer.from('504b0102', 'hex'))
    locked[directory + 8] = locked[directory + 8]! | 1
    expect(await refusalType(locked)).toBe('encrypted-file')
  })
})

describe('A file that means harm', () => {
  const bomb = (megabytes: number) => zipSync({ 'xl/workbook.xml': new Uint8Array(megabytes * 1024 * 1024) })

  it('and unpacks to far more than it is, is given up while it unpacks', async () => {
    const file = Buffer.from(bomb(50))
    expect(file.length).toBeLessThan(100_000)
    expect(await refusalType(file)).toBe('file-too-large')
  })

  it('and says that it is small when it unpacks is not believed', async () => {
    const file = Buffer.from(bomb(50))
    for (const [magic, offset] of [
      ['504b0304', 22],
      ['504b0102', 24],
    ] as const)
      file.writeUInt32LE(100, file.indexOf(Buffer.from(magic, 'hex')) + offset)
    expect(await refusalType(file)).toBe('unreadable-file')
  })

  it('and has the same bytes unpacked again and again is given up at the same sum', async () => {
    const parts = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`xl/s${i}.xml`, new Uint8Array(1024 * 1024)]),
    )
    expect(await refusalType(Buffer.from(zipSync(parts)))).toBe('file-too-large')
  })

  it('and hides a bomb where only some look for it finds nobody who looks', async () => {
    // A part that the directory at the end does not list, before one that it does.
    const hidden = bomb(50)
    const end = Buffer.from(hidden).indexOf(Buffer.from('504b0102', 'hex'))
    const open = rawWorkbook(rawRow(1, 'ก'))
    const before = Buffer.from(hidden.subarray(0, end))
    const file = Buffer.concat([before, open])
    const directoryAt = file.indexOf(Buffer.from('504b0102', 'hex'))
    for (let at = directoryAt; at > 0; at = file.indexOf(Buffer.from('504b0102', 'hex'), at + 1))
      file.writeUInt32LE(file.readUInt32LE(at + 42) + before.length, at + 42)
    const last = file.lastIndexOf(Buffer.from('504b0506', 'hex'))
    file.writeUInt32LE(file.readUInt32LE(last + 16) + before.length, last + 16)
    expect(await read(file)).toEqual({ A1: 'ก' })
  })

  it('and defines entities that multiply is refused', async () => {
    const laughs = `<!DOCTYPE w [<!ENTITY a "ha">${'bcdefghij'.replace(/./g, (c) => `<!ENTITY ${c} "${`&${String.fromCharCode(c.charCodeAt(0) - 1)};`.repeat(10)}">`)}]>`
    const file = rawWorkbook(`${rawRow(1, 1)}<!-- ${laughs} -->`)
    expect(await refusalType(file)).toBe('unreadable-file')
    expect(await refusalType(rawWorkbook(rawRow(1, 1), { styles: `${laughs}<styleSheet/>` }))).toBe('unreadable-file')
  })

  it.each([
    ['<row r="999999999"><c r="A999999999"><v>1</v></c></row>', 'too-many-rows'],
    ['<row r="1"><c r="A999999999"><v>1</v></c></row>', 'unreadable-file'],
    ['<row r="9999999"><c r="A1"><v>1</v></c></row>', 'too-many-rows'],
    ['<row r="1e7"><c r="A1"><v>1</v></c></row>', 'too-many-rows'],
    ['<row r="x"><c r="A1"><v>1</v></c></row>', 'too-many-rows'],
    ['<x:row><x:c r="ZZZ9999999"><v>1</v></x:c></x:row>', 'too-many-columns'],
    ['<row r="1"><c a=">" r="XFD1"><v>1</v></c></row>', 'unreadable-file'],
    ['<row r="1"><c a="<" r="XFD1"><v>1</v></c></row>', 'unreadable-file'],
    ['<row r="1"><c r="A1" x:r="XFD1"><v>1</v></c></row>', 'unreadable-file'],
    ['<row r="1"><c r="&#88;FD1"><v>1</v></c></row>', 'unreadable-file'],
    ['<row r="1"><c><v>1</v></c></row>', 'unreadable-file'],
    [`<row r="1"><c ${' '.repeat(5000)}r="A1"><v>1</v></c></row>`, 'unreadable-file'],
  ])('and claims cells where there are none is refused before they are made: %s', async (sheet, type) => {
    expect(await refusalType(rawWorkbook(sheet))).toBe(type)
  })

  it('and is written to make whoever searches it slow is answered in seconds', { timeout: 20_000 }, async () => {
    const million = 1_000_000
    for (const sheet of [
      '<c '.repeat(million),
      '<row>'.repeat(million),
      `<c r="A1"><f>${'<f>'.repeat(million)}`,
      `<c>${' '.repeat(4 * million)}`,
      `<c ${'a="" '.repeat(million)}`,
    ])
      expect(await refusalType(rawWorkbook(sheet))).toMatch(/unreadable-file|too-many-rows/)
    const brackets = `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="${'['.repeat(million)}"/></numFmts></styleSheet>`
    expect(await read(rawWorkbook(rawRow(1, 1), { styles: brackets }))).toEqual({ A1: 1 })
    const merges = '<mergeCell ref="A1:CV50000"/>'.repeat(1000)
    const area = rawRow(1, 1) + rawRow(50_000, 1)
    expect(await refusalType(rawWorkbook(area, { after: `<mergeCells>${merges}</mergeCells>` }))).toBe(
      'unreadable-file',
    )
  })
})
