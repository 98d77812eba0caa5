import type { Satang } from './money.ts'
import { type LineCode, type ObligationName, type OfficeCode, type Policy, tierOf } from './policy.ts'
import { type Day, dayOf, type Instant } from './time.ts'

/** 0: nobody above has been told. 1: the province has. 2: the department has. */
export type EscalationLevel = 0 | 1 | 2

/** One thing the office owes, from the moment it arises. */
export interface Obligation {
  /** When it arose, or last rose again. */
  readonly arose: Instant
  /** Due by the end of this day. */
  readonly deadline: Day
  readonly settledAt: Instant | null
  readonly level: EscalationLevel
  /** The province's answer to level 1: level 2 waits for this promise. */
  readonly answer: { readonly promisedOn: Day } | null
}

/** Which way money left the allocation. */
export type EntryKind = 'disbursement' | 'return'

/** What an official's document paid for. A reversed one stays, so that its number is never used again. */
export interface LedgerDocument {
  readonly documentNo: string
  readonly kind: EntryKind
  readonly line: LineCode
  readonly amount: Satang
  readonly reversed: boolean
}

/** Where the money of one budget line stands, in satang. */
export interface LineBalance {
  readonly allocated: Satang
  readonly disbursed: Satang
  readonly returned: Satang
}

/** Everything the rules know of one office. Plain JSON: it is carried over continue-as-new. */
export interface OfficeState {
  readonly version: 1
  readonly office: OfficeCode
  readonly notifiedAt: Instant | null
  readonly obligations: Readonly<Partial<Record<ObligationName, Obligation>>>
  readonly lines: Readonly<Record<LineCode, LineBalance>>
  readonly documents: readonly LedgerDocument[]
  readonly report: 'none' | 'under-review' | 'returned' | 'accepted'
  readonly suspendedAt: Instant | null
  readonly withdrawnAt: Instant | null
  /** The last day on which an official had it reminded; absent before, and in what was carried from older versions. */
  readonly remindedOn?: Day
  /** Number of the last event: 0 before the first. */
  readonly sequence: number
  /** Everything due up to and including this moment has been done. */
  readonly doneUntil: Instant
}

/** An office before anything has happened to it. Lines without an amount are left out. */
export function newOffice(office: OfficeCode, allocation: Readonly<Record<LineCode, Satang>>): OfficeState {
  return {
    version: 1,
    office,
    notifiedAt: null,
    obligations: {},
    lines: Object.fromEntries(
      Object.entries(allocation)
        .filter(([, allocated]) => allocated > 0)
        .map(([line, allocated]) => [line, { allocated, disbursed: 0, returned: 0 }]),
    ),
    documents: [],
    report: 'none',
    suspendedAt: null,
    withdrawnAt: null,
    sequence: 0,
    doneUntil: '1970-01-01T00:00:00+07:00',
  }
}

/** For display and search: where the office is on its way, in order. */
export const phases = [
  'awaiting-notice',
  'kickoff',
  'spending',
  'reporting',
  'under-review',
  'closed',
  'suspended',
  'withdrawn',
] as const
export type Phase = (typeof phases)[number]

/** What an office's phase follows from. */
export type Progress = Pick<OfficeState, 'withdrawnAt' | 'suspendedAt' | 'notifiedAt' | 'report' | 'obligations'>

/** The phase of an office at a moment: `kickoff` ends by itself when the kick-off obligation's deadline has passed. */
export function phaseOf(state: Progress, at: Instant): Phase {
  const { kickoff, disbursement } = state.obligations
  if (state.withdrawnAt) return 'withdrawn'
  if (state.suspendedAt) return 'suspended'
  if (!state.notifiedAt) return 'awaiting-notice'
  if (isClosed(state)) return 'closed'
  if (kickoff && !kickoff.settledAt && dayOf(at) <= kickoff.deadline) return 'kickoff'
  if (disbursement && !disbursement.settledAt) return 'spending'
  return state.report === 'under-review' || state.report === 'accepted' ? 'under-review' : 'reporting'
}

/** An office is closed when all is settled and its report accepted. */
export function isClosed(state: Pick<OfficeState, 'report' | 'obligations'>): boolean {
  return state.report === 'accepted' && Object.values(state.obligations).every((o) => o.settledAt !== null)
}

/** The highest escalation level of any obligation. */
export function levelOf(state: OfficeState): EscalationLevel {
  return Math.max(0, ...Object.values(state.obligations).map((o) => o.level)) as EscalationLevel
}

/** The nearest deadline the office has not met yet, passed or to come; null when it owes nothing. */
export function nextDeadline(state: Pick<OfficeState, 'withdrawnAt' | 'obligations'>): Day | null {
  if (state.withdrawnAt) return null
  const open = Object.values(state.obligations).filter((o) => !o.settledAt)
  return open.map((o) => o.deadline).sort()[0] ?? null
}

/** Whether anything the office owes is past its deadline (deadlines are at the end of the day). */
export function isOverdue(
  state: Pick<OfficeState, 'withdrawnAt' | 'suspendedAt' | 'obligations'>,
  at: Instant,
): boolean {
  const deadline = state.suspendedAt ? null : nextDeadline(state)
  return deadline !== null && deadline < dayOf(at)
}

/** Whether the notice reaches this office when the programme opens, and not through a province that passes it on. */
export function isNotifiedAtOpening(office: OfficeCode): boolean {
  return tierOf(office) === 'province'
}

/** Sums over all budget lines, in satang. */
export function totals(state: Pick<OfficeState, 'lines'>): LineBalance {
  return Object.values(state.lines).reduce(
    (sum, line) => ({
      allocated: sum.allocated + line.allocated,
      disbursed: sum.disbursed + line.disbursed,
      returned: sum.returned + line.returned,
    }),
    { allocated: 0, disbursed: 0, returned: 0 },
  )
}

/** Whether spending is below a checkpoint: (disbursed + returned) / allocated < percent. */
export function isBehindPace(state: OfficeState, percent: Policy['checkpoints'][number]['percent']): boolean {
  const { allocated, disbursed, returned } = totals(state)
  return (disbursed + returned) * 100 < allocated * percent
}

/** Where an office ended. */
export interface OfficeEnd {
  readonly phase: Phase
  readonly obligations: Readonly<
    Partial<
      Record<
        ObligationName,
        { readonly deadline: string; readonly settledAt: Instant | null; readonly level: EscalationLevel }
      >
    >
  >
}
