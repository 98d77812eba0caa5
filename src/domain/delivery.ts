/** What becomes of a mail, in states that a person understands. */
export const deliveryStates = [
  /** It waits for its turn, or for a working day. */
  'queued',
  /** An operator holds mail to its tier back. */
  'held',
  /** There is no contact in reach: it goes when one is entered. */
  'nobody-to-tell',
  /** It could not be sent, and is tried again, for three days. */
  'retrying',
  /** The mail server has taken it. */
  'sent',
  /** Its reader's own server has said that it has it. */
  'delivered',
  /** It was refused for good, or could not be sent for three days. */
  'failed',
  /** It was sent, and every address has sent it back. */
  'bounced',
  /** Nothing in it applied any more, or somebody chose so. */
  'dropped',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** What is recorded of a mail's way. */
export interface MailStanding {
  readonly status: 'queued' | 'sent' | 'failed' | 'dropped' | 'bounced'
  readonly isHeld: boolean
  /** Why the last attempt ended without success; null when there was none, or one is under way. */
  readonly reason: string | null
  /** Whether its due moment has yet to come: it waits for a working day. */
  readonly isEarly: boolean
  readonly outcomes: readonly ('taken' | 'delivered' | 'refused' | 'bounced')[]
}

/** What a mail without any contact is noted to wait for. */
export const NO_CONTACT = 'no contact'

export function deliveryStateOf({ status, isHeld, reason, isEarly, outcomes }: MailStanding): DeliveryState {
  if (status === 'sent') {
    const reached = outcomes.filter((o) => o === 'taken' || o === 'delivered')
    return reached.length > 0 && reached.every((o) => o === 'delivered') ? 'delivered' : 'sent'
  }
  if (status !== 'queued') return status
  if (isHeld) return 'held'
  if (reason === NO_CONTACT) return 'nobody-to-tell'
  return reason === null || isEarly ? 'queued' : 'retrying'
}

/** What a mail server may report of an address (RFC 3464). */
export const reportedActions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const

/** What a report says of one address. */
export interface ReportedRecipient {
  /** As it was written to, or as the reporting server knew it; in lower case. */
  readonly emails: readonly string[]
  readonly action: (typeof reportedActions)[number]
  /** `5.1.1` (RFC 3463). */
  readonly status: string
  /** In the words of the server that refused it. */
  readonly reason: string
}

export interface DeliveryReport {
  /** What may be the envelope of the mail, which nobody but mail servers and its readers has seen. */
  readonly keys: readonly string[]
  readonly recipients: readonly ReportedRecipient[]
}
