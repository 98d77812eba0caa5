import type { Recipient } from '../domain/letter.ts'
import type { ContactRole } from '../domain/readers.ts'
import {
  type ContactEntry,
  type ContactKept,
  type ContactPlan,
  type ContactsNow,
  contactBasis,
  isSameContact,
} from '../imports/contacts.ts'
import { ImportRefusedError } from '../imports/refused.ts'
import { fromDay, toDayOrNull } from './forms.ts'
import { holdProgramme, type Importer, officeNamesOf, PATIENCE, type Reading, recordImport } from './importing.ts'
import type { Store } from './store.ts'

/**
 * What a contact file is compared with, as of one moment.
 * @throws ImportRefusedError `unknown-programme`
 */
export async function contactsNow(store: Store, programme: string): Promise<ContactsNow> {
  return store.prisma.$transaction(
    async (tx) => {
      if ((await tx.programme.count({ where: { id: programme } })) === 0)
        throw new ImportRefusedError('unknown-programme')
      return { offices: await officeNamesOf(tx, programme), contacts: await contactsIn(tx, programme) }
    },
    { ...PATIENCE, isolationLevel: 'RepeatableRead' },
  )
}

/**
 * Applies what a dry run showed: all of it or nothing, and only to what it was shown against; at any time of a programme.
 * Contacts named in acknowledgements stay, whatever the plan says. Applying the same again changes nothing.
 * @param importer who imports which file, for the audit trail
 * @returns whether anything was written now, or all of it was there
 * @throws ImportRefusedError `has-errors`, `unknown-programme` or `changed-since`
 */
export async function importContacts(
  store: Store,
  programme: string,
  plan: Pick<ContactPlan, 'problems' | 'basis' | 'added' | 'changed' | 'removed'>,
  importer: Importer = {},
): Promise<'applied' | 'already-there'> {
  if (plan.problems.length > 0) throw new ImportRefusedError('has-errors')
  const coming = [...plan.added, ...plan.changed.map((c) => c.to)]
  const going = [...plan.removed, ...plan.changed.map((c) => c.from)].map((c) => c.id)
  return store.prisma.$transaction(async (tx) => {
    await holdProgramme(tx, programme)
    const now = await contactsIn(tx, programme)
    if (isThere(now, coming, going)) return 'already-there'
    if (contactBasis(now) !== plan.basis) throw new ImportRefusedError('changed-since')
    await tx.contact.deleteMany({ where: { programmeId: programme, id: { in: going }, commandKey: null } })
    await tx.contact.createMany({
      data: coming.map(({ recipient, role, name, email, phone, validFrom, validUntil }) => ({
        programmeId: programme,
        recipient,
        role,
        name,
        email,
        phone,
        validFrom: validFrom ? fromDay(validFrom) : null,
        validUntil: validUntil ? fromDay(validUntil) : null,
      })),
    })
    await recordImport(
      tx,
      programme,
      'contacts',
      { added: plan.added.length, changed: plan.changed.length, removed: plan.removed.length },
      importer,
    )
    return 'applied'
  }, PATIENCE)
}

function isThere(now: readonly ContactKept[], coming: readonly ContactEntry[], going: readonly string[]): boolean {
  return (
    coming.every((entry) => now.some((kept) => !kept.sample && isSameContact(kept, entry))) &&
    !now.some((kept) => going.includes(kept.id))
  )
}

async function contactsIn(tx: Reading, programme: string): Promise<ContactKept[]> {
  const rows = await tx.contact.findMany({
    where: { programmeId: programme },
    orderBy: [{ recipient: 'asc' }, { role: 'asc' }, { email: 'asc' }, { id: 'asc' }],
  })
  return rows.map(({ id, recipient, role, name, email, phone, sample, commandKey, ...row }) => ({
    id,
    recipient: recipient as Recipient,
    role: role as ContactRole,
    name,
    email,
    phone,
    sample,
    acknowledged: commandKey !== null,
    validFrom: toDayOrNull(row.validFrom),
    validUntil: toDayOrNull(row.validUntil),
  }))
}
