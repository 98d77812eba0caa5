import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import PgBoss from 'pg-boss'
import type { Answer } from '../../src/domain/step.ts'
import type { Job } from './desk.ts'
import { openDesk, serve } from './serve.ts'

/**
 * The job on pg-boss: sent to a queue, fetched and completed by workers in the same process, which are told of it at once; they
 * would look by themselves every half second. The job's id comes from the office and the key, so that the same key is queued once.
 * The queue's own policy of one job at a time by key is not used: a fetch that meets such a job takes nothing at all.
 */
const QUEUE = 'command'
/** Workers, and jobs each takes at once. */
const WORKERS = 4
const BATCH = 6

const desk = await openDesk()
/** Says under a job's id what came of it: pg-boss itself tells no caller. */
const done = new EventEmitter<Record<string, [Promise<Answer>]>>()
const boss = new PgBoss({ connectionString: process.env.DATABASE_URL!, max: 20 })
boss.on('error', (error) => console.error(error))
await boss.start()
await boss.createQueue(QUEUE)
const workers: string[] = []
for (let n = 0; n < WORKERS; n++)
  workers.push(
    await boss.work<Job>(QUEUE, { batchSize: BATCH, pollingIntervalSeconds: 0.5 }, async (jobs) => {
      const answers = jobs.map(({ id, data }) => {
        const answer = desk.carryOut(data)
        done.emit(id, answer)
        return answer
      })
      await Promise.all(answers)
    }),
  )
let turn = 0
serve('pg-boss', async (job) => {
  const id = idOf(job)
  const answer = new Promise<Answer>((resolve) => done.once(id, resolve))
  // One that is queued already, or done, is carried out by nobody again: its answer is in the database.
  if ((await boss.send(QUEUE, job, { id })) === null) return desk.carryOut(job)
  boss.notifyWorker(workers[turn++ % WORKERS]!)
  return answer
})

/** A UUID from the office and the key. */
function idOf({ office, key }: Job): string {
  const hex = createHash('sha256').update(`${office} ${key}`).digest('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}
