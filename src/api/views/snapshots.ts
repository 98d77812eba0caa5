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
    renderer: z.string().nullable().meta({
      description:
        'What made the files; of the same data another may make other bytes. Null where it was not noted yet.',
    }),
  })
  .meta({ id: 'Snapshot' })

export const verificationView = z
  .strictObject({
    changed: z.array(z.enum(['data', 'xlsx', 'pdf'])).meta({
      description: 'What is not what it was, and should be: somebody has changed it past the service.',
    }),
    remade: z.array(z.enum(['xlsx', 'pdf'])).meta({
      description: 'Files that come out otherwise because another version makes them, of data that are what they were.',
    }),
  })
  .meta({ id: 'SnapshotVerification', description: 'Both empty: all is as it was, byte for byte.' })
