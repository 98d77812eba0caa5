import { type CommandName, commandNames } from '../../domain/command.ts'
import { remaining } from '../../domain/ledger.ts'
import type { ObligationName } from '../../domain/policy.ts'
import { awaitsAnswer } from '../../domain/supervision.ts'
import type { OfficeDetail } from '../../store/offices.ts'

/** A command that a page offers, and the obligation it serves. */
export interface Offer {
  readonly command: CommandName
  readonly settles?: ObligationName
}

/** Which obligation a command serves. */
const serves: Readonly<Partial<Record<CommandName, ObligationName>>> = {
  forward: 'forward',
  acknowledge: 'acknowledge',
  'attend-kickoff': 'kickoff',
  disburse: 'disbursement',
  'return-funds': 'disbursement',
  'submit-report': 'report',
}

/**
 * The commands worth offering of those that a reader may give, as the office stands. It only keeps pages short: whether a
 * command is taken is the rules' to say.
 */
export function offers({
  office,
  mayGive,
}: {
  readonly office: OfficeDetail
  readonly mayGive: readonly CommandName[]
}): Offer[] {
  return commandNames
    .filter((command) => mayGive.includes(command) && isWorthOffering(command, office))
    .map((command) => ({ command, ...(serves[command] ? { settles: serves[command] } : {}) }))
}

function isWorthOffering(command: CommandName, office: OfficeDetail): boolean {
  const { obligations, report, suspendedAt, lines, ledger } = office
  const isOwed = (name: ObligationName) => obligations[name] !== undefined && obligations[name].settledAt === null
  if (office.withdrawnAt) return false
  if (!office.notifiedAt) return command === 'forward' ? isOwed('forward') : command === 'withdraw'
  const isOpen = report === 'none' || report === 'returned'
  switch (command) {
    case 'forward':
    case 'acknowledge':
      return isOwed(command)
    case 'attend-kickoff':
      return isOwed('kickoff')
    case 'record-activity':
    case 'withdraw':
      return true
    case 'disburse':
    case 'return-funds':
      return isOpen && lines.some((l) => remaining(l) > 0)
    case 'reverse':
      return isOpen && ledger.some((e) => !e.reversal)
    case 'submit-report':
      return isOpen && obligations.report !== undefined && lines.every((l) => remaining(l) === 0)
    case 'accept-report':
    case 'return-report':
      return report === 'under-review'
    case 'answer-escalation':
      return Object.values(obligations).some(awaitsAnswer)
    case 'remind':
    case 'extend':
      return !suspendedAt && Object.values(obligations).some((o) => !o.settledAt)
    case 'suspend':
      return !suspendedAt
    case 'resume':
      return suspendedAt !== null
    case 'virement':
      return false
  }
}
