import { z } from 'zod'
import { invalidRequest } from './read.ts'

/** Where the next page of a list begins. What is in it is the service's own affair: callers send it back as it came. */

export const cursorSchema = z
  .string()
  .max(500, 'the value of "next" of an earlier answer')
  .meta({ description: 'Where to go on: the value of "next" of the page before.' })

/** A cursor of a value that is plain JSON. */
export function cursorOf(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** What a cursor of ours says, or undefined without one. @throws Problem invalid-request for any other text */
export function readCursor<S extends z.ZodType>(schema: S, cursor: string | undefined): z.output<S> | undefined {
  if (cursor === undefined) return undefined
  try {
    const read = schema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    if (read.success) return read.data
  } catch {
    // Not JSON: refused below like any other text that is no cursor.
  }
  throw invalidRequest([{ path: 'cursor', expected: 'the value of "next" of an earlier answer' }])
}
