import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import type { Process } from '../../src/store/rights.ts'
import { openStore, type Store } from '../../src/store/store.ts'

/**
 * A database of the calling test file's own, with the schema and nothing in it. Gone when the file's tests are done.
 * @param withSchema false for an empty database
 */
export async function freshDatabase({ withSchema = true } = {}): Promise<string> {
  const template = new URL(inject('postgresTemplateUrl'))
  const url = new URL(template)
  url.pathname = `/test_${randomUUID().replaceAll('-', '')}`
  const name = url.pathname.slice(1)
  await asAdmin(`CREATE DATABASE ${name}${withSchema ? ` TEMPLATE ${template.pathname.slice(1)}` : ''}`)
  afterAll(() => asAdmin(`DROP DATABASE ${name} WITH (FORCE)`))
  return url.href
}

/** The address of a database of this run for a process, as its role. */
export function addressFor(process: Process, databaseUrl: string): string {
  const url = new URL(inject('postgresRoleUrls')[process])
  url.pathname = new URL(databaseUrl).pathname
  return url.href
}

/**
 * The same, opened: as its owner, who arranges and looks, and as the roles of API and workers. Closed when the file's tests are
 * done.
 */
export async function freshStore(): Promise<{
  store: Store
  api: Store
  worker: Store
  databaseUrl: string
  sql: Sql
}> {
  const databaseUrl = await freshDatabase()
  const [store, api, worker] = [
    ...[databaseUrl, addressFor('api', databaseUrl), addressFor('worker', databaseUrl)].map((url) =>
      openStore(url, { poolSize: 8 }),
    ),
  ] as [Store, Store, Store]
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 24 })
  pool.on('error', () => undefined)
  afterAll(async () => {
    await Promise.all([store, api, worker].map((s) => s.close()))
    await pool.end()
  })
  return {
    ...{ store, api, worker, databaseUrl },
    sql: async (text, values = []) => (await pool.query(text, [...values])).rows,
  }
}

/** Plain SQL past the store: what the database itself holds and refuses. */
// biome-ignore lint/suspicious/noExplicitAny: rows of any query
export type Sql = (text: string, values?: readonly unknown[]) => Promise<any[]>

async function asAdmin(statement: string): Promise<void> {
  const url = new URL(inject('postgresTemplateUrl'))
  url.pathname = '/postgres'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
