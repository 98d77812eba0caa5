import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { payloadOf, type WebhookPayload } from '../domain/webhook.ts'
import type { Store } from '../store/store.ts'
import { type Watch, watchQueue } from '../store/watchQueue.ts'
import {
  dropQueued,
  dueDeliveries,
  endTurn,
  noteDelivered,
  noteDropped,
  noteFailed,
  type QueuedDelivery,
  type Turn,
  takeTurns,
} from '../store/webhookQueue.ts'
import { onWebhookQueued } from '../store/webhookQueued.ts'
import { webhookAttempts } from '../telemetry/measures.ts'
import { checkedLookup, ForbiddenAddressError, judgeUrl, type Reach, type Resolve, resolveHost } from './address.ts'
import { type Answer, openReceiver, type Receiver } from './post.ts'
import { GIVE_UP_AFTER_MS, nextAttemptAt, pauseOf } from './retry.ts'
import { sign, unseal } from './secret.ts'

export interface WebhookDeliverySetting extends Reach {
  readonly store: Store
  /** The key under which secrets are kept: 32 bytes. */
  readonly key: Buffer
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
  /** How long a receiver may take over one request, in milliseconds: 15 seconds when left out. */
  readonly timeoutMs?: number
  /** Gives the addresses of a host name; asks the name servers when left out. */
  readonly resolve?: Resolve
  /** The machine's clock; for what is due, the database's own when left out. */
  readonly now?: () => Date
}

/**
 * Endpoints sent to together: so many that answer, and besides them so many whose last attempt failed, which get one request
 * a turn until they answer again. So endpoints that are slow or dead never take the place of those that are well.
 */
const TURNS_AT_ONCE = 12
/** Deliveries looked at in a turn, and requests under way together to one endpoint, each of another office. */
const BATCH = 64
const REQUESTS_AT_ONCE = 8
const TIMEOUT_MS = 15_000
/** No request of a turn begins later than this; with its timeout it is over before another may have the turn. */
const TURN_MS = 30_000
const LEASE_MS = 75_000
/** For so long it is tried to note a success, while the turn is ours. */
const NOTE_MS = 15_000
const NOTE_AGAIN_MS = 500
/** How long requests under way are waited for when we are to stop. */
const STOP_MS = 5000
/** When an endpoint is looked at again whose secrets cannot be read. */
const UNREADABLE_PAUSE_MS = 60_000

/**
 * Delivers webhooks until stopped: at once when one is queued, and every second, since a call can be missed and webhooks are
 * due again after a while. Any number of processes may deliver together. What was sent and could not be noted, by a process
 * that was killed, is sent again under the same webhook-id: each is sent at least once.
 *
 * While all goes well, an endpoint is told an office's events in their order. One that failed is overtaken by those after it;
 * `data.sequence` tells a receiver where it belongs.
 *
 * @param databaseUrl where to listen for queued webhooks
 */
export function startWebhookDelivery(setting: WebhookDeliverySetting & { readonly databaseUrl: string }): Watch {
  const ending: Ending = { isStopping: false, receivers: new Set() }
  const under = { failing: new Set<Promise<unknown>>(), well: new Set<Promise<unknown>>() }

  const begin = async (failing: boolean) => {
    const running = failing ? under.failing : under.well
    const limit = TURNS_AT_ONCE - running.size
    if (limit === 0) return 0
    const turns = await takeTurns(setting.store, { limit, failing, leaseMs: LEASE_MS, now: setting.now?.() })
    for (const turn of turns) {
      const done = runTurn(setting, turn, failing, ending).finally(() => {
        running.delete(done)
        watch.wake()
      })
      running.add(done)
    }
    return turns.length
  }
  const watch = watchQueue({
    work: async () => (await begin(false)) + (await begin(true)),
    listen: (wake) => onWebhookQueued(setting.databaseUrl, wake),
    onFailure: (error) => setting.log.error({ err: error }, 'the queue of webhooks cannot be read'),
  })
  return {
    wake: watch.wake,
    async stop() {
      ending.isStopping = true
      const tooLong = setTimeout(() => {
        for (const receiver of ending.receivers) receiver.callOff()
      }, STOP_MS)
      await watch.stop()
      await Promise.all([...under.failing, ...under.well])
      clearTimeout(tooLong)
    },
  }
}

/**
 * Takes the turns there are and ends them.
 * @returns how many turns those were; 0 when nothing is due
 * @throws when the queue cannot be read
 */
