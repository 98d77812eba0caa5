import type { OfficeEvent } from '../domain/event.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import type { WebhookType } from '../domain/webhook.ts'
import { toInstant } from './forms.ts'
import type { Store } from './store.ts'

/**
 * Webhooks that events have called for, until their receivers have taken them. Whoever sends takes turns: in one turn, one
 * sender and no other is at an endpoint. So no delivery is ever sent by two at the same time, and an office's stay in order.
 */

/** A secret as the database has it: encrypted, and until when it signs; null for as long as it is not replaced. */
export interface SealedSecret {
  readonly sealed: string
  readonly until: string | null
}

/** The right to send to one endpoint for a while. */
export interface Turn {
  readonly id: string
  readonly endpoint: string
  readonly programme: string
  readonly url: string
  readonly secrets: readonly SealedSecret[]
  readonly disabled: boolean
  readonly rehearsal: boolean
}

/** A webhook waiting to be sent. */
export interface QueuedDelivery {
  /** The webhook-id. */
  readonly id: string
  readonly type: WebhookType
  /** Null for a test, like the event. */
  readonly office: OfficeCode | null
  readonly sequence: number | null
  readonly event: OfficeEvent | null
  /** When the event was recorded or the test was asked for, by the machine's clock. */
  readonly recordedAt: Instant
  /** How often it has been tried. */
  readonly attempts: number
  /** Whether the endpoint still wants it: its area and types may have been changed since. */
  readonly wanted: boolean
}

export interface TurnsClaim {
  /** How many at most. */
  readonly limit: number
  /** Endpoints whose last attempt failed, or the others: the former must never take the turns of the latter. */
  readonly failing: boolean
  /** After how long another may have the turn though it was not ended, in milliseconds. */
  readonly leaseMs: number
  /** The database's own clock when left out. */
  readonly now?: Date | undefined
}

/** Takes turns at endpoints for which something is due, first at those that have waited longest. */
export async function takeTurns(store: Store, { limit, failing, leaseMs, now }: TurnsClaim): Promise<Turn[]> {
  const time = now?.toISOString() ?? null
  // Not FOR UPDATE: nothing that refers to an endpoint needs to wait for its turns.
  const rows = await store.prisma.$queryRaw<TurnRow[]>`/* take-webhook-turns */
    WITH clock AS (SELECT coalesce(${time}::timestamptz, now()) AS time),
         waiting AS (SELECT e.id FROM webhook_endpoint e, clock
                      WHERE (e.consecutive_failures > 0) = ${failing}
                        AND (e.busy_until IS NULL OR e.busy_until <= clock.time)
                        AND EXISTS (SELECT FROM webhook_delivery d
                                     WHERE d.endpoint_id = e.id AND d.status = 'queued'
                                       AND (d.next_attempt_at <= clock.time OR e.disabled_at IS NOT NULL))
                      ORDER BY e.busy_until NULLS FIRST, e.id LIMIT ${limit} FOR NO KEY UPDATE OF e SKIP LOCKED)
    UPDATE webhook_endpoint e
       SET turn_of = gen_random_uuid(), busy_until = clock.time + ${leaseMs} * interval '1 millisecond'
      FROM waiting, clock, programme p
     WHERE e.id = waiting.id AND p.id = e.programme_id
    RETURNING e.turn_of, e.id, e.programme_id, e.url, e.secrets, e.disabled_at IS NOT NULL AS disabled,
              p.clock ->> 'kind' <> 'live' AS rehearsal`
  return rows.map((r) => ({
    id: r.turn_of,
    endpoint: r.id,
    programme: r.programme_id,
    url: r.url,
    secrets: r.secrets,
    disabled: r.disabled,
    rehearsal: r.rehearsal,
  }))
}

/** Ends a turn; another may begin after `pauseMs`. One that has passed to another sender meanwhile stays with that. */
export async function endTurn(store: Store, turn: Turn, pauseMs: number, now?: Date): Promise<void> {
  await store.prisma.$executeRaw`/* end-webhook-turn */
    UPDATE webhook_endpoint
       SET turn_of = NULL, busy_until = coalesce(${now?.toISOString() ?? null}::timestamptz, now()) + ${pauseMs} * interval '1 millisecond'
     WHERE id = ${turn.endpoint}::uuid AND turn_of = ${turn.id}::uuid`
}

/** What is due for an endpoint, in the order in which it was queued. */
export async function dueDeliveries(
  store: Store,
  turn: Turn,
  { limit, now }: { limit: number; now?: Date | undefined },
): Promise<QueuedDelivery[]> {
  const rows = await store.prisma.$queryRaw<DueRow[]>`/* due-webhooks */
    SELECT d.id, d.type, d.office, d.sequence, d.attempts, a.event, coalesce(a.recorded_at, d.created_at) AS recorded_at,
           d.office IS NULL OR webhook_wants(e, d.office, d.type) AS wanted
      FROM webhook_delivery d
      JOIN webhook_endpoint e ON e.id = d.endpoint_id
      LEFT JOIN audit_event a ON a.programme_id = d.programme_id AND a.office = d.office AND a.sequence = d.sequence
     WHERE d.endpoint_id = ${turn.endpoint}::uuid AND d.status = 'queued'
       AND d.next_attempt_at <= coalesce(${now?.toISOString() ?? null}::timestamptz, now())
     ORDER BY d.position LIMIT ${limit}`
  return rows.map(({ recorded_at, ...row }) => ({ ...row, recordedAt: toInstant(recorded_at) }))
}

