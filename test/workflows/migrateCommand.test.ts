import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { pendingMigrations } from '../../src/store/migrate.ts'
import { checkSearchAttributes } from '../../src/temporal/searchAttributeCheck.ts'
import { freshDatabase } from '../support/database.ts'
import { developmentServer } from './support/servers.ts'

const command = fileURLToPath(new URL('../../src/cli/migrate.ts', import.meta.url))

describe('npm run migrate', async () => {
  const env = await developmentServer({ withSearchAttributes: false })
  afterAll(() => env.teardown())

  /** What the command prints, and how it ends. */
  async function migrate(databaseUrl: string, namespace: string, ...args: string[]) {
    const of = { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: env.address, TEMPORAL_NAMESPACE: namespace }
    const child = spawn(process.execPath, ['--import', 'tsx', command, ...args], { env: { ...process.env, ...of } })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
    const [status] = await once(child, 'close')
    return { said, status }
  }

  const described = (namespace: string) => env.connection.workflowService.describeNamespace({ namespace })

  it('gives an empty database its schema, and a new namespace its search attributes', async () => {
    const url = await freshDatabase({ withSchema: false })
    const { said, status } = await migrate(url, 'ita', '--retention-days', '7')
    expect({ said, status }).toMatchObject({ status: 0 })
    expect(await pendingMigrations(url)).toEqual([])
    await checkSearchAttributes(env.connection, 'ita')
    const { config } = await described('ita')
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(7 * 86_400)
  })

  it('run again, it changes nothing: not the retention that somebody chose either', async () => {
    const url = await freshDatabase()
    const { said, status } = await migrate(url, 'ita', '--retention-days', '90')
    expect({ said, status }).toMatchObject({ status: 0 })
    expect(said).toContain('The database is at this version.')
    expect(said).not.toContain('Registering')
    const { config } = await described('ita')
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(7 * 86_400)
  })

  it('run by two at once, both succeed', async () => {
    const url = await freshDatabase({ withSchema: false })
    const both = await Promise.all([migrate(url, 'both'), migrate(url, 'both')])
    expect(both).toMatchObject([{ status: 0 }, { status: 0 }])
    expect(await pendingMigrations(url)).toEqual([])
    await checkSearchAttributes(env.connection, 'both')
  })

  it.for(['0', '1.5', 'long'])('a retention of %s days is refused before anything is done', async (days) => {
    const url = await freshDatabase({ withSchema: false })
    const { said, status } = await migrate(url, 'refused', '--retention-days', days)
    expect(status).toBe(2)
    expect(said).toContain('--retention-days must be a whole number above 0.')
    expect((await pendingMigrations(url)).length).toBeGreaterThan(0)
  })
})
