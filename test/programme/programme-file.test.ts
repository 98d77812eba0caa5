import { describe, expect, it } from 'vitest'
import { loadProgramme, officesOf } from '../../src/programme/load.ts'
import { type Data, fileWith, load, problemsOf, programme2568, programmeWith } from './support.ts'

/** Fiscal year 2570: 15 May 2570 is a Saturday, 30 May 2570 a Sunday. */
function to2570(file: Data) {
  const inYear = (text: string) => text.replace('2024', '2026').replace('2025', '2027')
  file.id = 'amphoe-ita-2570'
  file.fiscalYear = 2570
  file.opensAt = inYear(file.opensAt)
  file.kickoff.beginsAt = inYear(file.kickoff.beginsAt)
  file.kickoff.endsAt = inYear(file.kickoff.endsAt)
  file.budget.allocatedOn = inYear(file.budget.allocatedOn)
  file.obligations.disbursement.deadline = '2027-05-15'
  file.obligations.report.deadline = '2027-05-30'
  file.checkpoints = [{ on: '2027-03-31', percent: 50 }]
  file.extensionLimit = '2027-09-30'
}

describe('The programme of 2568', () => {
  it('is what its letters say', () => {
    const { policy } = programme2568
    expect(policy).toMatchObject({
      programme: 'amphoe-ita-2568',
      fiscalYear: 2568,
      opensAt: '2024-12-25T09:00:00+07:00',
      kickoff: { beginsAt: '2024-12-25T13:30:00+07:00', endsAt: '2024-12-25T15:30:00+07:00' },
      allocatedOn: '2024-12-25',
      obligations: {
        forward: { withinWorkingDays: 3, reminderDaysBefore: [1] },
        acknowledge: { withinWorkingDays: 3, reminderDaysBefore: [1] },
        kickoff: { withinWorkingDays: 5, reminderDaysBefore: [1, 0] },
        disbursement: { deadline: '2025-05-15', reminderDaysBefore: [30, 14, 7, 3, 1, 0] },
        report: {
          deadline: '2025-05-30',
          reminderDaysBefore: [30, 14, 7, 3, 1, 0],
          resubmitWithinWorkingDays: 5,
        },
      },
      escalation: {
        provinceOnWorkingDay: 1,
        departmentOnWorkingDay: 4,
        repeatEveryWorkingDays: 5,
        promiseWithinWorkingDays: 5,
      },
      checkpoints: [{ on: '2025-03-31', percent: 50 }],
      extensionLimit: '2025-09-30',
      times: { morning: '08:30', provinceDigest: '09:00', departmentDigest: '09:30' },
    })
  })

  it('has 954 offices: 76 provinces and 878 districts, without Bangkok', () => {
    const offices = officesOf(programme2568)
    expect(offices.filter((o) => o.length === 2)).toHaveLength(76)
    expect(offices.filter((o) => o.length === 4)).toHaveLength(878)
    expect(new Set(offices).size).toBe(954)
    expect(offices.some((o) => o.startsWith('10'))).toBe(false)
  })

  it('has five districts of one name, told apart by code', () => {
    const districts = programme2568.provinces.flatMap((p) => p.districts)
    expect(districts.filter((d) => d.nameTh === 'เฉลิมพระเกียรติ')).toHaveLength(5)
  })

  it('says that its budget lines are samples', () => {
    expect(programme2568.budget.sample).toBe(true)
    expect(programme2568.policy.lines).toEqual(programme2568.budget.lines.map((l) => l.code))
  })

  it('has a calendar from its fiscal year on, and the two holidays after its report deadline', () => {
    expect(programme2568.calendar.from).toBe('2024-10-01')
    expect(programme2568.calendar.through >= '2025-12-31').toBe(true)
    expect(programme2568.calendar.holidays).toEqual(expect.arrayContaining(['2025-06-02', '2025-06-03']))
    expect(programme2568.calendar.holidays.every((day) => day >= '2024-10-01')).toBe(true)
  })
})

