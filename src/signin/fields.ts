import type { Request } from 'express'

/** The fields of a form, or of the same as JSON. None that is not text. */
export function fieldsOf(request: Request): Readonly<Record<string, string | undefined>> {
  const body: unknown = request.body ?? {}
  return Object.fromEntries(Object.entries(body as object).filter(([, value]) => typeof value === 'string'))
}
