import { type Client, ServiceError } from '@temporalio/client'
import type { Instant } from '../../../src/domain/time.ts'
import { ADVANCE, type Advanced, SET_CLOCK } from '../../../src/workflows/protocol.ts'
import { runsOf } from './histories.ts'

/** How many requests are under way at once: fewer than the ten Updates that a run takes at a time. */
const AT_ONCE = 8

/** Does `act` for each number below `times`, several at once, so that something is in flight at any moment. */
export async function inFlight(times: number, act: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < times) await act(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

/**
 * Moves a stepped workflow to a moment. When a signal comes just as a run would continue as new, the server refuses the task
 * and fails the Updates in it; whoever sent one sends it again, as the activities and the gateway's callers do.
 */
export async function advance(client: Client, workflowId: string, to: Instant): Promise<Advanced> {
  for (let attempt = 1; ; attempt++) {
    try {
      const handle = client.workflow.getHandle(workflowId)
      return await handle.executeUpdate<Advanced, [{ to: Instant }]>(ADVANCE, { args: [{ to }] })
    } catch (error) {
      const isTaskRefused = error instanceof ServiceError && /unexpected workflow task failure/.test(`${error.cause}`)
      if (!isTaskRefused || attempt === 5) throw error
    }
  }
}

/** From now on, programme time of a workflow goes on from a moment as fast as real time does. */
export function letTimeGoOnFrom(client: Client, workflowId: string, origin: Instant): Promise<void> {
  const clock = { kind: 'paced', origin, startedAt: new Date().toISOString(), pace: 1 }
  return client.workflow.getHandle(workflowId).signal(SET_CLOCK, clock)
}

/** How many runs a workflow has had: one more than it has continued as new. */
export async function runCount(client: Client, workflowId: string): Promise<number> {
  return (await runsOf(client, workflowId)).length
}
