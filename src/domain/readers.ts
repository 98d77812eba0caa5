import type { Day } from './time.ts'

/** Whom a mail is written to, decided at the moment of sending. */

/**
 * What a contact is at its office: `coordinator` (ผู้ประสานงาน), `deputy` (who is next when no coordinator can be reached), `mailbox`
 * (the office's own address), or `manager` of a province or the department.
 */
export const contactRoles = ['coordinator', 'deputy', 'mailbox', 'manager'] as const
export type ContactRole = (typeof contactRoles)[number]

/** What choosing among contacts needs to know of each. */
export interface Contact {
  readonly id: string
  readonly role: ContactRole
  readonly email: string
  /** The first and the last day on which it is written to; null: from ever, for ever. */
  readonly validFrom: Day | null
  readonly validUntil: Day | null
  /** The id of the contact for whom this one acts while it is valid (รักษาราชการแทน). */
  readonly standsInFor: string | null
  /** Whether a mail could not reach the address for good. */
  readonly isUnreachable: boolean
}

/** Why a contact is not written to. */
export type PassedOver =
  /** Its first day has yet to come. */
  | 'not-yet'
  /** Its last day has passed. */
  | 'no-longer'
  | 'unreachable'
  /** Somebody acts for it. */
  | 'stood-in-for'
  /** Somebody before it in line is written to. */
  | 'next-in-line'

export interface Readers<C extends Contact> {
  /** In the order of the mail's header; empty when there is nobody. */
  readonly to: readonly C[]
  readonly passedOver: readonly { readonly contact: C; readonly why: PassedOver }[]
}

/**
 * Whom to write to on a day: every manager; where there is none, the coordinator named last, the ones named before if that one
 * cannot be reached, then the deputies. Whoever stands in for one of them is written to in their place. The office's mailbox
 * is written to as well, and of managers only when none of them can be reached.
 * @param contacts those of one office or of one tier's managers with their fallbacks, the one named last first
 */
export function readersOf<C extends Contact>(contacts: readonly C[], day: Day): Readers<C> {
  const passedOver: { contact: C; why: PassedOver }[] = []
  const pass = (contact: C, why: PassedOver) => passedOver.push({ contact, why })
  const reachable = contacts.filter((contact) => {
    const why = whyNot(contact, day)
    if (why) pass(contact, why)
    return !why
  })
  // Nobody stands in for one who stands in.
  const principals = new Set(contacts.flatMap((c) => (c.standsInFor ? [] : [c.id])))
  const standIns = new Map(
    reachable.flatMap((c) => (c.standsInFor && principals.has(c.standsInFor) ? [[c.standsInFor, c] as const] : [])),
  )
  const inPlaceOf = (contact: C) => standIns.get(contact.id)
  // Somebody may act for one who cannot be reached: that is what acting is for.
  const line = (role: ContactRole) =>
    contacts
      .filter((c) => c.role === role && !c.standsInFor)
      .flatMap((c) => inPlaceOf(c) ?? (reachable.includes(c) ? c : []))
  for (const contact of reachable) if (inPlaceOf(contact)) pass(contact, 'stood-in-for')

  const managers = line('manager')
  const inTurn = [...line('coordinator'), ...line('deputy')]
  const people = managers.length > 0 ? managers : inTurn.slice(0, 1)
  const mailboxes = managers.length > 0 ? [] : line('mailbox')
  const to = distinct([...people, ...mailboxes])
  for (const contact of reachable) if (!to.includes(contact) && !inPlaceOf(contact)) pass(contact, 'next-in-line')
  return { to, passedOver }
}

function whyNot({ validFrom, validUntil, isUnreachable }: Contact, day: Day): PassedOver | undefined {
  if (validFrom !== null && day < validFrom) return 'not-yet'
  if (validUntil !== null && day > validUntil) return 'no-longer'
  return isUnreachable ? 'unreachable' : undefined
}

/** One mail to an address, whoever shares it. */
function distinct<C extends Contact>(contacts: readonly C[]): C[] {
  const seen = new Set<string>()
  return contacts.filter(({ email }) => {
    const isNew = !seen.has(email.toLowerCase())
    seen.add(email.toLowerCase())
    return isNew
  })
}
