import fc from 'fast-check'
import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { linkOf } from '../../src/store/audit/chain.ts'
import { recordAudit } from '../../src/store/audit.ts'
import { putTexts } from '../../src/store/commands.ts'
import type { Store } from '../../src/store/store.ts'
import { sealAudit, verifyAudit } from '../../src/store/verifyAudit.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { recordOfEveryKind, tamper } from './support/recorded.ts'
import { ALLOCATION, bodyUnder, P, pay, RecordedOffice, saveSakonNakhon } from './support/sakonNakhon.ts'

let store: Store
let sql: Sql
/** One in which something of every kind is recorded and sealed. */
let sealed: { store: Store; sql: Sql }
beforeAll(async () => {
  const fresh = await freshStore()
  store = fresh.store
  sql = fresh.sql
  sealed = await freshStore()
  await recordOfEveryKind(sealed.store)
  await recordAudit(sealed.store, {
    kind: 'export',
    programme: P,
    office: '4701',
    actor: 'token-1',
    role: 'auditor',
    requestId: '6f1f0c0e',
    details: { rows: 12 },
  })
  await sealAudit(sealed.store)
})

test('given any fields, the database and the verification compute the same link', async () => {
  // PostgreSQL keeps no NUL and no half of a surrogate pair.
  const field = fc.option(fc.string({ unit: 'binary' }).filter((text) => !/[\0\p{Surrogate}]/u.test(text)))
  await fc.assert(
    fc.asyncProperty(
      fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 })),
      fc.array(field, { minLength: 1 }),
      async (previous, fields) => {
        const link = previous === null ? null : Buffer.from(previous)
        const [row] = await sql(`SELECT encode(audit_hash($1, VARIADIC $2::text[]), 'hex') AS hash`, [link, fields])
        expect(row.hash).toBe(linkOf(link === null ? null : link.toString('hex'), fields))
      },
    ),
    { numRuns: 300 },
  )
})

test('given offices that all record at once, and records and seals beside them, then all of it verifies, at any moment', async () => {
  await saveSakonNakhon(store)
  const offices = (await sql(`SELECT code FROM office ORDER BY code`)).map((o) => o.code as string)
  const living = offices.map(async (code) => {
    const hasMoney = ['4701', '4702'].includes(code)
    const office = await new RecordedOffice(store, code, hasMoney ? ALLOCATION : {}).notified('2024-12-30 09:00')
    for (const hour of [10, 11, 12]) {
      await putTexts(store, P, code, { ...bodyUnder(`k${hour}`), texts: { note: `${code} at ${hour}` } })
      const activity = { name: 'record-activity', activity: 'prevention', on: '2024-12-30' } as const
      await office.command(`2024-12-30 ${hour}:00`, activity, `k${hour}`)
    }
    if (hasMoney) await office.command('2024-12-30 13:00', pay('materials', '1.00', 'A 1', '2024-12-30'), 'k13')
  })
  const records = Array.from({ length: 40 }, (_, n) =>
    recordAudit(store, [
      { kind: 'denial', requestId: `${n}` },
      { kind: 'denial', requestId: `${n}` },
    ]),
  )
  const watching = [0, 1, 2].map(async () => {
    await sealAudit(store)
    return (await verifyAudit(store)).findings
  })
  await Promise.all([...living, ...records])
  expect((await Promise.all(watching)).flat()).toEqual([])
  const state = await verifyAudit(store)
  expect(state).toMatchObject({ found: 0, offices: 19, events: 78, entries: 2, seals: 3 })
  const pairs = await sql(`SELECT request_id, max(sequence) - min(sequence) AS apart FROM audit_record
                            WHERE kind = 'denial' GROUP BY request_id`)
  expect(pairs.map((p) => p.apart)).toEqual(Array(40).fill('1'))
})

/** Every column that a chain, a seal or what is held against them covers; of those that can differ in one character. */
const COVERED: Record<string, string> = {
  audit_event:
    'programme_id office sequence type event at recorded_at command command_key by text_hash receipt_hash hash',
  audit_record: 'sequence at kind programme_id office actor role request_id details hash',
  audit_record_head: 'sequence hash',
  audit_seal: 'sequence at records record_head offices hash',
  office: 'programme_id code sequence audit_head',
  command_text: 'programme_id target key body_hash texts',
  command_receipt: 'programme_id target key command body_hash answer recorded_at',
  ledger_entry: 'programme_id office sequence line amount paid_on document_no efms_ref at',
  budget_line: 'programme_id office line allocated disbursed returned',
}

test.each(Object.entries(COVERED).flatMap(([table, columns]) => columns.split(' ').map((c) => [table, c] as const)))(
  'given any one character of %s.%s changed, then something is found',
  async (table, column) => {
    const { sql } = sealed
    await sql(`CREATE TABLE kept AS TABLE ${table}`)
    // An office to which nothing has happened is not part of any chain.
    const covered = `${column} IS NOT NULL${table === 'office' ? ' AND sequence > 0' : ''}`
    try {
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 9 }), async (n, place, by) => {
          const rows = await sql(`SELECT ctid, ${column}::text AS text FROM ${table} WHERE ${covered}`)
          const { ctid, text } = rows[n % rows.length]
          const changed = pg.escapeLiteral(withOneChanged(text, place, by))
          const update = `UPDATE ${table} SET ${column} = ${changed} WHERE ctid = '${ctid}'`
          try {
            // What the column cannot hold, or holds already in other words, is no change.
            const isHeld = await tamper(sql, update).then(
              () => true,
              () => false,
            )
            const [{ same }] = await sql(
              `SELECT count(*) = 0 AS same FROM (SELECT ${column}::text FROM ${table} EXCEPT ALL SELECT ${column}::text FROM kept) d`,
            )
            fc.pre(isHeld && !same)
            expect((await verifyAudit(sealed.store)).found).toBeGreaterThan(0)
          } finally {
            await tamper(sql, `DELETE FROM ${table}`, `INSERT INTO ${table} TABLE kept`)
          }
        }),
        { numRuns: 4, maxSkipsPerRun: 50 },
      )
    } finally {
      await sql('DROP TABLE kept')
    }
    expect(await verifyAudit(sealed.store)).toMatchObject({ found: 0 })
  },
)

/** A text with one character replaced by another of its kind: most columns can hold that. */
function withOneChanged(text: string, place: number, by: number): string {
  const i = place % text.length
  const shifted = (first: string, size: number) =>
    String.fromCharCode(first.charCodeAt(0) + ((text.charCodeAt(i) - first.charCodeAt(0) + by) % size))
  const other = /\d/.test(text[i]!) ? shifted('0', 10) : /[a-f]/.test(text[i]!) ? shifted('a', 6) : 'x'
  return text.slice(0, i) + other + text.slice(i + 1)
}
