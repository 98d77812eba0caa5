import type { Connection } from '@temporalio/client'
import { missingMigrations } from '../store/migrate.ts'
import type { Store } from '../store/store.ts'
import type { WorkerPolls } from './workerPolls.ts'

/** Something that a process cannot do without. */
export interface Need {
  readonly part: string
  /**
   * @returns what is wrong with it, in a sentence; undefined when it is there
   * @throws when it does not answer
   */
  check(): Promise<string | undefined>
}

/** What has not answered within this time is as good as away, in milliseconds. */
const ANSWER_WITHIN_MS = 3000

/** What the API needs to take requests: PostgreSQL with this version's schema, and Temporal. */
export function apiReadiness({
  store,
  connection,
}: {
  readonly store: Store
  readonly connection: Connection
}): Need[] {
  return [
    {
      part: 'PostgreSQL',
      check: async () => {
        const missing = await missingMigrations(store)
        return missing.length > 0 ? `The database lacks ${missing.join(', ')}.` : undefined
      },
    },
    {
      part: 'Temporal',
      check: async () => {
        await connection.withDeadline(Date.now() + ANSWER_WITHIN_MS, () => connection.workflowService.getSystemInfo({}))
        return undefined
      },
    },
  ]
}

/** What a worker needs beside that to do any work: to be asking Temporal for it. */
export function workerReadiness(polls: WorkerPolls, now: () => Date = () => new Date()): Need {
  return { part: 'Temporal', check: () => polls.whatIsWrong(now()) }
}
