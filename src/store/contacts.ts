import type { Recipient } from '../domain/letter.ts'
import type { Store } from './store.ts'

/** Someone whom mails to a recipient go to. */
export interface Addressee {
  readonly role: 'coordinator' | 'mailbox' | 'manager'
  readonly name: string
  readonly email: string
  readonly phone: string | null
  readonly sample: boolean
}

/**
 * Whom to write to, read at the moment of sending: for an office its coordinator (the one named last) and then its mailbox,
 * for a province or the department its managers. Empty when nobody has been entered.
 */
export async function recipientContacts(store: Store, programme: string, recipient: Recipient): Promise<Addressee[]> {
  const rows = await store.prisma.contact.findMany({
    where: { programmeId: programme, recipient },
    orderBy: [{ addedAt: 'desc' }, { id: 'desc' }],
  })
  const people = rows.map(({ role, name, email, phone, sample }) => ({
    role: role as Addressee['role'],
    name,
    email,
    phone,
    sample,
  }))
  if (!recipient.startsWith('office:')) return people.filter((p) => p.role === 'manager')
  const coordinator = people.find((p) => p.role === 'coordinator')
  return [...(coordinator ? [coordinator] : []), ...people.filter((p) => p.role === 'mailbox')]
}
