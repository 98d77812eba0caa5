import type { OfficeEvent } from './event.ts'
import { type OfficeState, totals } from './office.ts'
import { type ObligationName, type Rules, tierOf } from './policy.ts'
import { type Day, dayOf, type Instant, later } from './time.ts'

/**
 * The notice that puts an office under its obligations: a province office when the programme opens, a district office when
 * its province passes the letter on (letter สน 0018.1/ว 26144 did so two days after the kick-off: late notice is normal, and
 * every counted deadline starts from it).
 */
export function notice(
  state: OfficeState,
  { policy, calendar }: Rules,
  at: Instant,
): Extract<OfficeEvent, { type: 'notified' }> {
  const today = dayOf(at)
  const { forward, acknowledge, kickoff, disbursement, report } = policy.obligations
  const first: { name: ObligationName; deadline: Day } =
    tierOf(state.office) === 'province'
      ? { name: 'forward', deadline: calendar.nthWorkingDayAfter(today, forward.withinWorkingDays) }
      : { name: 'acknowledge', deadline: calendar.nthWorkingDayAfter(today, acknowledge.withinWorkingDays) }
  const kickoffFrom = later(dayOf(policy.kickoff.beginsAt), today)
  return {
    type: 'notified',
    at,
    obligations: [
      first,
      { name: 'kickoff', deadline: calendar.nthWorkingDayAfter(kickoffFrom, kickoff.withinWorkingDays) },
      ...(totals(state).allocated > 0 ? [{ name: 'disbursement' as const, deadline: disbursement.deadline }] : []),
      { name: 'report', deadline: report.deadline },
    ],
  }
}
