import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { checkPostgres } from '../../src/deployment/check.ts'
import { processRoles } from '../../src/stack/postgres.ts'
import { grantRights, RightsError } from '../../src/store/grantRights.ts'
import { migrate } from '../../src/store/migrate.ts'
import {
  functionRights,
  type Process,
  processes,
  recordedTables,
  sequenceRights,
  tableRights,
} from '../../src/store/rights.ts'
import { DatabaseBehindError, schemaAtStart } from '../../src/store/schemaAtStart.ts'
import type { Store } from '../../src/store/store.ts'
import { verifyAudit } from '../../src/store/verifyAudit.ts'
import { addressFor, freshDatabase, freshStore, type Sql } from '../support/database.ts'
import { recordOfEveryKind } from './support/recorded.ts'

/** SQLSTATE insufficient_privilege. */
const REFUSED = '42501'
/** The head is moved, and by nobody but the functions: it is tried below. */
const RECORDED = [...recordedTables.filter((table) => table !== 'audit_record_head'), 'snapshot']

let store: Store
let api: Store
let sql: Sql
let databaseUrl: string
const as = {} as Record<Process, Sql>
beforeAll(async () => {
  ;({ store, api, sql, databaseUrl } = await freshStore())
  await recordOfEveryKind(store)
  for (const process of processes) as[process] = connected(addressFor(process, databaseUrl))
})

/** What a statement is answered with: its SQLSTATE when it is refused. */
async function outcomeOf(run: Sql, statement: string): Promise<string> {
  try {
    await run(statement)
    return 'done'
  } catch (error) {
    return (error as pg.DatabaseError).code ?? String(error)
  }
}

function connected(url: string): Sql {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => undefined)
  afterAll(() => pool.end())
  return async (text, values = []) => (await pool.query(text, [...values])).rows
}

describe('every table, sequence and function has a decision', () => {
  const named = async (query: string) => (await sql(query)).map(({ name }) => name as string)

  test('tables and views', async () => {
    const there = await named(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')`,
    )
    expect(Object.keys(tableRights).sort()).toEqual(there.sort())
  })

  test('sequences', async () => {
    const there = await named(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'`,
    )
    expect(Object.keys(sequenceRights).sort()).toEqual(there.sort())
  })

  test('functions, and what runs with the rights of the owner finds its tables in the schema alone', async () => {
    const there = await sql(
      `SELECT oid::regprocedure::text AS name, prosecdef AS "asOwner", proconfig AS setting
         FROM pg_proc WHERE pronamespace = 'public'::regnamespace`,
    )
    // PostgreSQL writes the types without spaces between them.
    const decided = Object.entries(functionRights).map(([name, { asOwner }]) => ({
      name: name.replaceAll(', ', ','),
      asOwner,
      setting: asOwner ? ['search_path=public, pg_temp'] : null,
    }))
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
    expect(there.sort(byName)).toEqual(decided.sort(byName))
  })

  test('nobody else may call one, nor look into a table', async () => {
    const open = await named(
      `SELECT p.oid::regprocedure::text AS name FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE p.pronamespace = 'public'::regnamespace AND a.grantee = 0
       UNION ALL
       SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0`,
    )
    expect(open).toEqual([])
  })

  test('nobody but the owner may change, remove or add what is recorded', () => {
    for (const table of RECORDED)
      for (const right of processes.flatMap((process) => tableRights[table]![process]))
        expect(right, table).toMatch(table === 'snapshot' ? /^(SELECT|INSERT)$/ : /^SELECT$/)
  })
})

const forged = {
  event: `INSERT INTO audit_event (programme_id, office, sequence, type, event, at, hash)
          SELECT programme_id, office, 99, type, event, at, hash FROM audit_event LIMIT 1`,
  record: `INSERT INTO audit_record (sequence, at, kind, details, hash) VALUES (999, now(), 'sign-in', '{}', '\\x00')`,
  seal: `INSERT INTO audit_seal (sequence, at, records, offices, hash) VALUES (99, now(), 1, '[]', '\\x00')`,
  entry: `INSERT INTO ledger_entry (programme_id, office, sequence, line, kind, amount, document_no, late, at)
          SELECT programme_id, office, 99, line, kind, 1, 'X', late, at FROM ledger_entry WHERE NOT reversal LIMIT 1`,
  receipt: `INSERT INTO command_receipt (programme_id, target, key, command, body_hash, answer)
            SELECT programme_id, target, 'forged', command, body_hash, answer FROM command_receipt LIMIT 1`,
}

