import { WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { expect, it } from 'vitest'
import { untilHeard } from '../../src/temporal/addressing.ts'

const failed = (type: string) =>
  new WorkflowUpdateFailedError('Workflow Update failed', ApplicationFailure.create({ type, message: 'said so' }))

/** An Update that fails so often before it is answered, and how often it was sent. */
function sending(error: Error, times: number) {
  const sent = { times: 0 }
  return { sent, send: async () => (++sent.times > times ? 'answered' : Promise.reject(error)) }
}

it.each(['UnprocessedUpdate', 'AcceptedUpdateCompletedWorkflow'])(
  'an Update that got lost is sent again: %s',
  async (type) => {
    const { send } = sending(failed(type), 2)
    expect(await untilHeard(send)).toBe('answered')
  },
)

it('what a workflow has refused is not asked again', async () => {
  const { send, sent } = sending(failed('not-notified'), 1)
  await expect(untilHeard(send)).rejects.toThrow('Workflow Update failed')
  expect(sent.times).toBe(1)
})

it('nobody waits beyond the deadline', async () => {
  const { send } = sending(failed('UnprocessedUpdate'), Number.POSITIVE_INFINITY)
  const began = Date.now()
  await expect(untilHeard(send, began + 350)).rejects.toThrow('Workflow Update failed')
  expect(Date.now()).toBeLessThanOrEqual(began + 350)
})
