import type { DigestItem, DigestReader } from './digest.ts'
import type { MorningItem, OfficeEvent } from './event.ts'
import type { OfficeCode } from './policy.ts'
import type { Instant } from './time.ts'

/** Every kind of mail the service writes. */
export const mailKinds = [
  'notice',
  'morning',
  'digest',
  'reminder',
  'report-returned',
  'report-accepted',
  'extension',
  'suspension',
  'resumption',
] as const
export type MailKind = (typeof mailKinds)[number]

/** Whom a mail is for: an office, or the managers of a tier. Addresses are looked up at the moment of sending. */
export type Recipient = `office:${OfficeCode}` | `province:${OfficeCode}` | 'department'

/** A row of a mail: which office's obligation, and what is said of it. */
export interface MailItem extends Omit<DigestItem, 'state'> {
  readonly state: MorningItem['state'] | DigestItem['state']
}

/** A mail that a rule calls for. */
export interface Letter {
  readonly to: Recipient
  readonly kind: MailKind
  readonly items: readonly MailItem[]
}

/** A mail that was called for at a moment of programme time. */
export interface DatedLetter extends Letter {
  readonly at: Instant
}

/** The mail that an event to an office calls for, at once, or null. Only a morning with something to say makes one. */
export function letterFor(office: OfficeCode, event: OfficeEvent): Letter | null {
  const to: Recipient = `office:${office}`
  switch (event.type) {
    case 'notified':
      return { to, kind: 'notice', items: [] }
    case 'morning':
      return event.items.length > 0
        ? { to, kind: 'morning', items: event.items.map((item) => ({ office, ...item })) }
        : null
    case 'reminded':
      return { to, kind: 'reminder', items: event.items.map((item) => ({ office, ...item })) }
    case 'report-returned':
      return { to, kind: 'report-returned', items: [] }
    case 'report-accepted':
      return { to, kind: 'report-accepted', items: [] }
    case 'extended':
      return { to, kind: 'extension', items: [] }
    case 'suspended':
      return { to, kind: 'suspension', items: [] }
    case 'resumed':
      return { to, kind: 'resumption', items: [] }
    default:
      return null
  }
}

/** Which mailbox a digest goes to. */
export function digestRecipient(reader: DigestReader): Recipient {
  return reader.tier === 'province' ? `province:${reader.province}` : 'department'
}

/** Sort order of recipients at equal times: by code, department last. */
export function recipientOrder(to: Recipient): string {
  return to === 'department' ? '~' : to.slice(to.indexOf(':') + 1)
}