const never: readonly (readonly [string, string])[] = [
  ...RECORDED.flatMap((table) => [
    [`change ${table}`, `UPDATE ${table} SET ${table === 'snapshot' ? 'kind = kind' : columnOf(table)}`] as const,
    [`remove from ${table}`, `DELETE FROM ${table}`] as const,
    [`empty ${table}`, `TRUNCATE ${table}`] as const,
    [`lock a row of ${table}`, `SELECT FROM ${table} FOR UPDATE`] as const,
  ]),
  ...Object.entries(forged).map(([what, statement]) => [`forge a ${what}`, statement] as const),
  ['move the head of the chain of records', `UPDATE audit_record_head SET sequence = 0`],
  ['move the head of an office’s chain', `UPDATE office SET audit_head = NULL`],
  ['say where an office stands', `UPDATE office SET level = 0`],
  ['settle an obligation', `UPDATE obligation SET settled_at = now()`],
  ['move a balance', `UPDATE budget_line SET disbursed = 0`],
  ['raise an allocation', `UPDATE budget_line SET allocated = allocated * 2`],
  ['record past the guard', `SELECT record_audit('[{"kind": "seal"}]')`],
  ['record an allocation that is none', `SELECT note_audit('[{"kind": "sign-in"}, {"kind": "allocation"}]')`],
  ['record a seal that is none', `SELECT note_audit('[{"kind": "seal"}]')`],
  ['record a command of an area that is none', `SELECT note_audit('[{"kind": "area-command"}]')`],
  ['drop a trigger', `DROP TRIGGER audit_event_append_only ON audit_event`],
  ['disable a trigger', `ALTER TABLE audit_event DISABLE TRIGGER ALL`],
  ['make a trigger', `CREATE TRIGGER t BEFORE INSERT ON mail FOR EACH ROW EXECUTE FUNCTION refuse_change()`],
  ['pass triggers over', `SET session_replication_role = replica`],
  ['replace a function', `CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS ''`],
  ['open a function', `ALTER FUNCTION record_step(jsonb) SECURITY INVOKER`],
  ['make a table', `CREATE TABLE public.own (a int)`],
  ['make a function', `CREATE FUNCTION public.own() RETURNS int LANGUAGE sql AS 'SELECT 1'`],
  ['make a schema', `CREATE SCHEMA own`],
  ['add a column', `ALTER TABLE audit_event ADD COLUMN own int`],
  ['drop a table', `DROP TABLE audit_event`],
  ['become the owner', `SET ROLE amphoe_ita`],
  ['forget a migration', `DELETE FROM _prisma_migrations`],
]

function columnOf(table: string): string {
  return table === 'audit_seal' ? 'offices = offices' : table === 'command_receipt' ? 'answer = answer' : 'at = at'
}

describe.each(processes)('as the role of %s', (process) => {
  test.each(never)('it is refused to %s', async (_, statement) => {
    expect(await outcomeOf(as[process], statement)).toBe(REFUSED)
  })

  test('it gives no rights away', async () => {
    // PostgreSQL warns, and grants nothing.
    await as[process](`GRANT SELECT, UPDATE ON audit_event TO PUBLIC`)
    expect(
      await sql(`SELECT FROM pg_class, aclexplode(relacl) a WHERE relname = 'audit_event' AND a.grantee = 0`),
    ).toEqual([])
  })

  test('it reads what it is granted: the statements above reach the database', async () => {
    expect(await as[process](`SELECT count(*)::int AS n FROM audit_event`)).toEqual([{ n: expect.any(Number) }])
  })
})

