import { WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import type { CommandCause } from '../domain/step.ts'

/** How callers address an Update and read its refusal. Outside workflow code: it needs the Temporal client. */

/**
 * The id of a command's Update: the key and what was asked. The same request again meets the first one, while the same key
 * with another body is a new Update, which the workflow refuses.
 */
export function updateId({ key, bodyHash }: CommandCause): string {
  return `${key}:${bodyHash.slice(0, 16)}`
}

/** The refusal that an Update's failure carries, or undefined when it failed for any other reason. */
export function refusalOf(
  error: unknown,
): { type: string; message: string; facts: Record<string, unknown> } | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined
  // A refusal by an activity arrives wrapped in an ActivityFailure.
  let cause: unknown = error.cause
  while (cause instanceof Error && !(cause instanceof ApplicationFailure)) cause = cause.cause
  if (!(cause instanceof ApplicationFailure) || !cause.nonRetryable || !cause.type) return undefined
  return {
    type: cause.type,
    message: cause.message,
    facts: (cause.details?.[0] as Record<string, unknown> | undefined) ?? {},
  }
}
