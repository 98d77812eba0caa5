import type { Connection } from '@temporalio/client'

/** Who asks Temporal for work. */
export interface Poller {
  /** The worker, as it calls itself. */
  readonly identity: string
  /** When it last asked, in milliseconds since the epoch. */
  readonly at: number
}

/** A worker asks for work at least once a minute; Temporal remembers those that are gone for some minutes more. */
export const POLLED_WITHIN_MS = 120_000

/** As Temporal's API numbers them. */
const TASK_QUEUE_TYPES = { workflow: 1, activity: 2 }
export type TaskQueueType = keyof typeof TASK_QUEUE_TYPES

/** The pollers of a task queue, as Temporal has them: for workflows, and for activities. */
export async function pollersOf(
  connection: Connection,
  namespace: string,
  taskQueue: string,
): Promise<Record<TaskQueueType, Poller[]>> {
  const of = async (type: TaskQueueType) => {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      ...{ namespace, taskQueue: { name: taskQueue }, taskQueueType: TASK_QUEUE_TYPES[type] },
    })
    return (pollers ?? []).map(({ identity, lastAccessTime }) => ({
      identity: identity ?? '',
      at: Number(lastAccessTime?.seconds ?? 0) * 1000,
    }))
  }
  const [workflow, activity] = await Promise.all([of('workflow'), of('activity')])
  return { workflow, activity }
}