describe('what only one of the two may do', () => {
  const step = `SELECT record_step('{"programme": "none", "office": "4701", "firstSequence": 1, "events": []}')`

  test('a step is recorded by workers', async () => {
    expect(await outcomeOf(as.api, step)).toBe(REFUSED)
    expect(await outcomeOf(as.api, step.replace("step('", "steps('[").replace("}')", "}]')"))).toBe(REFUSED)
    expect(await as.worker(step)).toEqual([{ record_step: 'unknown-office' }])
  })

  test('an answer to an area is kept by the API, and none to an office', async () => {
    const keep = (target: string) => `SELECT keep_area_receipt('p', '${target}', 'k', 'suspend', 'h', '{}', NULL)`
    expect(await outcomeOf(as.worker, keep('area:47'))).toBe(REFUSED)
    expect(await outcomeOf(as.api, keep('4701'))).toBe(REFUSED)
    expect(await outcomeOf(as.api, keep('area:47'))).toBe('done')
  })

  test('workers see neither tokens nor sessions, and no file that waits for its import', async () => {
    for (const what of ['hash FROM api_token', 'secret_hash FROM session', 'bytes FROM import_file']) {
      expect(await outcomeOf(as.worker, `SELECT ${what}`), what).toBe(REFUSED)
      expect(await outcomeOf(as.api, `SELECT ${what}`), what).toBe('done')
    }
  })

  test('people are entered, and given roles, by operators alone', async () => {
    for (const process of processes) {
      expect(await outcomeOf(as[process], `INSERT INTO person (name, email) VALUES ('x', 'x@x.example')`)).toBe(REFUSED)
      expect(await outcomeOf(as[process], `UPDATE assignment SET role = 'operator'`)).toBe(REFUSED)
    }
  })
})

test('a table that a session has made for itself is not taken for another: the words of an answered command stay', async () => {
  const client = new pg.Client({ connectionString: addressFor('api', databaseUrl) })
  await client.connect()
  try {
    const { rows } = await client.query(
      `SELECT t.target, t.key FROM command_text t JOIN command_receipt r USING (programme_id, target, key) LIMIT 1`,
    )
    await client.query(`CREATE TEMP TABLE command_receipt (programme_id text, target text, key text)`)
    const removed = await client.query('DELETE FROM command_text WHERE target = $1 AND key = $2', [
      rows[0].target,
      rows[0].key,
    ])
    expect(removed.rowCount).toBe(0)
  } finally {
    await client.end()
  }
})

test('after all that was tried the trail verifies', async () => {
  expect(await verifyAudit(api)).toMatchObject({ found: 0 })
})

describe('controls', () => {
  test('what is refused to them is refused by their rights: the owner without the trigger may', async () => {
    await sql(`ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only`)
    for (const process of processes)
      expect(await outcomeOf(as[process], `UPDATE audit_event SET at = at`)).toBe(REFUSED)
    expect(await outcomeOf(sql, `UPDATE audit_event SET at = at`)).toBe('done')
    await sql(`ALTER TABLE audit_event ENABLE TRIGGER audit_event_append_only`)
    // With it the owner is refused as well, by the trigger.
    expect(await outcomeOf(sql, `UPDATE audit_event SET at = at`)).toBe('23001')
  })

  test('a right that was given by hand is seen, and taken back by the next migrate', async () => {
    await sql(`GRANT UPDATE, TRIGGER ON ledger_entry TO ${processRoles.api}`)
    await sql(`GRANT UPDATE (answer) ON command_receipt TO ${processRoles.api}`)
    expect(await outcomeOf(as.api, `UPDATE ledger_entry SET at = at`)).toBe('23001')
    expect(await outcomeOf(as.api, `UPDATE command_receipt SET answer = answer`)).toBe('23001')
    await grantRights(databaseUrl, processRoles)
    expect(await outcomeOf(as.api, `UPDATE ledger_entry SET at = at`)).toBe(REFUSED)
    expect(await outcomeOf(as.api, `UPDATE command_receipt SET answer = answer`)).toBe(REFUSED)
    expect(await outcomeOf(as.worker, `SELECT FROM mail FOR UPDATE`)).toBe('done')
  })
})

