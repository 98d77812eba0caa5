import { type Instant, instantFromMs, msOf } from './time.ts'

/**
 * What programme time is. `live`: now. `paced`: a year replayed with real timers, `pace` programme seconds to a real one from
 * `origin` at `startedAt`. `stepped`: time stands at `origin` until a rehearsal moves it.
 */
export type ClockSetting =
  | { readonly kind: 'live' }
  | { readonly kind: 'paced'; readonly origin: Instant; readonly startedAt: string; readonly pace: number }
  | { readonly kind: 'stepped'; readonly origin: Instant }

/** Whether mails and pages must say that this is a rehearsal. */
export function isRehearsal(clock: ClockSetting): boolean {
  return clock.kind !== 'live'
}

/** Programme time when the machine's clock shows `realMs` (milliseconds since the epoch). */
export function programmeTime(clock: ClockSetting, realMs: number): Instant {
  switch (clock.kind) {
    case 'live':
      return instantFromMs(realMs)
    case 'paced':
      return instantFromMs(msOf(clock.origin) + Math.max(0, realMs - Date.parse(clock.startedAt)) * clock.pace)
    case 'stepped':
      return clock.origin
  }
}

/** Real milliseconds from `realMs` until programme time reaches `at`: at least 0; never (Infinity) when stepped. */
export function realDelay(clock: ClockSetting, realMs: number, at: Instant): number {
  switch (clock.kind) {
    case 'live':
      return Math.max(0, msOf(at) - realMs)
    case 'paced':
      return Math.max(0, Math.ceil((msOf(at) - msOf(clock.origin)) / clock.pace) + Date.parse(clock.startedAt) - realMs)
    case 'stepped':
      return Number.POSITIVE_INFINITY
  }
}
