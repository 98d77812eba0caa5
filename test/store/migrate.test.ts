import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { freshDatabase } from '../support/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'migrations-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('brings an empty database to the schema once, and records it as Prisma does', async () => {
  const url = await freshDatabase({ withSchema: false })
  const seen: string[] = []
  const applied = await migrate(url, (name) => seen.push(name))
  expect(applied).toEqual(seen)
  expect(applied.length).toBeGreaterThan(0)
  expect(await migrate(url)).toEqual([])
  const rows = await query(url, 'SELECT * FROM _prisma_migrations ORDER BY migration_name')
  expect(rows.map((r) => r.migration_name)).toEqual(applied)
  for (const row of rows) {
    expect(row.checksum).toMatch(/^[0-9a-f]{64}$/)
    expect(row).toMatchObject({ logs: null, rolled_back_at: null, applied_steps_count: 1 })
    expect(row.finished_at >= row.started_at).toBe(true)
  }
})

test('several processes that start at once apply each migration once', async () => {
  const url = await freshDatabase({ withSchema: false })
  const applied = await Promise.all(Array.from({ length: 6 }, () => migrate(url)))
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1)
})

test('a migration that was changed after it was applied is refused', async () => {
  const url = await freshDatabase({ withSchema: false })
  cpSync(new URL('../../prisma/migrations', import.meta.url), folder, { recursive: true })
  const [name] = await migrate(url, undefined, folder)
  appendFileSync(join(folder, name!, 'migration.sql'), '-- another thought\n')
  await expect(migrate(url, undefined, folder)).rejects.toThrow(`Migration ${name} was applied`)
})

test('a migration that fails leaves nothing behind, and the one before it stays', async () => {
  const url = await freshDatabase({ withSchema: false })
  write('1_first', 'CREATE TABLE first (a int);')
  write('2_second', 'CREATE TABLE second (a int); SELECT 1/0;')
  await expect(migrate(url, undefined, folder)).rejects.toThrow('Migration 2_second cannot be applied')
  expect(
    await query(url, `SELECT to_regclass('first') IS NOT NULL AS a, to_regclass('second') IS NOT NULL AS b`),
  ).toEqual([{ a: true, b: false }])
  write('2_second', 'CREATE TABLE second (a int);')
  expect(await migrate(url, undefined, folder)).toEqual(['2_second'])
})

test('one that stands as failed is refused until it is resolved', async () => {
  const url = await freshDatabase({ withSchema: false })
  write('1_first', 'CREATE TABLE first (a int);')
  await migrate(url, undefined, folder)
  await query(url, `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', '2_second')`)
  await expect(migrate(url, undefined, folder)).rejects.toThrow('Migration 2_second began')
  await query(url, `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'x'`)
  expect(await migrate(url, undefined, folder)).toEqual([])
})

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), sql)
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
