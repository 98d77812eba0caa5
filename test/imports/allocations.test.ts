import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocationPlanInBaht, allocationsAfter, planAllocations } from '../../src/imports/allocations.ts'
import type { Allocations } from '../../src/programme/allocations.ts'
import { loadColumns } from '../../src/spreadsheet/columns.ts'
import { readTable } from '../../src/spreadsheet/read.ts'
import { UnusableFileError } from '../../src/spreadsheet/unusable.ts'
import { amount } from '../../src/thai/money.ts'
import { programme2568 } from '../programme/support.ts'
import { type Values, workbookOfCells } from '../spreadsheet/support/files.ts'
import { offices, tableOf } from './support.ts'

const columns = loadColumns('allocations')
const { lines } = programme2568.budget
const [materials, training, model] = lines.map((l) => l.name) as [string, string, string]
const NOTHING: Allocations = new Map()
const plan = async (values: Values, allocations = NOTHING) =>
  planAllocations(await tableOf(values), columns, { offices, lines, allocations })
const problemsOf = async (values: Values) => (await plan(values)).problems.map((p) => `${p.cell} ${p.problem}`)
const WIDE = ['รหัส', 'จังหวัด', 'อำเภอ', materials, training]

describe('A file of allocations', () => {
  it('may have a column for every budget line, by its Thai name, that name without its remark, or its code', async () => {
    const { added, problems, total, linesNotInFile, counts } = await plan([
      ['รหัสหน่วยงาน', 'ค่าวัสดุ', training, 'model-district'],
      ['4701', '๑,๐๐๐.๕๐', 500, 250.25],
      [47, '2,000 บาท', '-', null],
    ])
    expect(problems).toEqual([])
    expect(added.map((c) => [c.office, c.line, c.to])).toEqual([
      ['4701', 'materials', 100_050],
      ['4701', 'training', 50_000],
      ['4701', 'model-district', 25_025],
      ['47', 'materials', 200_000],
    ])
    expect([total, linesNotInFile, counts]).toEqual([375_075, [], { rows: 2, fine: 2, withErrors: 0 }])
  })

  it('may have a row for every office and line', async () => {
    const { added, problems } = await plan([
      ['จังหวัด', 'อำเภอ', 'รายการ', 'จำนวนเงิน (บาท)'],
      ['สกลนคร', 'เมืองสกลนคร', 'ค่าวัสดุ', '1,000.00'],
      ['สกลนคร', 'เมืองสกลนคร', 'training', 500],
      ['สกลนคร', 'ที่ทำการปกครองจังหวัด', model, 10],
    ])
    expect(problems).toEqual([])
    expect(added.map((c) => `${c.office} ${c.line} ${c.to}`)).toEqual([
      '4701 materials 100000',
      '4701 training 50000',
      '47 model-district 1000',
    ])
  })

  it('may have provinces merged beside their offices', async () => {
    const table = await readTable(
      await workbookOfCells([
        ['จังหวัด', 'อำเภอ', materials],
        [{ value: 'น่าน', rowSpan: 2 }, 'เฉลิมพระเกียรติ', 1],
        [null, 'ปัว', 2],
        ['สระบุรี', 'เฉลิมพระเกียรติ', 3],
      ]),
    )
    const { added, problems } = planAllocations(table, columns, { offices, lines, allocations: NOTHING })
    expect(problems).toEqual([])
    expect(added.map((c) => c.office)).toEqual(['5515', '5505', '1913'])
  })

  it('whose columns are of neither form is refused, with the lines of the programme', async () => {
    const error = await plan([
      ['รหัสหน่วยงาน', 'ค่าพาหนะ'],
      ['4701', 5],
    ]).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(UnusableFileError)
    expect((error as UnusableFileError).type).toBe('missing-column')
    expect((error as UnusableFileError).messageTh).toMatch(/ค่าวัสดุ.*รายการ \+ จำนวนเงิน.*ค่าพาหนะ/)
  })

  it('says which columns it did not read and which lines it has no amount for', async () => {
    const { unread, linesNotInFile } = await plan([
      ['ที่', 'รหัส', materials, 'ค่าฝึกอบรมม'],
      [1, '4701', 5, 7],
    ])
    expect(unread).toEqual(['ที่', 'ค่าฝึกอบรมม'])
    expect(linesNotInFile).toEqual(['training', 'model-district'])
  })
})

