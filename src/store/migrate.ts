import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import type { Store } from './store.ts'

/** The committed migrations, beside this service's sources. */
const FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

/** The lock that Prisma's own `migrate deploy` takes: the two never run at once. */
export const PRISMA_LOCK = 72707369

/** Prisma's own table, so that `prisma migrate deploy` goes on where this has stopped, and the other way round. */
const RECORD_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

/** The database cannot be brought to this version's schema; the message says why and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/**
 * Brings the database to this version's schema: applies every committed migration that it has not had, each in one
 * transaction. Safe when several processes start at once.
 *
 * @param onProgress called with the name of each migration before it is applied
 * @param folder where the migrations are; Prisma's layout
 * @returns the names of those applied now
 * @throws MigrationError when a migration that was applied has been changed since, one stands as failed, or one fails
 */
export async function migrate(
  databaseUrl: string,
  onProgress: (migration: string) => void = () => {},
  folder: string = FOLDER,
): Promise<string[]> {
  const migrations = readMigrations(folder)
  const client = new Client({ connectionString: databaseUrl })
  // A session that ends between two statements: the next one tells.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK])
    await client.query(RECORD_TABLE)
    const pending = await pendingOf(client, migrations)
    for (const migration of pending) {
      onProgress(migration.name)
      await apply(client, migration)
    }
    return pending.map((m) => m.name)
  } finally {
    // Ends the session, and its lock with it.
    await client.end()
  }
}

/**
 * Which committed migrations a database has not had. Only reads: it waits for no migration that is under way.
 * @throws MigrationError when a migration that was applied has been changed since, or one stands as failed
 */
export async function pendingMigrations(databaseUrl: string, folder: string = FOLDER): Promise<string[]> {
  const migrations = readMigrations(folder)
  const client = new Client({ connectionString: databaseUrl })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS recorded`)
    const pending = rows[0].recorded ? await pendingOf(client, migrations) : migrations
    return pending.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

/** Whether who connects may make tables: a role of API or workers may not, and leaves it to the owner. */
export async function mayMigrate(databaseUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: databaseUrl })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query(`SELECT has_schema_privilege(current_schema(), 'CREATE') AS may`)
    return rows[0].may
  } finally {
    await client.end()
  }
}

/** The migrations of this version that a database has not had, by name. One of a later version may have more. */
export async function missingMigrations({ prisma }: Store, folder: string = FOLDER): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ name: string }[]>`/* migrations-had */
    SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`
  const had = new Set(rows.map(({ name }) => name))
  return namesIn(folder).filter((name) => !had.has(name))
}

function readMigrations(folder: string): Migration[] {
  return namesIn(folder).map((name) => {
    const file = readFileSync(join(folder, name, 'migration.sql'))
    return { name, sql: file.toString('utf8'), checksum: createHash('sha256').update(file).digest('hex') }
  })
}

function namesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

async function pendingOf(client: Client, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
  const failed = rows.find((r) => r.finished_at === null)
  if (failed)
    throw new MigrationError(
      `Migration ${failed.migration_name} began in this database and did not end. Put the database right, then mark it with "prisma migrate resolve --rolled-back ${failed.migration_name}".`,
    )
  const applied = new Map(rows.map((r) => [r.migration_name, r.checksum]))
  const changed = migrations.find((m) => applied.has(m.name) && applied.get(m.name) !== m.checksum)
  if (changed)
    throw new MigrationError(
      `Migration ${changed.name} was applied to this database and its file has been changed since. Restore the file; a change of the schema is a new migration.`,
    )
  return migrations.filter((m) => !applied.has(m.name))
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    const startedAt = new Date()
    await client.query(sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, logs, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, NULL, $4, 1)`,
      [randomUUID(), checksum, name, startedAt],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new MigrationError(
      `Migration ${name} cannot be applied, and nothing of it was: ${error instanceof Error ? error.message : error}`,
      { cause: error },
    )
  }
}
