import type { Calendar, CalendarData } from './calendar.ts'
import { type Day, type Instant, instantAt } from './time.ts'

/** A DOPA area code: two digits for a province office, four for a district office. */
export type OfficeCode = string

/** What an office code looks like; whether there is such an office is another question. */
export const officeCodeForm = /^\d{2}(\d{2})?$/

/** A budget line's code, as the programme file lists it. */
export type LineCode = string

/** What an office owes. The order is the order of the path from kick-off to final report. */
export const obligationNames = ['forward', 'acknowledge', 'kickoff', 'disbursement', 'report'] as const
export type ObligationName = (typeof obligationNames)[number]

/**
 * What a programme's letters and the department's settings fix. It travels in every workflow's input, so a running
 * office keeps the rules it began with; changing them is an event (an amendment), never an edit of the file.
 */
export interface Policy {
  /** `amphoe-ita-2568`: the first part of every workflow id. */
  readonly programme: string
  /** Buddhist era, October to September. */
  readonly fiscalYear: number
  readonly opensAt: Instant
  readonly kickoff: { readonly beginsAt: Instant; readonly endsAt: Instant }
  /** No disbursement is dated before this day (letter งป.1). */
  readonly allocatedOn: Day
  readonly lines: readonly LineCode[]
  readonly obligations: {
    readonly forward: CountedDeadline
    readonly acknowledge: CountedDeadline
    /** Reminders are counted before the kick-off itself, not before this deadline. */
    readonly kickoff: CountedDeadline
    readonly disbursement: FixedDeadline
    readonly report: FixedDeadline & { readonly resubmitWithinWorkingDays: number }
  }
  readonly escalation: {
    /** Level 1 and the first word to the office: morning of this working day after base. */
    readonly provinceOnWorkingDay: number
    /** Level 2: morning of this working day after base. */
    readonly departmentOnWorkingDay: number
    /** The office is told again every so many working days. */
    readonly repeatEveryWorkingDays: number
    /** A province's promise is at most this many working days after the day it is made. */
    readonly promiseWithinWorkingDays: number
  }
  readonly checkpoints: readonly { readonly on: Day; readonly percent: number }[]
  /** No extension goes past this day. */
  readonly extensionLimit: Day
  readonly times: { readonly morning: string; readonly provinceDigest: string; readonly departmentDigest: string }
}

/** A deadline so many working days after what gives rise to it. */
export interface CountedDeadline {
  readonly withinWorkingDays: number
  /** Calendar days before; 0 is the day itself. */
  readonly reminderDaysBefore: readonly number[]
}

/** A deadline on a day that the letter names. */
export interface FixedDeadline {
  readonly deadline: Day
  readonly reminderDaysBefore: readonly number[]
}

/** Everything a rule may look at besides the office's own state. */
export interface Rules {
  readonly policy: Policy
  readonly calendar: Calendar
}

/** The same as JSON, for a workflow's input. */
export interface RulesData {
  readonly policy: Policy
  readonly calendar: CalendarData
}

/** When everything due on a working day is done: 08:30 in 2568's file. */
export function morning(policy: Policy, day: Day): Instant {
  return instantAt(day, policy.times.morning)
}

/** Which tier an office code belongs to. */
export function tierOf(office: OfficeCode): 'province' | 'district' {
  return office.length === 2 ? 'province' : 'district'
}

/** The province in which an office lies; a province office lies in its own. */
export function provinceOf(office: OfficeCode): OfficeCode {
  return office.slice(0, 2)
}