describe('A deadline that is no working day', () => {
  const with2570 = (disbursement?: string, report = disbursement) =>
    load({
      programme: (file) => {
        to2570(file)
        if (disbursement) file.obligations.disbursement.onNonWorkingDay = disbursement
        if (report) file.obligations.report.onNonWorkingDay = report
      },
    }).policy.obligations

  it('is refused when the file states no rule for it: in fiscal year 2570 both are', () => {
    expect(problemsOf(() => with2570())).toEqual([
      'programme.yaml: obligations.disbursement.deadline: a working day, or onNonWorkingDay stating a rule (as-stated, previous-working-day, next-working-day): 2027-05-15 is none',
      'programme.yaml: obligations.report.deadline: a working day, or onNonWorkingDay stating a rule (as-stated, previous-working-day, next-working-day): 2027-05-30 is none',
    ])
    expect(problemsOf(() => with2570('as-stated', ''))).toHaveLength(1)
  })

  it('holds as stated, moves to the working day before, or to the working day after, as the file says', () => {
    const days = (rule: string) => [with2570(rule).disbursement.deadline, with2570(rule).report.deadline]
    expect(days('as-stated')).toEqual(['2027-05-15', '2027-05-30'])
    expect(days('previous-working-day')).toEqual(['2027-05-14', '2027-05-28'])
    expect(days('next-working-day')).toEqual(['2027-05-17', '2027-05-31'])
  })

  it('may be a holiday as well as a weekend', () => {
    const onHoliday = (rule?: string) =>
      load({
        programme: (file) => {
          file.obligations.report.deadline = '2025-06-02'
          if (rule) file.obligations.report.onNonWorkingDay = rule
        },
      }).policy.obligations.report.deadline
    expect(problemsOf(() => onHoliday())).toHaveLength(1)
    expect(onHoliday('next-working-day')).toBe('2025-06-04')
    expect(onHoliday('previous-working-day')).toBe('2025-05-30')
  })

  it('a rule changes nothing for a deadline that is a working day', () => {
    const { policy } = load({
      programme: (file) => {
        file.obligations.report.onNonWorkingDay = 'next-working-day'
      },
    })
    expect(policy.obligations.report.deadline).toBe('2025-05-30')
  })

  it('has one of the three rules and no other', () => {
    expect(problemsOf(() => with2570('nearest'))).toEqual([
      expect.stringContaining('programme.yaml: obligations.disbursement.onNonWorkingDay: '),
      expect.stringContaining('programme.yaml: obligations.report.onNonWorkingDay: '),
    ])
  })
})

