import { getExternalWorkflowHandle, proxyLocalActivities } from '@temporalio/workflow'
import type { BatchRecordedBefore, OfficeActivities, RecordedBefore } from '../activities/office.ts'
import { type AgendaEntry, agenda, catchUp, courseOf } from '../domain/agenda.ts'
import { BATCH_LIMIT, type BatchItem, type DecidedBatch, decideAll } from '../domain/batch.ts'
import { decide } from '../domain/decide.ts'
import type { OfficeEvent } from '../domain/event.ts'
import { notice } from '../domain/notice.ts'
import { newOffice, type OfficeState } from '../domain/office.ts'
import { provinceOf, type Rules } from '../domain/policy.ts'
import { isRejection, type Rejection } from '../domain/rejection.ts'
import { type Answer, type MadeStep, type Standing, standingOf, stepAlong, stepOf } from '../domain/step.ts'
import { type Instant, later } from '../domain/time.ts'
import type { WorkflowClock } from './clock.ts'
import { InTurn } from './inTurn.ts'
import { forwarded } from './messages.ts'
import {
  type Advanced,
  type BatchAnswer,
  type BatchEnvelope,
  type BatchOutcome,
  type CommandEnvelope,
  NOTHING_TO_RECORD,
  type OfficeCarried,
  type OfficeInput,
  provinceWorkflowId,
} from './protocol.ts'
import { Receipts } from './receipts.ts'
import { refusalIn, refuse } from './refusal.ts'
import { OfficeSearchAttributes, showOffice } from './standing.ts'

const { recordOfficeStep, recordOfficeSteps } = proxyLocalActivities<OfficeActivities>({
  // A step is one short transaction. Without the database nothing may go on, however long it is away: retried for ever,
  // except for what the database refuses by rule.
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '60s' },
  // A longer wait is a durable timer: a workflow task that goes on and on fills the history.
  localRetryThreshold: '5s',
})

/**
 * One office as its workflow knows it: the rules made durable. Every change is made in turn, because otherwise a
 * second handler could decide on a state that the first is still recording.
 */
export class Office {
  private state: OfficeState
  private readonly receipts: Receipts
  private planned: AgendaEntry | null
  private readonly rules: Rules
  private readonly clock: WorkflowClock
  private readonly name: string
  private readonly inTurn = new InTurn()
  private readonly search: OfficeSearchAttributes

  constructor(input: OfficeInput, rules: Rules, clock: WorkflowClock) {
    this.rules = rules
    this.clock = clock
    this.name = input.name
    this.state = input.carried?.state ?? newOffice(input.office, input.allocation)
    this.receipts = new Receipts(input.carried?.receipts ?? [])
    this.search = new OfficeSearchAttributes(input.carried === undefined)
    this.planned = agenda(this.state, rules)
    this.show(this.standing())
  }

  /** The next thing that time alone will bring about. Planned once a change: whoever waits asks for it often. */
  get next(): AgendaEntry | null {
    return this.planned
  }

  get carried(): OfficeCarried {
    return { version: 1, state: this.state, receipts: this.receipts.carried }
  }

  standing(): Standing {
    return standingOf(this.state, this.planned, this.clock.now())
  }

  /** Why a command would be refused at this moment. Looks only: what is due before it is done in thought. */
  judge({ command, cause, at }: CommandEnvelope): Rejection | undefined {
    if (this.receipts.answerTo(cause)) return undefined
    const moment = this.clock.momentOf(at)
    const state = this.isAnythingDue(moment) ? catchUp(this.state, this.rules, moment, this.planned).after : this.state
    const decided = decide(this.rules, state, command, moment)
    return isRejection(decided) ? decided : undefined
  }

  /** Carries a command out: what was due first, then the events it makes, recorded in one transaction. */
  command({ command, cause, at }: CommandEnvelope): Promise<Answer> {
    return this.inTurn.run(() => this.carryOut({ command, cause }, this.clock.moveTo(at)))
  }

