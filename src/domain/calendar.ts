import { addDays, type Day, dayFromNumber, dayNumber, isoWeekday, later } from './time.ts'

/** The span a calendar speaks for and the government holidays in it. Saturdays and Sundays are never listed. */
export interface CalendarData {
  readonly from: Day
  readonly through: Day
  readonly holidays: readonly Day[]
}

/** A day was asked for that the calendar does not cover. Never read as "no holidays". */
export class OutsideCalendarError extends Error {
  override readonly name = 'OutsideCalendarError'

  constructor(day: Day, data: CalendarData) {
    super(`${day} is outside the holiday calendar, which covers ${data.from} to ${data.through}`)
  }
}

/**
 * Official working days (วันทำการ): Monday to Friday less government holidays. Every look-up is constant time.
 * All functions throw `OutsideCalendarError` for a day that the calendar does not cover.
 */
export class Calendar {
  readonly data: CalendarData
  private readonly first: number
  /** working[i] is the i-th working day, as days since `first`. */
  private readonly working: Int32Array
  /** before[i] is how many working days there are from `first` up to, and not including, day i. */
  private readonly before: Int32Array

  constructor(data: CalendarData) {
    this.data = data
    this.first = dayNumber(data.from)
    const length = dayNumber(data.through) - this.first + 1
    const holidays = new Set(data.holidays)
    const working: number[] = []
    this.before = new Int32Array(length + 1)
    for (let i = 0; i < length; i++) {
      this.before[i] = working.length
      const day = dayFromNumber(this.first + i)
      if (isoWeekday(day) <= 5 && !holidays.has(day)) working.push(i)
    }
    this.before[length] = working.length
    this.working = Int32Array.from(working)
  }

  /** Whether government offices work on that day. */
  isWorkingDay(day: Day): boolean {
    const i = this.offset(day)
    return this.before[i + 1]! > this.before[i]!
  }

  /** The n-th working day after `day` (n ≥ 1; `day` itself is never counted). For n = 0, `day`. */
  nthWorkingDayAfter(day: Day, n: number): Day {
    const found = n === 0 ? day : this.findWorkingDayAfter(day, n)
    if (found === undefined) throw new OutsideCalendarError(addDays(day, n), this.data)
    return found
  }

  /** The same for n ≥ 1, and undefined instead of an error where the calendar ends before it. */
  findWorkingDayAfter(day: Day, n: number): Day | undefined {
    if (!this.covers(day)) return undefined
    const offset = this.working[this.before[this.offset(day) + 1]! + n - 1]
    return offset === undefined ? undefined : dayFromNumber(this.first + offset)
  }

  /** `day` if it is a working day, else the last working day before it. */
  workingDayOnOrBefore(day: Day): Day {
    const found = this.findWorkingDayOnOrBefore(day)
    if (found === undefined) throw new OutsideCalendarError(day, this.data)
    return found
  }

  /** The same, and undefined instead of an error where the calendar does not say. */
  findWorkingDayOnOrBefore(day: Day): Day | undefined {
    if (!this.covers(day)) return undefined
    const offset = this.working[this.before[this.offset(day) + 1]! - 1]
    return offset === undefined ? undefined : dayFromNumber(this.first + offset)
  }

  /** `day` if it is a working day, else the first working day after it. */
  workingDayOnOrAfter(day: Day): Day {
    return this.isWorkingDay(day) ? day : this.nthWorkingDayAfter(day, 1)
  }

  /** How many working days d there are with `from` ≤ d < `to`; 0 when `to` is not after `from`. */
  workingDaysBetween(from: Day, to: Day): number {
    return Math.max(0, this.before[this.offset(to)]! - this.before[this.offset(from)]!)
  }

  /** Whether `day` is the first working day of its ISO week (Monday to Sunday). */
  isFirstWorkingDayOfWeek(day: Day): boolean {
    const monday = addDays(day, 1 - isoWeekday(day))
    return this.isWorkingDay(day) && this.workingDayOnOrAfter(later(monday, this.data.from)) === day
  }

  /** Whether the calendar speaks for that day. */
  covers(day: Day): boolean {
    return day >= this.data.from && day <= this.data.through
  }

  private offset(day: Day): number {
    if (!this.covers(day)) throw new OutsideCalendarError(day, this.data)
    return dayNumber(day) - this.first
  }
}