describe('Compared with what there is', () => {
  const there: Allocations = new Map([
    ['4701', { materials: 100, training: 200, 'model-district': 300 }],
    ['4702', { materials: 400 }],
  ])

  it('a file shows what it would add and change, from what to what, what stays, and what it says nothing of', async () => {
    const file = await plan(
      [
        ['รหัส', materials, training, model],
        ['4701', 1, 5, null],
        ['4702', '-', 0, 7],
      ],
      there,
    )
    const { added, changed, unchanged, notInFile, total } = allocationPlanInBaht(file)
    expect(added).toEqual([{ office: '4702', line: 'model-district', from: '0.00', to: '7.00' }])
    expect(changed).toEqual([
      { office: '4701', line: 'training', from: '2.00', to: '5.00' },
      { office: '4702', line: 'materials', from: '4.00', to: '0.00' },
    ])
    expect(unchanged.map((c) => c.line)).toEqual(['materials', 'training'])
    expect(notInFile).toEqual([{ office: '4701', line: 'model-district', from: '3.00' }])
    expect(total).toBe('13.00')
    expect(allocationsAfter(there, file)).toEqual(
      new Map([
        ['4701', { materials: 100, training: 500, 'model-district': 300 }],
        ['4702', { 'model-district': 700 }],
      ]),
    )
  })

  it('the same file has nothing left to change once it is applied', async () => {
    const cell = fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: null })
    const rows = fc.uniqueArray(fc.tuple(fc.constantFrom(...offices.map((o) => o.code)), cell, cell), {
      selector: ([code]) => code,
      minLength: 1,
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(rows, async (amounts) => {
        const values = [
          ['รหัส', materials, training],
          ...amounts.map(([code, ...of]) => [code, ...of.map((satang) => (satang === null ? null : amount(satang)))]),
        ]
        const first = await plan(values, there)
        const again = await plan(values, allocationsAfter(there, first))
        expect(first.problems).toEqual([])
        expect([again.added, again.changed]).toEqual([[], []])
        expect(again.total).toBe(first.total)
      }),
      { numRuns: 30 },
    )
  })

  it('its basis is the same for the same money and no other', async () => {
    const basis = async (allocations: Allocations) =>
      (await plan([WIDE, ['4701', null, null, 1, 1]], allocations)).basis
    const turned: Allocations = new Map([
      ['4702', { materials: 400, training: 0 }],
      ['4701', { 'model-district': 300, training: 200, materials: 100 }],
    ])
    expect(await basis(turned)).toBe(await basis(there))
    expect(await basis(new Map([...there, ['4702', { materials: 401 }]]))).not.toBe(await basis(there))
  })
})

describe('A row of totals', () => {
  const rows = [
    WIDE,
    ['47', 'สกลนคร', 'ที่ทำการปกครองจังหวัด', 100, '50.25'],
    ['4701', 'สกลนคร', 'เมืองสกลนคร', 200, '1,000.00'],
  ]

  it('is no office, and is right when it is the sum of the rows above', async () => {
    for (const label of ['รวม', 'รวมทั้งสิ้น', 'ยอดรวม', 'Total'])
      expect(await plan([...rows, [null, label, null, 300, '1,050.25']])).toMatchObject({
        problems: [],
        counts: { rows: 2 },
      })
  })

  it('that is not their sum is an error, with what they add up to', async () => {
    const { problems, counts } = await plan([...rows, ['รวม', null, null, 300, '1,050.24']])
    expect(problems.map((p) => [p.cell, p.problem])).toEqual([['E4', 'total-mismatch']])
    expect(problems[0]!.messageTh).toContain('1,050.25')
    expect(counts).toEqual({ rows: 2, fine: 2, withErrors: 0 })
  })

  it('may be a province’s among others: the sum since the one before', async () => {
    const nan = ['5505', 'น่าน', 'ปัว', 7, 0]
    expect(
      await problemsOf([
        ...rows,
        ['รวม สกลนคร', null, null, 300, 1050.25],
        nan,
        ['รวมน่าน', null, null, 7, null],
        ['รวมทั้งสิ้น', null, null, 307, 1050.25],
      ]),
    ).toEqual([])
    expect(
      await problemsOf([...rows, ['รวม สกลนคร', null, null, 300, 1050.25], nan, ['รวมน่าน', null, null, 8, null]]),
    ).toEqual(['D6 total-mismatch'])
  })

  it('over an amount that could not be read is not checked: the amount is the error', async () => {
    expect(
      await problemsOf([...rows, ['4702', 'สกลนคร', 'กุสุมาลย์', 'ห้าร้อย', 1], ['รวม', null, null, 300, 1051.25]]),
    ).toEqual(['D4 not-an-amount'])
  })

  it('may have signatures under it', async () => {
    expect(await problemsOf([...rows, ['รวม', null, null, 300, 1050.25], ['(นายตัวอย่าง)'], ['ผู้จัดทำ']])).toEqual([])
  })

  it('may stand at the end of a row, for its lines', async () => {
    const wide = ['รหัส', materials, training, 'รวม']
    expect(await problemsOf([wide, ['4701', 1, 2, 3], ['4702', 1, null, '1.00']])).toEqual([])
    expect(await problemsOf([wide, ['4701', 1, 2, 4]])).toEqual(['D2 row-total-mismatch'])
    expect(await problemsOf([wide, ['4701', 1, 2, null], ['รวม', 1, 2, 3]])).toEqual([])
    expect(
      await problemsOf([
        ['รหัส', materials, training, 'วงเงินจัดสรร'],
        ['4701', 1, 2, 4],
      ]),
    ).toEqual(['D2 row-total-mismatch'])
  })

  it('is told from every office: no office’s name begins as a total does', () => {
    expect(offices.filter((o) => /^(ยอด|ผล)?รวม/.test(o.name))).toEqual([])
  })
})

