import type { Recipient } from '../domain/letter.ts'
import type { ContactRole } from '../domain/readers.ts'
import type { Day } from '../domain/time.ts'
import { recordAudit } from './audit.ts'
import { fromDay, toDayOrNull } from './forms.ts'
import type { Contact, Prisma } from './generated/client.ts'
import type { Doer } from './mailPause.ts'
import type { Store } from './store.ts'

/** Entering and changing contacts. None is removed: one that has gone is written to until a day. */

export interface ContactSetting {
  readonly role: ContactRole
  readonly name: string
  readonly email: string
  readonly phone: string | null
  /** The first and the last day on which it is written to. */
  readonly validFrom: Day | null
  readonly validUntil: Day | null
  /** The id of the contact of the same office for whom this one acts. */
  readonly standsInFor: string | null
}

/** What of a contact is to be changed. */
export type ContactChanges = Partial<Omit<ContactSetting, 'role'>>

/** Why a contact was not entered or changed. */
export class ContactRefusedError extends Error {
  override readonly name = 'ContactRefusedError'
  readonly type: 'unknown-contact' | 'contact-acknowledged' | 'invalid-contact'
  readonly facts: Readonly<Record<string, unknown>>

  constructor(type: ContactRefusedError['type'], message: string, facts: Record<string, unknown> = {}) {
    super(message)
    this.type = type
    this.facts = facts
  }
}

/**
 * Enters a contact.
 * @returns its id
 * @throws ContactRefusedError invalid-contact when it stands in for nobody of its office, or ends before it begins
 */
export async function addContact(
  { prisma }: Store,
  programme: string,
  recipient: Recipient,
  setting: ContactSetting,
  doer: Doer = {},
): Promise<string> {
  return prisma.$transaction(async (tx) => {
    await judge(tx, programme, recipient, setting)
    const { id } = await tx.contact.create({ data: { programmeId: programme, recipient, ...columnsOf(setting) } })
    await note(tx, programme, recipient, doer, { what: 'added', contact: id, role: setting.role })
    return id
  })
}

/**
 * Changes a contact. One that was named in an acknowledgement is part of what an office said: only its days change.
 * @throws ContactRefusedError unknown-contact, contact-acknowledged, invalid-contact
 */
export async function changeContact(
  { prisma }: Store,
  programme: string,
  recipients: readonly Recipient[],
  id: string,
  changes: ContactChanges,
  doer: Doer = {},
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const row = await contactOf(tx, programme, recipients, id)
    const isOfPerson = ['name', 'email', 'phone', 'standsInFor'].some((key) => key in changes)
    if (row.commandKey !== null && isOfPerson)
      throw new ContactRefusedError(
        'contact-acknowledged',
        'It was named in an acknowledgement: end it, and enter another beside it.',
        { contact: id },
      )
    const recipient = row.recipient as Recipient
    await judge(tx, programme, recipient, { ...daysOf(row), ...changes }, id)
    await tx.contact.update({ where: { id }, data: columnsOf(changes) })
    await note(tx, programme, recipient, doer, { what: 'changed', contact: id, fields: Object.keys(changes).sort() })
  })
}

/**
 * Writes to a contact's address again, which a mail could not reach for good: it has been put right there.
 * @throws ContactRefusedError unknown-contact
 */
export async function trustAddress(
  { prisma }: Store,
  programme: string,
  recipients: readonly Recipient[],
  id: string,
  doer: Doer = {},
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const row = await contactOf(tx, programme, recipients, id)
    const { count } = await tx.undeliverable.deleteMany({ where: { email: row.email.toLowerCase() } })
    if (count > 0) await note(tx, programme, row.recipient as Recipient, doer, { what: 'reachable', contact: id })
  })
}

async function judge(
  tx: Prisma.TransactionClient,
  programme: string,
  recipient: Recipient,
  { validFrom, validUntil, standsInFor }: Pick<ContactSetting, 'validFrom' | 'validUntil' | 'standsInFor'>,
  id?: string,
): Promise<void> {
  if (validFrom && validUntil && validUntil < validFrom)
    throw new ContactRefusedError('invalid-contact', 'It ends before it begins.', {
      from: validFrom,
      until: validUntil,
    })
  if (standsInFor === null) return
  const principal = await tx.contact.findFirst({ where: { id: standsInFor, programmeId: programme, recipient } })
  if (!principal || principal.standsInFor !== null || standsInFor === id)
    throw new ContactRefusedError('invalid-contact', 'It stands in for no contact of this office.', { standsInFor })
}

function daysOf(row: { validFrom: Date | null; validUntil: Date | null; standsInFor: string | null }) {
  return {
    validFrom: toDayOrNull(row.validFrom),
    validUntil: toDayOrNull(row.validUntil),
    standsInFor: row.standsInFor,
  }
}

function columnsOf<S extends ContactChanges>({ validFrom, validUntil, ...rest }: S) {
  return {
    ...rest,
    ...(validFrom === undefined ? {} : { validFrom: validFrom && fromDay(validFrom) }),
    ...(validUntil === undefined ? {} : { validUntil: validUntil && fromDay(validUntil) }),
  } as Omit<S, 'validFrom' | 'validUntil'> & { validFrom?: Date | null; validUntil?: Date | null }
}

/** Ids and roles only: who it is stays in the contacts. */
function note(
  tx: Prisma.TransactionClient,
  programme: string,
  recipient: Recipient,
  doer: Doer,
  details: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const office = recipient === 'department' ? undefined : recipient.slice(recipient.indexOf(':') + 1)
  return recordAudit(tx, { ...doer, kind: 'contact', programme, office, details })
}

/** @throws ContactRefusedError unknown-contact */
async function contactOf(
  tx: Prisma.TransactionClient,
  programme: string,
  recipients: readonly Recipient[],
  id: string,
): Promise<Contact> {
  const row = await tx.contact.findFirst({ where: { id, programmeId: programme, recipient: { in: [...recipients] } } })
  if (!row)
    throw new ContactRefusedError('unknown-contact', 'There is no such contact of this office.', { contact: id })
  return row
}
