import { type Response, Router } from 'express'
import type { z } from 'zod'
import { mayRead } from '../domain/access.ts'
import { programmeTime } from '../domain/clock.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import { programmeOf, type StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { callerOf } from './authenticate.ts'
import { Problem } from './problem.ts'

/** What every handler reads first: parameters in their form, the programme, an office within reach. */

const programmeForm = /^[a-z0-9-]{1,60}$/
const officeForm = /^\d{2}(\d{2})?$/

/** A router that answers at once for what can be no programme, office or province: such a text reaches no database. */
export function resourceRouter(): Router {
  const router = Router()
  router.param('programme', (_request, _response, next, id: string) => {
    if (!programmeForm.test(id)) throw unknownProgramme(id)
    next()
  })
  for (const name of ['office', 'province'])
    router.param(name, (_request, _response, next, code: string) => {
      if (!officeForm.test(code)) throw unknownOffice(code)
      next()
    })
  return router
}

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

/**
 * Refuses an office outside the caller's area in the words for an office that does not exist, so that neither tells of the
 * other.
 * @throws Problem unknown-office
 */
export function requireReach(response: Response, office: OfficeCode): void {
  if (!mayRead(callerOf(response), office)) throw unknownOffice(office)
}

/** The problem of an office that does not exist, or is not the caller's to see. */
export function unknownOffice(office: OfficeCode): Problem {
  return new Problem('unknown-office', 'There is no such office within reach of this token.', { office })
}

function unknownProgramme(id: string): Problem {
  return new Problem('unknown-programme', `There is no programme ${id}.`)
}
