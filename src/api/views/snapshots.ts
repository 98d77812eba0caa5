import { z } from 'zod'
import { hash, machineTime, moment } from './fields.ts'

/** What the API answers about snapshots of the national summary. */

export const snapshotView = z
  .strictObject({
    id: z.string(),
    programme: z.string(),
    at: moment,
    takenAt: machineTime,
    takenBy: z.string().nullable(),
    hashes: z.strictObject({ data: hash, xlsx: hash, pdf: hash }),
  })
  .meta({ id: 'Snapshot' })
