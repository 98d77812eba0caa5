import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, isGrpcServiceError } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { searchAttributeTypes } from '../workflows/searchAttributes.ts'
import { checkSearchAttributes, indexedValueTypes, SearchAttributesError } from './searchAttributeCheck.ts'

/** gRPC's status codes for what is not there, and for what somebody else has made meanwhile. */
const NOT_FOUND = 5
const ALREADY_EXISTS = 6

const DAY_MS = 86_400_000
/** A server takes up to some ten seconds until it knows a new namespace everywhere. */
const KNOWN_WITHIN_MS = 60_000
const ASK_AGAIN_MS = 500

const hasCode = (error: unknown, ...codes: number[]) => isGrpcServiceError(error) && codes.includes(error.code)

/**
 * Makes the namespace with its search attributes where they are missing. What is there stays as it is; safe when two do it at once.
 *
 * @param retentionDays how long a new namespace keeps the history of a workflow that has ended
 * @param onProgress told in a sentence what is made
 * @throws SearchAttributesError when one is there with another type; the server's error when the right to make them is missing
 */
export async function prepareNamespace(
  connection: Connection,
  namespace: string,
  { retentionDays, onProgress }: { retentionDays: number; onProgress: (sentence: string) => void },
): Promise<void> {
  if (!(await namespaceExists(connection, namespace))) {
    onProgress(`Making the Temporal namespace ${namespace}, which keeps what has ended for ${retentionDays} days.`)
    await unlessThere(
      connection.workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: msToTs(retentionDays * DAY_MS),
      }),
    )
  }
  const missing = await untilKnown(() => missingSearchAttributes(connection, namespace))
  if (Object.keys(missing).length > 0) {
    onProgress(`Registering the search attributes ${Object.keys(missing).join(', ')}.`)
    await unlessThere(connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing }))
  }
  await untilKnown(() => checkSearchAttributes(connection, namespace))
}

/** Whether the server knows the namespace. */
export async function namespaceExists(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await connection.workflowService.describeNamespace({ namespace })
    return true
  } catch (error) {
    if (hasCode(error, NOT_FOUND)) return false
    throw error
  }
}

async function missingSearchAttributes(connection: Connection, namespace: string): Promise<Record<string, number>> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  const missing = Object.entries(searchAttributeTypes).filter(([name]) => customAttributes?.[name] == null)
  return Object.fromEntries(missing.map(([name, type]) => [name, indexedValueTypes.indexOf(type)]))
}

async function unlessThere(made: Promise<unknown>): Promise<void> {
  try {
    await made
  } catch (error) {
    if (!hasCode(error, ALREADY_EXISTS)) throw error
  }
}

/** Asks again for as long as the server does not know everywhere what has just been made. */
async function untilKnown<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const signal = AbortSignal.timeout(KNOWN_WITHIN_MS)
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const mayPass = hasCode(error, NOT_FOUND) || (error instanceof SearchAttributesError && !error.isOfOtherType)
      if (!mayPass || signal.aborted) throw error
    }
    await sleep(ASK_AGAIN_MS)
  }
}
