import type { ObligationName, Policy, Rules } from './policy.ts'
import { addDays, type Day, dayOf, isoWeekday } from './time.ts'

/**
 * What the programme's settings call for before anything has happened to an office. The agenda sends of it what is still
 * ahead; a preview says of the rest why it is not sent.
 */

/** A reminder so many calendar days before a deadline, or before the kick-off itself. */
export interface ExpectedReminder {
  readonly obligation: ObligationName
  readonly daysBefore: number
  /** That many days before. */
  readonly stated: Day
  /** The working day on whose morning it goes: `stated`, or the last one before it; undefined where the calendar ends. */
  readonly on: Day | undefined
}

/**
 * Every reminder that an obligation with a deadline is to have, in the order of the settings.
 * @param from only those of this day and later; one never goes after its day
 */
export function expectedReminders(
  name: ObligationName,
  deadline: Day,
  { policy, calendar }: Rules,
  from: Day = '',
): ExpectedReminder[] {
  const anchor = name === 'kickoff' ? dayOf(policy.kickoff.beginsAt) : deadline
  if (anchor < from) return []
  return policy.obligations[name].reminderDaysBefore.flatMap((daysBefore) => {
    const stated = addDays(anchor, -daysBefore)
    return stated < from
      ? []
      : [{ obligation: name, daysBefore, stated, on: calendar.findWorkingDayOnOrBefore(stated) }]
  })
}

/** A checkpoint of the spending pace, and the working day on whose morning an office below it is told. */
export interface ExpectedCheckpoint {
  readonly checkpoint: Policy['checkpoints'][number]
  readonly on: Day
}

/** Every checkpoint, in the order of the settings. */
export function expectedCheckpoints({ policy, calendar }: Rules): ExpectedCheckpoint[] {
  return policy.checkpoints.map((checkpoint) => ({ checkpoint, on: calendar.nthWorkingDayAfter(checkpoint.on, 1) }))
}

/** Why a day is no working day. */
export function dayOff(day: Day): 'weekend' | 'holiday' {
  return isoWeekday(day) > 5 ? 'weekend' : 'holiday'
}
