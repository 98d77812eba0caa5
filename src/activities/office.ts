import { isDeepStrictEqual } from 'node:util'
import { ApplicationFailure } from '@temporalio/common'
import { debugPoint } from '../debugPoint.ts'
import type { OfficeEvent } from '../domain/event.ts'
import type { Answer, OfficeStep } from '../domain/step.ts'
import { findReceipts } from '../store/commands.ts'
import {
  CommandRecordedError,
  DuplicateDocumentError,
  LineExceededError,
  recordStep,
  recordSteps,
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

/** What stands in the database where the steps of a batch were to be recorded. */
export interface BatchRecordedBefore {
  readonly events: readonly OfficeEvent[]
  /** The answers given to those commands of the batch that are among what was recorded. */
  readonly answers: readonly { readonly key: string; readonly answer: Answer }[]
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

  /**
   * The same for the steps of a batch, in one transaction: all of them or none. One that the database refuses by rule refuses
   * them all.
   */
  recordOfficeSteps(steps: readonly OfficeStep[]): Promise<BatchRecordedBefore | null>
}

export function officeActivities(store: Store): OfficeActivities {
  return {
    async recordOfficeStep(step) {
      const before = await unlessRecorded(store, [step], () => recordStep(store, step))
      if (!before) return null
      const answer = before.answers[0]?.answer
      return { events: before.events, ...(answer ? { answer } : {}) }
    },

    recordOfficeSteps: (steps) => unlessRecorded(store, steps, () => recordSteps(store, steps)),
  }
}

/** Records steps, and answers null; or what stands in their place. */
async function unlessRecorded(
  store: Store,
  steps: readonly OfficeStep[],
  record: () => Promise<'recorded' | 'already-recorded'>,
): Promise<BatchRecordedBefore | null> {
  try {
    if ((await record()) === 'recorded') {
      debugPoint('step-recorded')
      return null
    }
  } catch (error) {
    if (error instanceof LineExceededError) throw refusal(error.message, 'line-exceeded')
    if (error instanceof DuplicateDocumentError) throw refusal(error.message, 'duplicate-document')
    if (error instanceof CommandRecordedError) throw refusal(error.message, COMMAND_RECORDED)
    if (steps.some((step) => step.cause) && isRefusedForGood(error))
      throw refusal('A value cannot be kept.', 'invalid-request', error as Error)
    if (!(error instanceof SequenceConflictError)) throw error
  }
  const { programme, office, firstSequence } = steps[0]!
  const events = await eventsFrom(store, programme, office, firstSequence)
  // Tried on, until the missing ones are recorded again: an event after a gap would hide it for good.
  if (events.length === 0)
    throw new Error(
      `The trail of office ${office} ends before event ${firstSequence - 1}, which its workflow has recorded: an older database was restored. See npm run doctor.`,
    )
  const causes = steps.flatMap((step) => step.cause ?? [])
  const receipts = await findReceipts(
    store,
    programme,
    office,
    causes.map(({ key }) => key),
  )
  const answers = causes.flatMap(({ key, bodyHash }) => {
    const receipt = receipts.get(key)
    return receipt?.bodyHash === bodyHash ? [{ key, answer: receipt.answer as Answer }] : []
  })
  // Two commands may make the very same events: that those stand there does not say that this command is recorded.
  const given = {
    events: steps.flatMap((step) => step.events),
    answers: causes.map(({ key, answer }) => ({ key, answer })),
  }
  const recorded = { events, answers }
  return isDeepStrictEqual(recorded, given) ? null : recorded
}

/**
 * PostgreSQL cannot hold a value, or a constraint forbids it: trying again changes nothing, and would hold up the office for
 * ever. What time brings has no such values, and is tried on.
 */
function isRefusedForGood(error: unknown): boolean {
  return /^2[23]/.test(sqlErrorOf(error)?.code ?? '')
}

/** A refusal goes into the history, those of a batch by the hundred: stacks are left out, they say nothing of a rule. */
function refusal(message: string, type: string, cause?: Error): ApplicationFailure {
  const failure = ApplicationFailure.create({ message, type, nonRetryable: true, ...(cause ? { cause } : {}) })
  failure.stack = ''
  return failure
}