export async function deliverDueWebhooks(setting: WebhookDeliverySetting): Promise<number> {
  const never: Ending = { isStopping: false, receivers: new Set() }
  const claim = { limit: TURNS_AT_ONCE, leaseMs: LEASE_MS, now: setting.now?.() }
  const well = await takeTurns(setting.store, { ...claim, failing: false })
  const failing = await takeTurns(setting.store, { ...claim, failing: true })
  await Promise.all([
    ...well.map((turn) => runTurn(setting, turn, false, never)),
    ...failing.map((turn) => runTurn(setting, turn, true, never)),
  ])
  return well.length + failing.length
}

interface Ending {
  /** No other request is begun. */
  isStopping: boolean
  /** Those to which requests may be under way. */
  readonly receivers: Set<Receiver>
}

/** Sends what is due for one endpoint, and ends the turn. Never throws. */
async function runTurn(setting: WebhookDeliverySetting, turn: Turn, failing: boolean, ending: Ending): Promise<void> {
  const { store, log } = setting
  let pauseMs = 0
  try {
    if (turn.disabled) {
      const dropped = await dropQueued(store, turn, 'the endpoint is disabled')
      log.info({ endpoint: turn.endpoint, dropped }, 'nothing is sent to a disabled endpoint')
    } else pauseMs = await sendDue(setting, turn, failing, ending)
  } catch (err) {
    pauseMs = UNREADABLE_PAUSE_MS
    log.error({ endpoint: turn.endpoint, err }, 'an endpoint could not be served; it is looked at again')
  }
  await endTurn(store, turn, pauseMs, setting.now?.()).catch((err) =>
    log.error(
      { endpoint: turn.endpoint, err },
      'a turn could not be ended; the next one begins when its lease is over',
    ),
  )
}

/** @returns the pause that the receiver asked for, in milliseconds */
async function sendDue(setting: WebhookDeliverySetting, turn: Turn, failing: boolean, ending: Ending): Promise<number> {
  const atOnce = failing ? 1 : REQUESTS_AT_ONCE
  const due = await dueDeliveries(setting.store, turn, { limit: failing ? 1 : BATCH, now: setting.now?.() })
  const lanes = lanesOf(due)
  const sender: Sender = {
    ...{ setting, turn },
    secrets: secretsOf(setting, turn),
    receiver: receiverOf(setting, turn, atOnce),
  }
  ending.receivers.add(sender.receiver)
  const until = performance.now() + TURN_MS
  let failures = 0
  let pauseMs = 0
  const isOver = () => ending.isStopping || pauseMs > 0 || failures >= atOnce || performance.now() > until
  const work = async () => {
    for (let lane = lanes.shift(); lane; lane = lanes.shift())
      for (const delivery of lane) {
        if (isOver()) return
        const came = await deliverOne(sender, delivery)
        failures = came.isFailure ? failures + 1 : 0
        pauseMs = Math.max(pauseMs, came.pauseMs ?? 0)
      }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, lanes.length) }, work))
  } finally {
    sender.receiver.close()
    ending.receivers.delete(sender.receiver)
  }
  return pauseMs
}

interface Sender {
  readonly setting: WebhookDeliverySetting
  readonly turn: Turn
  readonly secrets: readonly string[]
  readonly receiver: Receiver
}

/** Sends one delivery and notes what came of it. Never throws: one that cannot be sent holds up no other. */
async function deliverOne(sender: Sender, delivery: QueuedDelivery): Promise<{ isFailure: boolean; pauseMs?: number }> {
  const { store, log } = sender.setting
  const { endpoint } = sender.turn
  const id = delivery.id
  try {
    if (!delivery.wanted) {
      await noteDropped(store, id, 'the endpoint does not want it any more')
      return { isFailure: false }
    }
    const answer = await attempt(sender, delivery)
    if ('calledOff' in answer) return { isFailure: false }
    if ('status' in answer && answer.status >= 200 && answer.status < 300) {
      webhookAttempts.inc({ outcome: 'taken' })
      await noteSuccess(sender.setting, id, answer.status)
      return { isFailure: false }
    }
    webhookAttempts.inc({ outcome: 'not-taken' })
    return { isFailure: true, ...(await noteFailure(sender, delivery, answer)) }
  } catch (err) {
    log.error({ endpoint, delivery: id, err }, 'what came of a webhook could not be noted; it may be sent again')
    return { isFailure: true }
  }
}

