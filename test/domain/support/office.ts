import { expect } from 'vitest'
import { agenda, catchUp } from '../../../src/domain/agenda.ts'
import type { Command } from '../../../src/domain/command.ts'
import { decide } from '../../../src/domain/decide.ts'
import type { OfficeEvent } from '../../../src/domain/event.ts'
import { evolve } from '../../../src/domain/evolve.ts'
import { letterFor } from '../../../src/domain/letter.ts'
import { parseBaht } from '../../../src/domain/money.ts'
import { notice } from '../../../src/domain/notice.ts'
import { newOffice, type OfficeState, type Phase, phaseOf } from '../../../src/domain/office.ts'
import type { ObligationName, OfficeCode, Rules } from '../../../src/domain/policy.ts'
import { tierOf } from '../../../src/domain/policy.ts'
import { isRejection, type Rejection, type RejectionType } from '../../../src/domain/rejection.ts'
import { at, clock, rules2568 } from './year2568.ts'

/** An office to which nothing has happened yet, with what it is allocated in baht. */
export function office(code: OfficeCode, allocation: Record<string, string> = {}, rules: Rules = rules2568): Office {
  const satang = Object.fromEntries(Object.entries(allocation).map(([line, baht]) => [line, parseBaht(baht)!]))
  return new Office(rules, newOffice(code, satang), [], null)
}

/** District 4701, which its province told on 30 December 2567, with 1,000 baht for materials and 500 for training. */
export function notifiedDistrict(rules: Rules = rules2568): Office {
  return office('4701', { materials: '1000.00', training: '500.00' }, rules).notified('2024-12-30 10:00')
}

/** A payment of the whole of a line, or of a part of it. */
export function pay(line: string, amount: string, documentNo: string, paidOn = '2025-01-10'): Command {
  return { name: 'disburse', line, amount, paidOn, documentNo }
}

export const acknowledge: Command = { name: 'acknowledge' }
export const briefed = (on: string): Command => ({ name: 'attend-kickoff', attended: 'briefing', on })
export const extend = (obligation: ObligationName, deadline: string): Command => ({
  name: 'extend',
  obligation,
  deadline,
  order: { number: 'มท 0322/1', date: '2025-01-02' },
})
/** The report that the ledger of `notifiedDistrict` asks for once all has been paid out. */
export const fullReport: Command = {
  name: 'submit-report',
  lines: [
    { line: 'materials', disbursed: '1000.00', returned: '0.00' },
    { line: 'training', disbursed: '500.00', returned: '0.00' },
  ],
}

/**
 * One office in the hands of a test: given what has happened, when somebody asks for something, then this comes of it.
 * Never changes: every step makes another. Whatever time alone brings about is done before a command is judged.
 */
export class Office {
  readonly rules: Rules
  readonly state: OfficeState
  readonly journal: readonly OfficeEvent[]
  private readonly outcome: readonly OfficeEvent[] | Rejection | null

  constructor(
    rules: Rules,
    state: OfficeState,
    journal: readonly OfficeEvent[],
    outcome: readonly OfficeEvent[] | Rejection | null,
  ) {
    this.rules = rules
    this.state = state
    this.journal = journal
    this.outcome = outcome
  }

  /** These events have happened. */
  given(...events: readonly OfficeEvent[]): Office {
    return new Office(this.rules, events.reduce(evolve, this.state), [...this.journal, ...events], null)
  }

  /** The notice has reached a district; a province office is notified by time itself. */
  notified(when: string): Office {
    if (tierOf(this.state.office) === 'province') return this.until(when)
    return this.given(notice(this.state, this.rules, at(when)))
  }

  /** Time has passed up to and including a moment. */
  until(when: string): Office {
    return this.given(...catchUp(this.state, this.rules, at(when)).events)
  }

  /** A command that the test takes for granted. */
  after(command: Command, when: string): Office {
    const asked = this.when(command, when)
    if (isRejection(asked.outcome)) throw new Error(`refused: ${asked.outcome.type}: ${asked.outcome.message}`)
    return asked
  }

  /** Somebody asks for something. */
  when(command: Command, when: string): Office {
    const before = this.until(when)
    const outcome = decide(this.rules, before.state, command, at(when))
    const after = isRejection(outcome) ? before : before.given(...outcome)
    return new Office(this.rules, after.state, after.journal, outcome)
  }

  /** Exactly these events came of it, at the moment of the command. */
  thenEvents(expected: readonly object[]): Office {
    expect(this.outcome).toEqual(expected.map((e) => expect.objectContaining(e)))
    return this
  }

  /** It was refused for this reason, and the refusal states these facts. */
  thenRefused(type: RejectionType, facts: Record<string, unknown> = {}): Office {
    expect(this.outcome).toMatchObject({ rejected: true, type })
    expect((this.outcome as Rejection).facts).toMatchObject(facts)
    expect((this.outcome as Rejection).message).not.toBe('')
    return this
  }

  /** What time will bring next, in words; null when nothing is due any more. */
  agenda(): string | null {
    const next = agenda(this.state, this.rules)
    return next && inWords(this.state.office, next).join(', ')
  }

  /** Every line the office was written since `since`, `2025-05-16 08:30 report overdue`; only about one obligation if named. */
  told(about?: ObligationName, since = ''): string[] {
    return this.journal
      .filter((event) => event.at >= since)
      .flatMap((event) => {
        const letter = letterFor(this.state.office, event)
        if (!letter) return []
        if (letter.kind !== 'morning') return about ? [] : [`${clock(event.at)} ${letter.kind}`]
        return letter.items
          .filter((item) => !about || item.obligation === about)
          .map((item) => `${clock(event.at)} ${item.obligation} ${item.state}`)
      })
  }

  /** Every escalation, `2025-05-16 08:30 report level 1`. */
  escalations(about?: ObligationName): string[] {
    return this.journal.flatMap((event) =>
      event.type === 'morning'
        ? event.raised
            .filter((r) => !about || r.obligation === about)
            .map((r) => `${clock(event.at)} ${r.obligation} level ${r.level}`)
        : [],
    )
  }

  deadline(name: ObligationName): string | undefined {
    return this.state.obligations[name]?.deadline
  }

  level(name: ObligationName): number | undefined {
    return this.state.obligations[name]?.level
  }

  /** Whether an obligation is settled; undefined when the office does not owe it. */
  isSettled(name: ObligationName): boolean | undefined {
    const obligation = this.state.obligations[name]
    return obligation && obligation.settledAt !== null
  }

  phase(when: string): Phase {
    return phaseOf(this.until(when).state, at(when))
  }
}

function inWords(code: OfficeCode, event: OfficeEvent): string[] {
  if (event.type !== 'morning') return [`${clock(event.at)} ${event.type}`]
  return [
    ...(letterFor(code, event)?.items ?? []).map((i) => `${clock(event.at)} ${i.obligation} ${i.state}`),
    ...event.raised.map((r) => `${clock(event.at)} ${r.obligation} level ${r.level}`),
  ]
}
