import { fileURLToPath } from 'node:url'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { NativeConnection, Worker } from '@temporalio/worker'
import { prepareWorkflowHeap } from '../src/temporal/workflowHeap.ts'

/** Runs the bare workflow, in a process of its own as the service's worker is, and says when each has woken. */
prepareWorkflowHeap()
const { connectionOptions, namespace = 'default' } = loadClientConnectConfig()
const worker = await Worker.create({
  connection: await NativeConnection.connect(connectionOptions),
  namespace,
  taskQueue: 'bare',
  workflowsPath: fileURLToPath(new URL('./bareWorkflow.ts', import.meta.url)),
  activities: {
    async nothing() {},
    async noteWaking() {
      console.log(`woken ${Date.now()}`)
    },
  },
  maxCachedWorkflows: 2000,
  maxConcurrentLocalActivityExecutions: 32,
})
console.log('bare worker runs')
await worker.run()
