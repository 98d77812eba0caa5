import { OutsideCalendarError } from './calendar.ts'
import type { Command, CommandBodies } from './command.ts'
import type { OfficeEvent } from './event.ts'
import { disburse, refuseVirement, returnFunds, reverse, submitReport } from './ledger.ts'
import type { OfficeState } from './office.ts'
import { type ObligationName, type Rules, tierOf } from './policy.ts'
import { type Rejection, reject } from './rejection.ts'
import { answerEscalation, extend, remind, resume, suspend } from './supervision.ts'
import { dayOf, type Instant, isDay, later } from './time.ts'

/**
 * What comes of a command to an office at a moment: events, or a refusal. Expects a state that has been caught up to `at`.
 * Pure; the Update's validator runs it first, so a refused command leaves no trace in a history.
 */
export function decide(rules: Rules, state: OfficeState, command: Command, at: Instant): OfficeEvent[] | Rejection {
  try {
    return decideWithinCalendar(rules, state, command, at)
  } catch (error) {
    if (!(error instanceof OutsideCalendarError)) throw error
    // Working days are not known there, and they are never guessed.
    return reject('invalid-date', "This would reach past the end of the programme's holiday calendar.", {
      calendarEnds: rules.calendar.data.through,
    })
  }
}

function decideWithinCalendar(
  rules: Rules,
  state: OfficeState,
  command: Command,
  at: Instant,
): OfficeEvent[] | Rejection {
  if (state.withdrawnAt)
    return reject('withdrawn', 'The office has left the programme.', { withdrawnAt: state.withdrawnAt })
  if (command.name === 'withdraw') return [{ type: 'withdrawn', at }]
  if (!state.notifiedAt)
    return reject('not-notified', 'The notice has not reached this office yet: its province passes it on first.')

  switch (command.name) {
    case 'forward':
      return once(state, 'forward', { type: 'forwarded', at })
    case 'acknowledge':
      return once(state, 'acknowledge', { type: 'acknowledged', at })
    case 'attend-kickoff':
      return attendKickoff(rules, state, command, at)
    case 'record-activity':
      return recordActivity(command, at)
    case 'disburse':
      return disburse(rules.policy, state, command, at)
    case 'reverse':
      return reverse(state, command, at)
    case 'return-funds':
      return returnFunds(rules.policy, state, command, at)
    case 'virement':
      return refuseVirement(command)
    case 'submit-report':
      return submitReport(state, command, at)
    case 'accept-report':
      return state.report === 'under-review' ? [{ type: 'report-accepted', at }] : notUnderReview(state)
    case 'return-report':
      return returnReport(rules, state, at)
    case 'answer-escalation':
      return answerEscalation(rules, state, command, at)
    case 'remind':
      return remind(state, at)
    case 'extend':
      return extend(rules.policy, state, command, at)
    case 'suspend':
      return suspend(state, command, at)
    case 'resume':
      return resume(rules, state, command, at)
    default:
      return unreachable(command)
  }
}

/** An obligation that is settled by one act, done once, by an office of the tier that owes it. */
function once(state: OfficeState, name: ObligationName, event: OfficeEvent): OfficeEvent[] | Rejection {
  const obligation = state.obligations[name]
  if (!obligation)
    return reject('forbidden', `A ${tierOf(state.office)} office does not owe this obligation.`, { obligation: name })
  if (obligation.settledAt)
    return reject('already-done', 'This has been recorded already.', {
      obligation: name,
      settledAt: obligation.settledAt,
    })
  return [event]
}

/** The meeting is recorded once it has begun, as attended on its day; a briefing, on any day since. */
function attendKickoff(
  { policy }: Rules,
  state: OfficeState,
  { attended, on }: CommandBodies['attend-kickoff'],
  at: Instant,
): OfficeEvent[] | Rejection {
  const { beginsAt } = policy.kickoff
  const first = dayOf(beginsAt)
  const last = attended === 'meeting' ? first : dayOf(at)
  const done = once(state, 'kickoff', { type: 'kickoff-attended', at, attended, on })
  if (!Array.isArray(done)) return done
  if (at < beginsAt || !isDay(on) || on < first || on > last)
    return reject(
      'invalid-date',
      'The meeting is recorded once it has begun, on its own day; a briefing on a day since then, not in the future.',
      {
        date: on,
        earliest: first,
        latest: last,
        beginsAt,
      },
    )
  return done
}

function recordActivity({ activity, on }: CommandBodies['record-activity'], at: Instant): OfficeEvent[] | Rejection {
  if (!isDay(on) || on > dayOf(at))
    return reject('invalid-date', 'The day of the activity must be a calendar day, not in the future.', {
      date: on,
      latest: dayOf(at),
    })
  return [{ type: 'activity-recorded', at, activity, on }]
}

/** A returned report rises again, due the later of its deadline and the 5th working day after. */
function returnReport({ policy, calendar }: Rules, state: OfficeState, at: Instant): OfficeEvent[] | Rejection {
  if (state.report !== 'under-review') return notUnderReview(state)
  const again = calendar.nthWorkingDayAfter(dayOf(at), policy.obligations.report.resubmitWithinWorkingDays)
  return [{ type: 'report-returned', at, deadline: later(state.obligations.report?.deadline ?? again, again) }]
}

function notUnderReview(state: OfficeState): Rejection {
  return reject('not-under-review', 'There is no report of this office waiting for review.', { report: state.report })
}

function unreachable(command: never): never {
  throw new Error(`unknown command: ${JSON.stringify(command)}`)
}
