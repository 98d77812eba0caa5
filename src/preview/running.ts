import { Calendar } from '../domain/calendar.ts'
import type { Recipient } from '../domain/letter.ts'
import { type OfficeCode, provinceOf, tierOf } from '../domain/policy.ts'
import { isRejection, type Rejection } from '../domain/rejection.ts'
import { type Day, dayOf } from '../domain/time.ts'
import type { Script } from '../rehearsal/script.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import type { ProgrammeStanding } from '../store/standing.ts'
import { type Comparison, compare } from './compare.ts'
import { extensionSteps, type IntendedExtension } from './extension.ts'
import { lastMoment } from './forecast.ts'
import { type Preview, partOf, previewBesides } from './preview.ts'

/** What is to come in a programme that runs, from where it stands, when nobody does anything more. */

/** Which days, and whose mails. */
export interface Window {
  readonly until: Day
  /** The offices and the managers of one province; of all, and the department's, when left out. */
  readonly province?: OfficeCode | undefined
}

/** What is to come by itself. */
export async function previewRunning(
  { rules }: StoredProgramme,
  standing: ProgrammeStanding,
  window: Window,
): Promise<Preview> {
  return within(window, standing, await previewBesides(rules, scriptOf(standing, window), standing))
}

/** What an extension given now would change of it, and how many offices it takes; or why it would be refused. */
export async function previewExtension(
  { rules }: StoredProgramme,
  standing: ProgrammeStanding,
  intended: IntendedExtension,
  window: Window,
): Promise<{ offices: number; comparison: Comparison } | Rejection> {
  const judged = { policy: rules.policy, calendar: new Calendar(rules.calendar) }
  const steps = extensionSteps(judged, standing.states.values(), intended, standing.at)
  if (isRejection(steps)) return steps
  const script = scriptOf(standing, window)
  const before = await previewBesides(rules, script, standing)
  const after = await previewBesides(rules, { ...script, steps }, standing)
  return {
    offices: steps.length,
    comparison: compare(within(window, standing, before), within(window, standing, after)),
  }
}

/** Provinces do not touch each other: where only one is asked for, the others need not be computed. */
function scriptOf({ states }: ProgrammeStanding, { until, province }: Window): Script {
  const offices = [...states.keys()].filter((office) => province === undefined || provinceOf(office) === province)
  return {
    ...{ offices, provinces: offices.filter((office) => tierOf(office) === 'province') },
    ...{ allocations: new Map(), steps: [], until: lastMoment(until) },
  }
}

/** What lies before today is not to come. */
function within({ province }: Window, { at }: ProgrammeStanding, preview: Preview): Preview {
  const isMeant = (to: Recipient) =>
    province === undefined || (to !== 'department' && provinceOf(to.slice(to.indexOf(':') + 1)) === province)
  return partOf(preview, { from: dayOf(at) }, isMeant)
}
