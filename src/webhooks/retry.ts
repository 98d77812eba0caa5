const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The waits after each failed attempt that the Standard Webhooks specification recommends: ten attempts in some three days. */
const WAITS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]

/** The longest pause that a receiver is granted by its Retry-After. */
export const LONGEST_PAUSE_MS = HOUR

/** An endpoint that has answered nothing with success for so long is disabled. */
export const GIVE_UP_AFTER_MS = 5 * 24 * HOUR

/**
 * When a delivery is tried again after its n-th attempt has failed; null when all attempts are used up. Up to a fifth is added
 * at random, so that what failed together does not come back together.
 *
 * @param attempt 1 after the first
 * @param pauseMs what the receiver asked for; never tried earlier
 * @param random from 0 up to 1
 */
export function nextAttemptAt(attempt: number, now: Date, pauseMs = 0, random = Math.random()): Date | null {
  const wait = WAITS_MS[attempt - 1]
  return wait === undefined ? null : new Date(now.getTime() + Math.max(wait * (1 + random / 5), pauseMs))
}

/** The pause that a Retry-After header asks for, in milliseconds: seconds or a date; undefined for anything else. */
export function pauseOf(retryAfter: string | undefined, now: Date): number | undefined {
  if (retryAfter === undefined) return undefined
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * SECOND : Date.parse(retryAfter) - now.getTime()
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS)
}
