import { createHash } from 'node:crypto'
import { DBOS } from '@dbos-inc/dbos-sdk'
import PgBoss from 'pg-boss'
import type { Answer } from '../src/domain/step.ts'
import type { Book, Disbursement } from './book.ts'

/** How others carry a disbursement out so that it survives the process and happens once for its key. */
export type Rival = (asked: Disbursement) => Promise<Answer>

export const rivals: Readonly<Record<string, (databaseUrl: string, book: Book) => Promise<Rival>>> = {
  /** A workflow for each command, under the command's key, with the transaction as its one step. */
  DBOS: async (databaseUrl, book) => {
    DBOS.setConfig({ name: 'bench', systemDatabaseUrl: databaseUrl, systemDatabasePoolSize: 12, logLevel: 'error' })
    const workflow = DBOS.registerWorkflow(
      (asked: Disbursement) => DBOS.runStep(() => book.disburse(asked), { name: 'record' }),
      { name: 'disburse' },
    )
    await DBOS.launch()
    return async (asked) => (await DBOS.startWorkflow(workflow, { workflowID: asked.key })(asked)).getResult()
  },

  /** A job for each command, its id made of the command's key, taken in batches by workers that are woken when one is put in. */
  'pg-boss': async (databaseUrl, book) => {
    const boss = new PgBoss({ connectionString: databaseUrl, max: 12 })
    boss.on('error', console.error)
    await boss.start()
    await boss.createQueue('disburse')
    const waiting = new Map<string, (answer: Answer) => void>()
    const take = async (jobs: PgBoss.Job<Disbursement>[]) => {
      await Promise.all(jobs.map(async ({ id, data }) => waiting.get(id)!(await book.disburse(data))))
    }
    const workers = await Promise.all(
      Array.from({ length: 4 }, () => boss.work('disburse', { batchSize: 8, pollingIntervalSeconds: 0.5 }, take)),
    )
    let turn = 0
    return async (asked) => {
      const id = uuidOf(asked.key)
      const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve))
      await boss.send('disburse', asked, { id })
      boss.notifyWorker(workers[turn++ % workers.length]!)
      const answer = await answered
      waiting.delete(id)
      return answer
    }
  },
}

/** The same for the same key: a job that is there already is not put in again. */
function uuidOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}
