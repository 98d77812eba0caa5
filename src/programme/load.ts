import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse as parseYaml, YAMLParseError } from 'yaml'
import type { z } from 'zod'
import { Calendar, type CalendarData } from '../domain/calendar.ts'
import type { FixedDeadline, OfficeCode, Policy } from '../domain/policy.ts'
import { type Day, dayOf } from '../domain/time.ts'
import { areasSchema, holidaysSchema, type Province, programmeSchema } from './schema.ts'

/** A programme as its file defines it, checked as a whole. */
export interface Programme {
  readonly id: string
  readonly name: string
  readonly activity: string
  readonly letters: readonly { from: string; number: string; date: Day; subject: string }[]
  readonly kickoffPlace: string
  /** Budget lines with their Thai names; `sample` when they are not the department's real ones. */
  readonly budget: { readonly sample: boolean; readonly lines: readonly { code: string; name: string }[] }
  readonly policy: Policy
  readonly calendar: CalendarData
  readonly provinces: readonly Province[]
}

/** One thing wrong with a data file: where in which file, and what is expected there. */
export interface FileProblem {
  readonly file: string
  readonly path: string
  readonly expected: string
}

/** A programme, allocation or script file that cannot be used, with everything wrong with it. */
export class InvalidFileError extends Error {
  readonly problems: readonly FileProblem[]

  constructor(problems: readonly FileProblem[]) {
    super(problems.map(({ file, path, expected }) => `${file}: ${path || '(the whole file)'}: ${expected}`).join('\n'))
    this.name = 'InvalidFileError'
    this.problems = problems
  }
}

/**
 * Reads a programme file with the areas and the holiday calendar that it names (paths relative to it).
 * @throws InvalidFileError naming file, path and what is expected, for every problem found
 */
export function loadProgramme(file: string): Programme {
  const source = readData(file, programmeSchema)
  const beside = (name: string) => resolve(dirname(file), name)
  const areas = readData(beside(source.areas), areasSchema)
  const holidays = readData(beside(source.calendar), holidaysSchema)
  const calendar = calendarFor(source, holidays, file, beside(source.calendar))
  const workingDays = new Calendar(calendar)

  const problems: FileProblem[] = []
  const policyDay = (name: 'disbursement' | 'report') => {
    const { onNonWorkingDay, ...obligation } = source.obligations[name]
    const resolved = resolveDeadline(obligation, onNonWorkingDay, workingDays)
    if (resolved === undefined)
      problems.push({
        file,
        path: `obligations.${name}.deadline`,
        expected: `a working day, or onNonWorkingDay stating a rule (as-stated, previous-working-day, next-working-day): ${obligation.deadline} is none`,
      })
    return { ...obligation, deadline: resolved ?? obligation.deadline }
  }
  const disbursement = policyDay('disbursement')
  const report = policyDay('report')
  problems.push(...orderProblems(file, source, disbursement.deadline, report.deadline))
  problems.push(...duplicateOffices(beside(source.areas), areas.provinces))
  if (problems.length > 0) throw new InvalidFileError(problems)

  return {
    id: source.id,
    name: source.name,
    activity: source.activity,
    letters: source.letters,
    kickoffPlace: source.kickoff.place,
    budget: { sample: source.budget.sample, lines: source.budget.lines },
    policy: {
      programme: source.id,
      fiscalYear: source.fiscalYear,
      opensAt: source.opensAt,
      kickoff: { beginsAt: source.kickoff.beginsAt, endsAt: source.kickoff.endsAt },
      allocatedOn: source.budget.allocatedOn,
      lines: source.budget.lines.map((l) => l.code),
      obligations: {
        forward: source.obligations.forward,
        acknowledge: source.obligations.acknowledge,
        kickoff: source.obligations.kickoff,
        disbursement,
        report: { ...report, resubmitWithinWorkingDays: source.obligations.report.resubmitWithinWorkingDays },
      },
      escalation: source.escalation,
      checkpoints: source.checkpoints,
      extensionLimit: source.extensionLimit,
      times: source.times,
    },
    calendar,
    provinces: areas.provinces,
  }
}

/** Every office of a programme in code order: each province office, then its district offices. */
export function officesOf(programme: Programme): OfficeCode[] {
  return programme.provinces.flatMap((p) => [p.code, ...p.districts.map((d) => d.code)])
}

/**
 * Reads a YAML or JSON file and checks it against a schema.
 * @throws InvalidFileError when it cannot be read, is not YAML or JSON, or does not fit
 */
export function readData<S extends z.ZodType>(file: string, schema: S): z.output<S> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new InvalidFileError([{ file, path: '', expected: `a readable file (${(error as Error).message})` }])
  }
  let data: unknown
  try {
    data = file.endsWith('.json') ? JSON.parse(text) : parseYaml(text)
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof YAMLParseError)) throw error
    throw new InvalidFileError([
      { file, path: '', expected: `well-formed ${file.endsWith('.json') ? 'JSON' : 'YAML'}: ${error.message}` },
    ])
  }
  const read = schema.safeParse(data)
  if (read.success) return read.data
  throw new InvalidFileError(
    read.error.issues.map((i) => ({ file, path: i.path.map(String).join('.'), expected: i.message })),
  )
}

