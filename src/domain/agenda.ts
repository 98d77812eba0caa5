import type { Calendar } from './calendar.ts'
import type { MorningItem, OfficeEvent } from './event.ts'
import { evolve } from './evolve.ts'
import { expectedCheckpoints, expectedReminders } from './expected.ts'
import { notice } from './notice.ts'
import { type EscalationLevel, isBehindPace, isNotifiedAtOpening, type Obligation, type OfficeState } from './office.ts'
import { morning, type ObligationName, obligationNames, type Rules, tierOf } from './policy.ts'
import { addDays, type Day, dayOf, type Instant, later } from './time.ts'

/**
 * The only place where time is planned. What will happen to an office by itself, if nobody does anything, is a pure function
 * of its state: one entry, the next, always after the moment up to which everything due has been done.
 */

/** The next thing that time alone brings about, as the event it will be. */
export type AgendaEntry = Extract<OfficeEvent, { type: 'notified' | 'morning' }>

/** The next entry of an office's agenda; null when nothing is due to it any more. */
export function agenda(state: OfficeState, rules: Rules): AgendaEntry | null {
  if (state.withdrawnAt || state.suspendedAt) return null
  // Past the calendar's end working days are not known, so nothing can be planned.
  if (state.notifiedAt && !rules.calendar.covers(dayOf(state.doneUntil))) return null
  if (!state.notifiedAt) return isNotifiedAtOpening(state.office) ? notice(state, rules, rules.policy.opensAt) : null

  const duties = obligationNames.flatMap((name) => dutiesOf(name, state, rules))
  const day = duties.map((d) => d.day).sort()[0]
  if (day === undefined) return null
  const due = duties.filter((d) => d.day === day)
  return {
    type: 'morning',
    at: morning(rules.policy, day),
    items: due.flatMap((d) => (d.item ? [d.item] : [])),
    raised: due.flatMap((d) => (d.raise ? [d.raise] : [])),
  }
}

/** What happens to an office, where it leaves the office, and what time alone will bring about next. */
export interface Course<Event extends OfficeEvent = OfficeEvent> {
  readonly events: readonly Event[]
  readonly after: OfficeState
  readonly next: AgendaEntry | null
}

/**
 * Every entry due up to and including `now`, in order.
 * @param planned the agenda's next entry, for whoever knows it already: planning is most of the work
 */
export function catchUp(
  state: OfficeState,
  rules: Rules,
  now: Instant,
  planned: AgendaEntry | null = agenda(state, rules),
): Course<AgendaEntry> {
  const events: AgendaEntry[] = []
  let after = state
  let next = planned
  for (; next && next.at <= now; next = agenda(after, rules)) {
    if (next.at <= after.doneUntil) throw new Error(`the agenda of ${state.office} does not move on from ${next.at}`)
    events.push(next)
    after = evolve(after, next)
  }
  return { events, after, next }
}

/** The course that events make. */
export function courseOf(state: OfficeState, rules: Rules, events: readonly OfficeEvent[]): Course {
  const after = events.reduce(evolve, state)
  return { events, after, next: agenda(after, rules) }
}

/** Something due to the office on the morning of `day`: a line in its mail, or an escalation, or both. */
interface Duty {
  readonly day: Day
  readonly item?: MorningItem
  readonly raise?: { readonly obligation: ObligationName; readonly level: EscalationLevel }
}

function dutiesOf(name: ObligationName, state: OfficeState, rules: Rules): Duty[] {
  const obligation = state.obligations[name]
  if (!obligation || obligation.settledAt) return []
  return [
    ...reminder(name, obligation, state, rules),
    ...(name === 'disbursement' ? paceWarning(state, rules) : []),
    ...overdue(name, obligation, state, rules),
  ]
}

/**
 * A reminder is on its day, or on the last working day before it. One that is past when the obligation arises or moves is
 * dropped: only mornings after `doneUntil` are ever planned. Two that fall on one morning are one.
 */
function reminder(name: ObligationName, obligation: Obligation, state: OfficeState, rules: Rules): Duty[] {
  const days = expectedReminders(name, obligation.deadline, rules, dayOf(state.doneUntil))
    .flatMap(({ on }) => (on !== undefined && morning(rules.policy, on) > state.doneUntil ? [on] : []))
    .sort()
  return days[0] === undefined ? [] : [{ day: days[0], item: { obligation: name, state: 'reminder' } }]
}

/** At morning of the first working day after a checkpoint, while spending is below it. */
function paceWarning(state: OfficeState, rules: Rules): Duty[] {
  const days = expectedCheckpoints(rules)
    .filter(({ checkpoint }) => isBehindPace(state, checkpoint.percent))
    .map(({ on }) => on)
    .filter((day) => morning(rules.policy, day) > state.doneUntil)
    .sort()
  return days[0] === undefined ? [] : [{ day: days[0], item: { obligation: 'disbursement', state: 'behind-pace' } }]
}

/**
 * From the first working day after base, the later of the deadline and the day the obligation arose: the office is told
 * (w1, w6, w11 …), and the tier above (level 1 at w1, level 2 at w4 or after the province's promise). A province office
 * has no province above it: at w1 it goes straight to level 2.
 */
function overdue(
  name: ObligationName,
  obligation: Obligation,
  state: OfficeState,
  { policy, calendar }: Rules,
): Duty[] {
  const base = later(obligation.deadline, dayOf(obligation.arose))
  const { provinceOnWorkingDay, departmentOnWorkingDay, repeatEveryWorkingDays } = policy.escalation
  const w = (k: number) => calendar.findWorkingDayAfter(base, k)
  const isDone = (day: Day) => morning(policy, day) <= state.doneUntil

  const today = dayOf(state.doneUntil)
  const begun = today > base ? calendar.workingDaysBetween(addDays(base, 1), today) : 0
  const mornings = today > base && calendar.isWorkingDay(today) && isDone(today) ? begun + 1 : begun
  const repeats = Math.max(0, Math.ceil((mornings + 1 - provinceOnWorkingDay) / repeatEveryWorkingDays))
  const toldOn = w(provinceOnWorkingDay + repeats * repeatEveryWorkingDays)

  const isProvince = tierOf(state.office) === 'province'
  const levels: { level: EscalationLevel; on: Day | undefined }[] = isProvince
    ? [{ level: 2, on: w(provinceOnWorkingDay) }]
    : [
        { level: 1, on: w(provinceOnWorkingDay) },
        { level: 2, on: afterPromise(w(departmentOnWorkingDay), obligation.answer, calendar) },
      ]
  return [
    ...(toldOn === undefined ? [] : [{ day: toldOn, item: { obligation: name, state: 'overdue' as const } }]),
    ...levels.flatMap(({ level, on }) =>
      obligation.level < level && on !== undefined && !isDone(on)
        ? [{ day: on, raise: { obligation: name, level } }]
        : [],
    ),
  ]
}

/** The first working morning after a promise, never before w4. */
function afterPromise(w4: Day | undefined, answer: Obligation['answer'], calendar: Calendar): Day | undefined {
  if (!answer || w4 === undefined) return w4
  const afterIt = calendar.findWorkingDayAfter(answer.promisedOn, 1)
  return afterIt === undefined ? undefined : later(w4, afterIt)
}
