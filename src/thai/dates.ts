import { type Day, dayOf, type Instant } from '../domain/time.ts'
import { reader, say } from '../language/say.ts'

/**
 * Days and times as Thai officials write them: Buddhist era, Thailand's clock, whatever machine this runs on. On a page in
 * English they are of the Common Era.
 */

const form = (options: Intl.DateTimeFormatOptions) => {
  const [th, en] = ['th-TH-u-ca-buddhist-nu-latn', 'en-GB'].map(
    (locale) => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'Asia/Bangkok' }),
  ) as [Intl.DateTimeFormat, Intl.DateTimeFormat]
  return { format: (at: Date) => (reader().language === 'en' ? en : th).format(at) }
}

// Written part by part: `dateStyle: 'full'` would put "พ.ศ." before the year.
const long = form({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const full = form({ day: 'numeric', month: 'long', year: 'numeric' })
const short = form({ day: 'numeric', month: 'short', year: 'numeric' })

const month = form({ month: 'long' })
const ofYear = form({ month: 'long', year: 'numeric' })

const noon = (day: Day) => new Date(`${day}T12:00:00+07:00`)

/** The names of the months, January first. */
export function monthNames(): string[] {
  return Array.from({ length: 12 }, (_, i) => month.format(new Date(Date.UTC(2025, i, 15))))
}

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
  return say`${clock(at)} น.`
}

/** `13.30 - 15.30 น.` */
export function timeSpan(from: Instant, to: Instant): string {
  return say`${clock(from)} - ${clock(to)} น.`
}

/** `วันศุกร์ที่ 16 พฤษภาคม 2568 เวลา 08.30 น.` */
export function longMoment(at: Instant): string {
  return say`${longDay(dayOf(at))} เวลา ${timeOfDay(at)}`
}

function clock(at: Instant): string {
  const time = at.slice(11, 16)
  return reader().language === 'en' ? time : time.replace(':', '.')
}
