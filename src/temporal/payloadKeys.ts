import { z } from 'zod'

const HINT =
  'ID:KEY, the newest first, with commas; each KEY 32 random bytes in base64, such as openssl rand -base64 32 makes'

/** A key that payloads are encrypted under, with the name that they carry. */
export interface PayloadKey {
  readonly id: string
  readonly key: Buffer
}

/** Keys of payloads as the environment has them: what is new is encrypted under the first, what is old is read with any. */
export const payloadKeysSchema = z
  .string()
  .transform((text) =>
    text.split(',').map((entry): PayloadKey => {
      const [, id = '', key = ''] = /^\s*([\w.-]{1,32}):([A-Za-z0-9+/]{43}=)\s*$/.exec(entry) ?? []
      return { id, key: Buffer.from(key, 'base64') }
    }),
  )
  .refine((keys) => keys.every(({ key }) => key.length === 32), HINT)
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'an ID is given twice')
