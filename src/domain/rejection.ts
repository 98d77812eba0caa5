/** Why a command was refused. Stable: the same word in the API, the Update's failure, the audit trail and a rehearsal. */
export const rejectionTypes = [
  'not-notified',
  'already-done',
  'unknown-office',
  'unknown-line',
  'unknown-document',
  'duplicate-document',
  'invalid-amount',
  'invalid-date',
  'line-exceeded',
  'virement-forbidden',
  'report-open',
  'disbursement-incomplete',
  'report-mismatch',
  'not-under-review',
  'not-escalated',
  'invalid-deadline',
  'nothing-to-remind',
  'nothing-to-extend',
  'not-suspended',
  'withdrawn',
  'forbidden',
] as const
export type RejectionType = (typeof rejectionTypes)[number]

/** A business refusal: nothing happened, and trying the same again will not help. `facts` are codes, days and baht only. */
export interface Rejection {
  readonly rejected: true
  readonly type: RejectionType
  /** English, for the API and for operators. */
  readonly message: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** Makes a refusal. */
export function reject(type: RejectionType, message: string, facts: Record<string, unknown> = {}): Rejection {
  return { rejected: true, type, message, facts }
}

/** Tells a refusal from anything a decision may return instead. */
export function isRejection(value: unknown): value is Rejection {
  return typeof value === 'object' && value !== null && (value as Partial<Rejection>).rejected === true
}
