import pg from 'pg'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { recordStep } from '../../src/store/recordStep.ts'
import type { Store } from '../../src/store/store.ts'
import { endTurn, noteDelivered, noteFailed, takeTurns } from '../../src/store/webhookQueue.ts'
import { onWebhookQueued } from '../../src/store/webhookQueued.ts'
import { deleteEndpoint, updateEndpoint } from '../../src/webhooks/endpoints.ts'
import { P, pay, saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { deliveriesIn, department, endpointIn, officeWith, register, webhooksOf } from './support/telling.ts'

let store: Store
let sql: Sql
let databaseUrl: string
beforeEach(async () => {
  ;({ store, sql, databaseUrl } = await freshStore())
  await saveSakonNakhon(store)
})
const HOOK = 'https://hooks.example.go.th/'

describe('an event', () => {
  test('makes nothing when no system is to be told', async () => {
    await officeWith(store, '4701', 1)
    expect(await deliveriesIn(sql)).toEqual([])
  })

  test('makes one delivery an endpoint, under an id of its own that is always the same', async () => {
    const a = await register(store, `${HOOK}a`)
    const b = await register(store, `${HOOK}b`)
    await officeWith(store, '4701', 1)
    const rows = await deliveriesIn(sql)
    expect(rows.map((r) => [r.endpoint_id, r.office, r.sequence, r.type, r.status]).sort()).toEqual(
      [a.id, b.id]
        .flatMap((id) => [
          [id, '4701', 1, 'office.notified', 'queued'],
          [id, '4701', 2, 'office.disbursed', 'queued'],
        ])
        .sort(),
    )
    expect(new Set(rows.map((r) => r.id)).size).toBe(4)
    for (const { id, endpoint_id, office, sequence } of rows) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(await sql('SELECT webhook_id($1, $2, $3) AS id', [endpoint_id, office, sequence])).toEqual([{ id }])
    }
  })

  test('recorded twice makes no second one', async () => {
    await register(store, HOOK)
    const office = await officeWith(store, '4701', 1)
    expect(await recordStep(store, office.step!)).toBe('already-recorded')
    expect(await deliveriesIn(sql)).toHaveLength(2)
  })

  test('that is not recorded in the end makes none', async () => {
    await register(store, HOOK)
    const office = await officeWith(store, '4701', 0)
    const step = office.stepFor('2025-01-02 07:00', pay('materials', '1.00', 'ฎ1', '2024-12-30'), 'k1')
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query('BEGIN')
    await client.query(
      `INSERT INTO audit_event (programme_id, office, sequence, type, event, at, hash) VALUES ($1, '4701', 2, 'disbursed', $2, now(), '')`,
      [P, step.events[0]],
    )
    expect((await client.query('SELECT FROM webhook_delivery')).rowCount).toBe(2)
    await client.query('ROLLBACK')
    await client.end()
    expect(await deliveriesIn(sql)).toHaveLength(1)
  })

  test('is told where its office lies in the area and its type is asked for', async () => {
    const whole = await register(store, `${HOOK}whole`)
    const sakonNakhon = await register(store, `${HOOK}47`, { area: '47' })
    const nakhonPhanom = await register(store, `${HOOK}48`, { area: '48' })
    const mueang = await register(store, `${HOOK}4701`, { area: '4701' })
    const payments = await register(store, `${HOOK}payments`, { types: ['office.disbursed', 'office.entry-reversed'] })
    await officeWith(store, '4701', 1)
    await officeWith(store, '4702', 0)
    await officeWith(store, '47', 0)
    const told = (id: string) =>
      sql('SELECT office, type FROM webhook_delivery WHERE endpoint_id = $1 ORDER BY position', [id])
    const all = [
      { office: '4701', type: 'office.notified' },
      { office: '4701', type: 'office.disbursed' },
      { office: '4702', type: 'office.notified' },
      { office: '47', type: 'office.notified' },
    ]
    expect(await told(whole.id)).toEqual(all)
    expect(await told(sakonNakhon.id)).toEqual(all)
    expect(await told(nakhonPhanom.id)).toEqual([])
    expect(await told(mueang.id)).toEqual(all.slice(0, 2))
    expect(await told(payments.id)).toEqual([{ office: '4701', type: 'office.disbursed' }])
  })

  test('is not queued for an endpoint that is disabled or deleted', async () => {
    const disabled = await register(store, `${HOOK}a`)
    const deleted = await register(store, `${HOOK}b`)
    await updateEndpoint(webhooksOf(store), department, P, disabled.id, { disabled: true })
    await deleteEndpoint(webhooksOf(store), department, P, deleted.id)
    await officeWith(store, '4701', 0)
    expect(await deliveriesIn(sql)).toEqual([])
  })

  test('wakes who sends', async () => {
    const heard = vi.fn()
    const stop = onWebhookQueued(databaseUrl, heard)
    try {
      await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1))
      await officeWith(store, '4702', 0)
      await register(store, HOOK)
      await officeWith(store, '4701', 0)
      await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2))
    } finally {
      await stop()
    }
  })

  test('does not wait for who is sending, nor sending for it', async () => {
    const { id } = await register(store, HOOK)
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query('BEGIN')
    await client.query('UPDATE webhook_endpoint SET consecutive_failures = 1 WHERE id = $1', [id])
    await officeWith(store, '4701', 1)
    await client.query('ROLLBACK')
    await client.end()
    expect(await deliveriesIn(sql)).toHaveLength(2)
  })
})

