import type { OfficeEvent } from './event.ts'
import { isFullyAccounted } from './ledger.ts'
import type { Satang } from './money.ts'
import type { EntryKind, Obligation, OfficeState } from './office.ts'
import type { LineCode, ObligationName } from './policy.ts'
import { dayOf, type Instant, later } from './time.ts'

/** What an office is after an event. Total: every event that `decide` or the agenda makes applies to every state. */
export function evolve(state: OfficeState, event: OfficeEvent): OfficeState {
  const next = apply(state, event)
  return { ...next, sequence: state.sequence + 1, doneUntil: later(state.doneUntil, event.at) }
}

function apply(state: OfficeState, event: OfficeEvent): OfficeState {
  const { at } = event
  switch (event.type) {
    case 'notified':
      return {
        ...state,
        notifiedAt: at,
        obligations: Object.fromEntries(
          event.obligations.map(({ name, deadline }) => [
            name,
            { arose: at, deadline, settledAt: null, level: 0, answer: null },
          ]),
        ),
      }
    case 'forwarded':
      return withObligation(state, 'forward', settled(at))
    case 'acknowledged':
      return withObligation(state, 'acknowledge', settled(at))
    case 'kickoff-attended':
      return withObligation(state, 'kickoff', settled(at))
    case 'activity-recorded':
      return state
    case 'disbursed':
    case 'funds-returned': {
      const kind: EntryKind = event.type === 'disbursed' ? 'disbursement' : 'return'
      const { documentNo, line, amount } = event
      const entered = {
        ...withAmount(state, kind, line, amount),
        documents: [...state.documents, { documentNo, kind, line, amount, reversed: false }],
      }
      return isFullyAccounted(entered) ? withObligation(entered, 'disbursement', settled(at)) : entered
    }
    case 'entry-reversed': {
      const reversed = {
        ...withAmount(state, event.kind, event.line, -event.amount),
        documents: state.documents.map((d) => (d.documentNo === event.documentNo ? { ...d, reversed: true } : d)),
      }
      return state.obligations.disbursement?.settledAt ? withObligation(reversed, 'disbursement', risen(at)) : reversed
    }
    case 'report-submitted':
      return { ...withObligation(state, 'report', settled(at)), report: 'under-review' }
    case 'report-accepted':
      return { ...state, report: 'accepted' }
    case 'report-returned':
      return {
        ...withObligation(state, 'report', (o) => ({ ...risen(at)(o), deadline: event.deadline })),
        report: 'returned',
      }
    case 'reminded':
      return { ...state, remindedOn: dayOf(at) }
    case 'escalation-answered':
      return withObligation(state, event.obligation, (o) => ({ ...o, answer: { promisedOn: event.promisedOn } }))
    case 'extended':
      return withObligation(state, event.obligation, (o) => ({ ...cleared(o), deadline: event.deadline }))
    case 'suspended':
      return { ...withEveryObligation(state, cleared), suspendedAt: at }
    case 'resumed': {
      const moved = event.moved.reduce(
        (s, { obligation, deadline }) => withObligation(s, obligation, (o) => ({ ...o, deadline })),
        state,
      )
      return { ...event.risen.reduce((s, name) => withObligation(s, name, risen(at)), moved), suspendedAt: null }
    }
    case 'withdrawn':
      return { ...withEveryObligation(state, cleared), withdrawnAt: at }
    case 'morning':
      return event.raised.reduce(
        (s, { obligation, level }) => withObligation(s, obligation, (o) => ({ ...o, level })),
        state,
      )
    default:
      return unreachable(event)
  }
}

type Change = (o: Obligation) => Obligation

const cleared: Change = (o) => ({ ...o, level: 0, answer: null })
const settled =
  (at: Instant): Change =>
  (o) => ({ ...cleared(o), settledAt: at })
const risen =
  (at: Instant): Change =>
  (o) => ({ ...cleared(o), arose: at, settledAt: null })

function withObligation(state: OfficeState, name: ObligationName, change: Change): OfficeState {
  const obligation = state.obligations[name]
  return obligation ? { ...state, obligations: { ...state.obligations, [name]: change(obligation) } } : state
}

function withEveryObligation(state: OfficeState, change: Change): OfficeState {
  const names = Object.keys(state.obligations) as ObligationName[]
  return names.reduce((s, name) => withObligation(s, name, change), state)
}

function withAmount(state: OfficeState, kind: EntryKind, line: LineCode, amount: Satang): OfficeState {
  const balance = state.lines[line]!
  const changed =
    kind === 'disbursement'
      ? { ...balance, disbursed: balance.disbursed + amount }
      : { ...balance, returned: balance.returned + amount }
  return { ...state, lines: { ...state.lines, [line]: changed } }
}

function unreachable(event: never): never {
  throw new Error(`unknown event: ${JSON.stringify(event)}`)
}
