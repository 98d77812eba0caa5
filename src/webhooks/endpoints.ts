import { randomUUID } from 'node:crypto'
import { mayConnect, type Principal } from '../domain/access.ts'
import type { Area } from '../domain/area.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import { isWebhookEventType, type WebhookEventType } from '../domain/webhook.ts'
import { recordAudit } from '../store/audit.ts'
import { toInstant, toInstantOrNull } from '../store/forms.ts'
import type { Prisma, WebhookEndpoint } from '../store/generated/client.ts'
import { sqlErrorOf } from '../store/sqlError.ts'
import type { Store } from '../store/store.ts'
import { ForbiddenAddressError, judgeUrl, type Reach } from './address.ts'
import { WebhookRefusal } from './refusal.ts'
import { newSecret, seal } from './secret.ts'

/** Other systems that are told what happens: who may register which, and what is known of them. */

/** What registering and sending need. */
export interface Webhooks extends Reach {
  readonly store: Store
  /** The key under which secrets are kept, 32 bytes; without it webhooks are refused. */
  readonly key: Buffer | undefined
}

/** Who registers: a token. Whoever's area holds an endpoint's may see and change it. */
export interface Registrant extends Principal {
  readonly id: string
  /** The id of the request that is made for it, for the audit trail. */
  readonly request?: string | undefined
}

export interface EndpointSetting {
  readonly url: string
  readonly description: string
  /** None for all. */
  readonly types: readonly WebhookEventType[]
  /** An office's code, a province's (with its districts), or all. */
  readonly area: OfficeCode | Area
}

export interface EndpointView extends EndpointSetting {
  readonly id: string
  readonly createdBy: string
  readonly createdAt: Instant
  readonly disabledAt: Instant | null
  /** `asked` by somebody; the receiver is `gone` (410); `failing`: nothing was answered with success for five days. */
  readonly disabledWhy: 'asked' | 'gone' | 'failing' | null
  /** Attempts that failed since the last one that did not. */
  readonly consecutiveFailures: number
  readonly failingSince: Instant | null
}

/** Endpoints that one area of a programme may have: every event is written once for each. */
const MOST_PER_AREA = 10
/** How long a replaced secret still signs beside the new one, and how many sign at most. */
const OVERLAP_MS = 24 * 3_600_000
const MOST_SECRETS = 5

/**
 * Registers an endpoint. Its secret is shown here and never again.
 * @throws WebhookRefusal webhooks-off, forbidden, invalid-endpoint, endpoint-exists, too-many-endpoints
 */
export async function createEndpoint(
  webhooks: Webhooks,
  caller: Registrant,
  programme: string,
  setting: EndpointSetting,
): Promise<{ endpoint: EndpointView; secret: string }> {
  const key = keyOf(webhooks)
  const judged = judgeSetting(webhooks, caller, setting)
  const { prisma } = webhooks.store
  const there = await prisma.webhookEndpoint.count({
    where: { programmeId: programme, area: setting.area, deletedAt: null },
  })
  if (there >= MOST_PER_AREA)
    throw new WebhookRefusal('too-many-endpoints', `An area has at most ${MOST_PER_AREA} endpoints.`)
  const id = randomUUID()
  const secret = newSecret()
  const secrets = [{ sealed: seal(key, id, secret), until: null }]
  const data = { id, programmeId: programme, ...judged, secrets, createdBy: caller.id }
  const row = await onceOnly(webhooks, programme, judged, () =>
    prisma.$transaction(async (tx) => {
      const made = await tx.webhookEndpoint.create({ data })
      await recordWebhook(tx, caller, programme, { what: 'created', webhook: id })
      return made
    }),
  )
  return { endpoint: view(row), secret }
}

