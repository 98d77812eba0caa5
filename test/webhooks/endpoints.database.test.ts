import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { instantFromMs } from '../../src/domain/time.ts'
import type { Store } from '../../src/store/store.ts'
import { listDeliveries, replay, sendTest } from '../../src/webhooks/deliveries.ts'
import {
  createEndpoint,
  deleteEndpoint,
  listEndpoints,
  rotateSecret,
  updateEndpoint,
  type Webhooks,
} from '../../src/webhooks/endpoints.ts'
import { P, saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { TestReceiver } from './support/receiver.ts'
import {
  addPayments,
  deliverAll,
  deliveriesIn,
  department,
  district,
  endpointIn,
  hoursAhead,
  log,
  officeWith,
  province,
  register,
  standing,
  webhooksOf,
} from './support/telling.ts'

let receiver: TestReceiver
beforeAll(async () => {
  receiver = await new TestReceiver().start()
})
afterAll(() => receiver.stop())

let store: Store
let sql: Sql
let webhooks: Webhooks
beforeEach(async () => {
  ;({ store, sql } = await freshStore())
  await saveSakonNakhon(store)
  webhooks = webhooksOf(store)
  receiver.arrived.length = 0
  vi.clearAllMocks()
})

const HOOK = 'https://hooks.example.go.th/'
const wish = { url: HOOK, description: 'ระบบของจังหวัด', types: [], area: '47' } as const
const refused = (type: string) => expect.objectContaining({ name: 'WebhookRefusal', type })

describe('registering', () => {
  test('answers with the endpoint and, this once, its secret', async () => {
    const { endpoint, secret } = await createEndpoint(webhooks, province, P, {
      ...wish,
      types: ['office.disbursed', 'office.disbursed'],
    })
    expect(secret).toMatch(/^whsec_/)
    expect(endpoint).toEqual({
      ...{ id: endpoint.id, ...wish, types: ['office.disbursed'], createdBy: 'token-47' },
      createdAt: expect.stringMatching(/\+07:00$/),
      ...{ disabledAt: null, disabledWhy: null, consecutiveFailures: 0, failingSince: null },
    })
    expect(await listEndpoints(webhooks, province, P)).toEqual([endpoint])
  })

  test('is refused outside the area of its maker', async () => {
    for (const [caller, area] of [
      [province, 'all'],
      [province, '48'],
      [province, '4801'],
      [district, '47'],
      [district, '4702'],
      [{ ...department, role: 'auditor' as const }, '47'],
    ] as const)
      await expect(createEndpoint(webhooks, caller, P, { ...wish, area })).rejects.toEqual(refused('forbidden'))
    expect(await sql('SELECT FROM webhook_endpoint')).toEqual([])
  })

  test.each([
    ['url', { url: 'https://10.0.0.1/' }],
    ['url', { url: 'http://hooks.example.go.th/' }],
    ['area', { area: 'สกลนคร' }],
    ['types', { types: ['office.born'] as never }],
  ])('is refused when the %s cannot be taken', async (field, changes) => {
    await expect(createEndpoint(webhooks, department, P, { ...wish, ...changes })).rejects.toEqual(
      expect.objectContaining({ type: 'invalid-endpoint', facts: { field } }),
    )
  })

  test('is refused without a key, saying what is missing', async () => {
    const without = { ...webhooks, key: undefined }
    await expect(createEndpoint(without, department, P, wish)).rejects.toThrow('WEBHOOK_KEY')
    await expect(rotateSecret(without, department, P, (await register(store, HOOK)).id)).rejects.toEqual(
      refused('webhooks-off'),
    )
  })

  test('twice is refused the second time, also at once, naming the one that is there', async () => {
    const made = await Promise.allSettled([1, 2, 3].map(() => createEndpoint(webhooks, province, P, wish)))
    const [endpoint] = await listEndpoints(webhooks, province, P)
    expect(made.filter((m) => m.status === 'fulfilled')).toHaveLength(1)
    for (const m of made)
      if (m.status === 'rejected')
        expect(m.reason).toMatchObject({ type: 'endpoint-exists', facts: { endpoint: endpoint!.id } })
    // Another area of the same system is another endpoint, and a deleted one may come back.
    await createEndpoint(webhooks, province, P, { ...wish, area: '4701' })
    await deleteEndpoint(webhooks, province, P, endpoint!.id)
    await createEndpoint(webhooks, province, P, wish)
  })

  test('ends at ten an area', async () => {
    for (let n = 0; n < 10; n++) await createEndpoint(webhooks, province, P, { ...wish, url: `${HOOK}${n}` })
    await expect(createEndpoint(webhooks, province, P, wish)).rejects.toEqual(refused('too-many-endpoints'))
    await createEndpoint(webhooks, province, P, { ...wish, area: '4701' })
  })
})

describe('an endpoint', () => {
  test('is seen and changed by those whose area holds its area, and by no other', async () => {
    const whole = await createEndpoint(webhooks, department, P, { ...wish, area: 'all' })
    const of47 = await createEndpoint(webhooks, department, P, wish)
    const of4701 = await createEndpoint(webhooks, province, P, { ...wish, area: '4701' })
    const seen = async (caller: typeof department) => (await listEndpoints(webhooks, caller, P)).map((e) => e.id).sort()
    expect(await seen(department)).toEqual([whole, of47, of4701].map((e) => e.endpoint.id).sort())
    expect(await seen(province)).toEqual([of47, of4701].map((e) => e.endpoint.id).sort())
    expect(await seen(district)).toEqual([of4701.endpoint.id])
    expect(await seen({ ...province, area: '48' })).toEqual([])
    const id = of47.endpoint.id
    const unknown = refused('unknown-endpoint')
    const window = { from: '2025-01-01T00:00:00+07:00', to: '2026-01-01T00:00:00+07:00' }
    await expect(updateEndpoint(webhooks, district, P, id, { description: '' })).rejects.toEqual(unknown)
    await expect(deleteEndpoint(webhooks, district, P, id)).rejects.toEqual(unknown)
    await expect(rotateSecret(webhooks, district, P, id)).rejects.toEqual(unknown)
    await expect(sendTest(webhooks, district, P, id)).rejects.toEqual(unknown)
    await expect(replay(webhooks, district, P, id, window)).rejects.toEqual(unknown)
    await expect(updateEndpoint(webhooks, department, 'other-2568', id, {})).rejects.toEqual(unknown)
  })

  test('is changed in what is named and stays as it was in the rest', async () => {
    const { id, endpoint } = await register(store, HOOK, { area: '47' })
    const changed = await updateEndpoint(webhooks, province, P, id, { description: 'อื่น' })
    expect(changed).toEqual({ ...endpoint, description: 'อื่น' })
    await expect(updateEndpoint(webhooks, province, P, id, { area: 'all' })).rejects.toEqual(refused('forbidden'))
    await expect(updateEndpoint(webhooks, province, P, id, { url: 'https://10.0.0.1/' })).rejects.toEqual(
      refused('invalid-endpoint'),
    )
    await register(store, `${HOOK}other`, { area: '47' })
    await expect(updateEndpoint(webhooks, province, P, id, { url: `${HOOK}other` })).rejects.toEqual(
      refused('endpoint-exists'),
    )
  })

  test('that is disabled is told nothing, gets no test, and goes on when it is enabled', async () => {
    const { id } = await register(store, receiver.url)
    const disabled = await updateEndpoint(webhooks, department, P, id, { disabled: true })
    expect(disabled).toMatchObject({ disabledWhy: 'asked', disabledAt: expect.any(String) })
    expect(await updateEndpoint(webhooks, department, P, id, { disabled: true })).toEqual(disabled)
    await expect(sendTest(webhooks, department, P, id)).rejects.toEqual(refused('endpoint-disabled'))
    const office = await officeWith(store, '4701', 1)
    await deliverAll(store)
    expect(receiver.arrived).toEqual([])
    await updateEndpoint(webhooks, department, P, id, { disabled: false })
    await addPayments(office, 1, 'later')
    await deliverAll(store)
    expect(receiver.arrived).toHaveLength(1)
  })

  test('that is deleted is gone with its secrets, and what was sent stays known', async () => {
    const { id } = await register(store, receiver.url)
    const office = await officeWith(store, '4701', 0)
    await deliverAll(store)
    await addPayments(office, 1)
    await deleteEndpoint(webhooks, department, P, id)
    await deliverAll(store)
    expect(receiver.arrived).toHaveLength(1)
    expect(await listEndpoints(webhooks, department, P)).toEqual([])
    expect(await endpointIn(sql, id)).toMatchObject({ secrets: [], deleted_at: expect.any(Date) })
    const { deliveries } = await listDeliveries(webhooks, department, P, { endpoint: id }, { limit: 10 })
    expect(deliveries.map((d) => d.status)).toEqual(['dropped', 'delivered'])
    await expect(deleteEndpoint(webhooks, department, P, id)).rejects.toEqual(refused('unknown-endpoint'))
  })
})

describe('a secret', () => {
  test('that was replaced signs beside the new one for 24 hours, also when it was replaced twice', async () => {
    const { id, secret: first } = await register(store, receiver.url)
    const dayBefore = new Date(Date.now() - 23.5 * 3_600_000)
    const { secret: second } = await rotateSecret(webhooks, department, P, id, dayBefore)
    const { secret: third } = await rotateSecret(webhooks, department, P, id)
    await sendTest(webhooks, department, P, id)
    await deliverAll(store)
    for (const secret of [first, second, third]) expect(receiver.verified(secret)).toHaveLength(1)
    const signatures = () => String(receiver.arrived.at(-1)!.headers['webhook-signature']).split(' ')
    expect(signatures()).toHaveLength(3)
    await sendTest(webhooks, department, P, id)
    await deliverAll(store, hoursAhead(1))
    expect(signatures()).toHaveLength(2)
    await sendTest(webhooks, department, P, id)
    await deliverAll(store, hoursAhead(25))
    expect(signatures()).toHaveLength(1)
  })

  test('is not lost when it is replaced by several at once; five sign at most', async () => {
    const { id } = await register(store, receiver.url)
    const rotated = await Promise.all(Array.from({ length: 4 }, () => rotateSecret(webhooks, department, P, id)))
    await sendTest(webhooks, department, P, id)
    await deliverAll(store)
    for (const { secret } of rotated) expect(receiver.verified(secret)).toHaveLength(1)
    for (let n = 0; n < 4; n++) await rotateSecret(webhooks, department, P, id)
    expect((await endpointIn(sql, id)).secrets).toHaveLength(5)
  })

  test('is nowhere in the database and in no line of the log in clear', async () => {
    receiver.behaviour = (_request, response) => void response.writeHead(500).end()
    const { id, secret } = await register(store, receiver.url)
    const rotated = await rotateSecret(webhooks, department, P, id)
    await officeWith(store, '4701', 0)
    await deliverAll(store)
    for (const known of [secret, rotated.secret]) expect(receiver.verified(known)).toHaveLength(1)
    await deliverAll(store, { ...hoursAhead(1), key: Buffer.alloc(32) })
    receiver.behaviour = (_request, response) => void response.writeHead(204).end()
    await deliverAll(store, hoursAhead(2))
    const tables = await sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    const kept = await Promise.all(tables.map(({ tablename }) => sql(`SELECT t::text AS row FROM "${tablename}" t`)))
    const said = Object.values(log).flatMap((f) => f.mock.calls)
    expect(said.length).toBeGreaterThan(2)
    const everything = JSON.stringify([kept, said, said.map((c) => String((c[0] as { err?: Error }).err?.stack))])
    expect(everything).toContain(id)
    for (const text of [secret, rotated.secret]) {
      const bare = text.slice('whsec_'.length)
      expect(everything).not.toContain(bare)
      expect(everything).not.toContain(Buffer.from(bare, 'base64').toString('hex'))
    }
  })
})

describe('replay', () => {
  const since = (ms: number) => instantFromMs(Date.now() - ms)
  const window = () => ({ from: since(3_600_000), to: since(-60_000) })

  test('sends again under the same ids, in order, what was told and what was not', async () => {
    const office = await officeWith(store, '4701', 1)
    const { id, secret } = await register(store, receiver.url)
    await addPayments(office, 1, 'later')
    await deliverAll(store)
    expect(receiver.arrived).toHaveLength(1)
    expect(await replay(webhooks, department, P, id, window())).toEqual({ queued: 3 })
    await deliverAll(store)
    expect(receiver.verified(secret).map((t) => t.data.sequence)).toEqual([3, 1, 2, 3])
    expect(receiver.ids[3]).toBe(receiver.ids[0])
    expect(new Set(receiver.ids).size).toBe(3)
    expect(await standing(sql)).toEqual({ delivered: 3 })
  })

  test('of what failed leaves out what was delivered, and brings what was missed while disabled', async () => {
    const { id } = await register(store, receiver.url)
    const office = await officeWith(store, '4701', 0)
    await deliverAll(store)
    receiver.behaviour = (_request, response) => void response.writeHead(410).end()
    await addPayments(office, 1, 'gone')
    await deliverAll(store)
    await addPayments(office, 1, 'missed')
    receiver.behaviour = (_request, response) => void response.writeHead(204).end()
    await expect(replay(webhooks, department, P, id, window())).rejects.toEqual(refused('endpoint-disabled'))
    await updateEndpoint(webhooks, department, P, id, { disabled: false })
    expect(await replay(webhooks, department, P, id, { ...window(), onlyFailed: true })).toEqual({ queued: 2 })
    await deliverAll(store)
    expect(await deliveriesIn(sql)).toMatchObject([
      { sequence: 1, status: 'delivered', attempts: 1 },
      { sequence: 2, status: 'delivered', attempts: 1 },
      { sequence: 3, status: 'delivered', attempts: 1 },
    ])
    expect(await replay(webhooks, department, P, id, { ...window(), onlyFailed: true })).toEqual({ queued: 0 })
  })

  test('keeps to the moments and types asked for, and to what the endpoint may know', async () => {
    await officeWith(store, '4701', 2)
    await officeWith(store, '4702', 2)
    const { id } = await register(store, receiver.url, { area: '4701' })
    const asked = (changes: object) => replay(webhooks, department, P, id, { ...window(), ...changes })
    expect(await asked({ to: since(1_800_000) })).toEqual({ queued: 0 })
    expect(await asked({ from: since(-30_000) })).toEqual({ queued: 0 })
    expect(await asked({ types: ['office.notified', 'office.withdrawn'] })).toEqual({ queued: 1 })
    expect(await asked({})).toEqual({ queued: 3 })
    await updateEndpoint(webhooks, department, P, id, { types: ['office.disbursed'] })
    expect(await asked({})).toEqual({ queued: 2 })
  })

  test('asked for twice, also at once, sends each event once for each time it is done with', async () => {
    const { id } = await register(store, receiver.url)
    await officeWith(store, '4701', 3)
    await Promise.all([1, 2, 3].map(() => replay(webhooks, department, P, id, window())))
    await deliverAll(store)
    expect(receiver.arrived).toHaveLength(4)
  })
})

describe('deliveries', () => {
  test('are listed page by page, the latest first', async () => {
    const { id } = await register(store, receiver.url)
    await officeWith(store, '4701', 4)
    await deliverAll(store)
    const first = await listDeliveries(webhooks, department, P, {}, { limit: 3 })
    expect(first.deliveries.map((d) => d.sequence)).toEqual([5, 4, 3])
    const second = await listDeliveries(webhooks, department, P, {}, { limit: 3, after: first.next! })
    expect(second.deliveries.map((d) => d.sequence)).toEqual([2, 1])
    expect(second.next).toBe(null)
    expect(second.deliveries[1]).toEqual({
      ...{ id: receiver.ids[0], endpoint: id, type: 'office.notified', office: '4701', sequence: 1 },
      ...{ status: 'delivered', attempts: 1, nextAttemptAt: null, lastStatus: 204, lastError: null },
      ...{ deliveredAt: expect.stringMatching(/\+07:00$/), createdAt: expect.stringMatching(/\+07:00$/) },
    })
  })

  test('are listed by endpoint, state, type and office, within the caller’s area', async () => {
    const whole = await register(store, receiver.url)
    const mueang = await register(store, `${receiver.url}/4701`, { area: '4701' })
    await officeWith(store, '4701', 1)
    await officeWith(store, '4702', 1)
    const found = async (caller: typeof department, filter: Parameters<typeof listDeliveries>[3]) =>
      (await listDeliveries(webhooks, caller, P, filter, { limit: 100 })).deliveries.length
    expect(await found(department, {})).toBe(6)
    expect(await found(district, {})).toBe(2)
    expect(await found(district, { endpoint: whole.id })).toBe(0)
    expect(await found(province, { endpoint: mueang.id })).toBe(2)
    expect(await found(department, { office: '4702' })).toBe(2)
    expect(await found(department, { type: 'office.disbursed' })).toBe(3)
    expect(await found(department, { status: 'delivered' })).toBe(0)
  })
})
