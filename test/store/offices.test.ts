import { beforeAll, expect, test } from 'vitest'
import { type Phase, phaseOf } from '../../src/domain/office.ts'
import {
  areaOffices,
  listOffices,
  type OfficeSummary,
  officeCodesIn,
  officeEnds,
  officeOrders,
  pageAfter,
} from '../../src/store/offices.ts'
import { programmeSummary, provinceOverview } from '../../src/store/overview.ts'
import type { Store } from '../../src/store/store.ts'
import { freshStore } from '../support/database.ts'
import { at, P, pay, RecordedOffice, saveSakonNakhon } from './support/sakonNakhon.ts'

/** Five districts at different places on their way, the others without notice. */

let store: Store
const offices: RecordedOffice[] = []
beforeAll(async () => {
  store = (await freshStore()).store
  await saveSakonNakhon(store)
  const district = async (code: string, allocation = {}) => {
    const office = await new RecordedOffice(store, code, allocation).notified('2024-12-30 10:00')
    offices.push(office)
    return office
  }
  const spending = await district('4701', { materials: 100_000, training: 50_000 })
  await spending.command('2025-01-02 10:00', { name: 'acknowledge' }, 'a')
  await spending.command('2025-01-02 10:01', { name: 'attend-kickoff', attended: 'briefing', on: '2025-01-02' }, 'b')
  const paying = await district('4702', { materials: 100_000, training: 50_000 })
  await paying.command('2025-01-02 10:00', pay('materials', '250.00', 'A 1', '2025-01-02'), 'a')
  await district('4703')
  await (await district('4704')).command('2025-01-02 10:00', { name: 'suspend' }, 'a')
  await (await district('4705')).command('2025-01-02 10:00', { name: 'withdraw' }, 'a')
})

// The kick-off phase of 4703 ends with 7 January by itself: no event says so.
const moments = ['2025-01-02 12:00', '2025-01-07 23:59', '2025-01-08 00:00', '2025-06-30 12:00'].map(at)

test.each(moments)('ends, lists and overviews agree with the rules at %s', async (moment) => {
  const expected = Object.fromEntries(offices.map((o) => [o.state.office, phaseOf(o.state, moment)]))
  const ends = await officeEnds(store, P, moment)
  for (const [code, phase] of Object.entries(expected)) expect([code, ends[code]!.phase]).toEqual([code, phase])
  const [province] = await provinceOverview(store, P, moment)
  for (const [phase, n] of Object.entries(province!.phases)) {
    const listed = await listOffices(store, P, moment, { phase: phase as Phase, limit: 100 })
    expect([phase, listed.length]).toEqual([phase, n])
    for (const office of listed) expect(ends[office.code]!.phase).toBe(phase)
  }
  const overdue = await listOffices(store, P, moment, { overdue: true, limit: 100 })
  const inTime = await listOffices(store, P, moment, { overdue: false, limit: 100 })
  expect(province!.overdue).toBe(overdue.length)
  expect(overdue.length + inTime.length).toBe(province!.offices)
})

test('a summary is the sum of its provinces', async () => {
  const moment = at('2025-01-10 12:00')
  const [province] = await provinceOverview(store, P, moment, '47')
  const { province: _, nameTh, nameEn, ...totals } = province!
  expect(nameTh).toBe('สกลนคร')
  expect(nameEn.length).toBeGreaterThan(0)
  expect(await programmeSummary(store, P, moment)).toMatchObject({ ...totals, provinces: 1 })
  expect(totals).toMatchObject({ allocated: 300_000, disbursed: 25_000, returned: 0 })
})

test.each(officeOrders)('pages follow each other, ordered by %s, whatever their size', async (sort) => {
  const moment = at('2025-01-02 12:00')
  const all = await listOffices(store, P, moment, { sort, limit: 1000 })
  const keys = all.map((o) => [sort === '-level' ? -o.level : sort === 'code' ? '' : (o.nextDeadline ?? '~'), o.code])
  expect(keys).toEqual(keys.toSorted(([a, c], [b, d]) => (a! < b! ? -1 : a! > b! ? 1 : c! < d! ? -1 : 1)))
  for (const limit of [1, 3, 4]) {
    const pages: OfficeSummary[] = []
    for (;;) {
      const last = pages.at(-1)
      const [, value = null, code = ''] = last ? pageAfter(last, sort) : []
      const page = await listOffices(store, P, moment, { sort, limit, ...(last ? { after: { value, code } } : {}) })
      if (page.length === 0) break
      pages.push(...page)
    }
    expect(pages).toEqual(all)
  }
})

test('what an area command is decided on is what the offices are', async () => {
  const area = await areaOffices(store, P, '47', at('2025-01-02 12:00'))
  for (const { state } of offices) {
    const { office, notifiedAt, obligations, suspendedAt, withdrawnAt } = state
    expect(area.find((o) => o.office === office)).toEqual({ office, notifiedAt, obligations, suspendedAt, withdrawnAt })
  }
  expect(await areaOffices(store, P, 'all', at('2025-01-02 12:00'))).toHaveLength(area.length)
  expect(await officeCodesIn(store, P, '47')).toEqual(area.map((o) => o.office))
  expect(await officeCodesIn(store, P, '48')).toEqual([])
})
