import { randomUUID } from 'node:crypto'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { BATCH_LIMIT, type BatchItem } from '../domain/batch.ts'
import type { CommandName, CommandTexts } from '../domain/command.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Answer } from '../domain/step.ts'
import type { Instant } from '../domain/time.ts'
import { deleteTexts, findReceipts, putTexts } from '../store/commands.ts'
import { isDatabaseAway } from '../store/sqlError.ts'
import type { Store } from '../store/store.ts'
import { isLostUpdate, isTemporalAway, refusalOf } from '../temporal/addressing.ts'
import {
  BATCH,
  type BatchAnswer,
  type BatchEnvelope,
  type BatchOutcome,
  NOTHING_TO_RECORD,
  officeWorkflowId,
} from '../workflows/protocol.ts'
import { bodyHash } from './bodyHash.ts'
import { answeredBy, type Sent, sentOf } from './sent.ts'
import { readCommand } from './wire.ts'

/** Several commands to offices, sent in one call. */
export interface BatchRequest {
  readonly programme: string
  /** The sender's id: a token's, or a rehearsal's. */
  readonly by: string
  /** The id of the HTTP request, if they came by one. */
  readonly request?: string
  /** Those to one office are carried out in this order. */
  readonly items: readonly BatchRequestItem[]
  /** Programme time; heeded by a stepped rehearsal only. */
  readonly at?: Instant
}

export interface BatchRequestItem {
  readonly office: OfficeCode
  readonly command: CommandName
  readonly body: unknown
  readonly key: string
}

/** How a batch reaches the offices. */
export interface BatchWay {
  readonly store: Store
  readonly client: Client
  /** How long one office is waited for, in milliseconds. */
  readonly deadlineMs: number
}

/** How many offices are written to at once. */
const OFFICES_AT_ONCE = 16

/** A command that is read, and where its outcome belongs. */
interface Entry extends BatchItem {
  readonly index: number
  readonly texts: CommandTexts | undefined
}

type Outcomes = Map<number, Sent<Answer>>

/**
 * Sends commands to their offices, those of one office together, and answers what came of each in the order given. An office
 * that does not answer makes its own commands `unavailable` and no others. The same call again does what is not done yet.
 */
export async function sendBatch(way: BatchWay, request: BatchRequest): Promise<Sent<Answer>[]> {
  const { items, by } = request
  const from = { by, ...(request.request ? { request: request.request } : {}) }
  const sent: Sent<Answer>[] = []
  const byOffice = new Map<OfficeCode, Entry[]>()
  for (const [index, item] of items.entries()) {
    const read = readCommand(item.command, item.body)
    if ('invalid' in read) {
      sent[index] = { outcome: 'invalid', ...read }
      continue
    }
    const cause = { command: item.command, key: item.key, bodyHash: bodyHash(item), ...from }
    byOffice.set(item.office, [...(byOffice.get(item.office) ?? []), { ...read, cause, index }])
  }
  const queue = [...byOffice]
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [office, entries] = next
      for (const [index, outcome] of await sendToOffice(way, request, office, entries)) sent[index] = outcome
    }
  }
  await Promise.all(Array.from({ length: Math.min(OFFICES_AT_ONCE, queue.length) }, lane))
  return sent
}

/** What came of one office's commands, by their place in the request. */
async function sendToOffice(
  way: BatchWay,
  request: BatchRequest,
  office: OfficeCode,
  entries: readonly Entry[],
): Promise<Outcomes> {
  const firstOf = new Map(entries.toReversed().map((entry) => [entry.cause.key, entry]))
  const distinct = entries.filter((entry) => firstOf.get(entry.cause.key) === entry)
  const sent: Outcomes = new Map()
  for (let i = 0; i < distinct.length; i += BATCH_LIMIT) {
    const chunk = distinct.slice(i, i + BATCH_LIMIT)
    // What comes later may build on what is not answered, and waits with it.
    const away = [...sent.values()].find(({ outcome }) => outcome === 'unavailable')
    const outcomes = away ? all(chunk, away) : await sendChunk(way, request, office, chunk)
    for (const [index, outcome] of outcomes) sent.set(index, outcome)
  }
  for (const { index, cause } of entries) {
    const first = firstOf.get(cause.key)!
    if (first.index === index) continue
    sent.set(index, cause.bodyHash === first.cause.bodyHash ? sent.get(first.index)! : { outcome: 'key-reused' })
  }
  return sent
}

