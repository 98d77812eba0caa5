import { fileURLToPath } from 'node:url'
import { catchUp } from '../../../src/domain/agenda.ts'
import { decideAll } from '../../../src/domain/batch.ts'
import { Calendar } from '../../../src/domain/calendar.ts'
import type { Command } from '../../../src/domain/command.ts'
import { decide } from '../../../src/domain/decide.ts'
import type { OfficeEvent } from '../../../src/domain/event.ts'
import { notice } from '../../../src/domain/notice.ts'
import { newOffice, type OfficeState } from '../../../src/domain/office.ts'
import type { OfficeCode, Rules } from '../../../src/domain/policy.ts'
import { isRejection } from '../../../src/domain/rejection.ts'
import { type CommandCause, type OfficeStep, stepOf } from '../../../src/domain/step.ts'
import type { Instant } from '../../../src/domain/time.ts'
import { loadProgramme } from '../../../src/programme/load.ts'
import { saveProgramme } from '../../../src/store/programmes.ts'
import { recordStep } from '../../../src/store/recordStep.ts'
import type { Store } from '../../../src/store/store.ts'

export const programme = loadProgramme(
  fileURLToPath(new URL('../../../programmes/amphoe-ita-2568.yaml', import.meta.url)),
)
export const rules: Rules = { policy: programme.policy, calendar: new Calendar(programme.calendar) }
export const P = programme.id

/** 1,000 baht for materials and 500 for training. */
export const ALLOCATION = { materials: 100_000, training: 50_000 }

/** Province 47 alone, with money for two of its districts. */
export async function saveSakonNakhon(store: Store): Promise<void> {
  await saveProgramme(store, programme, {
    allocations: new Map([
      ['4701', ALLOCATION],
      ['4702', ALLOCATION],
    ]),
    contacts: [
      {
        recipient: 'office:4701',
        role: 'mailbox',
        name: 'อำเภอเมืองสกลนคร',
        email: 'm4701@amphoe-ita.example',
        sample: true,
      },
      { recipient: 'province:47', role: 'manager', name: 'จังหวัดสกลนคร', email: 'p47@amphoe-ita.example', sample: true },
      { recipient: 'province:48', role: 'manager', name: 'นครพนม', email: 'p48@amphoe-ita.example', sample: true },
    ],
    clock: { kind: 'stepped', origin: programme.policy.opensAt },
    provinces: ['47'],
  })
}

/** `2025-01-10 09:00`, Thai time. */
export const at = (moment: string): Instant => `${moment.replace(' ', 'T')}:00+07:00`

/** An office as its workflow would play it, every step recorded. */
export class RecordedOffice {
  state: OfficeState
  /** The last step recorded. */
  step: OfficeStep | undefined
  private readonly store: Store

  constructor(store: Store, code: OfficeCode, allocation: Record<string, number> = ALLOCATION) {
    this.store = store
    this.state = newOffice(code, allocation)
  }

  async notified(moment: string): Promise<this> {
    return this.record([notice(this.state, rules, at(moment))], moment)
  }

  /** Lets time pass: everything that falls due is recorded. */
  async until(moment: string): Promise<this> {
    const { events } = catchUp(this.state, rules, at(moment))
    return events.length > 0 ? this.record(events, moment) : this
  }

  async command(moment: string, command: Command, key: string): Promise<this> {
    await this.until(moment)
    return this.record(this.decided(moment, command), moment, causeOf(command, key))
  }

  /** The step that a command would make, unrecorded. */
  stepFor(moment: string, command: Command, key: string): OfficeStep {
    return stepOf(rules, this.state, this.decided(moment, command), at(moment), causeOf(command, key)).step
  }

  /** The steps that several commands given at once would make, unrecorded; their keys are `k1`, `k2`, … */
  stepsFor(moment: string, ...commands: Command[]): readonly OfficeStep[] {
    const items = commands.map((command, i) => ({ command, cause: causeOf(command, `k${i + 1}`) }))
    return decideAll(rules, this.state, items, at(moment)).steps
  }

  private decided(moment: string, command: Command): readonly OfficeEvent[] {
    const decided = decide(rules, this.state, command, at(moment))
    if (isRejection(decided)) throw new Error(`refused: ${decided.type}`)
    return decided
  }

  private async record(events: readonly OfficeEvent[], moment: string, cause?: CommandCause): Promise<this> {
    const { step, after } = stepOf(rules, this.state, events, at(moment), cause)
    await recordStep(this.store, step)
    this.state = after
    this.step = step
    return this
  }
}

export const pay = (line: string, amount: string, documentNo: string, paidOn = '2025-01-10'): Command => ({
  name: 'disburse',
  line,
  amount,
  paidOn,
  documentNo,
})

function causeOf(command: Command, key: string): CommandCause {
  return { command: command.name, ...bodyUnder(key), by: 'token-1' }
}

/** The body that these tests send under a key. */
export function bodyUnder(key: string) {
  return { key, bodyHash: `hash of ${key}` }
}
