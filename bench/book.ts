import { bodyHash } from '../src/commands/bodyHash.ts'
import { readCommand } from '../src/commands/wire.ts'
import { Calendar } from '../src/domain/calendar.ts'
import { decide } from '../src/domain/decide.ts'
import { notice } from '../src/domain/notice.ts'
import { newOffice, type OfficeState } from '../src/domain/office.ts'
import type { OfficeCode, Rules } from '../src/domain/policy.ts'
import { isRejection } from '../src/domain/rejection.ts'
import { type Answer, stepOf } from '../src/domain/step.ts'
import type { Instant } from '../src/domain/time.ts'
import { officesOf, type Programme } from '../src/programme/load.ts'
import { recordStep } from '../src/store/recordStep.ts'
import type { Store } from '../src/store/store.ts'
import { atOnce } from './atOnce.ts'
import { allocationsOf } from './country.ts'

/** A disbursement on its way to an office. */
export interface Disbursement {
  readonly office: OfficeCode
  readonly key: string
  readonly body: {
    readonly line: string
    readonly amount: string
    readonly paidOn: string
    readonly documentNo: string
  }
}

/**
 * What a workflow of ours does when a disbursement reaches it, for others to do durably: by the same rules, one at a time for each office,
 * recorded by the same transaction. The offices' states lie in this process's memory, where nothing but a workflow would keep them.
 */
export class Book {
  private readonly store: Store
  private readonly rules: Rules
  private readonly at: Instant
  private readonly states: Map<OfficeCode, OfficeState>
  private readonly turns = new Map<OfficeCode, Promise<unknown>>()

  /** @param at programme time, which stands still */
  constructor(store: Store, programme: Programme, at: Instant) {
    this.store = store
    this.rules = { policy: programme.policy, calendar: new Calendar(programme.calendar) }
    this.at = at
    const allocations = allocationsOf(programme)
    this.states = new Map(officesOf(programme).map((code) => [code, newOffice(code, allocations.get(code) ?? {})]))
  }

  /** Every office has the notice. */
  async notifyAll(): Promise<void> {
    const codes = [...this.states.keys()]
    await atOnce(codes.length, 8, async (i) => {
      const state = this.states.get(codes[i]!)!
      const { step, after } = stepOf(this.rules, state, [notice(state, this.rules, this.at)], this.at)
      await recordStep(this.store, step)
      this.states.set(state.office, after)
    })
  }

  disburse(asked: Disbursement): Promise<Answer> {
    const turn = (this.turns.get(asked.office) ?? Promise.resolve()).then(() => this.record(asked))
    this.turns.set(
      asked.office,
      turn.catch(() => undefined),
    )
    return turn
  }

  private async record({ office, key, body }: Disbursement): Promise<Answer> {
    const read = readCommand('disburse', body)
    if ('invalid' in read) throw new Error(JSON.stringify(read))
    const state = this.states.get(office)!
    const events = decide(this.rules, state, read.command, this.at)
    if (isRejection(events)) throw new Error(events.message)
    const cause = { command: 'disburse', key, bodyHash: bodyHash({ command: 'disburse', body }), by: 'bench' } as const
    const { step, after } = stepOf(this.rules, state, events, this.at, cause)
    await recordStep(this.store, step)
    this.states.set(office, after)
    return step.cause!.answer
  }
}
