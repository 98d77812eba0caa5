import { z } from 'zod'
import type { Recipient } from '../domain/letter.ts'
import { type OfficeCode, tierOf } from '../domain/policy.ts'
import { contactRoles, type PassedOver } from '../domain/readers.ts'
import { dayOf } from '../domain/time.ts'
import { addContact, changeContact, trustAddress } from '../store/contactBook.ts'
import { type Addressee, contactsOf, readersByRecipient } from '../store/contacts.ts'
import { toInstant } from '../store/forms.ts'
import type { Store } from '../store/store.ts'
import { undeliverableAmong } from '../store/undeliverable.ts'
import type { Caller } from './authenticate.ts'
import { Problem } from './problem.ts'
import { given, programmeNow, unknownOffice } from './read.ts'
import { type Route, route } from './route.ts'
import { contactView } from './views/contacts.ts'
import { day } from './views/fields.ts'

const base = '/programmes/{programme}/offices/{office}/contacts'
const common = { tag: 'Contacts', right: 'manage-contacts' } as const

const personSchema = {
  name: z.string().trim().min(1, 'a name').max(200),
  email: z.email('an e-mail address').max(200),
  phone: z.string().trim().min(1, 'a telephone number, or null').max(50).nullable(),
}
const validitySchema = {
  from: day.nullable().meta({ description: 'The first day on which it is written to.' }),
  until: day.nullable().meta({ description: 'The last day on which it is written to; a day that has passed ends it.' }),
  standsInFor: z.uuid('the id of a contact of the same office').nullable(),
}
const contactSchema = z
  .strictObject({
    role: z.enum(contactRoles).meta({ description: 'manager: of a province, whom its digest goes to.' }),
    ...personSchema,
    ...validitySchema,
  })
  .partial({ phone: true, from: true, until: true, standsInFor: true })
const changeSchema = z
  .strictObject({
    ...personSchema,
    ...validitySchema,
    reachable: z.literal(true).meta({ description: 'The address has been put right: it is written to again.' }),
  })
  .partial()

/** Whom mails go to: reading it, entering somebody, ending it, having somebody stand in. */
export function contactRoutes(store: Store): Route[] {
  return [
    route({
      ...{ ...common, method: 'get', path: base, id: 'listContacts' },
      summary: 'Whom mails to an office go to, and who else has been entered and why not',
      ...{
        answer: z.strictObject({ contacts: z.array(contactView) }),
        problems: ['unknown-programme', 'unknown-office'],
      },
      handle: async ({ params }) => ({
        contacts: await contactsView(store, await programmeWith(store, params), params.office),
      }),
    }),
    route({
      ...{ ...common, method: 'post', path: base, id: 'addContact' },
      summary: 'Enters a contact',
      ...{ status: 201, body: contactSchema.meta({ id: 'ContactWanted' }) },
      example: {
        ...{ role: 'deputy', name: 'นางสาวตัวอย่าง รักงาน', email: 'rakngan@example.go.th', phone: '042-123-456' },
        ...{ from: '2025-01-06', until: '2025-06-30' },
      },
      ...{ answer: contactView, problems: ['unknown-programme', 'unknown-office', 'invalid-contact'] },
      handle: async ({ params, body: { role, from = null, until = null, phone = null, ...rest }, ...told }) => {
        const recipient = recipientOf(params.office, role)
        const programme = await programmeWith(store, params)
        const setting = {
          ...rest,
          role,
          phone,
          validFrom: from,
          validUntil: until,
          standsInFor: rest.standsInFor ?? null,
        }
        const id = await addContact(store, programme, recipient, setting, doer(told))
        return contactOf(store, programme, params.office, id)
      },
    }),
    route({
      ...{ ...common, method: 'patch', path: `${base}/{contact}`, id: 'changeContact' },
      summary: 'Changes or ends a contact, or has its address tried again',
      ...{ body: changeSchema.meta({ id: 'ContactChange' }), example: { until: '2025-03-31' } },
      answer: contactView,
      problems: ['unknown-programme', 'unknown-office', 'unknown-contact', 'contact-acknowledged', 'invalid-contact'],
      handle: async ({ params, body, ...told }) => {
        const { reachable, from, until, ...rest } = given(body)
        const programme = await programmeWith(store, params)
        const recipients = recipientsAt(params.office)
        const changes = {
          ...rest,
          ...(from === undefined ? {} : { validFrom: from }),
          ...(until === undefined ? {} : { validUntil: until }),
        }
        if (Object.keys(changes).length > 0)
          await changeContact(store, programme, recipients, params.contact, changes, doer(told))
        if (reachable) await trustAddress(store, programme, recipients, params.contact, doer(told))
        return contactOf(store, programme, params.office, params.contact)
      },
    }),
  ]
}

/** The programme's id. @throws Problem unknown-programme, unknown-office when the programme has no such office */
async function programmeWith(store: Store, params: { programme: string; office: OfficeCode }): Promise<string> {
  const { programme } = await programmeNow(store, params.programme)
  const known = await store.prisma.office.count({ where: { programmeId: programme.id, code: params.office } })
  if (known === 0) throw unknownOffice(params.office)
  return programme.id
}

/** The recipients whose contacts stand under an office's address: a province office has its province's managers too. */
function recipientsAt(office: OfficeCode): Recipient[] {
  return tierOf(office) === 'province' ? [`office:${office}`, `province:${office}`] : [`office:${office}`]
}

/** @throws Problem invalid-contact for a manager of a district */
function recipientOf(office: OfficeCode, role: string): Recipient {
  if (role !== 'manager') return `office:${office}`
  if (tierOf(office) === 'province') return `province:${office}`
  throw new Problem(
    'invalid-contact',
    'A manager is of a province: a district has coordinators, deputies and a mailbox.',
    {
      field: 'role',
    },
  )
}

async function contactsView(store: Store, id: string, office: OfficeCode) {
  const { programme, now } = await programmeNow(store, id)
  const recipients = recipientsAt(office)
  const [contacts, readers] = await Promise.all([
    contactsOf(store, programme.id, recipients),
    readersByRecipient(store, programme.id, recipients, dayOf(now)),
  ])
  const gone = await undeliverableAmong(
    store,
    contacts.map((c) => c.email),
  )
  const passedOver = new Map<string, PassedOver>()
  const reading = new Set<string>()
  for (const recipient of recipients) {
    const { to, passedOver: others } = readers.get(recipient)!
    for (const contact of to) if (contact.recipient === recipient) reading.add(contact.id)
    for (const { contact, why } of others) if (contact.recipient === recipient) passedOver.set(contact.id, why)
  }
  return contacts.map(({ recipient: _, isUnreachable: __, validFrom, validUntil, ...contact }: Addressee) => {
    const undeliverable = gone.get(contact.email.toLowerCase())
    const isReader = reading.has(contact.id)
    return {
      ...{ ...contact, from: validFrom, until: validUntil, isReader },
      passedOver: isReader ? null : (passedOver.get(contact.id) ?? null),
      undeliverable: undeliverable ? { since: toInstant(undeliverable.since), reason: undeliverable.reason } : null,
    }
  })
}

async function contactOf(store: Store, programme: string, office: OfficeCode, id: string) {
  return (await contactsView(store, programme, office)).find((c) => c.id === id)!
}

function doer({ caller, request }: { readonly caller: Caller; readonly request: string }) {
  return { actor: caller.id, role: caller.role, requestId: request }
}
