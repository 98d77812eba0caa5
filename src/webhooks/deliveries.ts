import { mayConnect } from '../domain/access.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import { WEBHOOK_TEST, type WebhookEventType, type WebhookType } from '../domain/webhook.ts'
import { toInstant, toInstantOrNull } from '../store/forms.ts'
import type { WebhookDelivery, WebhookEndpoint, WebhookStatus } from '../store/generated/client.ts'
import { endpointOf, type Registrant, recordWebhook, type Webhooks } from './endpoints.ts'
import { WebhookRefusal } from './refusal.ts'

/** What was sent to other systems, and sending it again. */

export interface DeliveryView {
  /** The webhook-id that the receiver sees. */
  readonly id: string
  readonly endpoint: string
  readonly type: WebhookType
  /** The event told of; null for a test. */
  readonly office: OfficeCode | null
  readonly sequence: number | null
  readonly status: WebhookStatus
  readonly attempts: number
  /** Null unless it is queued. */
  readonly nextAttemptAt: Instant | null
  /** What the receiver answered last, and why that was no success. */
  readonly lastStatus: number | null
  readonly lastError: string | null
  readonly deliveredAt: Instant | null
  readonly createdAt: Instant
}

export interface DeliveryFilter {
  readonly endpoint?: string | undefined
  readonly status?: WebhookStatus | undefined
  readonly type?: WebhookType | undefined
  readonly office?: OfficeCode | undefined
}

/** The part of a list to answer: at most `limit`, after what `next` of the part before named. */
export interface DeliveryCursor {
  readonly after?: string | undefined
  readonly limit: number
}

/** Deliveries to the endpoints within the caller's area, the one queued last first. */
export async function listDeliveries(
  { store }: Webhooks,
  caller: Registrant,
  programme: string,
  { endpoint, status, type, office }: DeliveryFilter,
  { after, limit }: DeliveryCursor,
): Promise<{ deliveries: DeliveryView[]; next: string | null }> {
  const endpoints = await store.prisma.webhookEndpoint.findMany({
    where: { programmeId: programme, ...(endpoint === undefined ? {} : { id: endpoint }) },
    select: { id: true, area: true },
  })
  const rows = await store.prisma.webhookDelivery.findMany({
    where: {
      endpointId: { in: endpoints.filter((e) => mayConnect(caller, e.area)).map((e) => e.id) },
      ...(status === undefined ? {} : { status }),
      ...(type === undefined ? {} : { type }),
      ...(office === undefined ? {} : { office }),
      ...(after === undefined ? {} : { position: { lt: BigInt(after) } }),
    },
    orderBy: { position: 'desc' },
    take: limit + 1,
  })
  const page = rows.slice(0, limit)
  return { deliveries: page.map(view), next: rows.length > limit ? String(page.at(-1)!.position) : null }
}

/**
 * Queues a webhook of type `webhook.test` for an endpoint, whatever types it asked for.
 * @returns its webhook-id
 * @throws WebhookRefusal unknown-endpoint, endpoint-disabled
 */
export async function sendTest(
  { store }: Webhooks,
  caller: Registrant,
  programme: string,
  id: string,
): Promise<{ id: string }> {
  const endpoint = await enabledEndpointOf(store, caller, programme, id)
  const made = await store.prisma.$transaction(async (tx) => {
    const delivery = await tx.webhookDelivery.create({
      data: { endpointId: endpoint.id, programmeId: programme, type: WEBHOOK_TEST },
    })
    await recordWebhook(tx, caller, programme, { what: 'tested', webhook: id })
    return delivery
  })
  await wakeSenders(store)
  return { id: made.id }
}

export interface ReplayWish {
  /** Moments of the machine's clock, as in a payload's `timestamp`: from this one on, up to but without that one. */
  readonly from: Instant
  readonly to: Instant
  /** Some of the types that the endpoint asked for; all of these when left out. */
  readonly types?: readonly WebhookEventType[] | undefined
  /** Leaves out what the receiver has answered with success. */
  readonly onlyFailed?: boolean | undefined
}

/**
 * Queues events again for an endpoint: what it was told and what it was not, such as what happened while it was disabled or
 * before it was there. An event keeps its webhook-id, so a receiver knows what it has had.
 *
 * @returns how many events were queued
 * @throws WebhookRefusal unknown-endpoint, endpoint-disabled
 */
export async function replay(
  { store }: Webhooks,
  caller: Registrant,
  programme: string,
  id: string,
  { from, to, types, onlyFailed = false }: ReplayWish,
): Promise<{ queued: number }> {
  const endpoint = await enabledEndpointOf(store, caller, programme, id)
  // A delivery goes to the end of the queue with its number: an office's events go out in order again.
  const queued = await store.prisma.$transaction(async (tx) => {
    const made = await tx.$executeRaw`
      INSERT INTO webhook_delivery AS d (id, endpoint_id, programme_id, office, sequence, type)
      SELECT webhook_id(e.id, a.office, a.sequence), e.id, a.programme_id, a.office, a.sequence, 'office.' || a.type
        FROM audit_event a
        JOIN webhook_endpoint e ON e.programme_id = a.programme_id AND webhook_wants(e, a.office, 'office.' || a.type)
       WHERE e.id = ${endpoint.id}::uuid AND e.disabled_at IS NULL
         AND a.recorded_at >= ${from}::timestamptz AND a.recorded_at < ${to}::timestamptz
         AND (${types === undefined} OR 'office.' || a.type = ANY (${[...(types ?? [])]}::text[]))
       ORDER BY a.recorded_at, a.office, a.sequence
      ON CONFLICT (id) DO UPDATE
         SET position = excluded.position, status = 'queued', attempts = 0, next_attempt_at = now(), last_error = NULL,
             delivered_at = NULL
       WHERE d.status <> 'delivered' OR NOT ${onlyFailed}`
    await recordWebhook(tx, caller, programme, { what: 'replayed', webhook: id, queued: made })
    return made
  }, PATIENCE)
  await wakeSenders(store)
  return { queued }
}

/** A year of the country may be asked for at once. */
const PATIENCE = { maxWait: 30_000, timeout: 120_000 }

async function enabledEndpointOf(
  store: Webhooks['store'],
  caller: Registrant,
  programme: string,
  id: string,
): Promise<WebhookEndpoint> {
  const endpoint = await endpointOf(store, caller, programme, id)
  if (endpoint.disabledAt)
    throw new WebhookRefusal('endpoint-disabled', 'The endpoint is disabled: enable it first.', { endpoint: id })
  return endpoint
}

async function wakeSenders(store: Webhooks['store']): Promise<void> {
  await store.prisma.$executeRaw`NOTIFY webhook_queued`
}

function view(row: WebhookDelivery): DeliveryView {
  return {
    id: row.id,
    endpoint: row.endpointId,
    type: row.type as WebhookType,
    office: row.office,
    sequence: row.sequence,
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: row.status === 'queued' ? toInstant(row.nextAttemptAt) : null,
    lastStatus: row.lastStatus,
    lastError: row.lastError,
    deliveredAt: toInstantOrNull(row.deliveredAt),
    createdAt: toInstant(row.createdAt),
  }
}
