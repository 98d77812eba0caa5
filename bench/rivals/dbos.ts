import { DBOS } from '@dbos-inc/dbos-sdk'
import type { Job } from './desk.ts'
import { openDesk, serve } from './serve.ts'

/**
 * The job on DBOS: a durable workflow of one step in the process that was asked, which is the fastest that DBOS offers; a queue
 * would be looked into once a second. The workflow's id is the office and the key, so that the same key is done once.
 */
const desk = await openDesk()
const systemDatabase = new URL(process.env.DATABASE_URL!)
systemDatabase.pathname = '/dbos'
DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: systemDatabase.href,
  systemDatabasePoolSize: 20,
  logLevel: 'error',
})
const command = DBOS.registerWorkflow(
  (job: Job) => DBOS.runStep(() => desk.carryOut(job), { name: 'carryOut', retriesAllowed: true }),
  { name: 'command' },
)
await DBOS.launch()
serve('DBOS', async (job) => {
  const handle = await DBOS.startWorkflow(command, { workflowID: `${job.office} ${job.key}` })(job)
  return handle.getResult()
})
