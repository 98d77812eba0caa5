import { readCommand } from '../commands/wire.ts'
import { agenda, catchUp } from '../domain/agenda.ts'
import { decideArea, isInArea } from '../domain/area.ts'
import { Calendar } from '../domain/calendar.ts'
import type { AreaCommand, Command } from '../domain/command.ts'
import { decide } from '../domain/decide.ts'
import { type DigestReader, digest, type Listed, nextDigestAt } from '../domain/digest.ts'
import type { OfficeEvent } from '../domain/event.ts'
import { evolve } from '../domain/evolve.ts'
import { type DatedLetter, digestRecipient, letterFor } from '../domain/letter.ts'
import { notice } from '../domain/notice.ts'
import { newOffice, type OfficeEnd, type OfficeState, phaseOf } from '../domain/office.ts'
import { type ObligationName, type OfficeCode, provinceOf, type Rules, tierOf } from '../domain/policy.ts'
import { isRejection, type Rejection, reject } from '../domain/rejection.ts'
import { type Day, dayOf, type Instant, instantAt } from '../domain/time.ts'
import type { Programme } from '../programme/load.ts'
import type { Outcome, StepResult } from './outcome.ts'
import type { Script, ScriptStep } from './script.ts'

/**
 * A whole programme by the rules alone, without Temporal or a database: who will get what, and when. At equal times timed
 * events come before steps, and offices before provinces before the department.
 *
 * @param onDay called as each day begins, for progress
 */
export function simulate(programme: Programme, script: Script, onDay: (day: Day) => void = () => {}): Outcome {
  const began = performance.now()
  const country = new Country({ policy: programme.policy, calendar: new Calendar(programme.calendar) }, script)
  const results: StepResult[] = []
  let nextStep = 0
  let today = ''
  for (;;) {
    const step = script.steps[nextStep]
    const at = earliest([country.nextOfficeAt(), country.nextDigestAt(), step?.at])
    if (at === undefined || at > script.until) break
    if (dayOf(at) !== today) {
      today = dayOf(at)
      onDay(today)
    }
    country.doWhatIsDue(at)
    for (let s = script.steps[nextStep]; s && s.at === at; s = script.steps[++nextStep]) results.push(country.take(s))
  }
  return {
    mails: country.mails,
    steps: results,
    offices: country.ends(script.until),
    wallTimeMs: Math.round(performance.now() - began),
  }
}

/** All offices of a script and what the readers of digests have been told. */
class Country {
  readonly mails: DatedLetter[] = []
  private readonly rules: Rules
  private readonly states = new Map<OfficeCode, OfficeState>()
  /** When each office's next agenda entry is; absent when it has none. */
  private readonly due = new Map<OfficeCode, Instant>()
  private readonly readers: Reader[]
  private digestAt: Instant | undefined

  constructor(rules: Rules, script: Script) {
    this.rules = rules
    for (const office of script.offices) this.put(newOffice(office, script.allocations.get(office) ?? {}))
    this.readers = [
      ...script.provinces.map((province) => new Reader({ tier: 'province', province })),
      new Reader({ tier: 'department' }),
    ]
    this.digestAt = this.digestAfter(rules.policy.opensAt)
  }

  nextOfficeAt(): Instant | undefined {
    return earliest(this.due.values())
  }

  nextDigestAt(): Instant | undefined {
    return this.digestAt
  }

  doWhatIsDue(at: Instant): void {
    for (const [office, due] of this.due) {
      if (due > at) continue
      const { events } = catchUp(this.states.get(office)!, this.rules, at)
      for (const event of events) this.record(office, event)
    }
    if (this.digestAt !== undefined && this.digestAt <= at) {
      this.sendDigests(this.digestAt)
      this.digestAt = this.digestAfter(this.digestAt)
    }
  }

  take(step: ScriptStep): StepResult {
    const refusal = step.scope === undefined ? this.command(step.office!, step) : this.areaCommand(step.scope, step)
    return {
      at: step.at,
      office: step.office ?? 'department',
      command: step.command,
      ...(refusal ? { result: 'rejected', type: refusal.type } : { result: 'accepted' }),
    }
  }

  ends(at: Instant): Record<OfficeCode, OfficeEnd> {
    return Object.fromEntries([...this.states].map(([code, state]) => [code, officeEnd(state, at)]))
  }

  private command(office: OfficeCode, { at, command: name, body }: ScriptStep): { type: string } | undefined {
    const read = readCommand(name, body)
    if ('invalid' in read) return { type: 'invalid-request' }
    return this.decide(office, read.command, at)
  }

