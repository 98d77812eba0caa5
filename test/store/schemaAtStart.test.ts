import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { MigrationError, migrate, pendingMigrations } from '../../src/store/migrate.ts'
import { DatabaseBehindError, schemaAtStart } from '../../src/store/schemaAtStart.ts'
import { freshDatabase } from '../support/database.ts'

const committed = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))
const names = readdirSync(committed, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort()
const older = mkdtempSync(join(tmpdir(), 'older-version-'))
cpSync(committed, older, { recursive: true })
rmSync(join(older, names.at(-1)!), { recursive: true })
afterAll(() => rmSync(older, { recursive: true, force: true }))

const silent = { info: () => {} }
const start = (DATABASE_URL: string, MIGRATE_ON_START: boolean) =>
  schemaAtStart({ DATABASE_URL, MIGRATE_ON_START }, silent)

describe('a process that starts on a database', () => {
  it('brings it to this version when it may', async () => {
    const url = await freshDatabase({ withSchema: false })
    await start(url, true)
    expect(await pendingMigrations(url)).toEqual([])
  })

  it('refuses an empty one when it may not, says what to run, and leaves it empty', async () => {
    const url = await freshDatabase({ withSchema: false })
    const refused = await start(url, false).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(DatabaseBehindError)
    expect(String(refused)).toContain('npm run migrate')
    expect(await tables(url)).toEqual([])
  })

  it('refuses one that is a single migration behind, and names that one', async () => {
    const url = await freshDatabase({ withSchema: false })
    await migrate(url, undefined, older)
    await expect(start(url, false)).rejects.toThrow(`it lacks ${names.at(-1)}.`)
  })

  it('works with one that is ahead: in an upgrade it is migrated under the version before', async () => {
    const url = await freshDatabase()
    expect(await pendingMigrations(url, older)).toEqual([])
    await start(url, false)
  })

  it('refuses one whose migration failed half-way, whether it may migrate or not', async () => {
    const url = await freshDatabase()
    await query(url, 'UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = $1', [names[0]])
    for (const may of [true, false]) await expect(start(url, may)).rejects.toThrow(MigrationError)
  })
})

async function query(url: string, text: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

const tables = (url: string) => query(url, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
