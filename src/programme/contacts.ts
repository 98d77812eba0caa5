import { z } from 'zod'
import type { Recipient } from '../domain/letter.ts'
import { contactRoles } from '../domain/readers.ts'
import { type FileProblem, InvalidFileError, officesOf, type Programme, readData } from './load.ts'

/** Whom the service writes to: entered when a programme is loaded, never part of it. */

const RECIPIENT = /^(office:\d{2}(\d{2})?|province:\d{2}|department)$/

export const contactSchema = z.strictObject({
  recipient: z
    .custom<Recipient>(
      (text) => typeof text === 'string' && RECIPIENT.test(text),
      'office:4701, province:47 or department',
    )
    .meta({ type: 'string', pattern: RECIPIENT.source, example: 'office:4701' }),
  role: z.enum(contactRoles, { error: contactRoles.join(', ') }),
  name: z.string().trim().min(1, 'a name'),
  email: z.email('an e-mail address'),
  phone: z.string().optional(),
})

const contactsSchema = z.strictObject({
  sample: z.boolean({ error: 'true when these are not real people, else false' }),
  note: z.string().optional(),
  contacts: z.array(contactSchema),
})

export type Contact = z.output<typeof contactSchema> & { readonly sample: boolean }

/**
 * Reads a contact file for a programme.
 * @throws InvalidFileError naming the file, the row and what is expected
 */
export function loadContacts(file: string, programme: Programme): Contact[] {
  const { sample, contacts } = readData(file, contactsSchema)
  const problems = contactProblems(contacts, programme, file)
  if (problems.length > 0) throw new InvalidFileError(problems)
  return contacts.map((c) => ({ ...c, sample }))
}

/** Contacts of offices that the programme has not, and in roles that mails to the recipient do not go to. */
export function contactProblems(
  contacts: readonly z.output<typeof contactSchema>[],
  programme: Programme,
  file: string,
): FileProblem[] {
  const offices = new Set(officesOf(programme))
  return contacts.flatMap(({ recipient, role }, i) => {
    const code = recipient.split(':')[1]
    const roles = recipient.startsWith('office:') ? ['mailbox', 'coordinator', 'deputy'] : ['manager']
    return [
      ...(code === undefined || offices.has(code)
        ? []
        : [{ file, path: `contacts.${i}.recipient`, expected: `an office of ${programme.id}, not ${recipient}` }]),
      ...(roles.includes(role)
        ? []
        : [{ file, path: `contacts.${i}.role`, expected: `${roles.join(' or ')} for ${recipient}, not ${role}` }]),
    ]
  })
}

/** Sample mailboxes for offices that no contact file names: addresses under .example, which no mail server delivers to. */
export function sampleContacts(offices: readonly string[]): Contact[] {
  const contact = (recipient: Recipient, role: Contact['role'], name: string, mailbox: string): Contact => ({
    recipient,
    role,
    name,
    email: `${mailbox}@amphoe-ita.example`,
    sample: true,
  })
  return [
    contact('department', 'manager', 'ผู้จัดการโครงการ ศปท.ปค. (ตัวอย่าง)', 'department'),
    ...offices.flatMap((code) => [
      contact(`office:${code}`, 'mailbox', `กล่องจดหมายหน่วยงาน ${code} (ตัวอย่าง)`, `office-${code}`),
      ...(code.length === 2
        ? [contact(`province:${code}`, 'manager', `ผู้กำกับดูแลจังหวัด ${code} (ตัวอย่าง)`, `province-${code}`)]
        : []),
    ]),
  ]
}
