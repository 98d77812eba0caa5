import type { Connection } from '@temporalio/client'
import type { Worker } from '@temporalio/worker'
import { lastPoll } from '../telemetry/measures.ts'
import { POLLED_WITHIN_MS, type Poller, pollersOf, type TaskQueueType } from '../temporal/pollers.ts'

export interface WorkerPollsSetting {
  readonly worker: Pick<Worker, 'getState' | 'options'>
  readonly connection: Connection
  readonly namespace: string
  readonly taskQueue: string
}

/** What has not answered within this time is as good as away, in milliseconds. */
const ANSWER_WITHIN_MS = 3000

/** Whether this worker asks Temporal for work: what it thinks of itself, and what Temporal has seen of it. */
export class WorkerPolls {
  private readonly setting: WorkerPollsSetting

  constructor(setting: WorkerPollsSetting) {
    this.setting = setting
  }

  /**
   * Looks when it last asked, and tells the metrics.
   * @param now the machine's clock
   * @returns what is wrong, in a sentence; undefined when it asks for workflows and for activities
   * @throws when Temporal does not answer
   */
  async whatIsWrong(now: Date): Promise<string | undefined> {
    const { worker, connection, namespace, taskQueue } = this.setting
    if (worker.getState() !== 'RUNNING') return `The worker does not run: it is ${worker.getState().toLowerCase()}.`
    const queues = await connection.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
      pollersOf(connection, namespace, taskQueue),
    )
    const late = Object.entries(queues).filter(([queue, pollers]) => {
      const at = this.lastOf(pollers)
      lastPoll.set({ queue: queue as TaskQueueType }, at / 1000)
      return at < now.getTime() - POLLED_WITHIN_MS
    })
    if (late.length === 0) return undefined
    const names = late.map(([queue]) => queue).join(' and ')
    return `The worker has not asked for ${names} tasks for ${POLLED_WITHIN_MS / 1000} seconds.`
  }

  private lastOf(pollers: readonly Poller[]): number {
    const { identity } = this.setting.worker.options
    return Math.max(0, ...pollers.filter((p) => p.identity === identity).map(({ at }) => at))
  }
}
