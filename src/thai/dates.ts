import { type Day, dayOf, type Instant } from '../domain/time.ts'

/** Days and times as Thai officials write them: Buddhist era, Thailand's clock, whatever machine this runs on. */

const form = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('th-TH-u-ca-buddhist-nu-latn', { ...options, timeZone: 'Asia/Bangkok' })

// Written part by part: `dateStyle: 'full'` would put "พ.ศ." before the year.
const long = form({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const full = form({ day: 'numeric', month: 'long', year: 'numeric' })
const short = form({ day: 'numeric', month: 'short', year: 'numeric' })

const month = form({ month: 'long' })
const ofYear = form({ month: 'long', year: 'numeric' })

const noon = (day: Day) => new Date(`${day}T12:00:00+07:00`)

/** The names of the months, January first. */
export const monthsTh: readonly string[] = Array.from({ length: 12 }, (_, i) =>
  month.format(new Date(Date.UTC(2025, i, 15))),
)

/** `วันพฤหัสบดีที่ 15 พฤษภาคม 2568` */
export function longDay(day: Day): string {
  return long.format(noon(day))
}

/** `15 พฤษภาคม 2568` */
export function fullDay(day: Day): string {
  return full.format(noon(day))
}

/** `พฤษภาคม 2568` */
export function monthYear(day: Day): string {
  return ofYear.format(noon(day))
}

/** `15 พ.ค. 2568` */
export function shortDay(day: Day): string {
  return short.format(noon(day))
}

/** `13.30 น.` */
export function timeOfDay(at: Instant): string {
  return `${clock(at)} น.`
}

/** `13.30 - 15.30 น.` */
export function timeSpan(from: Instant, to: Instant): string {
  return `${clock(from)} - ${clock(to)} น.`
}

/** `วันศุกร์ที่ 16 พฤษภาคม 2568 เวลา 08.30 น.` */
export function longMoment(at: Instant): string {
  return `${longDay(dayOf(at))} เวลา ${timeOfDay(at)}`
}

function clock(at: Instant): string {
  return at.slice(11, 16).replace(':', '.')
}
