import type { Order } from '../domain/command.ts'
import type { Lateness } from '../domain/lateness.ts'
import type { MailKind, Recipient } from '../domain/letter.ts'
import type { MailAct } from '../domain/mailActs.ts'
import type { Satang } from '../domain/money.ts'
import type { EscalationLevel } from '../domain/office.ts'
import type { ObligationName } from '../domain/policy.ts'
import type { ContactRole } from '../domain/readers.ts'
import type { Day, Instant } from '../domain/time.ts'
import type { OfficeNames } from '../thai/offices.ts'

/**
 * What a mail tells, as plain data: gathered from the database at the moment of sending, written out in Thai by `renderMail`.
 * Nothing here is worded yet, and nothing here needs to be looked up any more.
 */
export type MailView =
  | NoticeView
  | MorningView
  | DigestView
  | ReminderView
  | ReportReturnedView
  | ReportAcceptedView
  | ExtensionView
  | SuspensionView
  | ResumptionView

/** What every mail says. */
export interface MailBase<K extends MailKind> {
  readonly kind: K
  readonly recipient: Recipient
  /** The moment of programme time that the mail speaks of: standings, days left and days late are as of it. */
  readonly at: Instant
  readonly programme: ProgrammeView
  /** Mail of a rehearsal says so, in subject and text. */
  readonly rehearsal: boolean
  /** Amounts, budget lines or contacts are samples. */
  readonly sample: boolean
  /** Where the recipient goes on: a page of the service. */
  readonly link: string
  /** What can be done at once by a link of its own, without signing in. */
  readonly acts?: readonly (MailAct & { readonly href: string })[]
}

/** A mail to an office. */
export interface OfficeMail<K extends MailKind> extends MailBase<K> {
  readonly office: OfficeNames
}

export interface ProgrammeView {
  readonly name: string
  readonly activity: string
  readonly fiscalYear: number
  /** The letters that bind this recipient: the department's, and its own province's. */
  readonly letters: readonly { readonly from: string; readonly number: string; readonly date: Day }[]
}

/** The programme begins for an office. */
export interface NoticeView extends OfficeMail<'notice'> {
  readonly kickoff: KickoffView
  readonly duties: readonly DutyView[]
  /** Satang; 0 for an office without allocation. */
  readonly allocated: Satang
  /** How many districts a province office passes the notice on to. */
  readonly districts: number
}

export interface KickoffView {
  readonly beginsAt: Instant
  readonly endsAt: Instant
  readonly place: string
}

/** An obligation and the day by whose end it is due. */
export interface DutyView {
  readonly obligation: ObligationName
  readonly deadline: Day
}

/** Everything due to one office on one morning. */
export interface MorningView extends OfficeMail<'morning'> {
  readonly kickoff: KickoffView
  readonly rows: readonly MorningRow[]
}

/** What an official has an office reminded of, all of it unsettled. */
export interface ReminderView extends OfficeMail<'reminder'> {
  readonly kickoff: KickoffView
  readonly rows: readonly MorningRow[]
}

export interface MorningRow extends RowBase {
  readonly state: 'reminder' | 'overdue' | 'behind-pace'
  /** The checkpoint that spending is behind. */
  readonly checkpoint: { readonly on: Day; readonly percent: number } | null
}

/** What stands escalated to the managers of a province or of the department. */
export interface DigestView extends MailBase<'digest'> {
  readonly reader: { readonly tier: 'province'; readonly province: string } | { readonly tier: 'department' }
  /** Working days: after which the department is told, and within which a province's promise must lie. */
  readonly departmentOnWorkingDay: number
  readonly promiseWithinWorkingDays: number
  readonly rows: readonly DigestRow[]
  /** A province's offices whose e-fms and ledger are not the same. */
  readonly efms: readonly EfmsRow[]
  /** Who below the reader could not be written to: offices for a province, provinces for the department. */
  readonly unreached: readonly UnreachedRow[]
}

export interface UnreachedRow {
  readonly office: OfficeNames
  /** What those are at the office whose address no mail reaches; none when nobody is entered. */
  readonly unreachable: readonly ContactRole[]
  /** What those are whom mails go to in the meantime. */
  readonly told: readonly ContactRole[]
}

export interface EfmsRow {
  readonly office: OfficeNames
  readonly on: Day
  readonly different: number
  readonly missing: number
  readonly extra: number
}

export interface DigestRow extends RowBase {
  readonly state: 'new' | 'outstanding' | 'settled' | 'behind-pace'
  readonly office: OfficeNames
  /** The province's promise. */
  readonly promisedOn: Day | null
  readonly settledAt: Instant | null
  readonly standing: 'taking-part' | 'suspended' | 'withdrawn'
  readonly coordinator: CoordinatorView | null
}

/** What is said of one obligation. */
export interface RowBase extends DutyView, Lateness {
  readonly level: EscalationLevel
  /** The money behind a disbursement obligation. */
  readonly money: MoneyView | null
}

/** In satang. */
export interface MoneyView {
  readonly allocated: Satang
  /** Disbursed and returned. */
  readonly accounted: Satang
  /** What is left on each budget line that is not fully accounted for. */
  readonly open: readonly { readonly line: string; readonly remaining: Satang }[]
}

export interface CoordinatorView {
  readonly name: string
  readonly phone: string | null
  readonly sample: boolean
}

export interface ReportReturnedView extends OfficeMail<'report-returned'> {
  readonly deadline: Day
  readonly reason: string | null
}

export interface ReportAcceptedView extends OfficeMail<'report-accepted'> {
  readonly money: MoneyView | null
  /** What the office still owes although its report is accepted. */
  readonly owed: readonly DutyView[]
}

export interface ExtensionView extends OfficeMail<'extension'> {
  readonly obligation: ObligationName
  readonly deadline: Day
  readonly previous: Day
  readonly order: Order
  readonly reason: string | null
}

export interface SuspensionView extends OfficeMail<'suspension'> {
  readonly order: Order | null
  readonly reason: string | null
}

export interface ResumptionView extends OfficeMail<'resumption'> {
  readonly order: Order | null
  readonly reason: string | null
  /** Working days lost, by which deadlines were moved. */
  readonly lost: number
  readonly moved: readonly DutyView[]
  /** What was overdue when the suspension began, and is owed again from today. */
  readonly risen: readonly DutyView[]
}
