import { isBehindPace, type OfficeState } from '../../../src/domain/office.ts'
import { type ObligationName, obligationNames, type Rules, tierOf } from '../../../src/domain/policy.ts'
import { addDays, type Day, dayOf, isoWeekday, later } from '../../../src/domain/time.ts'

/**
 * What design.md says comes on the morning of one day, asked of that day alone, by going through the days one by one: no
 * planning ahead, no memory of what has been done. Slow, and as close to the sentences as code can be.
 */
export function naiveMorning(state: OfficeState, rules: Rules, today: Day): { items: string[]; raised: string[] } {
  const nothing = { items: [], raised: [] }
  if (!isWorkingDay(today, rules) || !state.notifiedAt || state.suspendedAt || state.withdrawnAt) return nothing
  const unsettled = obligationNames.filter((name) => state.obligations[name] && !state.obligations[name].settledAt)
  return {
    items: unsettled.flatMap((name) => [
      ...(isReminded(name, state, rules, today) ? [`${name} reminder`] : []),
      ...(name === 'disbursement' && isWarned(state, rules, today) ? [`${name} behind-pace`] : []),
      ...(dayAfterBase(name, state, rules, today) % 5 === 1 ? [`${name} overdue`] : []),
    ]),
    raised: unsettled.flatMap((name) => {
      const level = levelOn(name, state, rules, today)
      return level > state.obligations[name]!.level ? [`${name} level ${level}`] : []
    }),
  }
}

/** That day's morning is the reminder's own day, or the last working day before it. */
function isReminded(name: ObligationName, state: OfficeState, rules: Rules, today: Day): boolean {
  const { kickoff, obligations } = rules.policy
  const anchor = name === 'kickoff' ? dayOf(kickoff.beginsAt) : state.obligations[name]!.deadline
  return obligations[name].reminderDaysBefore.some((before) => {
    let day = addDays(anchor, -before)
    while (!isWorkingDay(day, rules)) day = addDays(day, -1)
    return day === today
  })
}

function isWarned(state: OfficeState, rules: Rules, today: Day): boolean {
  return rules.policy.checkpoints.some(
    ({ on, percent }) => workingDaysAfter(on, today, rules) === 1 && isBehindPace(state, percent),
  )
}

/** k when `today` is w(k), else 0: base is the later of the deadline and the day the obligation arose. */
function dayAfterBase(name: ObligationName, state: OfficeState, rules: Rules, today: Day): number {
  const { deadline, arose } = state.obligations[name]!
  return workingDaysAfter(later(deadline, dayOf(arose)), today, rules)
}

/** The level that this very morning brings, or 0. */
function levelOn(name: ObligationName, state: OfficeState, rules: Rules, today: Day): number {
  const k = dayAfterBase(name, state, rules, today)
  if (tierOf(state.office) === 'province') return k === 1 ? 2 : 0
  if (k === 1) return 1
  const answer = state.obligations[name]!.answer
  if (!answer) return k === 4 ? 2 : 0
  const sincePromise = workingDaysAfter(answer.promisedOn, today, rules)
  return (k === 4 && sincePromise >= 1) || (k > 4 && sincePromise === 1) ? 2 : 0
}

/** How many working days there are after `day` up to and including `today`. */
function workingDaysAfter(day: Day, today: Day, rules: Rules): number {
  let count = 0
  for (let d = addDays(day, 1); d <= today; d = addDays(d, 1)) if (isWorkingDay(d, rules)) count++
  return count
}

export function isWorkingDay(day: Day, { calendar }: Rules): boolean {
  return isoWeekday(day) <= 5 && !calendar.data.holidays.includes(day)
}
