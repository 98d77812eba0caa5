import readXlsxFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { planAllocations } from '../../src/imports/allocations.ts'
import { planContacts } from '../../src/imports/contacts.ts'
import { templateOf } from '../../src/imports/templates.ts'
import { loadColumns } from '../../src/spreadsheet/columns.ts'
import { readTable } from '../../src/spreadsheet/read.ts'
import { programme2568 } from '../programme/support.ts'
import { type Values, workbook } from '../spreadsheet/support/files.ts'
import { offices } from './support.ts'

const { name, budget } = programme2568
const template = (kind: 'allocations' | 'contacts') =>
  templateOf(kind, { name, lines: budget.lines, offices, mapping: loadColumns(kind) })

/** A template as an official fills it in: this row of it by these values, from this column on. */
async function filled(kind: 'allocations' | 'contacts', fill: Record<string, [number, ...Values[number]]>) {
  const [sheet] = await readXlsxFile(await template(kind))
  const rows = sheet!.data.map((row) => [...row]) as (string | number | null)[][]
  for (const row of rows) {
    const [at, ...values] = fill[`${row[0]} ${row[3] ?? ''}`.trim()] ?? []
    if (at !== undefined) row.splice(at, values.length, ...(values as string[]))
  }
  return readTable(await workbook(rows))
}

describe('A template of allocations', () => {
  const plan = (table: Awaited<ReturnType<typeof readTable>>) =>
    planAllocations(table, loadColumns('allocations'), { offices, lines: budget.lines, allocations: new Map() })

  it('has all 954 offices under Thai headers, and left as it is changes nothing', async () => {
    const [sheet] = await readXlsxFile(await template('allocations'))
    expect(sheet!.data[2]).toEqual(['รหัสหน่วยงาน', 'จังหวัด', 'อำเภอ', ...budget.lines.map((l) => l.name)])
    const { problems, counts, added, unread } = plan(await readTable(await template('allocations')))
    expect([problems, counts.rows, added, unread]).toEqual([[], 954, [], []])
  })

  it('filled in is read as it was meant', async () => {
    const { problems, added } = plan(await filled('allocations', { '4701': [3, 1000, '2,000.50', null], '47': [4, 5] }))
    expect(problems).toEqual([])
    expect(added.map((c) => `${c.office} ${c.line} ${c.to}`)).toEqual([
      '47 training 500',
      '4701 materials 100000',
      '4701 training 200050',
    ])
  })
})

describe('A template of contacts', () => {
  const plan = (table: Awaited<ReturnType<typeof readTable>>) =>
    planContacts(table, loadColumns('contacts'), { offices, contacts: [] })

  it('has a coordinator and a mailbox of every office, managers of every province and of the department, and left as it is changes nothing', async () => {
    const table = await readTable(await template('contacts'))
    expect(table.rows).toHaveLength(3 + 954 * 2 + 76 + 1)
    expect(plan(table)).toMatchObject({ problems: [], added: [], counts: { rows: 0 } })
  })

  it('filled in is read as it was meant, and what is half filled in is said', async () => {
    const { problems, added } = plan(
      await filled('contacts', {
        '4701 ผู้ประสานงาน': [4, 'นาง ก', 'a@example.go.th', '081-234-5678'],
        '47 ผู้กำกับดูแล': [4, 'นาย ข', 'b@example.go.th', null],
        'department ผู้กำกับดูแล': [4, 'นาย ค', 'c@example.go.th', null],
        '4702 กล่องจดหมาย': [4, 'กุสุมาลย์', null, null],
      }),
    )
    expect(added.map((c) => `${c.recipient} ${c.role}`)).toEqual([
      'department manager',
      'province:47 manager',
      'office:4701 coordinator',
    ])
    expect(problems.map((p) => p.problem)).toEqual(['missing-value'])
  })
})