describe('config --check', () => {
  const found = async (url: string, subject: string) => (await checkPostgres(url)).find((f) => f.subject === subject)

  test.each(processes)('finds the role of %s to have what it needs and no more', async (process) => {
    const url = addressFor(process, databaseUrl)
    const said = process === 'api' ? 'enough for the API' : 'enough for workers'
    expect(await found(url, 'rights')).toMatchObject({ outcome: 'good', said })
    expect(await found(url, 'records')).toMatchObject({ outcome: 'good' })
  })

  test('minds the owner, who could alter the trail, and finds nothing wrong with it', async () => {
    expect(await found(databaseUrl, 'rights')).toMatchObject({ outcome: 'good' })
    expect(await found(databaseUrl, 'records')).toMatchObject({
      outcome: 'mind',
      said: expect.stringMatching(/is a superuser, .*could alter the audit trail.*API and workers roles of their own/),
    })
  })

  test('minds a role that was given more, by itself or by one that it is a member of', async () => {
    const url = addressFor('worker', databaseUrl)
    const role = `group_${randomUUID().replaceAll('-', '')}`
    await sql(`CREATE ROLE ${role}`)
    await sql(`GRANT ${role} TO ${processRoles.worker}`)
    await sql(`GRANT DELETE ON audit_record TO ${role}`)
    expect(await found(url, 'records')).toMatchObject({
      outcome: 'mind',
      said: expect.stringContaining('may write audit_record'),
    })
    await sql(`DROP OWNED BY ${role}`)
    await sql(`DROP ROLE ${role}`)
    expect(await found(url, 'records')).toMatchObject({ outcome: 'good' })
  })

  test('says what a role lacks, and what to run', async () => {
    await sql(`REVOKE UPDATE ON mail FROM ${processRoles.worker}`)
    expect(await found(addressFor('worker', databaseUrl), 'rights')).toMatchObject({
      outcome: 'wrong',
      said: expect.stringMatching(/lacks UPDATE on mail, which workers need.*DATABASE_ROLE_WORKER=amphoe_ita_worker/),
    })
    await grantRights(databaseUrl, processRoles)
  })
})

test('a process that starts as its role leaves migrations to the owner, and works with what is there', async () => {
  const start = (url: string) => schemaAtStart({ DATABASE_URL: url, MIGRATE_ON_START: true }, { info: () => {} })
  await start(addressFor('api', databaseUrl))
  const empty = await freshDatabase({ withSchema: false })
  await expect(start(addressFor('api', empty))).rejects.toThrow(DatabaseBehindError)
})

describe('granting', () => {
  test('by several at once, and again, changes nothing', async () => {
    const acl = () =>
      sql(
        `SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
      )
    const before = await acl()
    await Promise.all([1, 2, 3].map(() => grantRights(databaseUrl, processRoles)))
    expect(await acl()).toEqual(before)
  })

  test('without roles is not done: an installation where everything connects as the owner goes on', async () => {
    await expect(grantRights('postgresql://nobody@127.0.0.1:1/nothing', {})).resolves.toBeUndefined()
  })

  test.each([
    [{ api: 'nobody_there' }, /no role nobody_there.*CREATE ROLE "nobody_there" LOGIN/],
    [{ worker: 'amphoe_ita' }, /amphoe_ita is a superuser/],
    [{ api: processRoles.api, worker: processRoles.api }, /need a role each/],
  ])('%j is refused, with what to do', async (roles, said) => {
    const refused = await grantRights(databaseUrl, roles).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(RightsError)
    expect(String(refused)).toMatch(said)
  })

  test('is for who owns the tables', async () => {
    const worker = addressFor('worker', databaseUrl)
    await expect(grantRights(worker, processRoles)).rejects.toThrow(/may not give .* only who owns the tables may/)
  })

  test('works where the owner is no superuser, may make no roles and owns neither server nor schema', async () => {
    const url = new URL(await freshDatabase({ withSchema: false }))
    const owner = `owner_${randomUUID().replaceAll('-', '')}`
    const admin = connected(url.href)
    await admin(`CREATE ROLE ${owner} LOGIN PASSWORD 'x'`)
    await admin(`GRANT CREATE ON SCHEMA public TO ${owner}`)
    // As databases from before PostgreSQL 15 have it.
    await admin(`GRANT CREATE ON SCHEMA public TO PUBLIC`)
    afterAll(async () => {
      const server = new URL(inject('postgresTemplateUrl'))
      server.pathname = url.pathname
      const client = new pg.Client({ connectionString: server.href })
      await client.connect()
      await client.query(`DROP OWNED BY ${owner} CASCADE`)
      await client.query(`DROP ROLE ${owner}`)
      await client.end()
    })
    url.username = owner
    url.password = 'x'
    await migrate(url.href)
    await expect(grantRights(url.href, processRoles)).rejects.toThrow(
      /The schema "public" is not owner_.*An administrator runs: REVOKE CREATE ON SCHEMA "public" FROM PUBLIC/,
    )
    await admin(`REVOKE CREATE ON SCHEMA public FROM PUBLIC`)
    await grantRights(url.href, processRoles)
    const worker = connected(addressFor('worker', url.href))
    expect(await outcomeOf(worker, `SELECT record_step('{"programme": "none"}')`)).toBe('done')
    expect(await outcomeOf(worker, `DELETE FROM audit_event`)).toBe(REFUSED)
  })
})
