import { Calendar } from '../../domain/calendar.ts'
import type { DigestItem } from '../../domain/digest.ts'
import { digestRecipient } from '../../domain/letter.ts'
import type { OfficeCode } from '../../domain/policy.ts'
import { addDays, dayOf, type Instant } from '../../domain/time.ts'
import { previewRunning } from '../../preview/running.ts'
import type { StoredProgramme } from '../../store/programmes.ts'
import type { ProgrammeStanding } from '../../store/standing.ts'

/** How far ahead the next digest is looked for, in days: whatever is open is said again every week. */
const AHEAD = 8

/** What a province's managers will be told next when nobody does anything until then. */
export interface NextDigest {
  readonly at: Instant
  readonly items: readonly DigestItem[]
}

/** The next digest to a province, by the simulation; undefined when none is due within the week. */
export async function nextDigestOf(
  programme: StoredProgramme,
  standing: ProgrammeStanding,
  province: OfficeCode,
): Promise<NextDigest | undefined> {
  const until = addDays(dayOf(standing.at), AHEAD)
  if (!new Calendar(programme.rules.calendar).covers(until)) return undefined
  const { mails } = await previewRunning(programme, standing, { until, province })
  const to = digestRecipient({ tier: 'province', province })
  const next = mails.find((mail) => mail.to === to && mail.kind === 'digest' && mail.at > standing.at)
  return next && { at: next.at, items: next.items as readonly DigestItem[] }
}
