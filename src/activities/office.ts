import { isDeepStrictEqual } from 'node:util'
import { ApplicationFailure } from '@temporalio/common'
import type { OfficeEvent } from '../domain/event.ts'
import type { Answer, OfficeStep } from '../domain/step.ts'
import { findReceipt } from '../store/commands.ts'
import {
  CommandRecordedError,
  DuplicateDocumentError,
  LineExceededError,
  recordStep,
  SequenceConflictError,
} from '../store/recordStep.ts'
import { sqlErrorOf } from '../store/sqlError.ts'
import type { Store } from '../store/store.ts'
import { eventsFrom } from '../store/timeline.ts'
import { COMMAND_RECORDED } from '../workflows/protocol.ts'

/** What stands in the database where a step was to be recorded. */
export interface RecordedBefore {
  readonly events: readonly OfficeEvent[]
  /** The answer given to the step's command, if that is among what was recorded. */
  readonly answer?: Answer
}

export interface OfficeActivities {
  /**
   * Records a step in one transaction: audit trail, ledger, read model, outbox. What the database refuses by rule (ceiling,
   * document number, key) is not retried.
   *
   * A worker may die after the transaction and before Temporal learns of it. The task then runs again, at a later moment or
   * with commands in another order, and comes with another step under the same numbers. What was recorded stands.
   * @returns null when the step is recorded as it is; else what is recorded from its number on
   */
  recordOfficeStep(step: OfficeStep): Promise<RecordedBefore | null>
}

export function officeActivities(store: Store): OfficeActivities {
  return {
    async recordOfficeStep(step) {
      try {
        if ((await recordStep(store, step)) === 'recorded') return null
      } catch (error) {
        if (error instanceof LineExceededError) throw refusal(error, 'line-exceeded')
        if (error instanceof DuplicateDocumentError) throw refusal(error, 'duplicate-document')
        if (error instanceof CommandRecordedError) throw refusal(error, COMMAND_RECORDED)
        if (step.cause && isRefusedForGood(error))
          throw refusal(new Error('A value cannot be kept.', { cause: error }), 'invalid-request')
        if (!(error instanceof SequenceConflictError)) throw error
      }
      const events = await eventsFrom(store, step.programme, step.office, step.firstSequence)
      if (events.length === 0)
        throw new Error(`Events of office ${step.office} before ${step.firstSequence} are missing.`)
      if (isDeepStrictEqual(events, step.events)) return null
      const receipt = step.cause && (await findReceipt(store, step.programme, step.office, step.cause.key))
      const isSame = receipt && receipt.bodyHash === step.cause?.bodyHash
      return { events, ...(isSame ? { answer: receipt.answer as Answer } : {}) }
    },
  }
}

/**
 * PostgreSQL cannot hold a value, or a constraint forbids it: trying again changes nothing, and would hold up the office for
 * ever. What time brings has no such values, and is tried on.
 */
function isRefusedForGood(error: unknown): boolean {
  return /^2[23]/.test(sqlErrorOf(error)?.code ?? '')
}

function refusal(error: Error, type: string): ApplicationFailure {
  return ApplicationFailure.create({ message: error.message, type, nonRetryable: true, cause: error })
}
