import { ApplicationFailure } from '@temporalio/common'
import type { OfficeStep } from '../domain/step.ts'
import { CommandRecordedError, DuplicateDocumentError, LineExceededError, recordStep } from '../store/recordStep.ts'
import type { Store } from '../store/store.ts'
import { COMMAND_RECORDED } from '../workflows/protocol.ts'

export interface OfficeActivities {
  /**
   * Records a step in one transaction: audit trail, ledger, read model, outbox. Recording the same step again changes
   * nothing. What the database refuses by rule (ceiling, document number, key) is not retried.
   */
  recordOfficeStep(step: OfficeStep): Promise<void>
}

export function officeActivities(store: Store): OfficeActivities {
  return {
    async recordOfficeStep(step) {
      try {
        await recordStep(store, step)
      } catch (error) {
        if (error instanceof LineExceededError) throw refusal(error, 'line-exceeded')
        if (error instanceof DuplicateDocumentError) throw refusal(error, 'duplicate-document')
        if (error instanceof CommandRecordedError) throw refusal(error, COMMAND_RECORDED)
        throw error
      }
    },
  }
}

function refusal(error: Error, type: string): ApplicationFailure {
  return ApplicationFailure.create({ message: error.message, type, nonRetryable: true, cause: error })
}
