import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { anyFreePort } from '../../src/stack/ports.ts'
import { startPostgres } from '../../src/stack/postgres.ts'
import { scratchFolder } from './support/scratch.ts'

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('PostgreSQL keeps what was committed when it is killed, and comes back by itself', {
  timeout: 120_000,
}, async () => {
  const dataDir = scratchFolder()
  const port = await anyFreePort()
  const events: string[] = []
  const start = () => startPostgres({ dataDir, port, onEvent: (event) => events.push(event) })
  const postgres = await start()
  onTestFinished(() => postgres.stop())
  expect(await query(postgres.url, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
  expect(await query(postgres.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }])
  await query(postgres.url, `CREATE TABLE kept AS SELECT 'เก็บไว้' AS word`)

  process.kill(postgres.pid!, 'SIGKILL')
  await vi.waitFor(() => expect(postgres.restarts).toBe(1), { timeout: 60_000 })
  expect(await query(postgres.url, 'SELECT word FROM kept')).toEqual([{ word: 'เก็บไว้' }])
  expect(events).toContain('restarted PostgreSQL after it died (signal SIGKILL)')

  // A second start on the same data is refused, and one after it has been stopped finds the data.
  await expect(start()).rejects.toThrow('already runs on this data')
  await postgres.stop()
  // A note that names another program's process id, as after a restart of the machine, is no obstacle.
  writeFileSync(join(dataDir, 'cluster', 'postmaster.pid'), `${process.ppid}\n${dataDir}/cluster\n1\n${port}\n`, {
    mode: 0o600,
  })
  const again = await start()
  onTestFinished(() => again.stop())
  expect(await query(again.url, 'SELECT word FROM kept')).toEqual([{ word: 'เก็บไว้' }])
})

test('only who knows the password gets in, and only from this machine', { timeout: 120_000 }, async () => {
  const dataDir = scratchFolder()
  const port = await anyFreePort()
  const postgres = await startPostgres({ dataDir, port, durable: false, onEvent: () => undefined })
  onTestFinished(() => postgres.stop())
  const wrong = new URL(postgres.url)
  wrong.password = 'guessed'
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
  expect(await query(postgres.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  expect(statSync(join(dataDir, 'password')).mode & 0o077).toBe(0)
  expect(postgres.url).toContain(readFileSync(join(dataDir, 'password'), 'utf8'))
  expect(readFileSync(join(dataDir, 'cluster', 'pg_hba.conf'), 'utf8')).not.toMatch(/^\s*[^#].*\btrust$/m)
})