type ProgrammeSource = z.output<typeof programmeSchema>
type Holidays = z.output<typeof holidaysSchema>

/**
 * The part of the holiday calendar that the programme needs: from its fiscal year to the end of the year of its limit, and a
 * year more for what is still overdue then, where the calendar speaks for it.
 */
function calendarFor(source: ProgrammeSource, holidays: Holidays, file: string, calendarFile: string): CalendarData {
  const from = `${source.fiscalYear - 544}-10-01`
  const limitYear = Number(source.extensionLimit.slice(0, 4))
  const needed = `${limitYear}-12-31`
  const aYearMore = `${limitYear + 1}-12-31`
  const through = holidays.covers.through < aYearMore ? holidays.covers.through : aYearMore
  const problems: FileProblem[] = []
  if (holidays.covers.from > from || holidays.covers.through < needed)
    problems.push({
      file: calendarFile,
      path: 'covers',
      expected: `a calendar covering ${from} to ${needed} for ${source.id}; this one covers ${holidays.covers.from} to ${holidays.covers.through}`,
    })
  const years = new Set(holidays.days.map((d) => d.date.slice(0, 4)))
  for (let year = Number(from.slice(0, 4)); year <= Number(through.slice(0, 4)); year++) {
    if (!years.has(String(year)))
      problems.push({
        file: calendarFile,
        path: 'days',
        expected: `the government holidays of ${year} (${year + 543} BE); there are none`,
      })
  }
  for (const [path, day] of [
    ['opensAt', dayOf(source.opensAt)],
    ['kickoff.beginsAt', dayOf(source.kickoff.beginsAt)],
    ['obligations.disbursement.deadline', source.obligations.disbursement.deadline],
    ['obligations.report.deadline', source.obligations.report.deadline],
  ] as const) {
    if (day < from || day > through)
      problems.push({
        file,
        path,
        expected: `a day within the programme's calendar, ${from} to ${through}, not ${day}`,
      })
  }
  if (problems.length > 0) throw new InvalidFileError(problems)
  return { from, through, holidays: holidays.days.map((d) => d.date).filter((d) => d >= from && d <= through) }
}

function resolveDeadline(
  { deadline }: FixedDeadline,
  rule: 'as-stated' | 'previous-working-day' | 'next-working-day' | undefined,
  calendar: Calendar,
): Day | undefined {
  if (calendar.isWorkingDay(deadline)) return deadline
  switch (rule) {
    case 'as-stated':
      return deadline
    case 'previous-working-day':
      return calendar.workingDayOnOrBefore(deadline)
    case 'next-working-day':
      return calendar.workingDayOnOrAfter(deadline)
    case undefined:
      return undefined
  }
}

/** Days that must come one after the other. */
function orderProblems(file: string, source: ProgrammeSource, disbursement: Day, report: Day): FileProblem[] {
  const problems: FileProblem[] = []
  const expect = (holds: boolean, path: string, expected: string) => {
    if (!holds) problems.push({ file, path, expected })
  }
  expect(source.kickoff.beginsAt < source.kickoff.endsAt, 'kickoff.endsAt', 'a moment after kickoff.beginsAt')
  expect(dayOf(source.opensAt) <= dayOf(source.kickoff.beginsAt), 'kickoff.beginsAt', 'a day not before opensAt')
  expect(
    source.budget.allocatedOn < disbursement,
    'obligations.disbursement.deadline',
    'a day after budget.allocatedOn',
  )
  expect(disbursement <= report, 'obligations.report.deadline', 'a day not before the disbursement deadline')
  expect(report <= source.extensionLimit, 'extensionLimit', 'a day not before the report deadline')
  expect(
    source.escalation.provinceOnWorkingDay <= source.escalation.departmentOnWorkingDay,
    'escalation.departmentOnWorkingDay',
    'not less than provinceOnWorkingDay',
  )
  const { morning, provinceDigest, departmentDigest } = source.times
  expect(
    morning < provinceDigest && provinceDigest < departmentDigest,
    'times',
    'morning before provinceDigest before departmentDigest',
  )
  source.checkpoints.forEach(({ on }, i) => {
    expect(
      on > dayOf(source.opensAt) && on < disbursement,
      `checkpoints.${i}.on`,
      'a day between opening and the disbursement deadline',
    )
  })
  return problems
}

function duplicateOffices(file: string, provinces: readonly Province[]): FileProblem[] {
  const seen = new Map<string, string>()
  return provinces
    .flatMap((province, i) => [
      { code: province.code, path: `provinces.${i}.code`, parent: '' },
      ...province.districts.map((d, j) => ({
        code: d.code,
        path: `provinces.${i}.districts.${j}.code`,
        parent: province.code,
      })),
    ])
    .flatMap(({ code, path, parent }) => {
      const first = seen.get(code)
      if (first !== undefined) return [{ file, path, expected: `each office once: ${code} is at ${first} already` }]
      seen.set(code, path)
      return code.startsWith(parent)
        ? []
        : [{ file, path, expected: `a district code that begins with its province's, ${parent}` }]
    })
}
