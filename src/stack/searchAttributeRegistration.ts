import type { Connection } from '@temporalio/client'

/** Types of search attributes as the Temporal CLI names them, and the numbers they have in its API. */
const NUMBERS = { Text: 1, Keyword: 2, Int: 3, Double: 4, Bool: 5, Datetime: 6, KeywordList: 7 } as const
export type SearchAttributeTypes = Readonly<Record<string, keyof typeof NUMBERS>>

/** A search attribute is registered with another type than the code has. */
export class SearchAttributeTypeError extends Error {
  override readonly name = 'SearchAttributeTypeError'
}

/**
 * Registers those that a development server does not have yet: it takes the ones given on its command line only when it makes
 * its database, and a later version of the service may have more.
 * @returns whether the server has them all: it may need a moment
 * @throws SearchAttributeTypeError when one is there with another type, which only a new database mends
 */
export async function registerSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: SearchAttributeTypes,
): Promise<boolean> {
  let present: Record<string, unknown>
  try {
    const listed = await connection.withDeadline(Date.now() + 3000, () =>
      connection.operatorService.listSearchAttributes({ namespace }),
    )
    present = listed.customAttributes ?? {}
  } catch {
    return false
  }
  const missing: Record<string, number> = {}
  for (const [name, type] of Object.entries(wanted)) {
    if (present[name] === undefined) missing[name] = NUMBERS[type]
    else if (present[name] !== NUMBERS[type])
      throw new SearchAttributeTypeError(
        `the search attribute ${name} is registered with another type than ${type}; remove the development server's database and start again`,
      )
  }
  if (Object.keys(missing).length === 0) return true
  await connection
    .withDeadline(Date.now() + 3000, () =>
      connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing }),
    )
    .catch(() => undefined)
  return false
}
