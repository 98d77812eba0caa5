import type { Calendar } from './calendar.ts'
import { latenessOf } from './lateness.ts'
import type { Obligation, OfficeState } from './office.ts'
import { type ObligationName, obligationNames } from './policy.ts'
import { type Day, dayOf, later } from './time.ts'

/** An obligation that an office is to be urged about. */
export interface Overdue {
  readonly obligation: ObligationName
  readonly deadline: Day
  /** 0 until the first working day after the deadline has come, and beyond the calendar. */
  readonly workingDaysLate: number
  /** Until when the province has said that it will be settled. */
  readonly promisedOn: Day | null
}

/** Whether an obligation was to be settled before a day and is not. */
export function isOverdue(
  { settledAt, deadline, arose }: Pick<Obligation, 'settledAt' | 'deadline' | 'arose'>,
  today: Day,
): boolean {
  return !settledAt && later(deadline, dayOf(arose)) < today
}

/**
 * What an office has not settled by its deadline, in the order of the path. Nothing while it is suspended, nor of one that has left
 * the programme: nobody is urged to do what is not due.
 */
export function overdueOf(
  { suspendedAt, withdrawnAt, obligations }: Pick<OfficeState, 'suspendedAt' | 'withdrawnAt' | 'obligations'>,
  today: Day,
  calendar: Calendar,
): Overdue[] {
  if (suspendedAt || withdrawnAt) return []
  return obligationNames.flatMap((name) => {
    const owed = obligations[name]
    if (!owed || !isOverdue(owed, today)) return []
    const { workingDaysLate } = latenessOf(owed, today, calendar)
    return [{ obligation: name, deadline: owed.deadline, workingDaysLate, promisedOn: owed.answer?.promisedOn ?? null }]
  })
}