/** The receiver has taken it. */
export async function noteDelivered(store: Store, id: string, status: number, now?: Date): Promise<void> {
  await store.prisma.$executeRaw`/* note-webhook-delivered */
    WITH delivered AS (
      UPDATE webhook_delivery
         SET status = 'delivered', attempts = attempts + 1, last_status = ${status}, last_error = NULL,
             delivered_at = coalesce(${now?.toISOString() ?? null}::timestamptz, now())
       WHERE id = ${id}::uuid RETURNING endpoint_id)
    UPDATE webhook_endpoint e SET consecutive_failures = 0, failing_since = NULL
      FROM delivered WHERE e.id = delivered.endpoint_id AND e.consecutive_failures > 0`
}

/** How an attempt failed, and what follows. */
export interface FailedAttempt {
  /** What the receiver answered, if it did. */
  readonly status: number | null
  readonly error: string
  /** Null when it is not tried again. */
  readonly nextAttemptAt: Date | null
  /** Whether the receiver is gone for good. */
  readonly gone: boolean
  /** An endpoint that has answered nothing with success for so long is disabled, in milliseconds. */
  readonly giveUpAfterMs: number
}

/**
 * The receiver has not taken it. Disables an endpoint that is gone or has failed for too long.
 * @returns why the endpoint was disabled by this; null when it was not
 */
export async function noteFailed(
  store: Store,
  id: string,
  { status, error, nextAttemptAt, gone, giveUpAfterMs }: FailedAttempt,
  now?: Date,
): Promise<'gone' | 'failing' | null> {
  const again = nextAttemptAt?.toISOString() ?? null
  const [row] = await store.prisma.$queryRaw<{ disabled_why: 'gone' | 'failing' | null }[]>`/* note-webhook-failed */
    WITH clock AS (SELECT coalesce(${now?.toISOString() ?? null}::timestamptz, now()) AS time),
         failed AS (
      -- What another sender has delivered meanwhile stays delivered.
      UPDATE webhook_delivery
         SET attempts = attempts + 1, last_status = ${status}, last_error = ${error},
             next_attempt_at = coalesce(${again}::timestamptz, next_attempt_at),
             status = CASE WHEN ${again}::timestamptz IS NULL THEN 'failed' ELSE status END
       WHERE id = ${id}::uuid AND status = 'queued' RETURNING endpoint_id),
         judged AS (
      SELECT e.id, CASE WHEN e.disabled_at IS NOT NULL THEN NULL
                        WHEN ${gone} THEN 'gone'
                        WHEN e.failing_since <= clock.time - ${giveUpAfterMs} * interval '1 millisecond' THEN 'failing'
                    END AS why
        FROM webhook_endpoint e JOIN failed ON e.id = failed.endpoint_id, clock)
    UPDATE webhook_endpoint e
       SET consecutive_failures = consecutive_failures + 1, failing_since = coalesce(failing_since, clock.time),
           disabled_at = CASE WHEN judged.why IS NULL THEN disabled_at ELSE clock.time END,
           disabled_why = coalesce(judged.why, disabled_why)
      FROM judged, clock WHERE e.id = judged.id
    RETURNING judged.why AS disabled_why`
  return row?.disabled_why ?? null
}

/** It is not to be sent any more. */
export async function noteDropped(store: Store, id: string, reason: string): Promise<void> {
  await store.prisma.webhookDelivery.updateMany({
    where: { id, status: 'queued' },
    data: { status: 'dropped', lastError: reason },
  })
}

/** Nothing that is queued for a disabled endpoint is sent any more. @returns how much that was */
export async function dropQueued(store: Store, turn: Turn, reason: string): Promise<number> {
  // One that has been enabled meanwhile keeps its queue.
  return await store.prisma.$executeRaw`
    UPDATE webhook_delivery d SET status = 'dropped', last_error = ${reason}
      FROM webhook_endpoint e
     WHERE e.id = ${turn.endpoint}::uuid AND e.disabled_at IS NOT NULL AND d.endpoint_id = e.id AND d.status = 'queued'`
}

interface TurnRow {
  readonly turn_of: string
  readonly id: string
  readonly programme_id: string
  readonly url: string
  readonly secrets: readonly SealedSecret[]
  readonly disabled: boolean
  readonly rehearsal: boolean
}

interface DueRow {
  readonly id: string
  readonly type: WebhookType
  readonly office: OfficeCode | null
  readonly sequence: number | null
  readonly attempts: number
  readonly event: OfficeEvent | null
  readonly recorded_at: Date
  readonly wanted: boolean
}
