import { readCommand } from '../commands/wire.ts'
import { type AgendaEntry, agenda } from '../domain/agenda.ts'
import { decideArea, isInArea } from '../domain/area.ts'
import { Calendar } from '../domain/calendar.ts'
import type { AreaCommand, Command } from '../domain/command.ts'
import { decide } from '../domain/decide.ts'
import { type DigestReader, digest, type Listed, nextDigestAt, type Silence, silenceOf } from '../domain/digest.ts'
import type { OfficeEvent } from '../domain/event.ts'
import { evolve } from '../domain/evolve.ts'
import { type DatedLetter, digestRecipient, letterFor, type Recipient } from '../domain/letter.ts'
import { notice } from '../domain/notice.ts'
import { newOffice, type OfficeEnd, type OfficeState, phaseOf } from '../domain/office.ts'
import {
  type ObligationName,
  type OfficeCode,
  provinceOf,
  type Rules,
  type RulesData,
  tierOf,
} from '../domain/policy.ts'
import { isRejection, type Rejection, reject } from '../domain/rejection.ts'
import { type Day, dayOf, type Instant, instantAt, later } from '../domain/time.ts'
import type { Outcome, StepResult } from './outcome.ts'
import type { Script, ScriptStep } from './script.ts'

/**
 * A whole programme by the rules alone, without Temporal or a database: who will get what, and when. At equal times timed
 * events come before steps, and offices before provinces before the department.
 *
 * @param onDay called as each day begins, for progress
 */
export function simulate(programme: RulesData, script: Script, onDay: (day: Day) => void = () => {}): Outcome {
  return finished(simulating(programme, script), onDay)
}

/**
 * The same day by day: yields each day as it begins, so that whoever waits can do something else in between.
 *
 * @param from where a programme that runs stands; left out, the year begins with its opening
 * @param witness is told of what happens on the way
 */
export function* simulating(
  programme: RulesData,
  script: Script,
  from?: Beginning,
  witness?: Witness,
): Generator<Day, Outcome> {
  const began = performance.now()
  const rules = { policy: programme.policy, calendar: new Calendar(programme.calendar) }
  const country = new Country(rules, script, from, witness)
  const results: StepResult[] = []
  let nextStep = 0
  let today = ''
  for (;;) {
    const step = script.steps[nextStep]
    const at = earliest([country.nextOfficeAt(), country.nextDigestAt(), step?.at])
    if (at === undefined || at > script.until) break
    if (dayOf(at) !== today) {
      today = dayOf(at)
      yield today
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

/** What comes of days that are gone through one after the other. */
export function finished<T>(days: Generator<Day, T>, onDay: (day: Day) => void = () => {}): T {
  for (;;) {
    const next = days.next()
    if (next.done) return next.value
    onDay(next.value)
  }
}

/** Where a programme that runs stands: its offices, and what the readers of digests have been told. */
export interface Beginning {
  readonly at: Instant
  readonly states: ReadonlyMap<OfficeCode, OfficeState>
  readonly readers: ReadonlyMap<Recipient, Told>
}

/** What a reader of digests was last told is open, and which offices its next digest names as behind pace. */
export interface Told {
  readonly listed: readonly Listed[]
  readonly behindPace: readonly OfficeCode[]
}

/** Sees what a mail does not tell. */
export interface Witness {
  /** Something happened to an office. */
  happened(before: OfficeState, event: OfficeEvent, after: OfficeState): void
  /** A working day brought a reader no digest. */
  stayedSilent(at: Instant, to: Recipient, why: Silence): void
}

/** All offices of a script and what the readers of digests have been told. */
class Country {
  readonly mails: DatedLetter[] = []
  private readonly rules: Rules
  private readonly witness: Witness | undefined
  private readonly states = new Map<OfficeCode, OfficeState>()
  /** Each office's next agenda entry; absent when it has none. */
  private readonly due = new Map<OfficeCode, AgendaEntry>()
  private readonly readers: Reader[]
  private digestAt: Instant | undefined

  constructor(rules: Rules, script: Script, from?: Beginning, witness?: Witness) {
    this.rules = rules
    this.witness = witness
    for (const office of script.offices)
      this.put(from?.states.get(office) ?? newOffice(office, script.allocations.get(office) ?? {}))
    this.readers = [
      ...script.provinces.map((province): DigestReader => ({ tier: 'province', province })),
      { tier: 'department' as const },
    ].map((reader) => new Reader(reader, script.offices, from?.readers.get(digestRecipient(reader))))
    this.digestAt = this.digestAfter(later(from?.at ?? rules.policy.opensAt, rules.policy.opensAt))
  }

  nextOfficeAt(): Instant | undefined {
    return earliest([...this.due.values()].map((entry) => entry.at))
  }

  nextDigestAt(): Instant | undefined {
    return this.digestAt
  }

  doWhatIsDue(at: Instant): void {
    for (const office of this.due.keys()) {
      for (let next = this.due.get(office); next && next.at <= at; next = this.due.get(office))
        this.record(office, next)
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
    const before = this.states.get(office)!
    const after = evolve(before, event)
    this.put(after)
    this.witness?.happened(before, event, after)
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
      const to = digestRecipient(reader.reader)
      const escalated = reader.escalated(this.states)
      const sent = digest(escalated, reader.listed, reader.behindPace, dayOf(at), this.rules.calendar)
      if (!sent) {
        this.witness?.stayedSilent(at, to, silenceOf(escalated))
        continue
      }
      reader.listed = sent.listed
      reader.behindPace = []
      this.mails.push({ at, to, kind: 'digest', items: sent.items })
    }
  }

  /** When the next digest of either tier is due. */
  private digestAfter(at: Instant): Instant | undefined {
    return earliest([nextDigestAt(this.rules, 'province', at), nextDigestAt(this.rules, 'department', at)])
  }

  private put(state: OfficeState): void {
    this.states.set(state.office, state)
    const next = agenda(state, this.rules)
    if (next && next.at <= state.doneUntil)
      throw new Error(`the agenda of ${state.office} does not move on from ${next.at}`)
    if (next) this.due.set(state.office, next)
    else this.due.delete(state.office)
  }
}

/** A reader of digests and what it was last told. */
class Reader {
  readonly reader: DigestReader
  listed: readonly Listed[]
  behindPace: OfficeCode[]
  private readonly offices: readonly OfficeCode[]

  /** @param offices all of the script; a province reads of its districts among them */
  constructor(reader: DigestReader, offices: readonly OfficeCode[], told: Told = { listed: [], behindPace: [] }) {
    this.reader = reader
    this.offices = reader.tier === 'province' ? offices.filter((o) => this.isAbove(o)) : offices
    this.listed = told.listed
    this.behindPace = [...told.behindPace]
  }

  /** Whether this reader is the tier above an office. */
  isAbove(office: OfficeCode): boolean {
    return this.reader.tier === 'province'
      ? tierOf(office) === 'district' && this.reader.province === provinceOf(office)
      : tierOf(office) === 'province'
  }

  /** What stands escalated to this reader. */
  escalated(states: ReadonlyMap<OfficeCode, OfficeState>): Listed[] {
    const level = this.reader.tier === 'province' ? 1 : 2
    return this.offices.flatMap((office) => {
      const { obligations } = states.get(office)!
      return (Object.keys(obligations) as ObligationName[])
        .filter((name) => obligations[name]!.level >= level)
        .map((obligation) => ({ office, obligation }))
    })
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