  private areaCommand(scope: string, { at, command: name, body }: ScriptStep): { type: string } | undefined {
    const read = readCommand(name, body)
    if ('invalid' in read) return { type: 'invalid-request' }
    const command = read.command as AreaCommand
    const inArea = [...this.states.values()].filter((s) => isInArea(s.office, scope))
    if (inArea.length === 0) return { type: 'unknown-office' }
    const taken = decideArea(this.rules.policy, inArea, command, at)
    if (isRejection(taken)) return taken
    for (const office of taken) this.decide(office, command, at)
    return undefined
  }

  private decide(office: OfficeCode, command: Command, at: Instant): Rejection | undefined {
    const state = this.states.get(office)
    if (!state) return reject('unknown-office', 'No such office takes part.', { office })
    const decided = decide(this.rules, state, command, at)
    if (isRejection(decided)) return decided
    for (const event of decided) this.record(office, event)
    return undefined
  }

  private record(office: OfficeCode, event: OfficeEvent): void {
    this.put(evolve(this.states.get(office)!, event))
    const letter = letterFor(office, event)
    if (letter) this.mails.push({ at: event.at, ...letter })
    if (event.type === 'forwarded') this.notifyDistricts(office, event.at)
    if (event.type === 'morning' && event.items.some((i) => i.state === 'behind-pace'))
      this.readers.find((r) => r.isAbove(office))?.behindPace.push(office)
  }

  private notifyDistricts(province: OfficeCode, at: Instant): void {
    for (const state of this.states.values()) {
      if (
        tierOf(state.office) === 'district' &&
        provinceOf(state.office) === province &&
        !state.notifiedAt &&
        !state.withdrawnAt
      )
        this.record(state.office, notice(state, this.rules, at))
    }
  }

  private sendDigests(at: Instant): void {
    const tier = at === instantAt(dayOf(at), this.rules.policy.times.provinceDigest) ? 'province' : 'department'
    for (const reader of this.readers) {
      if (reader.reader.tier !== tier) continue
      const sent = digest(
        reader.escalated(this.states.values()),
        reader.listed,
        reader.behindPace,
        dayOf(at),
        this.rules.calendar,
      )
      if (!sent) continue
      reader.listed = sent.listed
      reader.behindPace = []
      this.mails.push({ at, to: digestRecipient(reader.reader), kind: 'digest', items: sent.items })
    }
  }

  /** When the next digest of either tier is due. */
  private digestAfter(at: Instant): Instant | undefined {
    return earliest([nextDigestAt(this.rules, 'province', at), nextDigestAt(this.rules, 'department', at)])
  }

  private put(state: OfficeState): void {
    this.states.set(state.office, state)
    const next = agenda(state, this.rules)
    if (next) this.due.set(state.office, next.at)
    else this.due.delete(state.office)
  }
}

/** A reader of digests and what it was last told. */
class Reader {
  readonly reader: DigestReader
  listed: Listed[] = []
  behindPace: OfficeCode[] = []

  constructor(reader: DigestReader) {
    this.reader = reader
  }

  /** Whether this reader is the tier above an office. */
  isAbove(office: OfficeCode): boolean {
    return this.reader.tier === 'province'
      ? tierOf(office) === 'district' && this.reader.province === provinceOf(office)
      : tierOf(office) === 'province'
  }

  escalated(states: Iterable<OfficeState>): Listed[] {
    const { reader } = this
    return [...states].flatMap((state) =>
      reader.tier === 'province' && !this.isAbove(state.office)
        ? []
        : (Object.keys(state.obligations) as ObligationName[])
            .filter((name) => state.obligations[name]!.level >= (reader.tier === 'province' ? 1 : 2))
            .map((obligation) => ({ office: state.office, obligation })),
    )
  }
}

function officeEnd(state: OfficeState, at: Instant): OfficeEnd {
  const names = Object.keys(state.obligations) as ObligationName[]
  return {
    phase: phaseOf(state, at),
    obligations: Object.fromEntries(
      names.map((name) => {
        const { deadline, settledAt, level } = state.obligations[name]!
        return [name, { deadline, settledAt, level }]
      }),
    ),
  }
}

function earliest(moments: Iterable<Instant | null | undefined>): Instant | undefined {
  let first: Instant | undefined
  for (const at of moments) if (at && (first === undefined || at < first)) first = at
  return first
}
