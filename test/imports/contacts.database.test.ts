import { beforeEach, describe, expect, test } from 'vitest'
import { planContacts } from '../../src/imports/contacts.ts'
import { ImportRefusedError } from '../../src/imports/refused.ts'
import { loadColumns } from '../../src/spreadsheet/columns.ts'
import { readersFor } from '../../src/store/contacts.ts'
import { contactsNow, importContacts } from '../../src/store/importContacts.ts'
import { markOpened } from '../../src/store/programmes.ts'
import type { Store } from '../../src/store/store.ts'
import type { Values } from '../spreadsheet/support/files.ts'
import { at, P, saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { tableOf } from './support.ts'

let store: Store
let sql: Sql
beforeEach(async () => {
  const fresh = await freshStore()
  store = fresh.store
  sql = fresh.sql
  await saveSakonNakhon(store)
  // A coordinator whom office 4701 named in its acknowledgement.
  await sql(
    `INSERT INTO contact (programme_id, recipient, role, name, email, command_key)
     VALUES ($1, 'office:4701', 'coordinator', 'นาง ก', 'a@example.go.th', 'key-1')`,
    [P],
  )
})

const HEADERS = ['รหัส', 'หน้าที่', 'ชื่อ', 'อีเมล']
const FILE: Values = [
  HEADERS,
  ['4701', 'กล่องจดหมาย', 'อำเภอเมืองสกลนคร', 'muang@example.go.th'],
  ['4701', 'ผู้ประสานงาน', 'นาย ข', 'b@example.go.th'],
  ['47', 'ผู้กำกับดูแล', 'นาย ค', 'c@example.go.th'],
]
const planOf = async (values: Values) =>
  planContacts(await tableOf(values), loadColumns('contacts'), await contactsNow(store, P))
const refusal = async (applying: Promise<unknown>) => {
  const error = await applying.catch((e: unknown) => e)
  expect(error).toBeInstanceOf(ImportRefusedError)
  return (error as ImportRefusedError).type
}
const writtenTo = async (recipient: 'office:4701' | 'province:47') =>
  (await readersFor(store, P, recipient, '2025-02-10')).to.map((c) => c.email)

describe('importing contacts', () => {
  test('has mails go to whom the file names, and keeps whom an acknowledgement named', async () => {
    await markOpened(store, P, at('2024-12-25 09:00'))
    expect(await importContacts(store, P, await planOf(FILE))).toBe('applied')
    expect(await writtenTo('office:4701')).toEqual(['b@example.go.th', 'muang@example.go.th'])
    expect(await writtenTo('province:47')).toEqual(['c@example.go.th'])
    expect(await sql(`SELECT name, sample FROM contact WHERE command_key = 'key-1'`)).toEqual([
      { name: 'นาง ก', sample: false },
    ])
    const again = await planOf(FILE)
    expect([again.added, again.changed, again.removed, again.unchanged.length]).toEqual([[], [], [], 3])
  })

  test('twice is the same as once, and twice at the same time too', async () => {
    const plan = await planOf(FILE)
    const outcomes = await Promise.all([1, 2, 3].map(() => importContacts(store, P, plan)))
    expect(outcomes.sort()).toEqual(['already-there', 'already-there', 'applied'])
    expect(await sql('SELECT count(*)::int AS n FROM contact')).toEqual([{ n: 4 }])
  })

  test('is refused when anything changed since the dry run', async () => {
    const plan = await planOf(FILE)
    await importContacts(store, P, await planOf([HEADERS, ['4702', 'กล่องจดหมาย', 'ก', 'other@example.go.th']]))
    expect(await refusal(importContacts(store, P, plan))).toBe('changed-since')
    expect(await writtenTo('province:47')).toEqual(['p47@amphoe-ita.example'])
  })

  test('with errors writes nothing', async () => {
    expect(
      await refusal(importContacts(store, P, await planOf([...FILE, ['4799', 'กล่องจดหมาย', 'ก', 'x@example.go.th']]))),
    ).toBe('has-errors')
    expect(await refusal(contactsNow(store, 'none'))).toBe('unknown-programme')
    expect(await refusal(importContacts(store, 'none', await planOf(FILE)))).toBe('unknown-programme')
  })

  test('that fails half way writes nothing', async () => {
    await sql(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash'; END $$`)
    await sql(`CREATE TRIGGER fail BEFORE INSERT ON contact FOR EACH ROW EXECUTE FUNCTION fail()`)
    await expect(importContacts(store, P, await planOf(FILE))).rejects.toThrow('crash')
    expect(await writtenTo('province:47')).toEqual(['p47@amphoe-ita.example'])
  })

  test('never removes whom an acknowledgement named, even if a plan says so', async () => {
    const plan = await planOf(FILE)
    const acknowledged = (await contactsNow(store, P)).contacts.find((c) => c.acknowledged)!
    await importContacts(store, P, { ...plan, removed: [...plan.removed, acknowledged] })
    expect(await sql(`SELECT name FROM contact WHERE command_key = 'key-1'`)).toHaveLength(1)
  })
})
