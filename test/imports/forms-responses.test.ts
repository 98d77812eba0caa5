import { describe, expect, it } from 'vitest'
import { readCommand } from '../../src/commands/wire.ts'
import { formLinkFor, planFormsResponses, reportFormSchema } from '../../src/imports/formsResponses.ts'
import { loadColumns } from '../../src/spreadsheet/columns.ts'
import type { Values } from '../spreadsheet/support/files.ts'
import { offices, tableOf } from './support.ts'

const LINES = [{ line: 'materials', disbursed: '1000.00', returned: '0.00' }]
const plan = async (values: Values) =>
  planFormsResponses(await tableOf(values), loadColumns('forms-responses'), {
    offices,
    reportLines: new Map([['4701', LINES]]),
  })
const HEADERS = ['ประทับเวลา', 'จังหวัด', 'อำเภอ', 'ผลการดำเนินงาน', 'ข้อเสนอแนะ']

describe('Answers to the report form', () => {
  it('become the reports to submit, with the ledger’s figures, in the shape that the service takes', async () => {
    const { commands, problems, unread } = await plan([
      HEADERS,
      ['20/5/2025, 10:33:21', 'สกลนคร', 'อ.เมืองสกลนคร', 'ดำเนินการครบ', 'ไม่มี'],
      ['20/5/2025, 10:35:00', 'สกลนคร', 'กุสุมาลย์', 'ดำเนินการแล้ว', null],
    ])
    expect(problems).toEqual([])
    expect(unread).toEqual(['ข้อเสนอแนะ'])
    expect(commands.map((c) => [c.office, c.body.lines, c.body.outcome])).toEqual([
      ['4701', LINES, 'ดำเนินการครบ'],
      ['4702', [], 'ดำเนินการแล้ว'],
    ])
    for (const { command, body } of commands) expect(readCommand(command, body)).toHaveProperty('command')
  })

  it('bear the same key whenever the file is read, and no two the same', async () => {
    const values = [HEADERS, ['1', 'สกลนคร', 'เมือง', 'ก', null], ['1', 'สกลนคร', 'กุสุมาลย์', 'ก', null]]
    const [first, second] = [await plan(values), await plan(values)]
    const keys = first.commands.map((c) => c.key)
    expect(second.commands.map((c) => c.key)).toEqual(keys)
    expect(new Set(keys).size).toBe(2)
    expect(keys.every((key) => /^[\x21-\x7e]{1,200}$/.test(key))).toBe(true)
  })

  it('have the id that a script gave them', async () => {
    const { commands } = await plan([
      ['ประทับเวลา', 'Response ID', 'รหัส', 'Outcome'],
      ['1', '2_ABaOnue', '4701', 'ก'],
    ])
    expect(commands[0]!.body.formsResponseId).toBe('2_ABaOnue')
  })

  it('given again by the same office count once, the last', async () => {
    const { commands, superseded } = await plan([
      HEADERS,
      ['1', 'สกลนคร', 'เมือง', 'ครั้งแรก', null],
      ['2', 'สกลนคร', 'กุสุมาลย์', 'ก', null],
      ['3', 'สกลนคร', 'เมือง', 'แก้ไข', null],
    ])
    expect(commands.map((c) => `${c.office} ${c.body.outcome}`)).toEqual(['4701 แก้ไข', '4702 ก'])
    expect(superseded).toEqual([{ cell: 'D2', office: '4701' }])
  })

  it('of which no office can be told are listed, and so are answers left blank', async () => {
    const { commands, problems } = await plan([
      HEADERS,
      ['1', 'สกลนคร', 'เฉลิมพระเกียรติ', 'ก', null],
      ['2', null, 'เฉลิมพระเกียรติ', 'ก', null],
      ['3', 'สกลนคร', 'เมือง', null, 'ก'],
    ])
    expect(commands).toEqual([])
    expect(problems.map((p) => `${p.cell} ${p.problem}`)).toEqual([
      'C2 unknown-office',
      'C3 ambiguous-office',
      'D4 missing-value',
    ])
  })
})

describe('The link to the form', () => {
  const form = {
    url: 'https://docs.example/forms/d/e/X/viewform?hl=th',
    questions: { office: 'entry.12', name: 'entry.34' },
  }

  it('has the office filled in', () => {
    const link = new URL(
      formLinkFor(reportFormSchema.parse(form), { code: '4701', name: 'เมืองสกลนคร', province: 'สกลนคร' }),
    )
    expect(link.origin + link.pathname).toBe('https://docs.example/forms/d/e/X/viewform')
    expect(Object.fromEntries(link.searchParams)).toEqual({
      hl: 'th',
      usp: 'pp_url',
      'entry.12': '4701',
      'entry.34': 'ที่ทำการปกครองอำเภอเมืองสกลนคร จังหวัดสกลนคร',
    })
  })

  it('is of an address and questions that may be such', () => {
    for (const wrong of [
      { ...form, url: 'javascript:alert(1)' },
      { ...form, questions: { office: 'office' } },
      { ...form, more: 1 },
    ])
      expect(reportFormSchema.safeParse(wrong).success).toBe(false)
  })
})
