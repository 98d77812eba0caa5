import { z } from 'zod'
import { deliveryStates } from '../../domain/delivery.ts'
import { mailKinds } from '../../domain/letter.ts'
import { count, machineTime, moment } from './fields.ts'

/** What the API answers about mails. */

export const mailStatus = z.enum(['queued', 'sent', 'failed', 'dropped', 'bounced'])
export const mailTier = z.enum(['office', 'province', 'department']).meta({
  id: 'MailTier',
  description: 'Whose mail: offices’ own, the digests of provinces’ managers, or the department’s digest.',
})
export const deliveryState = z.enum(deliveryStates).meta({ id: 'DeliveryState' })

export const mailView = z
  .strictObject({
    id: z.string(),
    recipient: z.string().meta({ example: 'office:4718' }),
    kind: z.enum(mailKinds),
    at: moment.meta({ description: 'The moment of programme time at which a rule or an act called for it.' }),
    state: deliveryState,
    dueAt: machineTime,
    attempts: count,
    nextAttemptAt: machineTime.nullable().meta({ description: 'Null once it waits no more.' }),
    sentAt: machineTime.nullable(),
    reason: z
      .string()
      .nullable()
      .meta({ description: 'Why it has not been sent, in the mail server’s words or ours.' }),
    addressees: z.array(
      z.strictObject({
        email: z.string(),
        outcome: z.enum(['taken', 'delivered', 'refused', 'bounced']),
        at: machineTime,
        reason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Mail' })

export const pauseView = z
  .strictObject({
    id: z.string(),
    tier: mailTier,
    reason: z.string(),
    begunAt: machineTime,
    begunBy: z.string().nullable(),
    endedAt: machineTime.nullable(),
    endedBy: z.string().nullable(),
    held: count.meta({ description: 'Mails that it holds back now.' }),
  })
  .meta({ id: 'MailPause' })
