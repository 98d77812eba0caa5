import type { Client } from '@temporalio/client'
import {
  type ActivityInterceptorsFactory,
  NativeConnection,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker'
import { digestActivities } from '../activities/digest.ts'
import { examinationActivities } from '../activities/examination.ts'
import { fanOutActivities } from '../activities/fanOut.ts'
import { officeActivities } from '../activities/office.ts'
import type { Store } from '../store/store.ts'
import { lastActivity } from '../telemetry/measures.ts'
import { dataConverterOf } from './payloadCodec.ts'
import { releaseOptions } from './releases.ts'
import type { WorkerTracing } from './tracing.ts'
import { temporalConnectConfig } from './variables.ts'
import { prepareWorkflowHeap } from './workflowHeap.ts'

export interface WorkerSetting {
  readonly store: Store
  readonly client: Client
  readonly taskQueue: string
  readonly bundle: WorkflowBundleOption
  readonly maxCachedWorkflows: number
  /** The release that it is of; undefined where workers have none. */
  readonly buildId?: string | undefined
  /** Without it no trace goes on here. */
  readonly tracing?: WorkerTracing | undefined
}

/** A worker that runs the programme's workflows and activities; `run()` it. */
export async function createWorker({
  store,
  client,
  taskQueue,
  bundle,
  maxCachedWorkflows,
  buildId,
  tracing,
}: WorkerSetting): Promise<Worker> {
  prepareWorkflowHeap()
  const { connectionOptions, namespace = 'default' } = temporalConnectConfig()
  return Worker.create({
    connection: await NativeConnection.connect(connectionOptions),
    namespace,
    taskQueue,
    dataConverter: dataConverterOf(),
    workflowBundle: bundle,
    ...(buildId === undefined ? {} : { workerDeploymentOptions: releaseOptions(taskQueue, buildId) }),
    interceptors: { activity: [noteActivity, ...(tracing?.activity ?? [])] },
    ...(tracing ? { sinks: tracing.sinks } : {}),
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
    // One that cannot end, as when the SDK's core has failed within, must not live on unseen: it ends before the 90 seconds that compose
    // file and chart give it, and says so.
    shutdownForceTime: '80s',
  })
}

/** Notes when an activity began: a worker that has asked for work and does none is seen by it. */
const noteActivity: ActivityInterceptorsFactory = () => ({
  inbound: {
    execute: (input, next) => {
      lastActivity.setToCurrentTime()
      return next(input)
    },
  },
})
