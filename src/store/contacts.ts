import type { Recipient } from '../domain/letter.ts'
import { type Contact, type ContactRole, type Readers, readersOf } from '../domain/readers.ts'
import type { Day } from '../domain/time.ts'
import { toDayOrNull } from './forms.ts'
import type { Store } from './store.ts'

/** Someone whom mails to a recipient may go to. */
export interface Addressee extends Contact {
  readonly recipient: Recipient
  readonly name: string
  readonly phone: string | null
  readonly sample: boolean
  /** Named in an acknowledgement: part of what an office said. */
  readonly acknowledged: boolean
}

/**
 * Who is written to on a day, read at the moment of sending. A province's managers fall back on their office's mailbox.
 * @param day of programme time
 */
export async function readersFor(
  store: Pick<Store, 'prisma'>,
  programme: string,
  recipient: Recipient,
  day: Day,
): Promise<Readers<Addressee>> {
  return (await readersByRecipient(store, programme, [recipient], day)).get(recipient)!
}

/** The same for many recipients in one query. */
export async function readersByRecipient(
  store: Pick<Store, 'prisma'>,
  programme: string,
  recipients: readonly Recipient[],
  day: Day,
): Promise<Map<Recipient, Readers<Addressee>>> {
  const contacts = await contactsOf(store, programme, [...new Set(recipients.flatMap(withFallback))])
  return new Map(
    recipients.map((recipient) => {
      const fallback = withFallback(recipient)[1]
      const own = contacts.filter((c) => c.recipient === recipient)
      const mailboxes = contacts.filter((c) => c.recipient === fallback && c.role === 'mailbox')
      return [recipient, readersOf([...own, ...mailboxes], day)]
    }),
  )
}

/** Everyone entered for recipients, the one named last first. */
export async function contactsOf(
  { prisma }: Pick<Store, 'prisma'>,
  programme: string,
  recipients: readonly Recipient[],
): Promise<Addressee[]> {
  const rows = await prisma.$queryRaw<ContactRow[]>`/* contacts */
    SELECT c.id, c.recipient, c.role, c.name, c.email, c.phone, c.sample, c.valid_from, c.valid_until, c.stands_in_for,
           c.command_key IS NOT NULL AS acknowledged, u.email IS NOT NULL AS is_unreachable
      FROM contact c LEFT JOIN undeliverable u ON u.email = lower(c.email)
     WHERE c.programme_id = ${programme} AND c.recipient = ANY (${[...recipients]}::text[])
     ORDER BY c.added_at DESC, c.id DESC`
  return rows.map(({ valid_from, valid_until, stands_in_for, is_unreachable, ...row }) => ({
    ...row,
    validFrom: toDayOrNull(valid_from),
    validUntil: toDayOrNull(valid_until),
    standsInFor: stands_in_for,
    isUnreachable: is_unreachable,
  }))
}

function withFallback(recipient: Recipient): Recipient[] {
  return recipient.startsWith('province:') ? [recipient, `office:${recipient.slice('province:'.length)}`] : [recipient]
}

interface ContactRow {
  readonly id: string
  readonly recipient: Recipient
  readonly role: ContactRole
  readonly name: string
  readonly email: string
  readonly phone: string | null
  readonly sample: boolean
  readonly acknowledged: boolean
  readonly valid_from: Date | null
  readonly valid_until: Date | null
  readonly stands_in_for: string | null
  readonly is_unreachable: boolean
}