describe('A row that is wrong', () => {
  it('names its cell: an office twice, a line twice, a formula, more than two decimals, a merged amount', async () => {
    expect(
      await problemsOf([
        WIDE,
        ['4701', 'สกลนคร', 'เมืองสกลนคร', 1, 2],
        ['4701', null, null, 3, null],
        ['4702', null, null, '=SUM(D2:D3)', '1.005'],
        ['4703', null, null, '-5', 'ห้า'],
        [null, 'สกลนคร', null, 1, 1],
        ['เมืองสกลนคร', null, null, 1, 1],
      ]),
    ).toEqual([
      'D3 duplicate',
      'D4 formula',
      'E4 too-many-decimals',
      'D5 negative-amount',
      'E5 not-an-amount',
      'C6 missing-value',
      'A7 unknown-office',
    ])
  })

  it('in the long form names its line and its amount too', async () => {
    expect(
      await problemsOf([
        ['รหัส', 'รายการ', 'จำนวนเงิน'],
        ['4701', 'ค่าพาหนะ', 5],
        ['4701', null, 5],
        ['4701', 'ค่าวัสดุ', null],
        ['4702', 'ค่าวัสดุ', 5],
        ['4702', 'materials', 5],
      ]),
    ).toEqual(['B2 unknown-line', 'B3 missing-value', 'C4 missing-value', 'C6 duplicate'])
  })

  it('says where the other of two stands', async () => {
    const { problems } = await plan([WIDE, ['4701', null, null, 1, null], ['4701', null, null, 1, null]])
    expect(problems[0]!.messageTh).toContain('D2')
  })
})

it('A workbook of all 954 offices with planted errors lists every one of them, in seconds', {
  timeout: 20_000,
}, async () => {
  const planted: [row: number, column: 'A' | 'B' | 'C' | 'D' | 'E', value: string | number | null, problem: string][] =
    []
  const mistakes = [
    ['A', '9999', 'unknown-office'],
    ['B', 'นครพน', 'unknown-province'],
    ['C', 'เมืองงนครพนมม', 'unknown-office'],
    ['D', '1.234,50', 'not-an-amount'],
    ['E', '=D2*2', 'formula'],
    ['D', '12.345', 'too-many-decimals'],
    ['E', '-1', 'negative-amount'],
  ] as const
  const values: (string | number | null)[][] = offices.map((o, i) => {
    const office = o.code.length === 4 ? o.name : officeWord
    // Every third row has its code, the others are known by their names.
    return [i % 3 === 0 ? o.code : null, o.province, office, (i * 7919) % 100_000, '12,345.50']
  })
  values.forEach((row, i) => {
    const [column, value, problem] = mistakes[i % mistakes.length]!
    // A code that is right stands for its office however its names are misspelt.
    const shows = column !== 'B' && column !== 'C' ? true : row[0] === null
    if (i % 5 !== 0 || !shows) return
    row['ABCDE'.indexOf(column)] = value
    planted.push([i + 4, column, value, problem])
  })
  const file = [['บัญชีจัดสรรงบประมาณ'], ['หน่วย : บาท'], WIDE, ...values]
  const { problems, counts, added } = await plan(file)
  expect(planted.length).toBeGreaterThan(150)
  expect(problems.map((p) => `${p.cell} ${p.problem}`)).toEqual(
    planted.map(([row, column, , problem]) => `${column}${row} ${problem}`),
  )
  expect(problems.every((p) => /[ก-๛]/.test(p.messageTh) && p.message !== '')).toBe(true)
  expect(counts).toEqual({ rows: 954, fine: 954 - planted.length, withErrors: planted.length })
  expect(added.length).toBeGreaterThan(1500)
})

const officeWord = 'ที่ทำการปกครองจังหวัด'

it('A file of which every row is wrong in its own way is answered in seconds', { timeout: 20_000 }, async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `เมืองสกล${i},ห้า,5`).join('\n')
  const table = await readTable(Buffer.from(`อำเภอ,ค่าวัสดุ,training\n${rows}`))
  const { problems, counts } = planAllocations(table, columns, {
    offices,
    lines: programme2568.budget.lines,
    allocations: NOTHING,
  })
  expect(counts).toEqual({ rows: 20_000, fine: 0, withErrors: 20_000 })
  expect(problems).toHaveLength(40_000)
})
