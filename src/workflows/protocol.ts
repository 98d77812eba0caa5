import type { Area } from '../domain/area.ts'
import type { BatchItem } from '../domain/batch.ts'
import type { ClockSetting } from '../domain/clock.ts'
import type { AreaCommand, Command } from '../domain/command.ts'
import type { Satang } from '../domain/money.ts'
import type { OfficeState } from '../domain/office.ts'
import type { LineCode, OfficeCode, RulesData } from '../domain/policy.ts'
import type { Answer, CommandCause } from '../domain/step.ts'
import type { Instant } from '../domain/time.ts'

/**
 * How the world speaks to the workflows: their ids, their inputs, their messages. Nothing here needs the Temporal SDK.
 * Everything is JSON that names no person: codes, days, amounts and keys.
 */

/** `amphoe-ita-2568` */
export const programmeWorkflowId = (programme: string): string => programme
/** `amphoe-ita-2568/47` */
export const provinceWorkflowId = (programme: string, province: OfficeCode): string => `${programme}/${province}`
/** `amphoe-ita-2568/47/4701`, and `amphoe-ita-2568/47/47` for the province office itself */
export const officeWorkflowId = (programme: string, office: OfficeCode): string =>
  `${programme}/${office.slice(0, 2)}/${office}`

/** Schedule of a programme's nightly examination, and the beginning of its runs' workflow ids. */
export const examinationScheduleId = (programme: string): string => `${programme}/examination`

export interface ProgrammeInput {
  readonly rules: RulesData
  readonly clock: ClockSetting
  /** The provinces taking part. */
  readonly provinces: readonly OfficeCode[]
  readonly carried?: ProgrammeCarried
}

/** What a programme's workflow takes along when it continues as new. */
export interface ProgrammeCarried {
  readonly version: 1
  readonly lastDigestAt: Instant
}

export interface ProvinceInput {
  readonly rules: RulesData
  readonly clock: ClockSetting
  readonly province: OfficeCode
  readonly carried?: ProvinceCarried
}

/** What a province's workflow takes along when it continues as new. */
export interface ProvinceCarried {
  readonly version: 1
  readonly lastDigestAt: Instant
  /** When the province passed the notice on; null before. */
  readonly forwardedAt: Instant | null
  /** Whether every district has the notice. */
  readonly forwarded: boolean
}

export interface OfficeInput {
  readonly rules: RulesData
  readonly clock: ClockSetting
  readonly office: OfficeCode
  /** The office's name, for the operator's page: an office, not a person. */
  readonly name: string
  /** Satang per budget line. */
  readonly allocation: Readonly<Record<LineCode, Satang>>
  readonly carried?: OfficeCarried
}

/** What an office's workflow takes along when it continues as new. */
export interface OfficeCarried {
  readonly version: 1
  readonly state: OfficeState
  readonly receipts: readonly Receipt[]
}

/** A command answered not long ago: the same key gets the same answer. */
export interface Receipt {
  readonly key: string
  readonly bodyHash: string
  readonly answer: Answer
}

/** A command on its way to an office. `at` is heeded by a stepped clock only. */
export interface CommandEnvelope {
  readonly command: Command
  readonly cause: CommandCause
  readonly at?: Instant
}

/** Several commands on their way to an office, to be judged in this order, each under a key of its own. */
export interface BatchEnvelope {
  readonly items: readonly BatchItem[]
  readonly at?: Instant
}

/** What came of each command of a batch, in its order. */
export interface BatchAnswer {
  readonly outcomes: readonly BatchOutcome[]
}
export type BatchOutcome = { readonly answer: Answer } | { readonly refusal: Refusal }

/** Why something was not done: a rule's refusal, or one of the types below. */
export interface Refusal {
  readonly type: string
  readonly message: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** A command on its way to an area. */
export interface AreaEnvelope {
  readonly area: Area
  /** Only these offices of the area; all of it when left out. */
  readonly offices?: readonly OfficeCode[]
  readonly command: AreaCommand
  readonly cause: CommandCause
  readonly at?: Instant
}

/** How many offices an area command took. */
export interface AreaAnswer {
  readonly area: Area
  readonly offices: number
}

/** Update of a stepped workflow: time moves to `to`, and the answer comes when all that was due is done. */
export const ADVANCE = 'advance'
export interface Advanced {
  readonly nextAt: Instant | null
}

/** Update of an office: several commands at once. */
export const BATCH = 'batch'
/** Update of a district office: the notice has reached it. */
export const NOTIFY = 'notify'
/** Signal of a province from its own office: the notice is passed on. */
export const FORWARDED = 'forwarded'
/** Signal to any workflow: programme time goes differently from now on (a paced rehearsal taken up again). */
export const SET_CLOCK = 'set-clock'
/** Update of a programme or province that answers when everything below it has been started. */
export const OPENED = 'opened'
/** Query of an office: where it stands, as JSON. */
export const STANDING = 'standing'

/** ApplicationFailure types that are not refusals of the domain. */
export const KEY_REUSED = 'idempotency-key-reused'
export const COMMAND_RECORDED = 'command-recorded'
/** No command of a batch is left to record. The failure's facts are a BatchAnswer. */
export const NOTHING_TO_RECORD = 'nothing-to-record'
