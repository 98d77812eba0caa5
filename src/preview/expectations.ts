import type { Silence } from '../domain/digest.ts'
import type { OfficeEvent } from '../domain/event.ts'
import { dayOff, expectedCheckpoints, expectedReminders } from '../domain/expected.ts'
import type { Recipient } from '../domain/letter.ts'
import type { OfficeState } from '../domain/office.ts'
import { morning, type ObligationName, type OfficeCode, obligationNames, type Rules } from '../domain/policy.ts'
import { type Day, dayOf, type Instant, later } from '../domain/time.ts'
import type { Witness } from '../rehearsal/simulate.ts'

/** Why something that the settings call for is not sent. */
export const skipReasons = [
  'past',
  'merged',
  'settled',
  'suspended',
  'withdrawn',
  'deadline-moved',
  'no-allocation',
  'on-pace',
  'not-notified',
  'calendar-ends',
  'nothing-open',
  'nothing-new',
] as const
export type SkipReason = (typeof skipReasons)[number]

/** What a reader waits for and does not get. */
export interface Skipped {
  /** When it would have been sent. */
  readonly at: Instant
  readonly to: Recipient
  readonly what: 'notice' | 'reminder' | 'behind-pace' | 'digest'
  readonly obligation?: ObligationName
  /** Of a reminder: calendar days before the deadline, or the kick-off. */
  readonly daysBefore?: number
  readonly why: SkipReason
  /** The day that explains it: of `past` when the obligation arose or moved, of `deadline-moved` the new deadline, else since when. */
  readonly since?: Day
  /** Of `merged`: the reminder, by its days before, in which it is said. */
  readonly into?: number
}

/** A reminder that is sent, and where its own day is no working day, why not on that. */
export interface SentReminder {
  readonly at: Instant
  readonly to: Recipient
  readonly obligation: ObligationName
  readonly daysBefore: number
  readonly stated: Day
  readonly moved?: 'weekend' | 'holiday'
}

/** Something expected of which is not known yet whether it is sent. */
interface Awaited {
  readonly at: Instant
  readonly what: 'reminder' | 'behind-pace'
  readonly obligation: ObligationName
  readonly stated: Day
  readonly daysBefore?: number
  /** The other one of the same morning in which it is said. */
  readonly saidIn?: Awaited
}

/**
 * Holds what the settings call for against what a simulation sends. Each reminder of each deadline and each checkpoint comes
 * out once: as sent, or as skipped with its reason.
 */
export class Expectations implements Witness {
  readonly sent: SentReminder[] = []
  readonly skipped: Skipped[] = []
  private readonly rules: Rules
  private readonly began: Instant
  private readonly states: Map<OfficeCode, OfficeState>
  private readonly awaited = new Map<OfficeCode, Awaited[]>()

  /**
   * @param states where each office stands when the preview begins; of what is past by then nothing is told
   * @param from when that is, where it is not with the programme's opening
   */
  constructor(rules: Rules, states: Iterable<OfficeState>, from: Instant = rules.policy.opensAt) {
    this.rules = rules
    this.began = later(from, rules.policy.opensAt)
    this.states = new Map([...states].map((state) => [state.office, state]))
    for (const state of this.states.values()) if (state.notifiedAt) this.expectAll(state, state.doneUntil, false)
  }

  happened(before: OfficeState, event: OfficeEvent, after: OfficeState): void {
    this.states.set(after.office, after)
    this.resolve(before, event.at, event)
    if (event.type === 'notified') this.expectAll(after, event.at, true)
    else this.expectAnew(before, event.at, after)
  }

  stayedSilent(at: Instant, to: Recipient, why: Silence): void {
    this.skipped.push({ at, to, what: 'digest', why })
  }

  /** Time ends: whatever was due up to and including `until` has been sent or was skipped. */
  end(until: Instant): void {
    for (const state of this.states.values()) {
      this.resolve(state, until)
      if (state.notifiedAt || this.began > until) continue
      const to = `office:${state.office}` as const
      const why = state.withdrawnAt ? 'withdrawn' : 'not-notified'
      this.skipped.push({ at: this.began, to, what: 'notice', why })
    }
  }

  /** What was awaited up to a moment and did not come with the event of that moment had a reason in the state before it. */
  private resolve(before: OfficeState, at: Instant, event?: OfficeEvent): void {
    for (const a of this.take(before.office, (w) => w.at <= at)) {
      const comes =
        event?.type === 'morning' &&
        event.at === a.at &&
        event.items.some((i) => i.obligation === a.obligation && i.state === a.what)
      if (!comes) this.skip(before.office, a, ...reasonFor(before, a))
      else if (a.saidIn) this.skip(before.office, a, 'merged', { into: a.saidIn.daysBefore })
      else this.send(before.office, a)
    }
  }

  private expectAll(state: OfficeState, since: Instant, tellsPast: boolean): void {
    for (const name of obligationNames) {
      const obligation = state.obligations[name]
      if (obligation) this.expect(state.office, this.remindersOf(name, obligation.deadline), since, tellsPast)
    }
    const pace = this.checkpoints()
    if (state.obligations.disbursement) this.expect(state.office, pace, since, tellsPast)
    else this.passOverDisbursement(state.office, pace, since, tellsPast)
  }

