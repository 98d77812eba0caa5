import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { verifyAudit } from '../../src/store/verifyAudit.ts'
import { freshDatabase, type Sql } from '../support/database.ts'
import { AREA_KEY, recordTwoOffices, tamper } from './support/recorded.ts'
import { P, pay, RecordedOffice } from './support/sakonNakhon.ts'

/** The database of a service that has run for a while without the chains, brought to this version. */

const before = mkdtempSync(join(tmpdir(), 'migrations-'))
let store: Store
let sql: Sql
beforeAll(async () => {
  cpSync(new URL('../../prisma/migrations', import.meta.url), before, {
    recursive: true,
    filter: (path) => (/\/(\d{14})_/.exec(path)?.[1] ?? '') < '20241120000000',
  })
  const url = await freshDatabase({ withSchema: false })
  await migrate(url, undefined, before)
  store = openStore(url, { poolSize: 2 })
  const pool = new pg.Pool({ connectionString: url })
  sql = async (text, values = []) => (await pool.query(text, [...values])).rows
  afterAll(async () => {
    await store.close()
    await pool.end()
    rmSync(before, { recursive: true })
  })
  await sql(
    `INSERT INTO programme (id, name, activity, details, policy, calendar, sample, clock)
     VALUES ($1, '', '', '{}', '{}', '{}', true, '{}')`,
    [P],
  )
  await sql(
    `INSERT INTO office (programme_id, code, province, tier, name_th, name_en)
     SELECT $1, '47' || n, '47', 'district', '', '' FROM unnest(ARRAY['01', '02', '03']) n`,
    [P],
  )
  await sql(
    `INSERT INTO budget_line (programme_id, office, line, allocated)
     SELECT $1, code, line, 100000 FROM office, unnest(ARRAY['materials', 'training']) line`,
    [P],
  )
  await recordTwoOffices(store, async (_, programme, target, ...written) => {
    for (const { key, texts } of written)
      await sql(`INSERT INTO command_text (programme_id, target, key, texts) VALUES ($1, $2, $3, $4)`, [
        ...[programme, target, key],
        JSON.stringify(texts),
      ])
  })
  await sql(
    `INSERT INTO command_receipt (programme_id, target, key, command, body_hash, answer)
     VALUES ($1, 'area:47', $2, 'suspend', 'hash', '{}')`,
    [P, AREA_KEY],
  )
  await migrate(url)
})

test('what was recorded before is chained as it stands, and goes on', async () => {
  expect(await verifyAudit(store)).toMatchObject({ found: 0, offices: 3, events: 8, entries: 4, records: 2 })
  const third = await new RecordedOffice(store, '4703').notified('2024-12-30 09:00')
  await third.command('2024-12-30 10:00', pay('materials', '1.00', 'C 1', '2024-12-30'), 'k')
  expect(await verifyAudit(store)).toMatchObject({ found: 0, events: 10 })
})

test('and is append-only as it was', async () => {
  await expect(sql('UPDATE audit_event SET hash = hash')).rejects.toThrow('append-only')
})

describe('from then on it is found when somebody', () => {
  test.each([
    ['changes an event', `UPDATE audit_event SET at = at + interval '1 hour' WHERE office = '4701' AND sequence = 2`],
    ['changes words', `UPDATE command_text SET texts = '{}' WHERE target = '4701' AND key = 'k13'`],
    ['changes words for an area', `UPDATE command_text SET texts = '{}' WHERE target = 'area:47'`],
    ['changes an answer', `UPDATE command_receipt SET answer = '{"phase": "x"}' WHERE target = '4701' AND key = 'k13'`],
    ["changes an answer to an area's command", `UPDATE command_receipt SET answer = '[]' WHERE target = 'area:47'`],
    [
      'raises a ceiling',
      `UPDATE budget_line SET allocated = allocated + 1 WHERE office = '4701' AND line = 'training'`,
    ],
  ])('%s', async (_, statement) => {
    const { found } = await verifyAudit(store)
    await tamper(sql, statement)
    expect((await verifyAudit(store)).found).toBeGreaterThan(found)
  })
})
