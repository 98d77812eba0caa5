import type { z } from 'zod'
import { programmeTime } from '../domain/clock.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import { programmeOf, type StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { Problem } from './problem.ts'

/** What handlers read first: values in their form, the programme and its time. */

/** A value in the form of a schema. @throws Problem invalid-request naming each path and what is expected */
export function inForm<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw invalidRequest(read.error.issues.map((i) => ({ path: i.path.map(String).join('.'), expected: i.message })))
}

/** The problem of a request that has not the right form. */
export function invalidRequest(errors: readonly { path: string; expected: string }[]): Problem {
  return new Problem('invalid-request', errors.map((e) => `${e.path || '(body)'}: ${e.expected}`).join('; '), {
    errors,
  })
}

/** A programme and its time now. @throws Problem unknown-programme */
export async function programmeNow(store: Store, id: string): Promise<{ programme: StoredProgramme; now: Instant }> {
  const programme = await programmeOf(store, id)
  if (!programme) throw unknownProgramme(id)
  return { programme, now: programmeTime(programme.clock, Date.now()) }
}

/** The problem of an office that does not exist, or is not the caller's to see. */
export function unknownOffice(office: OfficeCode): Problem {
  return new Problem('unknown-office', 'There is no such office within reach of this token.', { office })
}

/** The problem of a programme that does not exist. */
export function unknownProgramme(id: string): Problem {
  return new Problem('unknown-programme', `There is no programme ${id}.`)
}

/** Only the changes that were given. @throws Problem invalid-request when there is none */
export function given<C extends object>(changes: C): { [K in keyof C]: Exclude<C[K], undefined> } {
  if (Object.keys(changes).length === 0)
    throw new Problem('invalid-request', 'Say what to change.', { errors: [{ path: '', expected: 'a change' }] })
  return changes as { [K in keyof C]: Exclude<C[K], undefined> }
}