  /** An office that is allocated nothing owes no disbursement. */
  private passOverDisbursement(
    office: OfficeCode,
    pace: readonly Expected[],
    since: Instant,
    tellsPast: boolean,
  ): void {
    const { deadline } = this.rules.policy.obligations.disbursement
    for (const a of [...this.remindersOf('disbursement', deadline), ...pace])
      if (tellsPast || a.at > since) this.skip(office, a, 'no-allocation')
  }

  /** A deadline that has moved takes its reminders with it. */
  private expectAnew(before: OfficeState, at: Instant, after: OfficeState): void {
    for (const name of obligationNames) {
      const deadline = after.obligations[name]?.deadline
      if (deadline === undefined || deadline === before.obligations[name]?.deadline) continue
      this.take(after.office, (a) => a.what === 'reminder' && a.obligation === name).forEach((a) => {
        this.skip(after.office, a, 'deadline-moved', { since: deadline })
      })
      this.expect(after.office, this.remindersOf(name, deadline), at, true)
    }
  }

  /** Takes in what is to come of an obligation that arose or moved at `since`; what cannot come any more is skipped at once. */
  private expect(office: OfficeCode, all: readonly Expected[], since: Instant, tellsPast: boolean): void {
    const ahead = all.filter((a) => a.at > since && !a.isBeyond)
    const mornings = new Map<Instant, Expected>()
    for (const a of ahead) mornings.set(a.at, nearer(mornings.get(a.at), a))
    const awaited = ahead.map((a) => {
      const said = mornings.get(a.at)!
      return said === a ? a : { ...a, saidIn: said }
    })
    this.awaited.set(office, [...(this.awaited.get(office) ?? []), ...awaited])
    for (const a of all) {
      if (a.isBeyond) this.skip(office, a, 'calendar-ends', { since: this.rules.calendar.data.through })
      else if (a.at <= since && tellsPast) this.skip(office, a, 'past', { since: dayOf(since) })
    }
  }

  private remindersOf(name: ObligationName, deadline: Day): Expected[] {
    return expectedReminders(name, deadline, this.rules).map(({ obligation, daysBefore, stated, on }) => ({
      ...{ what: 'reminder' as const, obligation, daysBefore, stated },
      ...{ at: morning(this.rules.policy, on ?? stated), isBeyond: on === undefined },
    }))
  }

  private checkpoints(): Expected[] {
    return expectedCheckpoints(this.rules).map(({ on }) => ({
      ...{ what: 'behind-pace' as const, obligation: 'disbursement' as const, stated: on },
      ...{ at: morning(this.rules.policy, on), isBeyond: false },
    }))
  }

  /** Those of an office that are as asked; they are awaited no longer. */
  private take(office: OfficeCode, isAsked: (a: Awaited) => boolean): Awaited[] {
    const all = this.awaited.get(office)
    if (!all?.some(isAsked)) return []
    this.awaited.set(
      office,
      all.filter((a) => !isAsked(a)),
    )
    return all.filter(isAsked)
  }

  private send(office: OfficeCode, { at, obligation, stated, daysBefore }: Awaited): void {
    if (daysBefore === undefined) return
    const moved = dayOf(at) === stated ? {} : { moved: dayOff(stated) }
    this.sent.push({ at, to: `office:${office}`, obligation, daysBefore, stated, ...moved })
  }

  private skip(
    office: OfficeCode,
    { at, what, obligation, daysBefore }: Awaited,
    why: SkipReason,
    { since, into }: { since?: Day | undefined; into?: number | undefined } = {},
  ): void {
    this.skipped.push({
      ...{ at, to: `office:${office}`, what, obligation },
      ...(daysBefore === undefined ? {} : { daysBefore }),
      why,
      ...(since === undefined ? {} : { since }),
      ...(into === undefined ? {} : { into }),
    })
  }
}

/** Something the settings call for; `isBeyond` where the calendar does not say on which morning. */
interface Expected extends Awaited {
  readonly isBeyond: boolean
}

/** Of two reminders of one morning, the one whose own day it is, else the one nearer to the deadline. */
function nearer(known: Expected | undefined, other: Expected): Expected {
  if (known === undefined || other.stated === dayOf(other.at)) return other
  if (known.stated === dayOf(known.at)) return known
  return (other.daysBefore ?? 0) < (known.daysBefore ?? 0) ? other : known
}

/** @throws when the state has no reason: then the simulation has left something out */
function reasonFor(state: OfficeState, a: Awaited): [SkipReason, { since?: Day }] {
  const settledAt = state.obligations[a.obligation]?.settledAt
  if (state.withdrawnAt) return ['withdrawn', { since: dayOf(state.withdrawnAt) }]
  if (settledAt) return ['settled', { since: dayOf(settledAt) }]
  if (state.suspendedAt) return ['suspended', { since: dayOf(state.suspendedAt) }]
  if (a.what === 'behind-pace') return ['on-pace', {}]
  throw new Error(`the ${a.obligation} ${a.what} of ${state.office} at ${a.at} was neither sent nor skipped`)
}
