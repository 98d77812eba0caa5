import type { CommandName } from '../../../src/domain/command.ts'
import { parseBaht } from '../../../src/domain/money.ts'
import { type OfficeCode, provinceOf, tierOf } from '../../../src/domain/policy.ts'
import type { Outcome } from '../../../src/rehearsal/outcome.ts'
import type { ScriptStep } from '../../../src/rehearsal/script.ts'
import { simulate } from '../../../src/rehearsal/simulate.ts'
import { at, clock, programme2568 } from './year2568.ts'

/** When, by or for which office (`area:47`, `area:all` for a command on an area), what, and the body as it is written. */
export type Step = readonly [when: string, place: OfficeCode | `area:${string}`, command: CommandName, body?: object]

/** A year of a few offices by the rules alone, for what lies between offices: the notice, digests, commands on areas. */
export function year(setting: {
  offices: readonly OfficeCode[]
  /** Baht on the line `materials`. */
  allocations?: Readonly<Record<OfficeCode, string>>
  steps: readonly Step[]
  until: string
}): Year {
  const allocations = Object.entries(setting.allocations ?? {})
  return new Year(
    simulate(programme2568, {
      provinces: [...new Set(setting.offices.map(provinceOf))],
      offices: setting.offices,
      allocations: new Map(allocations.map(([code, baht]) => [code, { materials: parseBaht(baht)! }])),
      steps: setting.steps.map(scriptStep).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
      until: at(`${setting.until} 23:59`),
    }),
  )
}

export const coordinator = { coordinator: { name: 'ผู้ประสานงาน', email: 'coordinator@example.go.th' } }
export const extension = (obligation: string, deadline: string) => ({
  obligation,
  deadline,
  order: { number: 'มท 0322/1', date: '2025-01-02' },
  reason: 'น้ำท่วม',
})

function scriptStep([when, place, command, body]: Step): ScriptStep {
  const area = place.startsWith('area:') ? { scope: place.slice(5) } : { office: place }
  return { at: at(when), ...area, command, body } as ScriptStep
}

export class Year {
  readonly outcome: Outcome

  constructor(outcome: Outcome) {
    this.outcome = outcome
  }

  /** The digests to a reader, each as `2025-01-07 09:00: 4701 acknowledge new, …`. */
  digests(to: string): string[] {
    return this.outcome.mails
      .filter((m) => m.kind === 'digest' && m.to === to)
      .map((m) => `${clock(m.at)}: ${m.items.map((i) => `${i.office} ${i.obligation} ${i.state}`).join(', ')}`)
  }

  /** Every mail to an office that is not a morning mail. */
  letters(office: OfficeCode): string[] {
    return this.outcome.mails
      .filter((m) => m.to === `office:${office}` && m.kind !== 'morning')
      .map((m) => `${clock(m.at)} ${m.kind}`)
  }

  /** `accepted`, or the type of the refusal, of each step. */
  get results(): string[] {
    return this.outcome.steps.map((s) => s.type ?? s.result)
  }

  get districts(): OfficeCode[] {
    return Object.keys(this.outcome.offices).filter((o) => tierOf(o) === 'district')
  }
}