  /**
   * Refuses a batch that is none, and one of which nothing would be recorded: that one with what comes of each command, so
   * that it is answered and leaves no trace. Looks only.
   */
  judgeBatch({ items, at }: BatchEnvelope): undefined {
    const keys = new Set(items.map(({ cause }) => cause.key)).size
    if (keys === 0 || items.length > BATCH_LIMIT || keys < items.length)
      throw refuse({
        type: 'invalid-request',
        message: `A batch has 1 to ${BATCH_LIMIT} commands, each under a key of its own.`,
        facts: { commands: items.length, keys },
      })
    const answered = this.receipts.outcomesOf(items)
    const decided = this.decideAll(items, answered, this.clock.momentOf(at))
    if (decided.steps.length > 0) return
    const facts: BatchAnswer = { outcomes: outcomesOf(items, answered, decided) }
    throw refuse({ type: NOTHING_TO_RECORD, message: 'No command of the batch changes anything.', facts: { ...facts } })
  }

  /**
   * Carries several commands out, one after the other. What those that are accepted make is recorded in one transaction: all
   * of it or none, and the same batch again does what is not done yet.
   */
  batch({ items, at }: BatchEnvelope): Promise<BatchAnswer> {
    return this.inTurn.run(async () => {
      const moment = this.clock.moveTo(at)
      const answered = this.receipts.outcomesOf(items)
      for (;;) {
        await this.catchUp(moment)
        const decided = this.decideAll(items, answered, moment)
        const recorded = await this.recordAll(decided)
        if (!recorded) return { outcomes: await this.oneByOne(items, answered, moment) }
        for (const { cause } of items) {
          const answer = recorded.get(cause.key)
          if (!answer) continue
          answered.set(cause.key, { answer })
          this.receipts.keep(cause, answer)
        }
        // What was recorded in its place need not be this batch: then the rest is decided anew, on what that has left.
        if (recorded.size === decided.steps.length) return { outcomes: outcomesOf(items, answered, decided) }
      }
    })
  }

  /** The notice reaches a district office. Once: a second time changes nothing. */
  notify(at: Instant): Promise<Advanced> {
    return this.inTurn.run(async () => {
      this.clock.moveTo(at)
      if (!this.state.notifiedAt && !this.state.withdrawnAt) {
        const event = notice(this.state, this.rules, later(at, this.state.doneUntil))
        await this.record(stepOf(this.rules, this.state, [event], event.at))
      }
      return { nextAt: this.next?.at ?? null }
    })
  }

  /** Does everything that is due by now, or by `to` under a stepped clock. */
  doWhatIsDue(to?: Instant): Promise<Advanced> {
    return this.inTurn.run(async () => {
      await this.catchUp(this.clock.moveTo(to))
      return { nextAt: this.next?.at ?? null }
    })
  }

  private async carryOut({ command, cause }: BatchItem, moment: Instant): Promise<Answer> {
    for (;;) {
      const answer = this.receipts.answerTo(cause)
      if (answer) return answer
      if (this.isAnythingDue(moment)) await this.catchUp(moment)
      const decided = decide(this.rules, this.state, command, moment)
      if (isRejection(decided)) throw refuse(decided)
      const recorded = await this.record(stepOf(this.rules, this.state, decided, moment, cause))
      if (recorded) this.receipts.keep(cause, recorded)
    }
  }

  /** What the database refuses of a batch it refuses as a whole. By itself each command shows which one it is. */
  private async oneByOne(items: readonly BatchItem[], answered: Answered, moment: Instant): Promise<BatchOutcome[]> {
    const outcomes: BatchOutcome[] = []
    for (const item of items) outcomes.push(answered.get(item.cause.key) ?? (await this.attempt(item, moment)))
    return outcomes
  }

  private async attempt(item: BatchItem, moment: Instant): Promise<BatchOutcome> {
    try {
      return { answer: await this.carryOut(item, moment) }
    } catch (error) {
      const refusal = refusalIn(error)
      if (!refusal) throw error
      return { refusal }
    }
  }

  /** Decides on those commands of a batch that have no answer yet. */
  private decideAll(items: readonly BatchItem[], answered: Answered, moment: Instant): DecidedBatch {
    const open = items.filter(({ cause }) => !answered.has(cause.key))
    return decideAll(this.rules, this.state, open, moment)
  }

