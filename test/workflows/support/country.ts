import { fileURLToPath } from 'node:url'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Runtime, Worker } from '@temporalio/worker'
import { afterAll, inject } from 'vitest'
import { digestActivities } from '../../../src/activities/digest.ts'
import { fanOutActivities } from '../../../src/activities/fanOut.ts'
import { officeActivities } from '../../../src/activities/office.ts'
import { CommandGateway } from '../../../src/commands/gateway.ts'
import type { ClockSetting } from '../../../src/domain/clock.ts'
import type { OfficeStep } from '../../../src/domain/step.ts'
import { sampleContacts } from '../../../src/programme/contacts.ts'
import { loadProgramme, officesOf, type Programme } from '../../../src/programme/load.ts'
import { temporalTestServer } from '../../../src/stack/testServer.ts'
import { saveProgramme } from '../../../src/store/programmes.ts'
import type { Store } from '../../../src/store/store.ts'
import { indexedValueTypes } from '../../../src/temporal/searchAttributeCheck.ts'
import { searchAttributeTypes } from '../../../src/workflows/searchAttributes.ts'
import { freshStore } from '../../support/database.ts'

export const TASK_QUEUE = 'test'

Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error } })

/** 2568's programme, as it ships. */
export const programme: Programme = loadProgramme(
  fileURLToPath(new URL('../../../programmes/amphoe-ita-2568.yaml', import.meta.url)),
)

/** One province of the programme in a database of its own, on the time-skipping server. Nothing is opened yet. */
export interface Country {
  readonly env: TestWorkflowEnvironment
  readonly store: Store
  readonly gateway: CommandGateway
  /** Called before a step is recorded: what a run of the task that was lost had done. */
  readonly beforeRecording: { hook?: (step: OfficeStep) => Promise<void> }
  /** Runs a worker until the file's tests are done. */
  runWorker(): Promise<void>
}

/** A province with one budget line of 1,000.00 baht for each office. The time-skipping server starts at the clock's will. */
export async function country(clock: ClockSetting, province = '47'): Promise<Country> {
  const { store } = await freshStore()
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: await temporalTestServer(console.error) },
  })
  afterAll(() => env.teardown())
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(
      Object.entries(searchAttributeTypes).map(([name, type]) => [name, indexedValueTypes.indexOf(type)]),
    ),
  })
  const offices = officesOf(programme).filter((o) => o.startsWith(province))
  await saveProgramme(store, programme, {
    allocations: new Map(offices.map((o) => [o, { materials: 100_000 }])),
    contacts: sampleContacts(offices),
    sampleAllocations: true,
    clock,
    provinces: [province],
  })
  const beforeRecording: Country['beforeRecording'] = {}
  const { recordOfficeStep } = officeActivities(store)
  return {
    env,
    beforeRecording,
    store,
    gateway: new CommandGateway(store, env.client, 20_000),
    runWorker: async () => {
      const worker = await Worker.create({
        connection: env.nativeConnection,
        taskQueue: TASK_QUEUE,
        workflowBundle: { codePath: inject('workflowBundle') },
        activities: {
          recordOfficeStep: async (step: OfficeStep) => {
            await beforeRecording.hook?.(step)
            return recordOfficeStep(step)
          },
          ...digestActivities(store),
          ...fanOutActivities(store, env.client, TASK_QUEUE),
        },
      })
      const running = worker.run()
      afterAll(async () => {
        worker.shutdown()
        await running
      })
    },
  }
}
