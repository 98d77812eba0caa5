import { beforeEach, expect, test } from 'vitest'
import { recordDigest } from '../../src/store/digest.ts'
import type { Store } from '../../src/store/store.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { at, P, pay, RecordedOffice, rules, saveSakonNakhon } from './support/sakonNakhon.ts'

let store: Store
let sql: Sql
beforeEach(async () => {
  const fresh = await freshStore()
  store = fresh.store
  sql = fresh.sql
  await saveSakonNakhon(store)
})

const toProvince = (moment: string) =>
  recordDigest(store, {
    programme: P,
    reader: { tier: 'province', province: '47' },
    at: at(moment),
    calendar: rules.calendar,
  })
const toDepartment = (moment: string) =>
  recordDigest(store, { programme: P, reader: { tier: 'department' }, at: at(moment), calendar: rules.calendar })
const mails = () => sql(`SELECT recipient, items FROM mail WHERE kind = 'digest' ORDER BY at, recipient`)

test('a day with nothing to tell makes no mail, and is done', async () => {
  expect(await toProvince('2025-01-02 09:00')).toEqual({ sent: false, items: [] })
  expect(await toProvince('2025-01-02 09:00')).toEqual({ sent: false, items: [] })
  expect(await mails()).toEqual([])
  expect(await sql('SELECT reader, sent FROM digest_run')).toEqual([{ reader: 'province:47', sent: false }])
})

test('what is escalated is new, then outstanding on the first working day of the week, then settled once', async () => {
  // Notified on Monday 30 December; acknowledgement due on 6 January (31 December and 1 January are holidays).
  const office = await new RecordedOffice(store, '4701').notified('2024-12-30 10:00')
  await office.until('2025-01-07 08:30')
  const item = { office: '4701', obligation: 'acknowledge' }
  expect(office.state.obligations.acknowledge!.level).toBe(1)
  expect(await toProvince('2025-01-07 09:00')).toEqual({
    sent: true,
    items: expect.arrayContaining([{ ...item, state: 'new' }]),
  })
  expect(await toDepartment('2025-01-07 09:30')).toEqual({ sent: false, items: [] })
  expect(await toProvince('2025-01-08 09:00')).toEqual({ sent: false, items: [] })
  await office.command('2025-01-08 11:00', { name: 'acknowledge' }, 'k1')
  expect(await toProvince('2025-01-09 09:00')).toEqual({
    sent: true,
    items: expect.arrayContaining([{ ...item, state: 'settled' }]),
  })
  expect((await toProvince('2025-01-10 09:00')).items).not.toContainEqual(expect.objectContaining(item))
})

test('made twice, one after the other or at once, it is one mail with one content', async () => {
  await (await new RecordedOffice(store, '4701').notified('2024-12-30 10:00')).until('2025-01-07 08:30')
  const made = await Promise.all(Array.from({ length: 6 }, () => toProvince('2025-01-07 09:00')))
  made.push(await toProvince('2025-01-07 09:00'))
  for (const digest of made) expect(digest).toEqual(made[0])
  expect(made[0]!.sent).toBe(true)
  expect(await mails()).toHaveLength(1)
})

test('an office behind pace is named once to the tier above', async () => {
  const office = await new RecordedOffice(store, '4701').notified('2024-12-30 10:00')
  await office.command('2025-01-10 10:00', pay('materials', '1.00', 'A 1'), 'k1')
  await office.command('2025-01-10 10:01', { name: 'acknowledge' }, 'k2')
  await office.command('2025-01-10 10:02', { name: 'attend-kickoff', attended: 'briefing', on: '2025-01-10' }, 'k3')
  await office.until('2025-04-01 08:30')
  const named = { office: '4701', obligation: 'disbursement', state: 'behind-pace' }
  expect(await toProvince('2025-04-01 09:00')).toEqual({ sent: true, items: [named] })
  expect(await toProvince('2025-04-02 09:00')).toEqual({ sent: false, items: [] })
})

test('one that fails on its way leaves the day to be done again', async () => {
  await (await new RecordedOffice(store, '4701').notified('2024-12-30 10:00')).until('2025-01-07 08:30')
  await sql(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash'; END $$`)
  await sql(`CREATE TRIGGER fail BEFORE INSERT ON mail FOR EACH ROW EXECUTE FUNCTION fail()`)
  await expect(toProvince('2025-01-07 09:00')).rejects.toThrow('crash')
  expect(await sql('SELECT * FROM digest_run')).toEqual([])
  expect(await sql('SELECT * FROM digest_listing')).toEqual([])
  await sql('DROP TRIGGER fail ON mail')
  expect((await toProvince('2025-01-07 09:00')).sent).toBe(true)
})
