import type { Calendar } from './calendar.ts'
import type { MailItem, MailKind, Recipient } from './letter.ts'
import type { Policy } from './policy.ts'
import { type Day, dayOf, type Instant, instantAt } from './time.ts'

/**
 * A quiet service. Rules put every timed mail on the morning of a working day, one a day for a reader; mail that could not be
 * sent then (a mail server that was away, a pause) keeps to the same. What an official's own act causes goes at once.
 */

/** Mails that time brings about. */
export type TimedKind = 'morning' | 'digest'

export function isTimed(kind: MailKind): kind is TimedKind {
  return kind === 'morning' || kind === 'digest'
}

/** What else there is for the reader of a timed mail. */
export interface ReaderToday {
  /** Whether a later timed mail for the same reader waits. */
  readonly hasNewer: boolean
  /** Whether the reader has been sent a timed mail today. */
  readonly wasToldToday: boolean
}

/** What becomes of a timed mail that is to be sent: it goes, it waits, or the later one tells what it told. */
export type Verdict = 'send' | 'merge' | { readonly waitUntil: Instant }

/**
 * Whether a timed mail may go now: on a working day, from its reader's time on, once a day for a reader. Past the calendar's
 * end working days are not known, and it goes.
 */
export function judgeTimed(
  to: Recipient,
  { hasNewer, wasToldToday }: ReaderToday,
  { policy, calendar }: { readonly policy: Policy; readonly calendar: Calendar },
  now: Instant,
): Verdict {
  if (hasNewer) return 'merge'
  const today = dayOf(now)
  if (!calendar.covers(today)) return 'send'
  const slot = (day: Day) => instantAt(day, policy.times[timeFor(to)])
  if (!calendar.isWorkingDay(today) || wasToldToday) {
    const next = calendar.findWorkingDayAfter(today, 1)
    return next === undefined ? 'send' : { waitUntil: slot(next) }
  }
  return now < slot(today) ? { waitUntil: slot(today) } : 'send'
}

function timeFor(to: Recipient): keyof Policy['times'] {
  if (to === 'department') return 'departmentDigest'
  return to.startsWith('province:') ? 'provinceDigest' : 'morning'
}

/**
 * What a later timed mail tells in place of an earlier one that was never sent, and itself. Of the same obligation it is the later
 * word, but what the reader has never been told of is new; and of what came up and was settled in between nothing is said.
 */
export function mergeItems(kind: TimedKind, earlier: readonly MailItem[], later: readonly MailItem[]): MailItem[] {
  const keyOf = ({ office, obligation }: MailItem) => `${office}/${obligation}`
  const before = new Map(earlier.map((item) => [keyOf(item), item]))
  const after = new Set(later.map(keyOf))
  const merged = later.flatMap((item): MailItem[] => {
    const untold = kind === 'digest' && before.get(keyOf(item))?.state === 'new'
    if (!untold) return [item]
    return item.state === 'settled' ? [] : [{ ...item, state: 'new' }]
  })
  return [...merged, ...earlier.filter((item) => !after.has(keyOf(item)))]
}