describe('A calendar', () => {
  it('that does not cover the programme’s dates is refused, never read as "no holidays"', () => {
    const covering = (from: string, through: string) =>
      problemsOf(() => load({ calendar: (file) => Object.assign(file, { covers: { from, through } }) }))
    expect(covering('2025-01-01', '2030-12-31')).toEqual([
      'calendar.json: covers: a calendar covering 2024-10-01 to 2025-12-31 for amphoe-ita-2568; this one covers 2025-01-01 to 2030-12-31',
    ])
    expect(covering('2024-10-01', '2025-12-30')).toHaveLength(1)
  })

  it('that misses a whole year in between is refused, whatever it says it covers', () => {
    const without2025 = (file: Data) => {
      file.days = file.days.filter((d: Data) => !d.date.startsWith('2025'))
    }
    expect(problemsOf(() => load({ calendar: without2025 }))).toEqual([
      'calendar.json: days: the government holidays of 2025 (2568 BE); there are none',
    ])
  })

  it('that says nothing of what it covers is refused', () => {
    const silent = (file: Data) => {
      delete file.covers
    }
    expect(problemsOf(() => load({ calendar: silent }))).toEqual([
      'calendar.json: covers: the span the calendar speaks for: { from, through }',
    ])
  })

  it('has real days, each once', () => {
    const day = (date: string) => (file: Data) => file.days.push({ date, name: 'วันหยุด' })
    expect(problemsOf(() => load({ calendar: day('2025-02-30') }))).toEqual([
      expect.stringMatching(/^calendar\.json: days\.\d+\.date: a real calendar day such as 2025-05-15$/),
    ])
    expect(problemsOf(() => load({ calendar: day('2025-01-01') }))).toEqual(['calendar.json: days: each day once'])
  })

  it('must hold the dates of the programme itself', () => {
    const opens2030 = (file: Data) => {
      file.obligations.report.deadline = '2030-05-30'
    }
    expect(problemsOf(() => load({ programme: opens2030 }))).toContainEqual(
      expect.stringMatching(/^programme\.yaml: obligations\.report\.deadline: a day within the programme's calendar/),
    )
  })

  it('holds for other years: 2570 opens with the same file', () => {
    const programme = load({
      programme: (file) => {
        to2570(file)
        file.obligations.disbursement.onNonWorkingDay = 'previous-working-day'
        file.obligations.report.onNonWorkingDay = 'next-working-day'
      },
    })
    expect(programme.calendar.from).toBe('2026-10-01')
    expect(programme.policy.programme).toBe('amphoe-ita-2570')
  })

  it('serves a year longer than it must, where it speaks for it, for what is overdue at the end', () => {
    const through = (day: string) =>
      load({ calendar: (file) => Object.assign(file, { covers: { from: '2024-10-01', through: day } }) }).calendar
        .through
    expect(through('2030-12-31')).toBe('2026-12-31')
    expect(through('2026-03-31')).toBe('2026-03-31')
    expect(through('2025-12-31')).toBe('2025-12-31')
  })

  it('that covers fiscal years 2568 to 2573 opens a programme of 2573', () => {
    const { policy, calendar } = load({
      programme: (file) => {
        const inYear = (text: string) => text.replace('2024', '2029').replace('2025', '2030')
        file.fiscalYear = 2573
        file.opensAt = inYear(file.opensAt)
        file.kickoff.beginsAt = inYear(file.kickoff.beginsAt)
        file.kickoff.endsAt = inYear(file.kickoff.endsAt)
        file.budget.allocatedOn = inYear(file.budget.allocatedOn)
        file.obligations.disbursement.deadline = '2030-05-15'
        file.obligations.report.deadline = '2030-05-30'
        file.checkpoints = []
        file.extensionLimit = '2030-09-30'
      },
    })
    expect(policy.fiscalYear).toBe(2573)
    expect(calendar.through).toBe('2030-12-31')
  })
})

describe('An office', () => {
  it('is listed once', () => {
    const twice = (file: Data) => {
      const sakon = file.provinces.find((p: Data) => p.code === '47')
      sakon.districts.push(sakon.districts[0])
    }
    expect(problemsOf(() => load({ areas: twice }))).toEqual([
      expect.stringMatching(
        /^areas\.json: provinces\.\d+\.districts\.18\.code: each office once: 4701 is at provinces\.\d+\.districts\.0\.code already$/,
      ),
    ])
    const province = (file: Data) => file.provinces.push({ ...file.provinces[0], districts: [] })
    expect(problemsOf(() => load({ areas: province }))).toEqual([expect.stringContaining('each office once: 11')])
  })

  it('of a district lies in its province, by its code', () => {
    const astray = (file: Data) => {
      file.provinces[0].districts[0].code = '4799'
    }
    expect(problemsOf(() => load({ areas: astray }))).toEqual([
      "areas.json: provinces.0.districts.0.code: a district code that begins with its province's, 11",
    ])
  })

  it('has a code of two or four digits', () => {
    const short = (file: Data) => {
      file.provinces[0].districts[0].code = '110'
    }
    expect(problemsOf(() => load({ areas: short }))).toEqual([
      'areas.json: provinces.0.districts.0.code: a district code of four digits',
    ])
  })
})

describe('A programme file that is wrong', () => {
  const wrong = (edit: (file: Data) => unknown) => problemsOf(() => load({ programme: edit }))

  it('with keys that nobody reads is refused, at any depth', () => {
    expect(wrong((f) => Object.assign(f, { colour: 'blue' }))).toEqual([expect.stringContaining('colour')])
    expect(wrong((f) => Object.assign(f.obligations.report, { remindDaysBefore: [1] }))).toEqual([
      expect.stringMatching(/^programme\.yaml: obligations\.report: .*remindDaysBefore/),
    ])
  })

  it('says where it is wrong and what is expected there', () => {
    const cases: [(f: Data) => unknown, string][] = [
      [(f) => (f.times.morning = '8:30'), 'times.morning: a time of day such as "08:30" (in quotation marks)'],
      [(f) => (f.times.morning = '24:00'), 'times.morning: a time of day such as "08:30" (in quotation marks)'],
      [(f) => (f.times.morning = '09:00'), 'times: morning before provinceDigest before departmentDigest'],
      [(f) => (f.opensAt = '2024-12-25T09:00:00Z'), 'opensAt: a moment in Thailand such as 2024-12-25T09:00:00+07:00'],
      [(f) => (f.opensAt = '2024-12-26T09:00:00+07:00'), 'kickoff.beginsAt: a day not before opensAt'],
      [(f) => (f.kickoff.endsAt = f.kickoff.beginsAt), 'kickoff.endsAt: a moment after kickoff.beginsAt'],
      [
        (f) => (f.obligations.report.deadline = '2025-02-30'),
        'obligations.report.deadline: a real calendar day such as 2025-05-15',
      ],
      [
        (f) => (f.obligations.report.deadline = '2025-05-14'),
        'obligations.report.deadline: a day not before the disbursement deadline',
      ],
      [(f) => (f.extensionLimit = '2025-05-29'), 'extensionLimit: a day not before the report deadline'],
      [
        (f) => (f.obligations.forward.withinWorkingDays = 0),
        'obligations.forward.withinWorkingDays: a whole number, at least 1',
      ],
      [
        (f) => (f.obligations.forward.reminderDaysBefore = [1, 1]),
        'obligations.forward.reminderDaysBefore: each number of days once',
      ],
      [
        (f) => (f.obligations.forward.reminderDaysBefore = [-1]),
        'obligations.forward.reminderDaysBefore.0: a whole number, at least 0',
      ],
      [(f) => (f.escalation.departmentOnWorkingDay = 1.5), 'escalation.departmentOnWorkingDay: a whole number'],
      [
        (f) => Object.assign(f.escalation, { provinceOnWorkingDay: 5 }),
        'escalation.departmentOnWorkingDay: not less than provinceOnWorkingDay',
      ],
      [(f) => (f.checkpoints[0].percent = 101), 'checkpoints.0.percent: a percentage'],
      [
        (f) => (f.checkpoints[0].on = '2025-05-15'),
        'checkpoints.0.on: a day between opening and the disbursement deadline',
      ],
      [
        (f) => (f.checkpoints[0].on = '2024-12-25'),
        'checkpoints.0.on: a day between opening and the disbursement deadline',
      ],
      [(f) => (f.budget.lines = []), 'budget.lines: at least one budget line'],
      [(f) => f.budget.lines.push(f.budget.lines[0]), 'budget.lines: each budget line once'],
      [(f) => (f.budget.lines[0].code = 'ค่าวัสดุ'), 'budget.lines.0.code: a code of small letters, digits and hyphens'],
      [
        (f) => (f.budget.allocatedOn = '2025-05-15'),
        'obligations.disbursement.deadline: a day after budget.allocatedOn',
      ],
      [(f) => (f.fiscalYear = 2025), 'fiscalYear: a fiscal year of the Buddhist era, such as 2568'],
      [(f) => (f.letters = []), 'letters: at least the letter that the programme rests on'],
      [(f) => (f.name = ' '), 'name: a text that is not empty'],
    ]
    for (const [edit, problem] of cases) expect(wrong(edit)).toEqual([`programme.yaml: ${problem}`])
  })

  it('is told everything that is wrong with it at once', () => {
    const many = wrong((f) => {
      f.times.morning = '25:00'
      f.obligations.kickoff.withinWorkingDays = -1
      delete f.name
    })
    expect(many).toHaveLength(3)
  })

  it('that cannot be read, or is no YAML or JSON, says so', () => {
    expect(problemsOf(() => loadProgramme('/nowhere/programme.yaml'))).toEqual([
      expect.stringContaining('programme.yaml: : a readable file'),
    ])
    expect(problemsOf(() => loadProgramme(fileWith('broken.yaml', 'id: [')))).toEqual([
      expect.stringContaining('broken.yaml: : well-formed YAML'),
    ])
    expect(problemsOf(() => loadProgramme(fileWith('broken.json', '{')))).toEqual([
      expect.stringContaining('broken.json: : well-formed JSON'),
    ])
    const astray = programmeWith({})
    expect(problemsOf(() => loadProgramme(astray.replace('programme.yaml', 'areas.json')))).not.toEqual([])
  })
})
