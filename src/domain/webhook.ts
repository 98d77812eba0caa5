import type { OfficeEvent, OfficeEventType } from './event.ts'
import { formatBaht, type Satang } from './money.ts'
import type { OfficeCode } from './policy.ts'
import type { Instant } from './time.ts'

/** What other systems are told of an event: codes, days, numbers of documents, and amounts in baht. */

/** A word that other systems know an event by. It never changes its meaning; new ones may be added. */
export type WebhookEventType = `office.${OfficeEventType}`

/** What is sent on request, to try an endpoint. */
export const WEBHOOK_TEST = 'webhook.test'
export type WebhookType = WebhookEventType | typeof WEBHOOK_TEST

type FactsOf<T extends OfficeEventType> = Exclude<keyof Extract<OfficeEvent, { type: T }>, 'type' | 'at'>
type Told = { readonly [T in OfficeEventType]: { readonly says: string; readonly facts: readonly FactsOf<T>[] } }

/** Per event what it says and which of its facts are told. What is not named here is not told, whatever an event may hold. */
const told = {
  notified: { says: 'The notice reached the office: what it owes from now on.', facts: ['obligations'] },
  forwarded: { says: 'The province passed the notice on to its districts.', facts: [] },
  acknowledged: { says: 'The district acknowledged the notice and named its coordinator.', facts: [] },
  'kickoff-attended': { says: 'The office attended the kick-off or was briefed.', facts: ['attended', 'on'] },
  'activity-recorded': { says: 'An activity was recorded.', facts: ['activity', 'on'] },
  disbursed: {
    says: 'A disbursement was entered.',
    facts: ['line', 'amount', 'paidOn', 'documentNo', 'efmsRef', 'late'],
  },
  'funds-returned': { says: 'Funds were returned.', facts: ['line', 'amount', 'paidOn', 'documentNo', 'late'] },
  'entry-reversed': {
    says: 'A disbursement or a return was taken back as a whole.',
    facts: ['line', 'amount', 'documentNo', 'kind', 'late'],
  },
  'report-submitted': { says: 'The final report was submitted.', facts: ['lines', 'formsResponseId'] },
  'report-accepted': { says: 'The department accepted the final report.', facts: [] },
  'report-returned': { says: 'The department returned the final report.', facts: ['deadline'] },
  'escalation-answered': { says: 'The province answered an escalation.', facts: ['obligation', 'promisedOn'] },
  reminded: { says: 'The department, or the province, reminded the office.', facts: ['items'] },
  extended: { says: 'A deadline was extended.', facts: ['obligation', 'deadline', 'previous', 'order'] },
  suspended: { says: 'The office was suspended.', facts: ['order'] },
  resumed: { says: 'The suspension ended.', facts: ['order', 'lost', 'moved', 'risen'] },
  withdrawn: { says: 'The office left the programme.', facts: [] },
  morning: { says: 'The office was reminded, or something of it was escalated.', facts: ['items', 'raised'] },
} as const satisfies Told

/** Every type an endpoint can ask for, with what it says and the facts in its `data`: for documentation and for judging. */
export const webhookEventTypes: readonly {
  readonly type: WebhookEventType
  readonly says: string
  readonly facts: readonly string[]
}[] = (Object.keys(told) as OfficeEventType[]).map((type) => ({ type: `office.${type}`, ...told[type] }))

/** Whether a text is a type that an endpoint can ask for. */
export function isWebhookEventType(type: string): type is WebhookEventType {
  return webhookEventTypes.some((t) => t.type === type)
}

/** An event of an office as it was recorded. */
export interface RecordedEvent {
  readonly programme: string
  readonly office: OfficeCode
  readonly sequence: number
  /** Whether the programme is a rehearsal. */
  readonly rehearsal: boolean
  readonly event: OfficeEvent
  /** When it was recorded, by the machine's clock. */
  readonly recordedAt: Instant
}

/** The body of a webhook: `timestamp` is the machine's clock, `data.at` programme time. */
export interface WebhookPayload {
  readonly type: WebhookType
  readonly timestamp: Instant
  readonly data: Readonly<Record<string, unknown>>
}

/** What a receiver is told of an event. Nobody's name, address or words are in it; amounts are baht as text, `"12500.50"`. */
export function payloadOf({
  programme,
  office,
  sequence,
  rehearsal,
  event,
  recordedAt,
}: RecordedEvent): WebhookPayload {
  const facts = told[event.type].facts.flatMap((name) => {
    const value = (event as unknown as Record<string, unknown>)[name]
    return value === undefined ? [] : [[name, inBaht(name, value)]]
  })
  return {
    type: `office.${event.type}`,
    timestamp: recordedAt,
    data: { programme, office, sequence, at: event.at, rehearsal, ...Object.fromEntries(facts) },
  }
}

function inBaht(name: string, value: unknown): unknown {
  if (name === 'amount') return formatBaht(value as Satang)
  if (name !== 'lines') return value
  return (value as readonly { line: string; disbursed: Satang; returned: Satang }[]).map(
    ({ line, disbursed, returned }) => ({ line, disbursed: formatBaht(disbursed), returned: formatBaht(returned) }),
  )
}
