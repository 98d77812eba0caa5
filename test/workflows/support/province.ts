import { fileURLToPath } from 'node:url'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker, type WorkflowBundleOption } from '@temporalio/worker'
import { digestActivities } from '../../../src/activities/digest.ts'
import { fanOutActivities } from '../../../src/activities/fanOut.ts'
import { officeActivities } from '../../../src/activities/office.ts'
import type { ClockSetting } from '../../../src/domain/clock.ts'
import type { OfficeStep } from '../../../src/domain/step.ts'
import { sampleContacts } from '../../../src/programme/contacts.ts'
import { loadProgramme, officesOf, type Programme } from '../../../src/programme/load.ts'
import { saveProgramme } from '../../../src/store/programmes.ts'
import type { Store } from '../../../src/store/store.ts'
import { IDENTITY } from './servers.ts'

/** What the tests and the recorder of histories share. Knows nothing of vitest: the recorder runs by itself. */

export const TASK_QUEUE = 'test'

/** 2568's programme, as it ships. */
export const programme: Programme = loadProgramme(
  fileURLToPath(new URL('../../../programmes/amphoe-ita-2568.yaml', import.meta.url)),
)

/** Saves one province of the programme, with one budget line of 1,000.00 baht for each office. Nothing is opened yet. */
export async function saveProvince(store: Store, clock: ClockSetting, province: string): Promise<void> {
  const offices = officesOf(programme).filter((o) => o.startsWith(province))
  await saveProgramme(store, programme, {
    allocations: new Map(offices.map((o) => [o, { materials: 100_000 }])),
    contacts: sampleContacts(offices),
    sampleAllocations: true,
    clock,
    provinces: [province],
  })
}

/** A worker with the service's own activities. */
export function provinceWorker({
  env,
  store,
  bundle,
  beforeRecording,
  beforeRecordingBatch,
}: {
  env: TestWorkflowEnvironment
  store: Store
  bundle: WorkflowBundleOption
  /** Called before a step is recorded. */
  beforeRecording?: (step: OfficeStep) => Promise<void>
  /** Called before the steps of a batch are recorded. */
  beforeRecordingBatch?: (steps: readonly OfficeStep[]) => Promise<void>
}): Promise<Worker> {
  const { recordOfficeStep, recordOfficeSteps } = officeActivities(store)
  return Worker.create({
    connection: env.nativeConnection,
    taskQueue: TASK_QUEUE,
    identity: IDENTITY,
    workflowBundle: bundle,
    activities: {
      recordOfficeStep: async (step: OfficeStep) => {
        await beforeRecording?.(step)
        return recordOfficeStep(step)
      },
      recordOfficeSteps: async (steps: readonly OfficeStep[]) => {
        await beforeRecordingBatch?.(steps)
        return recordOfficeSteps(steps)
      },
      ...digestActivities(store),
      ...fanOutActivities(store, env.client, TASK_QUEUE),
    },
  })
}
