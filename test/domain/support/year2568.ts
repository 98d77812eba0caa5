import { resolve } from 'node:path'
import { Calendar } from '../../../src/domain/calendar.ts'
import type { Policy, Rules } from '../../../src/domain/policy.ts'
import type { Instant } from '../../../src/domain/time.ts'
import { loadProgramme } from '../../../src/programme/load.ts'

/** The programme as its letters set it: the file that ships with the service. */
export const programmeFile = resolve(import.meta.dirname, '../../../programmes/amphoe-ita-2568.yaml')
export const programme2568 = loadProgramme(programmeFile)

/** The rules of fiscal year 2568. */
export const rules2568: Rules = { policy: programme2568.policy, calendar: new Calendar(programme2568.calendar) }

/** The rules of 2568 with something set otherwise in the programme file. */
export function rulesWith(change: Partial<Policy>): Rules {
  return { ...rules2568, policy: { ...rules2568.policy, ...change } }
}

/** `2025-05-16 08:30` (or with seconds) on a clock in Thailand. */
export function at(text: string): Instant {
  return `${text.replace(' ', 'T')}${text.length === 16 ? ':00' : ''}+07:00`
}

/** The other way round, to the minute, for reading. */
export function clock(moment: Instant): string {
  return moment.slice(0, 16).replace('T', ' ')
}
