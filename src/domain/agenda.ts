import type { MorningItem, OfficeEvent } from './event.ts'
import { evolve } from './evolve.ts'
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

/** Every entry due up to and including `now`, in order, and the office after them. */
export function catchUp(state: OfficeState, rules: Rules, now: Instant): { events: AgendaEntry[]; state: OfficeState } {
  const events: AgendaEntry[] = []
  let current = state
  for (let next = agenda(current, rules); next && next.at <= now; next = agenda(current, rules)) {
    events.push(next)
    current = evolve(current, next)
  }
  return { events, state: current }
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
function reminder(
  name: ObligationName,
  obligation: Obligation,
  state: OfficeState,
  { policy, calendar }: Rules,
): Duty[] {
  const anchor = name === 'kickoff' ? dayOf(policy.kickoff.beginsAt) : obligation.deadline
  const days = policy.obligations[name].reminderDaysBefore
    .map((before) => addDays(anchor, -before))
    .filter((day) => day >= calendar.data.from && day <= calendar.data.through && day >= dayOf(state.doneUntil))
    .map((day) => calendar.workingDayOnOrBefore(day))
    .filter((day) => morning(policy, day) > state.doneUntil)
    .sort()
  return days[0] === undefined ? [] : [{ day: days[0], item: { obligation: name, state: 'reminder' } }]
}

/** At morning of the first working day after a checkpoint, while spending is below it. */
function paceWarning(state: OfficeState, { policy, calendar }: Rules): Duty[] {
  const days = policy.checkpoints
    .filter(({ percent }) => isBehindPace(state, percent))
    .map(({ on }) => calendar.nthWorkingDayAfter(on, 1))
    .filter((day) => morning(policy, day) > state.doneUntil)
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
  // Past the calendar's end nothing can be planned: working days are not known there.
  const workingDayAfter = (day: Day, k: number) =>
    calendar.covers(day) && k <= calendar.workingDaysBetween(addDays(day, 1), calendar.data.through)
      ? calendar.nthWorkingDayAfter(day, k)
      : undefined
  const notDone = (day: Day | undefined) => day !== undefined && morning(policy, day) > state.doneUntil
  const duties: Duty[] = []

  const elapsed = dayOf(state.doneUntil) > base ? calendar.workingDaysBetween(base, dayOf(state.doneUntil)) : 0
  let told =
    provinceOnWorkingDay + Math.max(0, Math.floor((elapsed - 2) / repeatEveryWorkingDays)) * repeatEveryWorkingDays
  let toldOn = workingDayAfter(base, told)
  while (toldOn !== undefined && !notDone(toldOn)) {
    told += repeatEveryWorkingDays
    toldOn = workingDayAfter(base, told)
  }
  if (toldOn !== undefined) duties.push({ day: toldOn, item: { obligation: name, state: 'overdue' } })

  const isProvince = tierOf(state.office) === 'province'
  const levels: { level: EscalationLevel; on: Day | undefined }[] = isProvince
    ? [{ level: 2, on: workingDayAfter(base, provinceOnWorkingDay) }]
    : [
        { level: 1, on: workingDayAfter(base, provinceOnWorkingDay) },
        {
          level: 2,
          on: afterPromise(workingDayAfter(base, departmentOnWorkingDay), obligation.answer, workingDayAfter),
        },
      ]
  for (const { level, on } of levels) {
    if (obligation.level < level && on !== undefined && notDone(on))
      duties.push({ day: on, raise: { obligation: name, level } })
  }
  return duties
}

function afterPromise(
  w4: Day | undefined,
  answer: Obligation['answer'],
  workingDayAfter: (day: Day, k: number) => Day | undefined,
): Day | undefined {
  if (!answer || w4 === undefined) return w4
  const afterIt = workingDayAfter(answer.promisedOn, 1)
  return afterIt === undefined ? undefined : later(w4, afterIt)
}
