import type { Principal } from './access.ts'
import type { MailKind, Recipient } from './letter.ts'
import { type ObligationName, type OfficeCode, tierOf } from './policy.ts'

/** What the reader of a mail can do at once by a link in it, without signing in. */

export interface MailAct {
  readonly command: 'acknowledge' | 'attend-kickoff' | 'answer-escalation'
  readonly office: OfficeCode
  readonly obligation: ObligationName
}

/** What a mail says of an obligation, as far as it decides what can be done by a link. */
export interface ActableRow {
  readonly office: OfficeCode
  readonly obligation: ObligationName
  /** Whether there is something to do: it is owed, and not told of in passing. */
  readonly isOpen: boolean
  /** For a digest: escalated to the province and not answered. */
  readonly isAnswerable: boolean
}

/**
 * What a mail's links do: an office acknowledges and says how it heard the kick-off, once that is over; a province answers what is
 * escalated to it. Everything else needs papers at hand, and signing in.
 * @param isKickoffOver whether the kick-off meeting lies behind
 */
export function mailActs(kind: MailKind, rows: readonly ActableRow[], isKickoffOver: boolean): MailAct[] {
  if (kind === 'digest')
    return rows
      .filter((row) => row.isAnswerable && tierOf(row.office) === 'district')
      .map(({ office, obligation }) => ({ command: 'answer-escalation', office, obligation }))
  return rows
    .filter((row) => row.isOpen)
    .flatMap(({ office, obligation }): MailAct[] => {
      if (obligation === 'acknowledge') return [{ command: 'acknowledge', office, obligation }]
      return obligation === 'kickoff' && isKickoffOver ? [{ command: 'attend-kickoff', office, obligation }] : []
    })
}

/** As what somebody acts who got a mail to this recipient; undefined for one whose mails bear no links. */
export function actsAs(to: Recipient): Principal | undefined {
  if (to === 'department') return undefined
  const area = to.slice(to.indexOf(':') + 1)
  return { role: tierOf(area) === 'province' ? 'province' : 'district', area }
}
