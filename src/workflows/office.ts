import { ApplicationFailure, getExternalWorkflowHandle, proxyLocalActivities } from '@temporalio/workflow'
import type { OfficeActivities } from '../activities/office.ts'
import { type AgendaEntry, agenda, catchUp } from '../domain/agenda.ts'
import { decide } from '../domain/decide.ts'
import type { OfficeEvent } from '../domain/event.ts'
import { evolve } from '../domain/evolve.ts'
import { notice } from '../domain/notice.ts'
import { newOffice, type OfficeState } from '../domain/office.ts'
import { provinceOf, type Rules } from '../domain/policy.ts'
import { isRejection, type Rejection } from '../domain/rejection.ts'
import { type Answer, type CommandCause, type Standing, standingOf, stepOf } from '../domain/step.ts'
import { type Instant, later } from '../domain/time.ts'
import type { WorkflowClock } from './clock.ts'
import { InTurn } from './inTurn.ts'
import { forwarded, refuse } from './messages.ts'
import {
  type Advanced,
  type CommandEnvelope,
  KEY_REUSED,
  type OfficeCarried,
  type OfficeInput,
  provinceWorkflowId,
  type Receipt,
} from './protocol.ts'
import { OfficeSearchAttributes, showOffice } from './standing.ts'

const { recordOfficeStep } = proxyLocalActivities<OfficeActivities>({
  // A step is one short transaction. Without the database nothing may go on, however long it is away: retried for ever,
  // except for what the database refuses by rule.
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '60s' },
  // A longer wait is a durable timer: a workflow task that goes on and on fills the history.
  localRetryThreshold: '5s',
})

/** How many answers are kept to be given again. Older ones are in the database, which refuses to record a key twice. */
const RECEIPTS_KEPT = 32

/**
 * One office as its workflow knows it: the rules made durable. Every change is made in turn, because otherwise a
 * second handler could decide on a state that the first is still recording.
 */
export class Office {
  private state: OfficeState
  private receipts: readonly Receipt[]
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
    this.receipts = input.carried?.receipts ?? []
    this.search = new OfficeSearchAttributes(input.carried === undefined)
    this.planned = agenda(this.state, rules)
    this.show(this.standing())
  }

  /** The next thing that time alone will bring about. Planned once a change: whoever waits asks for it often. */
  get next(): AgendaEntry | null {
    return this.planned
  }

  get carried(): OfficeCarried {
    return { version: 1, state: this.state, receipts: this.receipts }
  }

  standing(): Standing {
    return standingOf(this.state, this.planned, this.clock.now())
  }

  /** Why a command would be refused at this moment. Looks only: what is due before it is done in thought. */
  judge({ command, cause, at }: CommandEnvelope): Rejection | undefined {
    const receipt = this.receiptOf(cause)
    if (receipt) return undefined
    const moment = this.clock.momentOf(at)
    const state = this.isAnythingDue(moment) ? catchUp(this.state, this.rules, moment).state : this.state
    const decided = decide(this.rules, state, command, moment)
    return isRejection(decided) ? decided : undefined
  }

  /** Carries a command out: what was due first, then the events it makes, recorded in one transaction. */
  command({ command, cause, at }: CommandEnvelope): Promise<Answer> {
    return this.inTurn.run(async () => {
      const moment = this.clock.moveTo(at)
      for (;;) {
        const receipt = this.receiptOf(cause)
        if (receipt) return receipt.answer
        if (this.isAnythingDue(moment)) await this.catchUp(moment)
        const decided = decide(this.rules, this.state, command, moment)
        if (isRejection(decided)) throw refuse(decided)
        const answer = await this.record(decided, moment, cause)
        if (answer)
          this.receipts = [...this.receipts, { key: cause.key, bodyHash: cause.bodyHash, answer }].slice(-RECEIPTS_KEPT)
      }
    })
  }

  /** The notice reaches a district office. Once: a second time changes nothing. */
  notify(at: Instant): Promise<Advanced> {
    return this.inTurn.run(async () => {
      this.clock.moveTo(at)
      if (!this.state.notifiedAt && !this.state.withdrawnAt) {
        const event = notice(this.state, this.rules, later(at, this.state.doneUntil))
        await this.record([event], event.at)
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

  private async catchUp(moment: Instant): Promise<void> {
    while (this.isAnythingDue(moment)) await this.record(catchUp(this.state, this.rules, moment).events, moment)
  }

  /**
   * Records events and takes them in; or takes in what turns out to be recorded already, which stands.
   * @returns the answer to the command that caused them; undefined when there is none, or when it must be decided anew
   */
  private async record(
    events: readonly OfficeEvent[],
    moment: Instant,
    cause?: CommandCause,
  ): Promise<Answer | undefined> {
    const { step, after, next } = stepOf(this.rules, this.state, events, moment, cause)
    const before = await recordOfficeStep(step)
    const recorded = before?.events ?? events
    this.state = before ? recorded.reduce(evolve, this.state) : after
    this.planned = before ? agenda(this.state, this.rules) : next
    this.show(before ? this.standing() : step.standing)
    const forward = recorded.find((e) => e.type === 'forwarded')
    if (forward) await this.tellProvince(forward.at)
    return before ? before.answer : step.cause?.answer
  }

  /** The province's own workflow takes the notice to the districts; the signal is durable before the answer is given. */
  private async tellProvince(at: Instant): Promise<void> {
    const { programme } = this.rules.policy
    await getExternalWorkflowHandle(provinceWorkflowId(programme, provinceOf(this.state.office))).signal(forwarded, {
      at,
    })
  }

  private receiptOf(cause: CommandCause): Receipt | undefined {
    const receipt = this.receipts.find((r) => r.key === cause.key)
    if (receipt && receipt.bodyHash !== cause.bodyHash)
      throw ApplicationFailure.nonRetryable('This idempotency key has been used for another request.', KEY_REUSED)
    return receipt
  }

  private isAnythingDue(moment: Instant): boolean {
    return this.planned !== null && this.planned.at <= moment
  }

  private show(standing: Standing): void {
    this.search.update(standing)
    showOffice(this.name, this.state, standing, this.next)
  }
}
