import type { Calendar } from './calendar.ts'
import type { Obligation } from './office.ts'
import { addDays, type Day, dayNumber, dayOf, later } from './time.ts'

/** How much time is left for an obligation, or how late it is. */
export interface Lateness {
  /** Calendar days to the deadline: 0 on it, negative after it. */
  readonly daysLeft: number
  /** Working days since the later of the deadline and the day it arose; 0 while it is not late, and beyond the calendar. */
  readonly workingDaysLate: number
}

/** How an obligation stands in time on a day. A settled one is never late. */
export function latenessOf(
  { deadline, arose, settledAt }: Pick<Obligation, 'deadline' | 'arose' | 'settledAt'>,
  today: Day,
  calendar: Calendar,
): Lateness {
  const daysLeft = dayNumber(deadline) - dayNumber(today)
  const [from, to] = [addDays(later(deadline, dayOf(arose)), 1), addDays(today, 1)]
  const isCounted = !settledAt && from < to && calendar.covers(from) && calendar.covers(to)
  return { daysLeft, workingDaysLate: isCounted ? calendar.workingDaysBetween(from, to) : 0 }
}
