import { createHash } from 'node:crypto'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import type { Area } from '../domain/area.ts'
import type { AreaCommand, Command, CommandName } from '../domain/command.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Answer, CommandCause } from '../domain/step.ts'
import type { Instant } from '../domain/time.ts'
import { deleteTexts, findReceipt, putTexts, saveReceipt } from '../store/commands.ts'
import type { Store } from '../store/store.ts'
import { isLostUpdate, isTemporalAway, refusalOf, updateId } from '../temporal/addressing.ts'
import {
  type AreaAnswer,
  type AreaEnvelope,
  COMMAND_RECORDED,
  type CommandEnvelope,
  KEY_REUSED,
  officeWorkflowId,
  programmeWorkflowId,
} from '../workflows/protocol.ts'
import { type InvalidBody, readCommand } from './wire.ts'

/** What came of sending a command. */
export type Sent<A> =
  | { readonly outcome: 'accepted'; readonly answer: A }
  /** A rule says no; nothing was written. `type` is one of the stable refusal types. */
  | {
      readonly outcome: 'refused'
      readonly type: string
      readonly message: string
      readonly facts: Record<string, unknown>
    }
  /** The body has not the command's shape. */
  | ({ readonly outcome: 'invalid' } & InvalidBody)
  /** The key was used for another request. */
  | { readonly outcome: 'key-reused' }
  /** No answer in time. It may still be carried out: send the same again with the same key. */
  | { readonly outcome: 'unavailable'; readonly reason: string }

/** Who sends what, under which key. The same key with the same body is the same request, however often it is sent. */
export interface Request {
  readonly programme: string
  readonly command: CommandName
  readonly body: unknown
  readonly key: string
  /** The sender's id: a token's, or a rehearsal's. */
  readonly by: string
  /** Programme time of the command; heeded by a stepped rehearsal only. */
  readonly at?: Instant
}

/** How much longer a command to an area may take than one to an office: it reaches up to 954 of them. */
const AREA_PATIENCE = 6

/**
 * The one way in: takes a command from an edge to the workflow that decides on it. What was written in words stays in the
 * database under the command's key; codes, days and amounts go on.
 */
export class CommandGateway {
  private readonly store: Store
  private readonly client: Client
  private readonly deadlineMs: number

  /** @param deadlineMs how long a caller waits for an answer, in milliseconds: without a worker an Update waits for ever */
  constructor(store: Store, client: Client, deadlineMs: number) {
    this.store = store
    this.client = client
    this.deadlineMs = deadlineMs
  }

  /** Sends a command to an office. */
  async toOffice(office: OfficeCode, request: Request): Promise<Sent<Answer>> {
    return this.send<Answer>(request, office, officeWorkflowId(request.programme, office), (command, cause) => {
      const envelope: CommandEnvelope = { command, cause, ...(request.at ? { at: request.at } : {}) }
      return envelope
    })
  }

  /** Sends a command of the department to a province (its code) or to all. */
  async toArea(area: Area, { key: given, ...rest }: Request): Promise<Sent<AreaAnswer>> {
    const target = `area:${area}`
    // The offices reached keep it beside their own commands' keys: an office that chose the same one must not be passed over.
    const request: Request = { ...rest, key: `${target} ${given}` }
    const sent = await this.send<AreaAnswer>(
      request,
      target,
      programmeWorkflowId(request.programme),
      (command, cause) => {
        const envelope: AreaEnvelope = {
          area,
          command: command as AreaCommand,
          cause,
          ...(request.at ? { at: request.at } : {}),
        }
        return envelope
      },
      AREA_PATIENCE * this.deadlineMs,
    )
    if (sent.outcome === 'accepted')
      await saveReceipt(this.store, {
        programme: request.programme,
        target,
        key: request.key,
        command: request.command,
        bodyHash: hashOf(request),
        answer: sent.answer,
      })
    return sent
  }

  private async send<A>(
    request: Request,
    target: string,
    workflowId: string,
    wrap: (command: Command, cause: CommandCause) => unknown,
    deadlineMs = this.deadlineMs,
  ): Promise<Sent<A>> {
    const { programme, key } = request
    const read = readCommand(request.command, request.body)
    if ('invalid' in read) return { outcome: 'invalid', ...read }
    const cause: CommandCause = { command: request.command, key, bodyHash: hashOf(request), by: request.by }
    if (read.texts) await putTexts(this.store, programme, target, key, read.texts)
    try {
      const answer = await this.client.withDeadline(Date.now() + deadlineMs, () =>
        this.client.workflow.getHandle(workflowId).executeUpdate<A, [unknown]>(request.command, {
          updateId: updateId(cause),
          args: [wrap(read.command, cause)],
        }),
      )
      return { outcome: 'accepted', answer }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal) return this.refused<A>(request, target, cause, refusal, read.texts !== undefined)
      if (error instanceof WorkflowNotFoundError) {
        const message = 'No such office takes part in an open programme.'
        const gone = { type: 'unknown-office', message, facts: { programme, target } }
        return this.refused<A>(request, target, cause, gone, read.texts !== undefined)
      }
      if (isTemporalAway(error) || isLostUpdate(error))
        return { outcome: 'unavailable', reason: (error as Error).message }
      throw error
    }
  }

  /** A refusal may be of a request that was carried out long ago: then its own answer is given again. */
  private async refused<A>(
    { programme, key }: Request,
    target: string,
    cause: CommandCause,
    refusal: { type: string; message: string; facts: Record<string, unknown> },
    hasTexts: boolean,
  ): Promise<Sent<A>> {
    const receipt = await findReceipt(this.store, programme, target, key)
    if (receipt)
      return receipt.bodyHash === cause.bodyHash
        ? { outcome: 'accepted', answer: receipt.answer as A }
        : { outcome: 'key-reused' }
    if (refusal.type === KEY_REUSED || refusal.type === COMMAND_RECORDED) return { outcome: 'key-reused' }
    if (hasTexts) await deleteTexts(this.store, programme, target, key)
    return { outcome: 'refused', ...refusal }
  }
}

/** SHA-256 over the command and its body, whatever the order of the body's fields. */
function hashOf({ command, body }: Request): string {
  return createHash('sha256')
    .update(`${command} ${canonical(body ?? {})}`)
    .digest('hex')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`)
      .join(',')}}`
  return JSON.stringify(value) ?? 'null'
}
