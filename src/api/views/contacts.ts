import { z } from 'zod'
import { contactRoles } from '../../domain/readers.ts'
import type { Addressee } from '../../store/contacts.ts'
import { day, machineTime } from './fields.ts'

/** What the API answers about contacts. */

const role = z.enum(contactRoles).meta({ id: 'ContactRole' })

/** Someone a mail goes to now. */
export const readerView = z.strictObject({
  role,
  name: z.string(),
  email: z.string(),
  phone: z.string().nullable(),
  sample: z.boolean(),
})

export function readerBody({ role, name, email, phone, sample }: Addressee): z.input<typeof readerView> {
  return { role, name, email, phone, sample }
}

export const contactView = readerView
  .extend({
    id: z.string(),
    from: day.nullable().meta({ description: 'The first day on which it is written to; null: from ever.' }),
    until: day.nullable().meta({ description: 'The last day on which it is written to; null: for ever.' }),
    standsInFor: z.string().nullable().meta({ description: 'The contact for whom this one acts while it is valid.' }),
    acknowledged: z.boolean().meta({
      description: 'Named in an acknowledgement: part of what the office said; only its days can be changed.',
    }),
    isReader: z.boolean().meta({ description: 'Whether mails go to it now.' }),
    passedOver: z
      .enum(['not-yet', 'no-longer', 'unreachable', 'stood-in-for', 'next-in-line'])
      .nullable()
      .meta({ description: 'Why mails do not go to it now.' }),
    undeliverable: z
      .strictObject({ since: machineTime, reason: z.string() })
      .nullable()
      .meta({ description: 'A mail could not reach the address for good; in the mail server’s words.' }),
  })
  .meta({ id: 'Contact' })
