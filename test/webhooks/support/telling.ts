import { randomBytes } from 'node:crypto'
import { vi } from 'vitest'
import type { Store } from '../../../src/store/store.ts'
import { deliverDueWebhooks, type WebhookDeliverySetting } from '../../../src/webhooks/deliver.ts'
import {
  createEndpoint,
  type EndpointSetting,
  type Registrant,
  type Webhooks,
} from '../../../src/webhooks/endpoints.ts'
import { P, pay, RecordedOffice } from '../../store/support/sakonNakhon.ts'
import type { Sql } from '../../support/database.ts'

export const KEY = randomBytes(32)
export const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }

export const department: Registrant = { id: 'token-department', role: 'department', area: 'all' }
export const province: Registrant = { id: 'token-47', role: 'province', area: '47' }
export const district: Registrant = { id: 'token-4701', role: 'district', area: '4701' }

export const webhooksOf = (store: Store): Webhooks => ({ store, key: KEY, allowLoopback: true })

/** Registers an endpoint by the department, for all offices unless told otherwise. */
export async function register(store: Store, url: string, setting: Partial<EndpointSetting> = {}) {
  const whole = { url, description: 'ระบบของจังหวัด', types: [], area: 'all', ...setting }
  const { endpoint, secret } = await createEndpoint(webhooksOf(store), department, P, whole)
  return { id: endpoint.id, secret, endpoint }
}

/** Sends everything that is due at one moment. */
export async function deliverAll(store: Store, changes: Partial<WebhookDeliverySetting> = {}): Promise<void> {
  const setting = { store, key: KEY, allowLoopback: true, log, timeoutMs: 1000, ...changes }
  while ((await deliverDueWebhooks(setting)) > 0);
}

/** The machine's clock, so many hours ahead. */
export const hoursAhead = (hours: number) => ({ now: () => new Date(Date.now() + hours * 3_600_000) })

/** An office that is notified and has paid `payments` times one baht: so many events and one. */
export async function officeWith(store: Store, code: string, payments: number): Promise<RecordedOffice> {
  const office = await new RecordedOffice(store, code, { materials: 100_000 }).notified('2024-12-30 10:00')
  await addPayments(office, payments)
  return office
}

/** Records so many payments of one baht: an event each. */
export async function addPayments(office: RecordedOffice, payments: number, prefix = 'ฎ'): Promise<void> {
  for (let n = 1; n <= payments; n++)
    await office.command('2025-01-02 07:00', pay('materials', '1.00', `${prefix}${n}`, '2024-12-30'), `${prefix}${n}`)
}

export const deliveriesIn = (sql: Sql) =>
  sql(
    'SELECT id, endpoint_id, office, sequence, type, status, attempts, next_attempt_at, last_status, last_error, delivered_at FROM webhook_delivery ORDER BY position',
  )

/** How many deliveries are in which state. */
export async function standing(sql: Sql): Promise<Record<string, number>> {
  const rows = await sql('SELECT status, count(*)::int AS n FROM webhook_delivery GROUP BY status')
  return Object.fromEntries(rows.map((r) => [r.status, r.n]))
}

export const endpointIn = async (sql: Sql, id: string) =>
  (await sql('SELECT * FROM webhook_endpoint WHERE id = $1', [id]))[0]

export const seconds = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 1000
