import { describe, expect, it } from 'vitest'
import { readCommand } from '../../src/commands/wire.ts'
import { planAttendance } from '../../src/imports/attendance.ts'
import { loadColumns } from '../../src/spreadsheet/columns.ts'
import { readTable } from '../../src/spreadsheet/read.ts'
import { offices } from './support.ts'

const HEAD = `Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
000 0000 0000,AMPHOE ITA,12/25/2024 01:30:00 PM,12/25/2024 03:30:00 PM,host@example.go.th,120,954

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
`
const row = (name: string, minutes: number | string, email = '') =>
  `"${name}",${email},12/25/2024 01:30:00 PM,12/25/2024 03:30:00 PM,${minutes},Yes\n`
const plan = async (csv: string, leastMinutes = 1) =>
  planAttendance(await readTable(Buffer.from(`\ufeff${csv}`)), loadColumns('zoom-attendance'), {
    offices,
    on: '2024-12-25',
    officeOfEmail: new Map([['somchai@example.go.th', '4702']]),
    leastMinutes,
  })

describe('A list of participants', () => {
  it('tells offices by the code or the name before a person’s own, or by a contact’s e-mail', async () => {
    const { commands, problems } = await plan(
      HEAD +
        row('4701 อำเภอเมืองสกลนคร - สมชาย', 118) +
        row('๔๗๐๓_กุดบาก_สมหญิง', 100) +
        row('(47) ที่ทำการปกครองจังหวัดสกลนคร', 120) +
        row('15. อำเภอเต่างอย - สมหมาย', 120) +
        row('อ.เฉลิมพระเกียรติ จ.น่าน / สมศรี', 90) +
        row('Somchai', 60, 'Somchai@example.go.th'),
    )
    expect(problems).toEqual([])
    expect(commands.map((c) => c.office)).toEqual(['47', '4701', '4702', '4703', '4714', '5515'])
    for (const { command, body } of commands) expect(readCommand(command, body)).toHaveProperty('command')
    expect(commands[0]).toEqual({
      office: '47',
      command: 'attend-kickoff',
      key: 'zoom-2024-12-25-47',
      body: { attended: 'meeting', on: '2024-12-25' },
    })
  })

  it('adds up the minutes of one who came in again; two of an office are not added together', async () => {
    const { minutes, tooShort, commands } = await plan(
      HEAD +
        row('4701 สมชาย', 10) +
        row('4701 สมชาย', 25) +
        row('4701 สมหญิง', 30) +
        row('4702 สมศรี', 20) +
        row('4702 สมปอง', 20),
      30,
    )
    expect([...minutes]).toEqual([
      ['4701', 35],
      ['4702', 20],
    ])
    expect(commands.map((c) => c.office)).toEqual(['4701'])
    expect(tooShort).toEqual(['4702'])
  })

  it('lists those of whom no office can be told, and guesses none', async () => {
    const { commands, problems } = await plan(
      HEAD +
        row('iPhone ของสมชาย', 60) +
        row('47 สมชาย', 60) +
        row('4799 สมชาย', 60) +
        row('เฉลิมพระเกียรติ - สมศรี', 60) +
        row('4701 อำเภอกุสุมาลย์ - สมศรี', 60) +
        row('4701 สมศรี', 60, 'somchai@example.go.th') +
        row('081-234-5678', 60) +
        row('4701 สมชาย', 'นาน'),
    )
    expect(commands).toEqual([])
    expect(problems.map((p) => `${p.cell} ${p.problem}`)).toEqual([
      'A5 unknown-office',
      'A6 unknown-office',
      'A7 unknown-office',
      'A8 ambiguous-office',
      'A9 conflicting-office',
      'B10 conflicting-office',
      'A11 missing-value',
      'E12 not-minutes',
    ])
  })
})
