import { Client, Connection } from '@temporalio/client'
import { expect, onTestFinished, test, vi } from 'vitest'
import { anyFreePort } from '../../src/stack/ports.ts'
import type { SearchAttributeTypes } from '../../src/stack/searchAttributeRegistration.ts'
import { startTemporal } from '../../src/stack/temporal.ts'
import { temporalCli } from '../../src/stack/temporalCli.ts'
import { scratchFolder } from './support/scratch.ts'

test('Temporal keeps its workflows when it is killed, and comes back by itself', { timeout: 600_000 }, async () => {
  const cliPath = await temporalCli((line) => console.error(line))
  const dataDir = scratchFolder()
  const [port, uiPort] = [await anyFreePort(), await anyFreePort()]
  const events: string[] = []
  const start = async (searchAttributes: SearchAttributeTypes) => {
    const temporal = await startTemporal({
      ...{ cliPath, dataDir, port, uiPort, searchAttributes, namespace: 'office' },
      onEvent: (event) => events.push(event),
    })
    onTestFinished(() => temporal.stop())
    return temporal
  }
  const clientOf = async (address: string) => {
    const connection = await Connection.connect({ address })
    onTestFinished(() => connection.close())
    return new Client({ connection, namespace: 'office' })
  }

  const temporal = await start({ Office: 'Keyword' })
  expect(temporal).toMatchObject({
    address: `127.0.0.1:${port}`,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    namespace: 'office',
  })
  expect((await fetch(temporal.uiUrl)).status).toBe(200)
  const client = await clientOf(temporal.address)
  await client.workflow.start('nobodyRunsIt', {
    ...{ workflowId: 'kept', taskQueue: 'none', args: ['4701'] },
    searchAttributes: { Office: ['4701'] },
  })

  process.kill(temporal.pid!, 'SIGKILL')
  await vi.waitFor(() => expect(temporal.restarts).toBe(1), { timeout: 60_000 })
  expect((await client.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING')
  expect(events).toContain('restarted Temporal after it died (signal SIGKILL)')

  // A later version of the service has one search attribute more; the data is of an earlier one.
  await temporal.stop()
  const later = await start({ Office: 'Keyword', Phase: 'Keyword', NextDeadline: 'Datetime' })
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace: 'office' })
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(['Office', 'Phase', 'NextDeadline']))
  expect((await client.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING')

  // What cannot be mended by adding is said, not waited for.
  await later.stop()
  await expect(start({ Office: 'Int' })).rejects.toThrow('search attribute Office is registered with another type')
})
