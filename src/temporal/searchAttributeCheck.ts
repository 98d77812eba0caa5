import type { Connection } from '@temporalio/client'
import { searchAttributeTypes } from '../workflows/searchAttributes.ts'

/** Temporal's IndexedValueType by number, as the operator service lists it. */
export const indexedValueTypes = ['Unspecified', 'Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList']

/** The namespace lacks search attributes, or has them with another type. */
export class SearchAttributesError extends Error {
  /** Whether one has another type: making those that are missing does not mend it. */
  readonly isOfOtherType: boolean

  constructor(namespace: string, wrong: readonly { readonly mending: string; readonly isOfOtherType: boolean }[]) {
    super(
      `The Temporal namespace "${namespace}" does not have the search attributes that the workflows set. Register them, then start again:\n${wrong.map(({ mending }) => `  ${mending}`).join('\n')}`,
    )
    this.name = 'SearchAttributesError'
    this.isOfOtherType = wrong.some((w) => w.isOfOtherType)
  }
}

/**
 * Checks that every search attribute exists with its type. Setting one that does not would fail a workflow task for ever.
 * @throws SearchAttributesError with the command that mends each
 */
export async function checkSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  const wrong = Object.entries(searchAttributeTypes).flatMap(([name, type]) => {
    const found = customAttributes?.[name]
    if (found !== undefined && found !== null && indexedValueTypes[found] === type) return []
    const create = `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`
    return found === undefined || found === null
      ? [{ mending: create, isOfOtherType: false }]
      : [
          {
            mending: `${name} is ${indexedValueTypes[found]}, must be ${type}: remove it first, then ${create}`,
            isOfOtherType: true,
          },
        ]
  })
  if (wrong.length > 0) throw new SearchAttributesError(namespace, wrong)
}
