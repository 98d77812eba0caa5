import type { LineCode, ObligationName } from './policy.ts'

/**
 * What people ask of an office, each by its one name: in the API's handlers, the workflow's Updates, the audit trail and
 * rehearsal scripts. Bodies hold what the rules look at and nothing else. Names, addresses and free text stay in the
 * database under the command's key and never enter a workflow history.
 *
 * Amounts are baht as written (`12500.50`) and days are ISO texts: `decide` judges them, so that a wrong amount is refused
 * with the rule it breaks wherever the command comes from.
 */
export interface CommandBodies {
  forward: Record<never, never>
  acknowledge: Record<never, never>
  'attend-kickoff': { readonly attended: 'meeting' | 'briefing'; readonly on: string }
  'record-activity': { readonly activity: 'amphoe-ita' | 'model-district' | 'prevention'; readonly on: string }
  disburse: {
    readonly line: LineCode
    readonly amount: string
    readonly paidOn: string
    readonly documentNo: string
    readonly efmsRef?: string | undefined
  }
  reverse: { readonly documentNo: string }
  'return-funds': {
    readonly line: LineCode
    readonly amount: string
    readonly returnedOn: string
    readonly documentNo: string
  }
  /** Asking for money to move between lines. There is no such operation; it is answered with the rule. */
  virement: { readonly from: LineCode; readonly to: LineCode }
  'submit-report': { readonly lines: readonly ReportLine[]; readonly formsResponseId?: string | undefined }
  'accept-report': Record<never, never>
  'return-report': Record<never, never>
  'answer-escalation': { readonly obligation: ObligationName; readonly promisedOn: string }
  /** "Remind now": at once, of everything the office has not settled. */
  remind: Record<never, never>
  extend: { readonly obligation: ObligationName; readonly deadline: string; readonly order: Order }
  suspend: { readonly order?: Order | undefined }
  resume: { readonly order?: Order | undefined }
  withdraw: Record<never, never>
}

/** What the final report says of one budget line, in baht. */
export interface ReportLine {
  readonly line: LineCode
  readonly disbursed: string
  readonly returned: string
}

/** The official order that an act of the department cites. */
export interface Order {
  readonly number: string
  readonly date: string
}

export type CommandName = keyof CommandBodies
export type Command = { [N in CommandName]: { readonly name: N } & CommandBodies[N] }[CommandName]

/** All command names, in the order of the table in the documentation. */
export const commandNames = [
  'forward',
  'acknowledge',
  'attend-kickoff',
  'record-activity',
  'disburse',
  'reverse',
  'return-funds',
  'virement',
  'submit-report',
  'accept-report',
  'return-report',
  'answer-escalation',
  'remind',
  'extend',
  'suspend',
  'resume',
  'withdraw',
] as const satisfies readonly CommandName[]

/** Commands that are also given for a whole province, or for all. */
export const areaCommandNames = ['remind', 'extend', 'suspend', 'resume'] as const
export type AreaCommand = Extract<Command, { name: (typeof areaCommandNames)[number] }>

/** The person of an office who answers for the programme. */
export interface Coordinator {
  readonly name: string
  readonly email: string
  readonly phone?: string | undefined
}

/** What people wrote in words, and the persons they named: kept in the database, never in a workflow history. */
export interface CommandTexts {
  readonly coordinator?: Coordinator | undefined
  readonly note?: string | undefined
  readonly evidenceUrl?: string | undefined
  readonly reason?: string | undefined
  readonly action?: string | undefined
  readonly outcome?: string | undefined
}
