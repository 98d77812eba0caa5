/**
 * Days and instants of the programme. Both are ISO strings in Indochina Time (UTC+7, no daylight saving), so that they
 * order by plain string comparison, survive JSON, and read the same in an event, a workflow history and a mail.
 */

/** A calendar day in Thailand, `2025-05-15`. */
export type Day = string

/** A moment in Thailand to the second, `2025-05-16T08:30:00+07:00`. Always this exact form. */
export type Instant = string

const MS_PER_DAY = 86_400_000
const ICT_OFFSET_MS = 7 * 3_600_000
const DAY_FORM = /^\d{4}-\d{2}-\d{2}$/

/** Number of days since 1 January 1970. */
export function dayNumber(day: Day): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / MS_PER_DAY
}

/**
 * The day that is `n` days after 1 January 1970. Counted in years that begin in March, where the leap day comes last: a whole
 * country's year asks for it millions of times, and a `Date` is ten times as slow.
 */
export function dayFromNumber(n: number): Day {
  const sinceMarch0 = n + 719_468
  const era = Math.floor(sinceMarch0 / 146_097)
  const dayOfEra = sinceMarch0 - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`
}

/** Whether a text is a real calendar day in the form `2025-05-15` (30 February is not). */
export function isDay(text: string): text is Day {
  if (!DAY_FORM.test(text)) return false
  const n = dayNumber(text)
  return Number.isFinite(n) && dayFromNumber(n) === text
}

/** The day `n` calendar days after `day` (before it when negative). */
export function addDays(day: Day, n: number): Day {
  return dayFromNumber(dayNumber(day) + n)
}

/** The day in Thailand on which a moment falls. */
export function dayOf(at: Instant): Day {
  return at.slice(0, 10)
}

/** The moment at which a clock in Thailand shows `time` (`08:30`) on `day`. */
export function instantAt(day: Day, time: string): Instant {
  return `${day}T${time}:00+07:00`
}

/** A moment from milliseconds since the epoch, cut to whole seconds. */
export function instantFromMs(ms: number): Instant {
  return `${new Date(ms + ICT_OFFSET_MS).toISOString().slice(0, 19)}+07:00`
}

/** Milliseconds since the epoch. */
export function msOf(at: Instant): number {
  return Date.parse(at)
}

/** Monday = 1 … Sunday = 7, as ISO 8601 counts. */
export function isoWeekday(day: Day): number {
  return ((dayNumber(day) + 3) % 7) + 1
}

/** The later of two days or of two instants. */
export function later<T extends Day | Instant>(a: T, b: T): T {
  return a > b ? a : b
}
