import { setTimeout as delay } from 'node:timers/promises'
import {
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import type { CommandCause } from '../domain/step.ts'
import type { Refusal } from '../workflows/protocol.ts'
import { refusalIn } from '../workflows/refusal.ts'

/** How callers address an Update and read its refusal. Outside workflow code: it needs the Temporal client. */

/**
 * The id of a command's Update: the key and what was asked. The same request again meets the first one, while the same key
 * with another body is a new Update, which the workflow refuses.
 */
export function updateId({ key, bodyHash }: CommandCause): string {
  return `${key}:${bodyHash.slice(0, 16)}`
}

/**
 * What the server itself answers an Update with when a worker lost the task that carried it, as happens when many come to
 * one workflow at once, or when the run ended under it. Nothing has been decided: the same may be sent again.
 */
const LOST = ['UnprocessedUpdate', 'AcceptedUpdateCompletedWorkflow']
/**
 * The code of gRPC that it answers with when the task that carried the Update was to continue the workflow as new and something
 * else came just then, a timer or a signal.
 */
const FAILED_PRECONDITION = 9

/** Whether an Update got lost between server and worker. */
export function isLostUpdate(error: unknown): boolean {
  if (error instanceof ServiceError)
    return isGrpcServiceError(error.cause) && (error.cause.code as number) === FAILED_PRECONDITION
  return (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    LOST.includes(error.cause.type ?? '')
  )
}

/** How soon an Update that got lost is sent again, in milliseconds. */
const AGAIN_AFTER_MS = 100

/**
 * Sends an Update, and again as long as it gets lost on its way.
 * @param deadline when to give up, in milliseconds since the epoch: the loss is thrown then. Never when left out
 */
export async function untilHeard<T>(send: () => Promise<T>, deadline = Number.POSITIVE_INFINITY): Promise<T> {
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (!isLostUpdate(error) || Date.now() + AGAIN_AFTER_MS >= deadline) throw error
      await delay(AGAIN_AFTER_MS)
    }
  }
}

/**
 * Whether the server asks nobody on behalf of a query because the workflow's tasks fail again and again. That no worker is there has
 * the same code and other details.
 */
export function isWorkflowNotReady(error: unknown): boolean {
  return (
    error instanceof ServiceError &&
    isGrpcServiceError(error.cause) &&
    error.cause.metadata
      .get('grpc-status-details-bin')
      .some((details) => details.includes('temporal.api.errordetails.v1.WorkflowNotReadyFailure'))
  )
}

/** Whether Temporal does not answer, or not in time. The client wraps some of gRPC's errors and passes others on. */
export function isTemporalAway(error: unknown): boolean {
  return (
    isGrpcServiceError(error) ||
    error instanceof ServiceError ||
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError
  )
}

/** The refusal that an Update's failure carries, or undefined when it failed for any other reason. */
export function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof WorkflowUpdateFailedError && !isLostUpdate(error) ? refusalIn(error.cause) : undefined
}
