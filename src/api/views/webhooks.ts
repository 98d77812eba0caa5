import { z } from 'zod'
import { areaCode, count, machineTime } from './fields.ts'

/** What the API answers about webhook endpoints and what is sent to them. */

export const endpointView = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    types: z.array(z.string()).meta({ description: 'None for all.' }),
    area: z.string(),
    createdBy: z.string(),
    createdAt: machineTime,
    disabledAt: machineTime.nullable(),
    disabledWhy: z.enum(['asked', 'gone', 'failing']).nullable().meta({
      description: 'gone: it answered 410. failing: nothing was answered with success for five days.',
    }),
    consecutiveFailures: count,
    failingSince: machineTime.nullable(),
  })
  .meta({ id: 'Endpoint' })

export const deliveryView = z
  .strictObject({
    id: z.string().meta({ description: 'The webhook-id that the receiver sees.' }),
    endpoint: z.string(),
    type: z.string(),
    office: areaCode.nullable(),
    sequence: count.nullable(),
    status: z.enum(['queued', 'delivered', 'failed', 'dropped']),
    attempts: count,
    nextAttemptAt: machineTime.nullable(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    deliveredAt: machineTime.nullable(),
    createdAt: machineTime,
  })
  .meta({ id: 'Delivery' })