async function sendChunk(
  way: BatchWay,
  request: BatchRequest,
  office: OfficeCode,
  chunk: readonly Entry[],
): Promise<Outcomes> {
  const { store } = way
  const { programme } = request
  const receiptsOf = (entries: readonly Entry[]) =>
    findReceipts(
      store,
      programme,
      office,
      entries.map(({ cause }) => cause.key),
    )
  try {
    // A call that is sent again has mostly been carried out: what the workflow has forgotten by now need not reach it.
    const known = await receiptsOf(chunk)
    const open = chunk.filter(({ cause }) => !known.has(cause.key))
    const written = open.flatMap(({ cause: { key, bodyHash }, texts }) => (texts ? [{ key, bodyHash, texts }] : []))
    await putTexts(store, programme, office, ...written)
    const outcomes = open.length > 0 ? await execute(way, request, office, open) : []
    const refused = await receiptsOf(open.filter((_, n) => 'refusal' in outcomes[n]!))
    const sent: Outcomes = new Map()
    for (const { index, cause } of chunk) {
      const receipt = known.get(cause.key)
      if (receipt) sent.set(index, answeredBy(receipt, cause.bodyHash))
    }
    for (const [n, { index, cause }] of open.entries()) {
      const outcome = outcomes[n]!
      sent.set(
        index,
        'answer' in outcome
          ? { outcome: 'accepted', answer: outcome.answer }
          : sentOf(outcome.refusal, cause.bodyHash, refused.get(cause.key)),
      )
    }
    const idle = open.filter(({ index, texts }) => texts && sent.get(index)!.outcome !== 'accepted')
    await deleteTexts(store, programme, office, ...idle.map(({ cause: { key, bodyHash } }) => ({ key, bodyHash })))
    return sent
  } catch (error) {
    if (!isTemporalAway(error) && !isLostUpdate(error) && !isDatabaseAway(error)) throw error
    return all(chunk, { outcome: 'unavailable', reason: (error as Error).message })
  }
}

function all(entries: readonly Entry[], outcome: Sent<Answer>): Outcomes {
  return new Map(entries.map(({ index }) => [index, outcome]))
}

/** Gives a batch to an office's workflow. */
async function execute(
  { client, deadlineMs }: BatchWay,
  { programme, at }: BatchRequest,
  office: OfficeCode,
  chunk: readonly Entry[],
): Promise<readonly BatchOutcome[]> {
  const items = chunk.map(({ command, cause }): BatchItem => ({ command, cause }))
  const envelope: BatchEnvelope = { items, ...(at ? { at } : {}) }
  try {
    const { outcomes } = await client.withDeadline(Date.now() + deadlineMs, () =>
      client.workflow
        .getHandle(officeWorkflowId(programme, office))
        // An id of its own each time: under one that is known, Temporal would go on giving refusals of long ago.
        .executeUpdate<BatchAnswer, [BatchEnvelope]>(BATCH, { updateId: randomUUID(), args: [envelope] }),
    )
    return outcomes
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal?.type === NOTHING_TO_RECORD) return (refusal.facts as unknown as BatchAnswer).outcomes
    if (!(error instanceof WorkflowNotFoundError)) throw error
    const message = 'No such office takes part in an open programme.'
    return chunk.map(() => ({ refusal: { type: 'unknown-office', message, facts: { programme, target: office } } }))
  }
}
