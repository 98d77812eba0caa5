import { proxySinks, type Sinks, type WorkflowInterceptorsFactory } from '@temporalio/workflow'
import type { BatchRecordedBefore, RecordedBefore } from '../activities/office.ts'
import type { OfficeStep } from '../domain/step.ts'

/**
 * For the doctor's replays alone: tells what an office's workflow had recorded. A history has what an activity answered but not
 * what it was asked, which the workflow's code says anew when it is replayed. Workers have this not in their bundle.
 */
export interface StepSinks extends Sinks {
  steps: {
    /**
     * Steps that were recorded, or what turned out to be recorded in their place.
     * @param before null: as they are
     */
    recorded(steps: readonly OfficeStep[], before: RecordedBefore | BatchRecordedBefore | null): void
  }
}

const { steps: told } = proxySinks<StepSinks>()
const RECORDING = ['recordOfficeStep', 'recordOfficeSteps']

export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      scheduleLocalActivity(input, next) {
        const outcome = next(input)
        // The workflow waits for the very promise that it would wait for otherwise: one more in between might change its order.
        if (RECORDING.includes(input.activityType))
          outcome.then(
            (before) =>
              told.recorded(
                [input.args[0]].flat() as OfficeStep[],
                before as RecordedBefore | BatchRecordedBefore | null,
              ),
            // Refused by rule: nothing was recorded.
            () => undefined,
          )
        return outcome
      },
    },
  ],
})
