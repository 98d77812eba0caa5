import { beforeEach, describe, expect, test } from 'vitest'
import { planAllocations } from '../../src/imports/allocations.ts'
import { ImportRefusedError } from '../../src/imports/refused.ts'
import { loadColumns } from '../../src/spreadsheet/columns.ts'
import { allocationsNow, importAllocations } from '../../src/store/importAllocations.ts'
import { allocationsOf, markOpened, markOpening } from '../../src/store/programmes.ts'
import type { Store } from '../../src/store/store.ts'
import type { Values } from '../spreadsheet/support/files.ts'
import { ALLOCATION, at, P, saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { tableOf } from './support.ts'

let store: Store
let sql: Sql
beforeEach(async () => {
  const fresh = await freshStore()
  store = fresh.store
  sql = fresh.sql
  await saveSakonNakhon(store)
})

const FILE: Values = [
  ['รหัส', 'ค่าวัสดุ', 'training'],
  ['4701', '2,000.00', 500],
  ['4702', '-', null],
  ['4703', 10.25, null],
]
const planOf = async (values: Values) =>
  planAllocations(await tableOf(values), loadColumns('allocations'), await allocationsNow(store, P))
const refusal = async (applying: Promise<unknown>) => {
  const error = await applying.catch((e: unknown) => e)
  expect(error).toBeInstanceOf(ImportRefusedError)
  return (error as ImportRefusedError).type
}

describe('importing allocations', () => {
  test('compares with the offices that take part, the programme’s lines and what is allocated', async () => {
    const now = await allocationsNow(store, P)
    expect(now.offices.slice(0, 2)).toEqual([
      { code: '47', name: 'สกลนคร', province: 'สกลนคร' },
      { code: '4701', name: 'เมืองสกลนคร', province: 'สกลนคร' },
    ])
    expect(now.lines.map((l) => l.code)).toEqual(['materials', 'training', 'model-district'])
    expect(now.allocations.get('4701')).toEqual(ALLOCATION)
    expect(
      (
        await planOf([
          ['รหัส', 'ค่าวัสดุ'],
          ['4801', 5],
        ])
      ).problems,
    ).toMatchObject([{ problem: 'unknown-office' }])
    expect(await refusal(allocationsNow(store, 'none'))).toBe('unknown-programme')
  })

  test('applies what the dry run showed; what the file says nothing of stays', async () => {
    const plan = await planOf(FILE)
    expect(plan.changed.map((c) => `${c.office} ${c.line}`)).toEqual(['4701 materials', '4702 materials'])
    expect(await importAllocations(store, P, plan)).toBe('applied')
    expect(await allocationsOf(store, P)).toEqual(
      new Map([
        ['4701', { materials: 200_000, training: 50_000 }],
        ['4702', { training: ALLOCATION.training }],
        ['4703', { materials: 1025 }],
      ]),
    )
  })

  test('twice is the same as once, and twice at the same time too', async () => {
    const plan = await planOf(FILE)
    const outcomes = await Promise.all([1, 2, 3].map(() => importAllocations(store, P, plan)))
    expect(outcomes.sort()).toEqual(['already-there', 'already-there', 'applied'])
    expect(await importAllocations(store, P, plan)).toBe('already-there')
  })

  test('is refused when anything changed since the dry run', async () => {
    const plan = await planOf(FILE)
    expect(
      await importAllocations(
        store,
        P,
        await planOf([
          ['รหัส', 'ค่าวัสดุ'],
          ['4704', 1],
        ]),
      ),
    ).toBe('applied')
    expect(await refusal(importAllocations(store, P, plan))).toBe('changed-since')
    expect((await allocationsOf(store, P)).get('4701')).toEqual(ALLOCATION)
  })

  test('of two different files at the same time takes one', async () => {
    const plans = await Promise.all(
      [5, 6, 7].map((amount) =>
        planOf([
          ['รหัส', 'ค่าวัสดุ'],
          ['4701', amount],
        ]),
      ),
    )
    const outcomes = await Promise.all(
      plans.map((plan) => importAllocations(store, P, plan).catch((e: ImportRefusedError) => e.type)),
    )
    expect(outcomes.sort()).toEqual(['applied', 'changed-since', 'changed-since'])
  })

  test('of a file with errors writes nothing', async () => {
    const plan = await planOf([...FILE, ['4799', 5, 5]])
    expect(plan.added).not.toEqual([])
    expect(await refusal(importAllocations(store, P, plan))).toBe('has-errors')
    expect((await allocationsOf(store, P)).get('4703')).toBeUndefined()
  })

  test('that fails half way writes nothing', async () => {
    await sql(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash'; END $$`)
    await sql(
      `CREATE TRIGGER fail BEFORE INSERT ON budget_line FOR EACH ROW WHEN (NEW.office = '4703') EXECUTE FUNCTION fail()`,
    )
    await expect(importAllocations(store, P, await planOf(FILE))).rejects.toThrow('crash')
    expect((await allocationsOf(store, P)).get('4702')).toEqual(ALLOCATION)
  })

  test('ends where opening begins: the offices’ workflows carry their allocations from then on', async () => {
    const plan = await planOf(FILE)
    await markOpening(store, P, at('2024-12-25 09:00'))
    expect(await refusal(importAllocations(store, P, plan))).toBe('programme-open')
    await markOpened(store, P, at('2024-12-25 09:05'))
    expect(await refusal(importAllocations(store, P, plan))).toBe('programme-open')
    expect(
      await importAllocations(
        store,
        P,
        await planOf([
          ['รหัส', 'ค่าวัสดุ'],
          ['4701', 1000],
        ]),
      ),
    ).toBe('already-there')
    expect(await refusal(importAllocations(store, 'none', plan))).toBe('unknown-programme')
  })

  test('under way lets opening wait until it is done', async () => {
    const plan = await planOf(FILE)
    await sql(
      `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$`,
    )
    await sql(
      `CREATE TRIGGER slow BEFORE INSERT ON budget_line FOR EACH ROW WHEN (NEW.office = '4703') EXECUTE FUNCTION slow()`,
    )
    const importing = importAllocations(store, P, plan)
    const asleep = `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`
    await expect.poll(() => sql(asleep)).toHaveLength(1)
    await markOpening(store, P, at('2024-12-25 09:00'))
    expect((await allocationsOf(store, P)).get('4703')).toEqual({ materials: 1025 })
    expect(await importing).toBe('applied')
  })
})
