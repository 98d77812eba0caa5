import type { Order } from './command.ts'
import type { Satang } from './money.ts'
import type { EntryKind, EscalationLevel } from './office.ts'
import type { LineCode, ObligationName } from './policy.ts'
import type { Day, Instant } from './time.ts'

/** What happened to an office. Facts only: evolving the state from them needs no rule, no calendar and no clock. */
export type OfficeEvent = { readonly at: Instant } & (
  | {
      readonly type: 'notified'
      readonly obligations: readonly { readonly name: ObligationName; readonly deadline: Day }[]
    }
  | { readonly type: 'forwarded' }
  | { readonly type: 'acknowledged' }
  | { readonly type: 'kickoff-attended'; readonly attended: 'meeting' | 'briefing'; readonly on: Day }
  | { readonly type: 'activity-recorded'; readonly activity: string; readonly on: Day }
  | ({ readonly type: 'disbursed' } & Entry & { readonly efmsRef?: string })
  | ({ readonly type: 'funds-returned' } & Entry)
  | {
      readonly type: 'entry-reversed'
      readonly line: LineCode
      readonly amount: Satang
      readonly documentNo: string
      readonly kind: EntryKind
      readonly late: boolean
    }
  | {
      readonly type: 'report-submitted'
      readonly lines: readonly { readonly line: LineCode; readonly disbursed: Satang; readonly returned: Satang }[]
      readonly formsResponseId?: string
    }
  | { readonly type: 'report-accepted' }
  | { readonly type: 'report-returned'; readonly deadline: Day }
  /** An official had the office reminded, at once, of everything it had not settled. */
  | { readonly type: 'reminded'; readonly items: readonly ReminderItem[] }
  | { readonly type: 'escalation-answered'; readonly obligation: ObligationName; readonly promisedOn: Day }
  | {
      readonly type: 'extended'
      readonly obligation: ObligationName
      readonly deadline: Day
      readonly previous: Day
      readonly order: Order
    }
  | { readonly type: 'suspended'; readonly order?: Order }
  | {
      readonly type: 'resumed'
      readonly order?: Order
      /** Working days lost, by which deadlines that had not passed were moved. */
      readonly lost: number
      readonly moved: readonly { readonly obligation: ObligationName; readonly deadline: Day }[]
      readonly risen: readonly ObligationName[]
    }
  | { readonly type: 'withdrawn' }
  /** Everything that was due to the office on one morning: at most one mail, and the escalations that came with it. */
  | {
      readonly type: 'morning'
      readonly items: readonly MorningItem[]
      readonly raised: readonly { readonly obligation: ObligationName; readonly level: EscalationLevel }[]
    }
)

export type OfficeEventType = OfficeEvent['type']

/** An entry in the ledger. `late`: recorded after the disbursement deadline. */
export interface Entry {
  readonly line: LineCode
  readonly amount: Satang
  readonly paidOn: Day
  readonly documentNo: string
  readonly late: boolean
}

/** One thing an office is told in its morning mail. */
export interface MorningItem {
  readonly obligation: ObligationName
  readonly state: 'reminder' | 'overdue' | 'behind-pace'
}

/** One thing an office is reminded of by an official; `overdue` when its deadline has passed. */
export interface ReminderItem {
  readonly obligation: ObligationName
  readonly state: 'reminder' | 'overdue'
}
