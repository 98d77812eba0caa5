/** How long a mail is tried, and the waits between: 15 seconds, doubled each time up to an hour. */
const FIRST_WAIT_MS = 15_000
const LONGEST_WAIT_MS = 3_600_000
export const GIVE_UP_AFTER_MS = 72 * 3_600_000

/**
 * When a mail is tried again after its n-th attempt has failed; null when it has been tried for 72 hours.
 * @param attempt 1 after the first
 */
export function nextAttemptAt(attempt: number, dueAt: Date, now: Date): Date | null {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempt - 1, 20), LONGEST_WAIT_MS)
  const next = now.getTime() + wait
  return next - dueAt.getTime() > GIVE_UP_AFTER_MS ? null : new Date(next)
}
