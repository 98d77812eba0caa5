import { ApplicationFailure } from '@temporalio/common'
import type { Refusal } from './protocol.ts'

/** A refusal as Temporal carries it: never retried, with its stable type and its facts. */
export function refuse({ type, message, facts }: Refusal): ApplicationFailure {
  return ApplicationFailure.create({ message, type, nonRetryable: true, details: [facts] })
}

/** The refusal that a failure carries, or undefined when it is of another kind. One by an activity arrives wrapped. */
export function refusalIn(error: unknown): Refusal | undefined {
  let cause = error
  while (cause instanceof Error && !(cause instanceof ApplicationFailure)) cause = cause.cause
  if (!(cause instanceof ApplicationFailure) || !cause.nonRetryable || !cause.type) return undefined
  return {
    type: cause.type,
    message: cause.message,
    facts: (cause.details?.[0] as Refusal['facts'] | undefined) ?? {},
  }
}
