import { type OfficeActivities, officeActivities } from '../../src/activities/office.ts'
import { bodyHash } from '../../src/commands/bodyHash.ts'
import { readCommand } from '../../src/commands/wire.ts'
import { Calendar } from '../../src/domain/calendar.ts'
import { programmeTime } from '../../src/domain/clock.ts'
import type { CommandName } from '../../src/domain/command.ts'
import { decide } from '../../src/domain/decide.ts'
import { evolve } from '../../src/domain/evolve.ts'
import { notice } from '../../src/domain/notice.ts'
import { newOffice, type OfficeState } from '../../src/domain/office.ts'
import type { LineCode, OfficeCode, Rules } from '../../src/domain/policy.ts'
import { isRejection } from '../../src/domain/rejection.ts'
import { type Answer, stepOf } from '../../src/domain/step.ts'
import type { Instant } from '../../src/domain/time.ts'
import { findReceipt } from '../../src/store/commands.ts'
import { allocationsOf, programmeOf } from '../../src/store/programmes.ts'
import { recordStep } from '../../src/store/recordStep.ts'
import type { Store } from '../../src/store/store.ts'
import { eventsFrom } from '../../src/store/timeline.ts'
import { atOnce } from '../atOnce.ts'

/** A command on an office, as a rival is given it. */
export interface Job {
  readonly office: OfficeCode
  readonly command: CommandName
  readonly body: unknown
  readonly key: string
}

/**
 * The job that each rival makes durable: the service's own rules and the service's own record_step, so that the same rows are
 * written. Without a workflow nobody holds an office's state or its turn: the state is read from the audit trail each time, and
 * of two commands to one office at once the database takes one; the other is decided anew.
 */
export class Desk {
  private readonly store: Store
  private readonly rules: Rules
  private readonly now: Instant
  private readonly allocations: ReadonlyMap<OfficeCode, Readonly<Record<LineCode, number>>>
  private readonly activities: OfficeActivities

  private constructor(
    store: Store,
    rules: Rules,
    now: Instant,
    allocations: ReadonlyMap<OfficeCode, Readonly<Record<LineCode, number>>>,
  ) {
    this.store = store
    this.rules = rules
    this.now = now
    this.allocations = allocations
    this.activities = officeActivities(store)
  }

  /** @param programme its id; it has been loaded */
  static async open(store: Store, programme: string): Promise<Desk> {
    const stored = await programmeOf(store, programme)
    if (!stored) throw new Error(`there is no programme ${programme}`)
    const rules = { policy: stored.rules.policy, calendar: new Calendar(stored.rules.calendar) }
    const now = programmeTime(stored.clock, Date.now())
    return new Desk(store, rules, now, await allocationsOf(store, programme))
  }

  /** Puts every office under its obligations. */
  async notifyAll(): Promise<void> {
    const offices = [...this.allocations.keys()]
    await atOnce(offices.length, 8, async (i) => {
      const before = this.newOffice(offices[i]!)
      await recordStep(this.store, stepOf(this.rules, before, [notice(before, this.rules, this.now)], this.now).step)
    })
  }

  /** Carries a command out, once by its key: after a crash it is done again, and finds its answer. */
  async carryOut({ office, command, body, key }: Job): Promise<Answer> {
    const read = readCommand(command, body)
    if ('invalid' in read) throw new Error(`not the body of ${command}: ${JSON.stringify(read.invalid)}`)
    const cause = { command, key, bodyHash: bodyHash({ command, body }), by: 'bench' }
    for (;;) {
      const before = await this.stateOf(office)
      const decided = decide(this.rules, before, read.command, this.now)
      if (isRejection(decided)) return this.answeredBefore(office, key, new Error(decided.message))
      const { step } = stepOf(this.rules, before, decided, this.now, cause)
      try {
        const recorded = await this.activities.recordOfficeStep(step)
        if (!recorded) return step.cause!.answer
        if (recorded.answer) return recorded.answer
      } catch (error) {
        return this.answeredBefore(office, key, error)
      }
    }
  }

  /** A refusal may be of a command that was carried out before the crash. */
  private async answeredBefore(office: OfficeCode, key: string, refusal: unknown): Promise<Answer> {
    const receipt = await findReceipt(this.store, this.rules.policy.programme, office, key)
    if (!receipt) throw refusal
    return receipt.answer as Answer
  }

  private async stateOf(office: OfficeCode): Promise<OfficeState> {
    const events = await eventsFrom(this.store, this.rules.policy.programme, office, 1)
    return events.reduce(evolve, this.newOffice(office))
  }

  private newOffice(office: OfficeCode): OfficeState {
    return newOffice(office, this.allocations.get(office) ?? {})
  }
}
