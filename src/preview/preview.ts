import { setImmediate } from 'node:timers/promises'
import { Calendar } from '../domain/calendar.ts'
import type { DatedLetter, Recipient } from '../domain/letter.ts'
import { newOffice } from '../domain/office.ts'
import type { RulesData } from '../domain/policy.ts'
import { type Day, dayOf } from '../domain/time.ts'
import { inOrder } from '../rehearsal/outcome.ts'
import type { Script } from '../rehearsal/script.ts'
import { type Beginning, finished, simulating } from '../rehearsal/simulate.ts'
import { Expectations, type SentReminder, type Skipped } from './expectations.ts'

/** Who gets what before it happens, and what is not sent and why; each in order of time. */
export interface Preview {
  readonly mails: readonly DatedLetter[]
  readonly reminders: readonly SentReminder[]
  readonly skipped: readonly Skipped[]
}

/**
 * Computes every mail to come up to a script's end, by the simulation: the rules are asked and none is repeated here.
 * @param from where a programme that runs stands; left out, the year begins with its opening
 * @param onDay called as each day begins, for progress
 */
export function preview(rules: RulesData, script: Script, from?: Beginning, onDay?: (day: Day) => void): Preview {
  return finished(previewing(rules, script, from), onDay)
}

/** The same within a service that answers others too: after each day whatever else waits has its turn. */
export async function previewBesides(rules: RulesData, script: Script, from?: Beginning): Promise<Preview> {
  const days = previewing(rules, script, from)
  for (;;) {
    const next = days.next()
    if (next.done) return next.value
    await setImmediate()
  }
}

function* previewing(rules: RulesData, script: Script, from?: Beginning): Generator<Day, Preview> {
  const states = script.offices.map(
    (code) => from?.states.get(code) ?? newOffice(code, script.allocations.get(code) ?? {}),
  )
  const asked = { policy: rules.policy, calendar: new Calendar(rules.calendar) }
  const expectations = new Expectations(asked, states, from?.at)
  const { mails } = yield* simulating(rules, script, from, expectations)
  expectations.end(script.until)
  return { mails: inOrder(mails), reminders: inOrder(expectations.sent), skipped: inOrder(expectations.skipped) }
}

/** The part of a preview that falls on some days, and goes to some recipients. */
export function partOf(
  { mails, reminders, skipped }: Preview,
  { from, until }: { readonly from?: Day | undefined; readonly until?: Day | undefined },
  isMeant: (to: Recipient) => boolean = () => true,
): Preview {
  const isIn = ({ at, to }: { readonly at: string; readonly to: Recipient }) =>
    (from === undefined || dayOf(at) >= from) && (until === undefined || dayOf(at) <= until) && isMeant(to)
  return { mails: mails.filter(isIn), reminders: reminders.filter(isIn), skipped: skipped.filter(isIn) }
}