async function attempt({ setting, turn, secrets, receiver }: Sender, delivery: QueuedDelivery): Promise<Answer> {
  let body: string
  try {
    body = JSON.stringify(payload(turn, delivery))
  } catch (err) {
    // A later version of this service may know how to tell of it.
    setting.log.error({ delivery: delivery.id, err }, 'a webhook could not be made; it will be tried again')
    return { error: 'it could not be made' }
  }
  const timestamp = Math.floor(clockOf(setting).getTime() / 1000)
  return receiver.post(
    {
      'content-type': 'application/json',
      'user-agent': 'amphoe-ita-webhooks/1',
      'webhook-id': delivery.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(secrets, delivery.id, timestamp, body),
    },
    body,
  )
}

function payload({ programme, rehearsal, endpoint }: Turn, delivery: QueuedDelivery): WebhookPayload {
  const { type, office, sequence, event, recordedAt } = delivery
  return office === null
    ? { type, timestamp: recordedAt, data: { programme, endpoint, rehearsal } }
    : payloadOf({ programme, office, sequence: sequence!, rehearsal, event: event!, recordedAt })
}

/** A database that is away for a moment must not have a webhook sent again: this is tried for as long as the turn is ours. */
async function noteSuccess({ store, log, now }: WebhookDeliverySetting, id: string, status: number): Promise<void> {
  for (const until = performance.now() + NOTE_MS; ; await delay(NOTE_AGAIN_MS)) {
    try {
      await noteDelivered(store, id, status, now?.())
      return log.debug({ delivery: id, status }, 'delivered')
    } catch (error) {
      if (performance.now() > until) throw error
    }
  }
}

/** @returns the pause that the receiver asked for */
async function noteFailure(
  { setting, turn }: Sender,
  { id, attempts }: QueuedDelivery,
  answer: Exclude<Answer, { calledOff: true }>,
): Promise<{ pauseMs?: number }> {
  const now = clockOf(setting)
  const status = 'status' in answer ? answer.status : null
  const error = 'status' in answer ? `answered ${answer.status}` : answer.error
  // RFC 9110 has Retry-After with these two and with redirects, which are not followed.
  const pauseMs =
    'retryAfter' in answer && [429, 503].includes(answer.status) ? pauseOf(answer.retryAfter, now) : undefined
  const gone = status === 410
  const again = gone ? null : nextAttemptAt(attempts + 1, now, pauseMs)
  const why = await noteFailed(
    setting.store,
    id,
    { status, error, nextAttemptAt: again, gone, giveUpAfterMs: GIVE_UP_AFTER_MS },
    setting.now?.(),
  )
  const log = { endpoint: turn.endpoint, delivery: id, attempt: attempts + 1, error }
  if (why) setting.log.warn({ ...log, why }, 'an endpoint is disabled: nothing more is sent to it')
  else setting.log.info({ ...log, again }, 'a receiver has not taken a webhook')
  return pauseMs === undefined ? {} : { pauseMs }
}

/** The secrets that sign now, newest first. @throws when they are kept under another key */
function secretsOf(setting: WebhookDeliverySetting, { endpoint, secrets }: Turn): string[] {
  const now = clockOf(setting).toISOString()
  return secrets
    .filter(({ until }) => until === null || until > now)
    .map(({ sealed }) => unseal(setting.key, endpoint, sealed))
}

/** The receiver of an endpoint; where it may not be written to, one that refuses everything with the reason. */
function receiverOf(setting: WebhookDeliverySetting, turn: Turn, atOnce: number): Receiver {
  const { timeoutMs = TIMEOUT_MS, resolve = resolveHost } = setting
  try {
    const url = judgeUrl(turn.url, setting)
    return openReceiver(url, { lookup: checkedLookup(url, setting, resolve), atOnce, timeoutMs })
  } catch (error) {
    if (!(error instanceof ForbiddenAddressError)) throw error
    const { message } = error
    return { post: async () => ({ error: message }), callOff: () => {}, close: () => {} }
  }
}

/** What is sent one after the other: the deliveries of one office, in order. */
function lanesOf(due: readonly QueuedDelivery[]): QueuedDelivery[][] {
  const lanes = new Map<string, QueuedDelivery[]>()
  for (const delivery of due) {
    const key = delivery.office ?? delivery.id
    lanes.set(key, [...(lanes.get(key) ?? []), delivery])
  }
  return [...lanes.values()]
}

function clockOf({ now }: WebhookDeliverySetting): Date {
  return now?.() ?? new Date()
}
