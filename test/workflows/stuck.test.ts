import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { workflowAccount } from '../../src/doctor/workflowAccount.ts'
import { officeWorkflowId } from '../../src/workflows/protocol.ts'
import { developmentServer } from './support/servers.ts'

let env: TestWorkflowEnvironment
beforeAll(async () => {
  env = await developmentServer()
})
afterAll(() => env.teardown())

test('an office whose workflow cannot go on is the only one that the doctor hears nothing of', async () => {
  const worker = await Worker.create({
    ...{ connection: env.nativeConnection, taskQueue: 'stuck', workflowBundle: { codePath: inject('workflowBundle') } },
  })
  await worker.runUntil(async () => {
    // Without an input its tasks fail, again and again.
    await env.client.workflow.start('officeLifecycle', {
      ...{ taskQueue: 'stuck', workflowId: officeWorkflowId('broken', '4701'), args: [{}] },
    })
    const account = () => workflowAccount(env.client, 'broken', '4701').catch((error: Error) => error.message)
    await vi.waitFor(async () => expect(await account()).toEqual({ ended: 'unanswered' }), {
      ...{ timeout: 50_000, interval: 500 },
    })
  })
})
