import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, inject } from 'vitest'
import { CommandGateway } from '../../../src/commands/gateway.ts'
import type { ClockSetting } from '../../../src/domain/clock.ts'
import type { OfficeStep } from '../../../src/domain/step.ts'
import type { Store } from '../../../src/store/store.ts'
import { freshStore, type Sql } from '../../support/database.ts'
import { provinceWorker, saveProvince } from './province.ts'
import { timeSkippingServer } from './servers.ts'

export { programme, TASK_QUEUE } from './province.ts'

/** One province of the programme in a database of its own, on a server of its own. Nothing is opened yet. */
export interface Country {
  readonly env: TestWorkflowEnvironment
  readonly store: Store
  readonly sql: Sql
  readonly gateway: CommandGateway
  /** Called before a step is recorded: what a run of the task that was lost had done. */
  readonly beforeRecording: {
    hook?: (step: OfficeStep) => Promise<void>
    /** The same for a batch. */
    batchHook?: (steps: readonly OfficeStep[]) => Promise<void>
  }
  /** Runs a worker until the file's tests are done. */
  runWorker(): Promise<void>
}

/**
 * A province with one budget line of 1,000.00 baht for each office. A server that skips time starts at the clock's will.
 * @param start which server it runs on
 */
export async function country(
  clock: ClockSetting,
  {
    province = '47',
    start = timeSkippingServer,
  }: { province?: string; start?: () => Promise<TestWorkflowEnvironment> } = {},
): Promise<Country> {
  const { store, sql } = await freshStore()
  const env = await start()
  afterAll(() => env.teardown())
  await saveProvince(store, clock, province)
  const beforeRecording: Country['beforeRecording'] = {}
  return {
    env,
    beforeRecording,
    store,
    sql,
    gateway: new CommandGateway(store, env.client, 20_000),
    runWorker: async () => {
      const worker = await provinceWorker({
        env,
        store,
        bundle: { codePath: inject('workflowBundle') },
        beforeRecording: async (step) => beforeRecording.hook?.(step),
        beforeRecordingBatch: async (steps) => beforeRecording.batchHook?.(steps),
      })
      const running = worker.run()
      afterAll(async () => {
        worker.shutdown()
        await running
      })
    },
  }
}
