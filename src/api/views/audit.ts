import { z } from 'zod'
import { anyObject, areaCode, count, hash, machineTime, moment } from './fields.ts'

/** What the API answers about the audit trail. */

export const auditEventView = z
  .strictObject({
    office: areaCode,
    sequence: count,
    type: z.string(),
    at: moment,
    recordedAt: machineTime,
    event: anyObject,
    command: z.string().nullable(),
    commandKey: z.string().nullable(),
    by: z.string().nullable(),
    hash,
  })
  .meta({ id: 'AuditEvent' })

export const auditRecordView = z
  .strictObject({
    sequence: count,
    at: machineTime,
    kind: z.string(),
    programme: z.string().nullable(),
    office: z.string().nullable(),
    actor: z.string().nullable(),
    role: z.string().nullable(),
    requestId: z.string().nullable(),
    details: anyObject,
    hash,
  })
  .meta({ id: 'AuditRecord' })

export const sealView = z.strictObject({ sequence: count, at: machineTime, hash }).meta({ id: 'Seal' })

export const auditStateView = z
  .strictObject({
    found: count.meta({ description: 'How many things are not as they were recorded.' }),
    findings: z
      .array(
        z.strictObject({
          about: z.string(),
          programme: z.string().nullable(),
          office: z.string().nullable(),
          sequence: count.nullable(),
          what: z.string(),
        }),
      )
      .meta({ description: 'The first hundred of them.' }),
    ...{ offices: count, events: count, entries: count, records: count, seals: count },
    seal: z.union([sealView, z.null()]).meta({ description: 'The seal that was asked for, if it is there.' }),
    head: hash.meta({ description: 'One hash over the ends of all chains.' }),
  })
  .meta({ id: 'AuditState' })
