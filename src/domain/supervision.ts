import type { CommandBodies } from './command.ts'
import type { OfficeEvent, ReminderItem } from './event.ts'
import type { Obligation, OfficeState } from './office.ts'
import { type ObligationName, obligationNames, type Policy, type Rules } from './policy.ts'
import { isRejection, type Rejection, reject } from './rejection.ts'
import { type Day, dayOf, type Instant, isDay } from './time.ts'

/** What the tiers above do: answering an escalation, reminding, extension, suspension and resumption. */

/** Whether an obligation waits for the province's answer: it stands escalated to it, open, and was not answered. */
export function awaitsAnswer({
  level,
  settledAt,
  answer,
}: Pick<Obligation, 'level' | 'settledAt' | 'answer'>): boolean {
  return level === 1 && !settledAt && !answer
}

/** `answer-escalation`: once for a level-1 escalation; the promise is after today, at most the 5th working day after it. */
export function answerEscalation(
  { policy, calendar }: Rules,
  state: OfficeState,
  { obligation: name, promisedOn }: CommandBodies['answer-escalation'],
  at: Instant,
): OfficeEvent[] | Rejection {
  const obligation = state.obligations[name]
  if (obligation?.level !== 1)
    return reject('not-escalated', 'This obligation does not stand escalated to the province.', {
      obligation: name,
      level: obligation?.level ?? 0,
    })
  if (obligation.answer)
    return reject('already-done', 'This escalation has been answered; it is answered once.', {
      obligation: name,
      promisedOn: obligation.answer.promisedOn,
    })
  const today = dayOf(at)
  const latest = calendar.nthWorkingDayAfter(today, policy.escalation.promiseWithinWorkingDays)
  if (!isDay(promisedOn) || promisedOn <= today || promisedOn > latest)
    return reject('invalid-date', 'The promised date must be after today and at most the 5th working day after it.', {
      date: promisedOn,
      after: today,
      latest,
    })
  return [{ type: 'escalation-answered', at, obligation: name, promisedOn }]
}

/**
 * What an office is reminded of when an official asks for it at once: everything unsettled. Not while it is suspended, when
 * nothing is due, and once a day at most.
 */
export function judgeReminder(
  { suspendedAt, obligations, remindedOn }: Pick<OfficeState, 'suspendedAt' | 'obligations' | 'remindedOn'>,
  at: Instant,
): readonly ReminderItem[] | Rejection {
  if (suspendedAt) return reject('nothing-to-remind', 'The office is suspended: nothing is due to it.', { suspendedAt })
  const today = dayOf(at)
  const items = obligationNames.flatMap((obligation): ReminderItem[] => {
    const owed = obligations[obligation]
    if (!owed || owed.settledAt) return []
    return [{ obligation, state: owed.deadline < today ? 'overdue' : 'reminder' }]
  })
  if (items.length === 0) return reject('nothing-to-remind', 'The office has settled everything it owes.')
  if (remindedOn === today)
    return reject('already-done', 'The office has been reminded today; that is done once a day.', { remindedOn })
  return items
}

/** `remind`: an official's own act, so it goes at once, on whatever day. It changes no plan and no level. */
export function remind(state: OfficeState, at: Instant): OfficeEvent[] | Rejection {
  const items = judgeReminder(state, at)
  return isRejection(items) ? items : [{ type: 'reminded', at, items }]
}

/** What is wrong with a new deadline whatever the office: later than today, and not past the programme's limit. */
export function judgeExtension(policy: Policy, body: CommandBodies['extend'], at: Instant): Rejection | undefined {
  const today = dayOf(at)
  if (!isDay(body.deadline) || body.deadline <= today || body.deadline > policy.extensionLimit)
    return reject('invalid-deadline', "The new deadline must be later than today and not past the programme's limit.", {
      deadline: body.deadline,
      after: today,
      limit: policy.extensionLimit,
    })
  return judgeOrder(body.order, today)
}

/** An order is cited with its number and a real day that is not in the future. */
export function judgeOrder(order: CommandBodies['extend']['order'] | undefined, today: Day): Rejection | undefined {
  if (order && (!isDay(order.date) || order.date > today))
    return reject('invalid-date', "The order's date must be a calendar day, not in the future.", {
      date: order.date,
      latest: today,
    })
  return undefined
}

/** `extend` for one office. It clears the level and the answer; the agenda plans anew from the new deadline. */
export function extend(
  policy: Policy,
  state: OfficeState,
  body: CommandBodies['extend'],
  at: Instant,
): OfficeEvent[] | Rejection {
  const wrong = judgeExtension(policy, body, at)
  if (wrong) return wrong
  const obligation = state.obligations[body.obligation]
  if (!obligation || obligation.settledAt)
    return reject('nothing-to-extend', 'The office does not owe this obligation, or has settled it.', {
      obligation: body.obligation,
    })
  if (body.deadline < obligation.deadline)
    return reject('invalid-deadline', 'An extension is not earlier than the current deadline.', {
      deadline: body.deadline,
      current: obligation.deadline,
    })
  const { obligation: name, deadline, order } = body
  return [{ type: 'extended', at, obligation: name, deadline, previous: obligation.deadline, order }]
}

/** `suspend`: nothing is due until `resume`. Officials may still record what happens meanwhile. */
export function suspend(
  state: OfficeState,
  { order }: CommandBodies['suspend'],
  at: Instant,
): OfficeEvent[] | Rejection {
  if (state.suspendedAt) return reject('already-done', 'The office is suspended.', { suspendedAt: state.suspendedAt })
  return judgeOrder(order, dayOf(at)) ?? [{ type: 'suspended', at, ...(order ? { order } : {}) }]
}

/**
 * `resume`: deadlines that had not passed when the suspension began move by the working days lost (those d with
 * suspended ≤ d < resumed), to that many working days after the old deadline; what is overdue even so rises again today.
 */
export function resume(
  { calendar }: Rules,
  state: OfficeState,
  { order }: CommandBodies['resume'],
  at: Instant,
): OfficeEvent[] | Rejection {
  if (!state.suspendedAt) return reject('not-suspended', 'The office is not suspended.')
  const today = dayOf(at)
  const wrong = judgeOrder(order, today)
  if (wrong) return wrong
  const began = dayOf(state.suspendedAt)
  const lost = calendar.workingDaysBetween(began, today)
  const obligations = (Object.keys(state.obligations) as ObligationName[]).map((name) => {
    const { deadline, settledAt } = state.obligations[name]!
    const moves = lost > 0 && deadline >= began
    return {
      name,
      settledAt,
      moves,
      stated: deadline,
      deadline: moves ? calendar.nthWorkingDayAfter(deadline, lost) : deadline,
    }
  })
  return [
    {
      type: 'resumed',
      at,
      ...(order ? { order } : {}),
      lost,
      moved: obligations.filter((o) => o.moves).map(({ name, deadline }) => ({ obligation: name, deadline })),
      // A deadline on a day off may, moved, still lie before today: then it too begins to count anew.
      risen: obligations.filter((o) => !o.settledAt && (o.stated < began || o.deadline < today)).map((o) => o.name),
    },
  ]
}
