import type { Client } from '@temporalio/client'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker'
import { digestActivities } from '../activities/digest.ts'
import { examinationActivities } from '../activities/examination.ts'
import { fanOutActivities } from '../activities/fanOut.ts'
import { officeActivities } from '../activities/office.ts'
import type { Store } from '../store/store.ts'

export interface WorkerSetting {
  readonly store: Store
  readonly client: Client
  readonly taskQueue: string
  readonly bundle: WorkflowBundleOption
  readonly maxCachedWorkflows: number
}

/** A worker that runs the programme's workflows and activities; `run()` it. */
export async function createWorker({
  store,
  client,
  taskQueue,
  bundle,
  maxCachedWorkflows,
}: WorkerSetting): Promise<Worker> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig()
  return Worker.create({
    connection: await NativeConnection.connect(connectionOptions),
    namespace,
    taskQueue,
    workflowBundle: bundle,
    activities: {
      ...officeActivities(store),
      ...digestActivities(store),
      ...fanOutActivities(store, client, taskQueue),
      ...examinationActivities(store, client),
    },
    // A country is about 1,030 workflows. An evicted one is replayed from its history at its next task.
    maxCachedWorkflows,
    // Enough to keep two cores busy while each step waits for its transaction.
    maxConcurrentLocalActivityExecutions: 32,
    // Lets a step that is being recorded finish, rather than be recorded again by the next worker.
    shutdownGraceTime: '10s',
  })
}
