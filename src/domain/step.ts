import { type AgendaEntry, type Course, courseOf } from './agenda.ts'
import type { CommandName } from './command.ts'
import type { OfficeEvent } from './event.ts'
import { type DatedLetter, letterFor } from './letter.ts'
import {
  type EscalationLevel,
  isOverdue,
  levelOf,
  nextDeadline,
  type Obligation,
  type OfficeState,
  type Phase,
  phaseOf,
} from './office.ts'
import { type ObligationName, type OfficeCode, provinceOf, type Rules, tierOf } from './policy.ts'
import { type Day, type Instant, later } from './time.ts'

/** Who gave a command, under which key, and what it asked: enough to answer the same key the same way. */
export interface CommandCause {
  readonly command: CommandName
  readonly key: string
  /** SHA-256 of the body as it came, so that a key used again for something else is noticed. */
  readonly bodyHash: string
  /** The principal's id: never a name. */
  readonly by: string
  /** The id of the request that brought it: from a line of the service's log to the Update in the operator's page. */
  readonly request?: string
}

/** Where an office stands, for lists, search and the operator's page. */
export interface Standing {
  readonly phase: Phase
  readonly report: OfficeState['report']
  readonly level: EscalationLevel
  readonly overdue: boolean
  readonly nextDeadline: Day | null
  /** When the next agenda entry is due. */
  readonly nextAt: Instant | null
  readonly notifiedAt: Instant | null
  readonly suspendedAt: Instant | null
  readonly withdrawnAt: Instant | null
  readonly sequence: number
  readonly obligations: Readonly<Partial<Record<ObligationName, Obligation>>>
}

/** What the coordinator is told of an accepted command. */
export interface Answer {
  readonly office: OfficeCode
  readonly at: Instant
  /** Number of the last event, for reading one's own write. */
  readonly sequence: number
  readonly events: readonly OfficeEvent['type'][]
  readonly phase: Phase
  readonly nextAt: Instant | null
  /** Set on an entry recorded after the disbursement deadline. */
  readonly late?: boolean
}

/**
 * One step of an office: what happened, what it causes, and where the office stands after it. Recorded in one transaction,
 * once: the step is known by (programme, office, first sequence).
 */
export interface OfficeStep {
  readonly programme: string
  readonly office: OfficeCode
  readonly firstSequence: number
  readonly events: readonly OfficeEvent[]
  /** `sequence` is that of the event that calls for the letter. */
  readonly letters: readonly (DatedLetter & { readonly sequence: number })[]
  /** Readers (`province:47`, `department`) whose next digest names this office as behind pace. */
  readonly paceWarnings: readonly { readonly reader: string; readonly at: Instant }[]
  readonly standing: Standing
  readonly cause?: CommandCause & { readonly answer: Answer }
}

/** A step; the office after it, and what comes next. */
export interface MadeStep {
  readonly step: OfficeStep
  readonly after: OfficeState
  readonly next: AgendaEntry | null
}

/** The step that events make of an office, with all their consequences. */
export function stepOf(
  rules: Rules,
  before: OfficeState,
  events: readonly OfficeEvent[],
  now: Instant,
  cause?: CommandCause,
): MadeStep {
  return stepAlong(rules, before, courseOf(before, rules, events), now, cause)
}

/** The same for a course that is known already. */
export function stepAlong(
  rules: Rules,
  before: OfficeState,
  { events, after, next }: Course,
  now: Instant,
  cause?: CommandCause,
): MadeStep {
  const { office } = before
  const numbered = events.map((event, i) => ({ event, sequence: before.sequence + 1 + i }))
  const standing = standingOf(after, next, now)
  const late = events.some((e) => 'late' in e && e.late)
  return {
    after,
    next,
    step: {
      programme: rules.policy.programme,
      office,
      firstSequence: before.sequence + 1,
      events,
      letters: numbered.flatMap(({ event, sequence }) => {
        const letter = letterFor(office, event)
        return letter ? [{ ...letter, at: event.at, sequence }] : []
      }),
      paceWarnings: events
        .filter((e) => e.type === 'morning' && e.items.some((i) => i.state === 'behind-pace'))
        .map(({ at }) => ({ reader: readerAbove(office), at })),
      standing,
      ...(cause
        ? {
            cause: {
              ...cause,
              answer: {
                office,
                at: now,
                sequence: after.sequence,
                events: events.map((e) => e.type),
                phase: standing.phase,
                nextAt: standing.nextAt,
                ...(late ? { late } : {}),
              },
            },
          }
        : {}),
    },
  }
}

/** Where an office stands at a moment, given the next entry of its agenda. */
export function standingOf(state: OfficeState, next: AgendaEntry | null, now: Instant): Standing {
  const at = later(state.doneUntil, now)
  return {
    phase: phaseOf(state, at),
    report: state.report,
    level: levelOf(state),
    overdue: isOverdue(state, at),
    nextDeadline: nextDeadline(state),
    nextAt: next?.at ?? null,
    notifiedAt: state.notifiedAt,
    suspendedAt: state.suspendedAt,
    withdrawnAt: state.withdrawnAt,
    sequence: state.sequence,
    obligations: state.obligations,
  }
}

/** The tier above an office, which reads of it in a digest: a district's province, a province's department. */
export function readerAbove(office: OfficeCode): 'department' | `province:${OfficeCode}` {
  return tierOf(office) === 'district' ? `province:${provinceOf(office)}` : 'department'
}