  /** Records as `record` does, without calling it: this is what a country's worst morning consists of. */
  private async catchUp(moment: Instant): Promise<void> {
    while (this.isAnythingDue(moment)) {
      const due = catchUp(this.state, this.rules, moment, this.planned)
      const made = stepAlong(this.rules, this.state, due, moment)
      const forwarding = this.settle(made, await recordOfficeStep(made.step))
      if (forwarding) await this.tellProvince(forwarding.at)
    }
  }

  /**
   * Records a step and takes it in; or takes in what turns out to be recorded already, which stands.
   * @returns the answer to the command that caused it; undefined when there is none, or when it must be decided anew
   */
  private async record(made: MadeStep): Promise<Answer | undefined> {
    const before = await recordOfficeStep(made.step)
    const forwarding = this.settle(made, before)
    if (forwarding) await this.tellProvince(forwarding.at)
    return before ? before.answer : made.step.cause?.answer
  }

  /** Takes in a step that is recorded, or what was in its place. */
  private settle({ step, after, next }: MadeStep, before: RecordedBefore | null): OfficeEvent | undefined {
    return before ? this.takeIn(before.events) : this.become(after, next, step.standing, step.events)
  }

  /**
   * The same for the steps of a batch.
   * @returns the answers to those commands that are recorded, by key; undefined when the database refuses by rule
   */
  private async recordAll({ steps, after, next }: DecidedBatch): Promise<ReadonlyMap<string, Answer> | undefined> {
    const last = steps.at(-1)
    if (!last) return new Map()
    let before: BatchRecordedBefore | null
    try {
      before = await recordOfficeSteps(steps)
    } catch (error) {
      if (!refusalIn(error)) throw error
      return undefined
    }
    if (before) {
      const forwarding = this.takeIn(before.events)
      if (forwarding) await this.tellProvince(forwarding.at)
      return new Map(before.answers.map(({ key, answer }) => [key, answer]))
    }
    const events = steps.flatMap((step) => step.events)
    const forwarding = this.become(after, next, last.standing, events)
    if (forwarding) await this.tellProvince(forwarding.at)
    return new Map(steps.flatMap(({ cause }) => (cause ? [[cause.key, cause.answer]] : [])))
  }

  /** Takes in events that turned out to be recorded already. */
  private takeIn(events: readonly OfficeEvent[]): OfficeEvent | undefined {
    const { after, next } = courseOf(this.state, this.rules, events)
    return this.become(after, next, standingOf(after, next, this.clock.now()), events)
  }

  /**
   * The office has become what these events, which are recorded, have made of it. Not asynchronous: a promise in a workflow
   * costs as much as the rest of this.
   * @returns the one that passed the notice on, which the province is to be told of
   */
  private become(
    state: OfficeState,
    next: AgendaEntry | null,
    standing: Standing,
    events: readonly OfficeEvent[],
  ): OfficeEvent | undefined {
    this.state = state
    this.planned = next
    this.show(standing)
    return events.find((e) => e.type === 'forwarded')
  }

  /** The province's own workflow takes the notice to the districts; the signal is durable before the answer is given. */
  private async tellProvince(at: Instant): Promise<void> {
    const { programme } = this.rules.policy
    await getExternalWorkflowHandle(provinceWorkflowId(programme, provinceOf(this.state.office))).signal(forwarded, {
      at,
    })
  }

  private isAnythingDue(moment: Instant): boolean {
    return this.planned !== null && this.planned.at <= moment
  }

  private show(standing: Standing): void {
    this.search.update(standing)
    showOffice(this.name, this.state, standing, this.next)
  }
}

type Answered = ReadonlyMap<string, BatchOutcome>

/** What came of each command of a batch: its answer, or why a rule refused it. */
function outcomesOf(items: readonly BatchItem[], answered: Answered, { refused }: DecidedBatch): BatchOutcome[] {
  return items.map(({ cause: { key } }) => {
    const outcome = answered.get(key)
    if (outcome) return outcome
    const { type, message, facts } = refused.get(key)!
    return { refusal: { type, message, facts } }
  })
}
