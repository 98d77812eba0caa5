import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, inject, it, vi } from 'vitest'
import { registerSearchAttributes } from '../../src/stack/searchAttributeRegistration.ts'
import { checkSearchAttributes, SearchAttributesError } from '../../src/temporal/searchAttributeCheck.ts'
import { searchAttributeTypes } from '../../src/workflows/searchAttributes.ts'
import { freshDatabase } from '../support/database.ts'
import { developmentServer } from './support/servers.ts'

const names = Object.keys(searchAttributeTypes)

describe('A worker and the search attributes of its namespace', async () => {
  const env = await developmentServer({ withSearchAttributes: false })
  afterAll(() => env.teardown())
  const databaseUrl = await freshDatabase()
  const started: ChildProcess[] = []
  afterAll(() => {
    for (const worker of started) worker.kill('SIGKILL')
  })

  /** The worker process, as it is run in production. */
  function startWorker(): { worker: ChildProcess; said: () => string } {
    const worker = spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('../../src/worker.ts', import.meta.url))],
      {
        env: {
          ...process.env,
          ...{ DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: env.address, WORKFLOW_BUNDLE: inject('workflowBundle') },
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    started.push(worker)
    let said = ''
    for (const stream of [worker.stdout!, worker.stderr!]) stream.on('data', (text) => (said += text))
    return { worker, said: () => said }
  }

  it('without them it does not start, and says what is missing and which command mends it', async () => {
    const { worker, said } = startWorker()
    const [code] = await once(worker, 'close')
    expect(code).not.toBe(0)
    expect(said()).toContain('The Temporal namespace "default" does not have the search attributes')
    for (const [name, type] of Object.entries(searchAttributeTypes))
      expect(said()).toContain(
        `temporal operator search-attribute create --namespace default --name ${name} --type ${type}`,
      )
  })

  it('with one of another type it says so, and names that one only', async () => {
    const { Phase: _, ...others } = searchAttributeTypes
    await vi.waitFor(
      async () =>
        expect(await registerSearchAttributes(env.connection, 'default', { ...others, Phase: 'Int' })).toBe(true),
      { timeout: 20_000, interval: 200 },
    )
    const refused = await checkSearchAttributes(env.connection, 'default').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(SearchAttributesError)
    const { message } = refused as Error
    expect(message).toContain('Phase is Int, must be Keyword: remove it first, then temporal operator')
    expect(names.filter((name) => message.includes(`--name ${name} `))).toEqual(['Phase'])
  })

  it('with all of them it runs, and ends when it is asked to', async () => {
    await env.connection.operatorService.removeSearchAttributes({ namespace: 'default', searchAttributes: ['Phase'] })
    await vi.waitFor(
      async () => expect(await registerSearchAttributes(env.connection, 'default', searchAttributeTypes)).toBe(true),
      { timeout: 20_000, interval: 200 },
    )
    await expect(checkSearchAttributes(env.connection, 'default')).resolves.toBeUndefined()
    const { worker, said } = startWorker()
    await vi.waitFor(() => expect(said()).toContain('worker runs'), { timeout: 30_000, interval: 100 })
    worker.kill('SIGTERM')
    expect(await once(worker, 'close')).toEqual([0, null])
  })
})
