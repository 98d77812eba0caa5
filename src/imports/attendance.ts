import type { OfficeCode } from '../domain/policy.ts'
import type { Day } from '../domain/time.ts'
import {
  type ColumnMapping,
  problemOf,
  type Records,
  readRecords,
  type TableRecord,
  textOf,
} from '../spreadsheet/columns.ts'
import type { CellProblem } from '../spreadsheet/problem.ts'
import type { Table } from '../spreadsheet/table.ts'
import { tidy } from '../spreadsheet/writing.ts'
import type { OfficeNames } from '../thai/offices.ts'
import { countsOf, type DryRun, inOrder } from './dryRun.ts'
import { OfficeDirectory } from './offices.ts'

/** A command that the file calls for, with the key that makes sending it twice harmless. */
export interface AttendanceToRecord {
  readonly office: OfficeCode
  readonly command: 'attend-kickoff'
  readonly key: string
  readonly body: { readonly attended: 'meeting'; readonly on: Day }
}

export interface Attendance extends Omit<DryRun, 'basis'> {
  readonly commands: readonly AttendanceToRecord[]
  /** Minutes of whoever of an office was there longest, however often they came in again. */
  readonly minutes: ReadonlyMap<OfficeCode, number>
  /** Offices whose people were there for less than was asked. */
  readonly tooShort: readonly OfficeCode[]
}

export interface Meeting {
  readonly offices: readonly OfficeNames[]
  /** The day of the kick-off. */
  readonly on: Day
  /** Whose address is whose, in small letters: contacts that the service has. */
  readonly officeOfEmail: ReadonlyMap<string, OfficeCode>
  /** The least minutes that count as having attended. */
  readonly leastMinutes: number
}

/**
 * Which offices attended a meeting, from Zoom's list of participants: by the code or the name of an office that a
 * participant's name begins with (`4701 อำเภอเมืองสกลนคร - สมชาย`), or by an e-mail address that is a contact's. Rows of which
 * neither can be told, or in which they disagree, are among the problems.
 * @throws UnusableFileError when columns are missing or ambiguous
 */
export function planAttendance(table: Table, mapping: ColumnMapping, meeting: Meeting): Attendance {
  const records = readRecords(table, mapping)
  const directory = new OfficeDirectory(meeting.offices)
  const problems: CellProblem[] = []
  const participants = new Map<string, { office: OfficeCode; minutes: number }>()
  for (const record of records.records) {
    problems.push(...record.problems)
    const minutes = minutesOf(records, record, problems)
    const office = officeOfParticipant(directory, meeting, records, record, problems)
    if (office === undefined || minutes === undefined) continue
    const who = `${office}/${textOf(record, 'person')}/${textOf(record, 'email') ?? ''}`
    participants.set(who, { office, minutes: minutes + (participants.get(who)?.minutes ?? 0) })
  }
  const longest = new Map<OfficeCode, number>()
  for (const { office, minutes } of participants.values())
    longest.set(office, Math.max(minutes, longest.get(office) ?? 0))
  const offices = [...longest.keys()].sort()
  const attended = offices.filter((office) => longest.get(office)! >= meeting.leastMinutes)
  return {
    sheet: table.sheet,
    counts: countsOf(new Set(records.records.map((r) => r.row.number)), problems),
    problems: inOrder(problems),
    unread: records.unread,
    commands: attended.map((office) => ({
      office,
      command: 'attend-kickoff',
      key: `zoom-${meeting.on}-${office}`,
      body: { attended: 'meeting', on: meeting.on },
    })),
    minutes: longest,
    tooShort: offices.filter((office) => !attended.includes(office)),
  }
}

function minutesOf(records: Records, record: TableRecord, problems: CellProblem[]): number | undefined {
  const given = textOf(record, 'minutes')
  if (given === undefined) return undefined
  if (/^\d{1,4}$/.test(given)) return Number(given)
  problems.push(problemOf(records, record, 'minutes', 'not-minutes'))
  return undefined
}

/** A district's code. Two digits before a name are as well its place in someone's list as a province's code. */
const CODE = /^\D{0,3}?(\d{4})(?!\d)/
/** What stands before a person's own name. */
const BEFORE_PERSON = /^[^\-–—/|_,:]+/

function officeOfParticipant(
  directory: OfficeDirectory,
  { officeOfEmail }: Meeting,
  records: Records,
  record: TableRecord,
  problems: CellProblem[],
): OfficeCode | undefined {
  const name = tidy(textOf(record, 'person') ?? '')
  const byEmail = officeOfEmail.get((textOf(record, 'email') ?? '').toLowerCase())
  const code = CODE.exec(name)?.[1]
  const words = BEFORE_PERSON.exec(name.replace(/^\P{L}+/u, ''))?.[0].trim()
  const byName = code === undefined && words === undefined ? undefined : directory.find({ office: code, name: words })
  if (typeof byName === 'string') {
    if (byEmail === undefined || byEmail === byName) return byName
    const facts = { given: directory.label(byEmail), expected: directory.label(byName) }
    problems.push(problemOf(records, record, 'email', 'conflicting-office', facts))
    return undefined
  }
  if (code === undefined && byEmail !== undefined) return byEmail
  const { problem, facts } = byName ?? { problem: 'missing-value' as const, facts: {} }
  problems.push(problemOf(records, record, 'person', problem, facts))
  return undefined
}
