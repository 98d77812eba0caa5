import { beforeAll, describe, expect, test } from 'vitest'
import {
  allocationsOf,
  listProgrammes,
  markOpened,
  NotInProgrammeError,
  officeCodesOf,
  officesToStart,
  ProgrammeExistsError,
  programmeOf,
  savePausedAt,
  saveProgramme,
  setClock,
} from '../../src/store/programmes.ts'
import type { Store } from '../../src/store/store.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { ALLOCATION, at, P, programme, saveSakonNakhon } from './support/sakonNakhon.ts'

let store: Store
let sql: Sql
beforeAll(async () => {
  const fresh = await freshStore()
  store = fresh.store
  sql = fresh.sql
})

describe('saving a programme', () => {
  const setup = { allocations: new Map(), contacts: [], clock: { kind: 'live' } } as const

  test('is all or nothing', async () => {
    await sql(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'crash'; END $$`)
    await sql(`CREATE TRIGGER fail BEFORE INSERT ON contact FOR EACH ROW EXECUTE FUNCTION fail()`)
    await expect(saveSakonNakhon(store)).rejects.toThrow('crash')
    await sql('DROP TRIGGER fail ON contact')
    expect(await programmeOf(store, P)).toBeUndefined()
    expect(await officeCodesOf(store, P)).toEqual([])
  })

  test('refuses codes that the programme has not', async () => {
    await expect(saveProgramme(store, programme, { ...setup, provinces: ['99'] })).rejects.toThrow(NotInProgrammeError)
    const allocations = new Map([['4799', ALLOCATION]])
    await expect(saveProgramme(store, programme, { ...setup, allocations })).rejects.toThrow('has no office 4799')
  })

  test('takes the offices of the provinces named and nothing of the others', async () => {
    await saveSakonNakhon(store)
    const offices = await officeCodesOf(store, P, '47')
    expect(offices).toEqual(await officeCodesOf(store, P))
    expect(offices.slice(0, 3)).toEqual(['47', '4701', '4702'])
    expect(await allocationsOf(store, P)).toEqual(
      new Map([
        ['4701', ALLOCATION],
        ['4702', ALLOCATION],
      ]),
    )
    expect(await sql('SELECT DISTINCT recipient FROM contact ORDER BY 1')).toEqual([
      { recipient: 'office:4701' },
      { recipient: 'province:47' },
    ])
    expect((await officesToStart(store, P, '47'))[1]).toMatchObject({ code: '4701', allocation: ALLOCATION })
  })

  test('refuses one that is there', async () => {
    await expect(saveProgramme(store, programme, setup)).rejects.toThrow(ProgrammeExistsError)
  })
})

test('a programme is read back with its rules, its clock and what came after', async () => {
  const { id, name, policy, calendar, letters, kickoffPlace, budget } = programme
  expect(await programmeOf(store, P)).toMatchObject({
    id,
    name,
    details: { letters, kickoffPlace, budget },
    rules: { policy, calendar },
    sample: true,
    clock: { kind: 'stepped', origin: policy.opensAt },
    openedAt: null,
  })
  const clock = { kind: 'paced', origin: policy.opensAt, startedAt: '2026-01-01T00:00:00Z', pace: 86_400 } as const
  await setClock(store, P, clock)
  await markOpened(store, P, at('2026-01-01 07:00'))
  await markOpened(store, P, at('2026-02-01 07:00'))
  await savePausedAt(store, P, at('2025-03-01 12:00'))
  expect(await listProgrammes(store)).toEqual([
    expect.objectContaining({ clock, openedAt: at('2026-01-01 07:00'), pausedAt: at('2025-03-01 12:00') }),
  ])
})
