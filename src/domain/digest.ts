import type { Calendar } from './calendar.ts'
import type { ObligationName, OfficeCode, Rules } from './policy.ts'
import { addDays, type Day, dayOf, type Instant, instantAt } from './time.ts'

/** Who a digest is for: a province, for its districts; or the department. */
export type DigestReader =
  | { readonly tier: 'province'; readonly province: OfficeCode }
  | { readonly tier: 'department' }

/** The first moment after `at` at which a tier's digest is due, on a working day; null past the calendar's end. */
export function nextDigestAt({ policy, calendar }: Rules, tier: DigestReader['tier'], at: Instant): Instant | null {
  const time = tier === 'province' ? policy.times.provinceDigest : policy.times.departmentDigest
  for (let day = dayOf(at); calendar.covers(day); day = addDays(day, 1)) {
    if (calendar.isWorkingDay(day) && instantAt(day, time) > at) return instantAt(day, time)
  }
  return null
}

/** One obligation of one office. */
export interface Listed {
  readonly office: OfficeCode
  readonly obligation: ObligationName
}

/** One row of a digest. */
export interface DigestItem extends Listed {
  readonly state: 'new' | 'outstanding' | 'settled' | 'behind-pace'
}

/**
 * The digest of one working day to one reader, or null when there is nothing worth a mail: it is sent when anything is new,
 * settled or behind pace, else on the first working day of the ISO week while anything is outstanding.
 *
 * @param escalated what stands escalated to this reader now
 * @param listed what the reader was last told is open; the reader's memory
 * @param behindPace offices found behind a checkpoint since the reader's last digest
 * @returns the rows, and the reader's memory after it. What is said to be settled is forgotten: should it be escalated
 *   again it is new. What was escalated and settled between two digests is not mentioned.
 */
export function digest(
  escalated: readonly Listed[],
  listed: readonly Listed[],
  behindPace: readonly OfficeCode[],
  today: Day,
  calendar: Calendar,
): { items: DigestItem[]; listed: Listed[] } | null {
  const known = new Set(listed.map(keyOf))
  const open = new Set(escalated.map(keyOf))
  const items: DigestItem[] = [
    ...escalated.map((e): DigestItem => ({ ...pick(e), state: known.has(keyOf(e)) ? 'outstanding' : 'new' })),
    ...listed.filter((l) => !open.has(keyOf(l))).map((l): DigestItem => ({ ...pick(l), state: 'settled' })),
    ...behindPace.map((office): DigestItem => ({ office, obligation: 'disbursement', state: 'behind-pace' })),
  ]
  const hasNews = items.some((i) => i.state !== 'outstanding')
  const isWeekly = items.length > 0 && calendar.isFirstWorkingDayOfWeek(today)
  return hasNews || isWeekly ? { items: items.sort(byOffice), listed: escalated.map(pick) } : null
}

/** Why a working day brings a reader no digest. */
export type Silence = 'nothing-open' | 'nothing-new'

/** Why `digest` made none: nothing stands escalated, or all of it has been said and is said again next week. */
export function silenceOf(escalated: readonly Listed[]): Silence {
  return escalated.length === 0 ? 'nothing-open' : 'nothing-new'
}

function keyOf({ office, obligation }: Listed): string {
  return `${office}/${obligation}`
}

function pick({ office, obligation }: Listed): Listed {
  return { office, obligation }
}

function byOffice(a: DigestItem, b: DigestItem): number {
  return compare(a.office, b.office) || compare(a.obligation, b.obligation)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