test('what was delivered stays so, whatever a sender says that came too late', async () => {
  const { id } = await register(store, HOOK)
  await officeWith(store, '4701', 0)
  const [delivery] = await deliveriesIn(sql)
  await noteDelivered(store, delivery.id, 200)
  const late = { status: 410, error: 'answered 410', nextAttemptAt: null, gone: true, giveUpAfterMs: 0 }
  expect(await noteFailed(store, delivery.id, late)).toBe(null)
  expect(await deliveriesIn(sql)).toMatchObject([{ status: 'delivered', attempts: 1, last_status: 200 }])
  expect(await endpointIn(sql, id)).toMatchObject({ consecutive_failures: 0, disabled_at: null })
})

describe('turns', () => {
  const claim = { limit: 10, failing: false, leaseMs: 60_000 }
  const inMs = (ms: number) => new Date(Date.now() + ms)
  beforeEach(async () => {
    await register(store, `${HOOK}a`)
    await register(store, `${HOOK}b`)
    await register(store, `${HOOK}c`)
    await officeWith(store, '4701', 0)
  })

  test('at one endpoint are never had by two', async () => {
    const turns = (await Promise.all(Array.from({ length: 8 }, () => takeTurns(store, claim)))).flat()
    expect(turns).toHaveLength(3)
    expect(new Set(turns.map((t) => t.endpoint)).size).toBe(3)
    await endTurn(store, turns[0]!, 0)
    expect((await takeTurns(store, claim)).map((t) => t.endpoint)).toEqual([turns[0]!.endpoint])
  })

  test('of a sender that was killed go to another when their lease is over, and the first cannot end them any more', async () => {
    const before = await takeTurns(store, claim)
    expect(await takeTurns(store, { ...claim, now: inMs(59_000) })).toEqual([])
    const after = await takeTurns(store, { ...claim, now: inMs(61_000) })
    expect(after.map((t) => t.endpoint).sort()).toEqual(before.map((t) => t.endpoint).sort())
    for (const turn of before) await endTurn(store, turn, 0)
    expect(await takeTurns(store, { ...claim, now: inMs(62_000) })).toEqual([])
  })

  test('go first to those that have waited longest', async () => {
    const [first] = await takeTurns(store, { ...claim, limit: 1 })
    await endTurn(store, first!, 0)
    const [second] = await takeTurns(store, { ...claim, limit: 1 })
    await endTurn(store, second!, 0)
    const [third] = await takeTurns(store, { ...claim, limit: 1 })
    expect(new Set([first, second, third].map((t) => t!.endpoint)).size).toBe(3)
  })

  test('at endpoints that fail are counted apart', async () => {
    const [failing] = await sql('UPDATE webhook_endpoint SET consecutive_failures = 1 WHERE url LIKE $1 RETURNING id', [
      '%a',
    ])
    expect((await takeTurns(store, { ...claim, failing: true })).map((t) => t.endpoint)).toEqual([failing.id])
    expect(await takeTurns(store, claim)).toHaveLength(2)
  })
})
