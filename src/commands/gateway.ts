import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { debugPoint } from '../debugPoint.ts'
import type { Area } from '../domain/area.ts'
import type { AreaCommand, Command, CommandName } from '../domain/command.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Answer, CommandCause } from '../domain/step.ts'
import type { Instant } from '../domain/time.ts'
import { deleteTexts, findReceipt, putTexts, saveReceipt } from '../store/commands.ts'
import type { Store } from '../store/store.ts'
import { isLostUpdate, isTemporalAway, refusalOf, untilHeard, updateId } from '../temporal/addressing.ts'
import {
  type AreaAnswer,
  type AreaEnvelope,
  type CommandEnvelope,
  officeWorkflowId,
  programmeWorkflowId,
  type Refusal,
} from '../workflows/protocol.ts'
import { type BatchRequest, sendBatch } from './batch.ts'
import { bodyHash } from './bodyHash.ts'
import { measured, measuredBatch } from './measured.ts'
import { answeredBy, type Sent, sentOf } from './sent.ts'
import { invalidIn, readCommand, selectionSchema } from './wire.ts'

export type { BatchRequest, BatchRequestItem } from './batch.ts'
export type { Sent } from './sent.ts'

/** Who sends what, under which key. The same key with the same body is the same request, however often it is sent. */
export interface Request {
  readonly programme: string
  readonly command: CommandName
  readonly body: unknown
  readonly key: string
  /** The sender's id: a token's, or a rehearsal's. */
  readonly by: string
  /** The id of the HTTP request, if it came by one. */
  readonly request?: string
  /** Programme time of the command; heeded by a stepped rehearsal only. */
  readonly at?: Instant
}

/** A request to an area. */
export interface AreaRequest extends Request {
  /** Only these offices of the area, at most 1000; all of it when left out. */
  readonly offices?: readonly OfficeCode[] | undefined
}

/** How much longer a command to an area may take than one to an office: it reaches up to 954 of them. */
const AREA_PATIENCE = 3

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
    const wrap = (command: Command, cause: CommandCause): CommandEnvelope => ({
      ...{ command, cause },
      ...(request.at ? { at: request.at } : {}),
    })
    return measured('office', request.command, () =>
      this.send<Answer>(request, office, officeWorkflowId(request.programme, office), wrap),
    )
  }

  /**
   * Sends several commands, to one office or many, and answers what came of each in the order given. Those to one office are
   * carried out in order, a hundred in one transaction. Who may give each is judged before.
   */
  batch(request: BatchRequest): Promise<Sent<Answer>[]> {
    const way = { store: this.store, client: this.client, deadlineMs: this.deadlineMs }
    return measuredBatch(
      request.items.map(({ command }) => command),
      () => sendBatch(way, request),
    )
  }

  /** Sends a command to a province (its code) or to all, or to some offices in it. Who may is judged before. */
  toArea(area: Area, request: AreaRequest): Promise<Sent<AreaAnswer>> {
    return measured('area', request.command, () => this.sendToArea(area, request))
  }

  private async sendToArea(area: Area, { key: given, offices, ...rest }: AreaRequest): Promise<Sent<AreaAnswer>> {
    const selection = selectionSchema.optional().safeParse(offices)
    if (!selection.success) return { outcome: 'invalid', ...invalidIn(selection.error, 'offices') }
    const chosen = selection.data && { offices: [...new Set(selection.data)].sort() }
    const target = `area:${area}`
    // The offices reached keep it beside their own commands' keys: an office that chose the same one must not be passed over.
    const request: AreaRequest = { ...rest, ...chosen, key: `${target} ${given}` }
    // Offices that the first request did not reach do not know its key.
    const receipt = await findReceipt(this.store, request.programme, target, request.key)
    if (receipt) return answeredBy(receipt, bodyHash(request))
    const sent = await this.send<AreaAnswer>(
      request,
      target,
      programmeWorkflowId(request.programme),
      (command, cause) => {
        const envelope: AreaEnvelope = {
          area,
          ...chosen,
          command: command as AreaCommand,
          cause,
          ...(request.at ? { at: request.at } : {}),
        }
        return envelope
      },
      AREA_PATIENCE * this.deadlineMs,
    )
    debugPoint('area-answered')
    if (sent.outcome === 'accepted')
      await saveReceipt(this.store, {
        programme: request.programme,
        target,
        key: request.key,
        command: request.command,
        bodyHash: bodyHash(request),
        answer: sent.answer,
        by: request.by,
      })
    return sent
  }

  private async send<A>(
    request: AreaRequest,
    target: string,
    workflowId: string,
    wrap: (command: Command, cause: CommandCause) => unknown,
    deadlineMs = this.deadlineMs,
  ): Promise<Sent<A>> {
    const { programme, key } = request
    const read = readCommand(request.command, request.body)
    if ('invalid' in read) return { outcome: 'invalid', ...read }
    const cause: CommandCause = {
      ...{ command: request.command, key, bodyHash: bodyHash(request), by: request.by },
      ...(request.request ? { request: request.request } : {}),
    }
    if (read.texts) await putTexts(this.store, programme, target, { key, bodyHash: cause.bodyHash, texts: read.texts })
    debugPoint('words-kept')
    try {
      const answer = await this.update<A>(workflowId, request.command, {
        updateId: updateId(cause),
        args: [wrap(read.command, cause)],
        deadline: Date.now() + deadlineMs,
      })
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

  /** Sends an Update, and again when it got lost on its way, until the deadline. */
  private async update<A>(
    workflowId: string,
    name: string,
    { deadline, ...sending }: { updateId: string; args: [unknown]; deadline: number },
  ): Promise<A> {
    const handle = this.client.workflow.getHandle(workflowId)
    return untilHeard(
      () => this.client.withDeadline(deadline, () => handle.executeUpdate<A, [unknown]>(name, sending)),
      deadline,
    )
  }

  /** A refusal may be of a request that was carried out long ago: then its own answer is given again. */
  private async refused<A>(
    { programme, key }: Request,
    target: string,
    cause: CommandCause,
    refusal: Refusal,
    hasTexts: boolean,
  ): Promise<Sent<A>> {
    const receipt = await findReceipt(this.store, programme, target, key)
    const sent = sentOf<A>(refusal, cause.bodyHash, receipt)
    if (sent.outcome !== 'accepted' && hasTexts)
      await deleteTexts(this.store, programme, target, { key, bodyHash: cause.bodyHash })
    return sent
  }
}