/** The endpoints of a programme within the caller's area, the latest first. */
export async function listEndpoints(
  { store }: Webhooks,
  caller: Registrant,
  programme: string,
): Promise<EndpointView[]> {
  const rows = await store.prisma.webhookEndpoint.findMany({
    where: { programmeId: programme, deletedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  })
  return rows.filter((r) => mayConnect(caller, r.area)).map(view)
}

/**
 * Changes an endpoint, or disables or enables it. What happens while it is disabled is not queued for it; `replay` fetches it.
 * @throws WebhookRefusal unknown-endpoint, forbidden, invalid-endpoint, endpoint-exists
 */
export async function updateEndpoint(
  webhooks: Webhooks,
  caller: Registrant,
  programme: string,
  id: string,
  { disabled, ...changes }: Partial<EndpointSetting> & { readonly disabled?: boolean | undefined },
): Promise<EndpointView> {
  const row = await endpointOf(webhooks.store, caller, programme, id)
  const judged = judgeSetting(webhooks, caller, { ...view(row), ...changes })
  // Another address, or somebody who says it is well again: what failed before does not count against it.
  const anew = disabled === false || judged.url !== row.url ? { consecutiveFailures: 0, failingSince: null } : {}
  const standing =
    disabled === undefined || disabled === (row.disabledAt !== null)
      ? {}
      : disabled
        ? { disabledAt: new Date(), disabledWhy: 'asked' }
        : { disabledAt: null, disabledWhy: null }
  const changed = await onceOnly(webhooks, programme, judged, () =>
    webhooks.store.prisma.$transaction(async (tx) => {
      const data = { ...judged, ...anew, ...standing }
      const made = await tx.webhookEndpoint.updateManyAndReturn({ where: { id, deletedAt: null }, data })
      if (made.length > 0) await recordWebhook(tx, caller, programme, { what: 'changed', webhook: id })
      return made
    }),
  )
  if (!changed[0]) throw unknownEndpoint(id)
  return view(changed[0])
}

/**
 * Removes an endpoint with its secrets. What is still queued for it is dropped; what was sent stays known.
 * @throws WebhookRefusal unknown-endpoint
 */
export async function deleteEndpoint(
  { store }: Webhooks,
  caller: Registrant,
  programme: string,
  id: string,
): Promise<void> {
  await endpointOf(store, caller, programme, id)
  const now = new Date()
  await store.prisma.$transaction(async (tx) => {
    const { count } = await tx.webhookEndpoint.updateMany({
      where: { id, deletedAt: null },
      data: { deletedAt: now, disabledAt: now, disabledWhy: 'deleted', secrets: [] },
    })
    if (count > 0) await recordWebhook(tx, caller, programme, { what: 'deleted', webhook: id })
  })
}

/**
 * Gives an endpoint a new secret, shown here and never again. Those before it sign beside it for 24 hours more: a receiver
 * changes over when it likes, and a request that is sent again because its answer was lost breaks nothing.
 * @throws WebhookRefusal webhooks-off, unknown-endpoint
 */
export async function rotateSecret(
  webhooks: Webhooks,
  caller: Registrant,
  programme: string,
  id: string,
  now = new Date(),
): Promise<{ secret: string }> {
  const key = keyOf(webhooks)
  await endpointOf(webhooks.store, caller, programme, id)
  const secret = newSecret()
  const until = new Date(now.getTime() + OVERLAP_MS).toISOString()
  // One statement: two rotations at once lose neither secret.
  await webhooks.store.prisma.$transaction(async (tx) => {
    const changed = await tx.$executeRaw`
      UPDATE webhook_endpoint
         SET secrets = jsonb_build_array(jsonb_build_object('sealed', ${seal(key, id, secret)}::text, 'until', NULL)) ||
               (SELECT coalesce(jsonb_agg(CASE WHEN s ->> 'until' IS NULL THEN s || jsonb_build_object('until', ${until}::text)
                                               ELSE s END ORDER BY n), '[]')
                  FROM jsonb_array_elements(secrets) WITH ORDINALITY AS t (s, n)
                 WHERE n < ${MOST_SECRETS} AND coalesce(s ->> 'until' > ${now.toISOString()}, true))
       WHERE id = ${id}::uuid AND deleted_at IS NULL`
    if (changed === 0) throw unknownEndpoint(id)
    await recordWebhook(tx, caller, programme, { what: 'rotated', webhook: id })
  })
  return { secret }
}

/** Notes in the audit trail what somebody did with an endpoint, in the transaction that does it. */
export async function recordWebhook(
  tx: Prisma.TransactionClient,
  { id, role, request }: Registrant,
  programme: string,
  details: { readonly what: string; readonly webhook: string; readonly queued?: number },
): Promise<void> {
  await recordAudit(tx, { kind: 'webhook', programme, actor: id, role, requestId: request, details })
}

/** An endpoint within the caller's reach. @throws WebhookRefusal unknown-endpoint, in the same words for one that is not */
export async function endpointOf(
  store: Store,
  caller: Registrant,
  programme: string,
  id: string,
): Promise<WebhookEndpoint> {
  const row = await store.prisma.webhookEndpoint.findFirst({ where: { id, programmeId: programme, deletedAt: null } })
  if (!row || !mayConnect(caller, row.area)) throw unknownEndpoint(id)
  return row
}

/** The key under which secrets are kept. @throws WebhookRefusal webhooks-off */
function keyOf({ key }: Webhooks): Buffer {
  if (key) return key
  throw new WebhookRefusal('webhooks-off', 'This service sends no webhooks: it has been given no WEBHOOK_KEY.')
}

function judgeSetting(
  reach: Reach,
  caller: Registrant,
  { url, description, types, area }: EndpointSetting,
): Omit<EndpointSetting, 'types'> & { types: WebhookEventType[] } {
  const invalid = (field: string, message: string) => new WebhookRefusal('invalid-endpoint', message, { field })
  if (!/^(all|\d{2}|\d{4})$/.test(area)) throw invalid('area', "An area is an office's code, a province's, or all.")
  if (!mayConnect(caller, area))
    throw new WebhookRefusal('forbidden', 'An endpoint is told of offices within the area of its maker.', { area })
  const unknown = types.find((t) => !isWebhookEventType(t))
  if (unknown !== undefined) throw invalid('types', `There is no type ${unknown}.`)
  try {
    return { url: judgeUrl(url, reach).href, description, types: [...new Set(types)], area }
  } catch (error) {
    throw error instanceof ForbiddenAddressError ? invalid('url', error.message) : error
  }
}

/** Writes what the database refuses a second time. @throws WebhookRefusal endpoint-exists, naming the one that is there */
async function onceOnly<T>(
  { store }: Webhooks,
  programme: string,
  { url, area }: Pick<EndpointSetting, 'url' | 'area'>,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (sqlErrorOf(error)?.code !== '23505') throw error
    const there = await store.prisma.webhookEndpoint.findFirst({
      where: { programmeId: programme, url, area, deletedAt: null },
    })
    throw new WebhookRefusal('endpoint-exists', 'This URL is registered for this area already.', {
      endpoint: there?.id,
    })
  }
}

function unknownEndpoint(endpoint: string): WebhookRefusal {
  return new WebhookRefusal('unknown-endpoint', 'There is no such endpoint within reach of this token.', { endpoint })
}

function view(row: WebhookEndpoint): EndpointView {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    types: row.types as WebhookEventType[],
    area: row.area,
    createdBy: row.createdBy,
    createdAt: toInstant(row.createdAt),
    disabledAt: toInstantOrNull(row.disabledAt),
    disabledWhy: row.disabledWhy as EndpointView['disabledWhy'],
    consecutiveFailures: row.consecutiveFailures,
    failingSince: toInstantOrNull(row.failingSince),
  }
}
