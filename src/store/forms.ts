import type { Satang } from '../domain/money.ts'
import { type Day, type Instant, instantFromMs } from '../domain/time.ts'

/** How what the database gives becomes what the domain speaks of, and back. */

/** A moment as the domain writes it. */
export function toInstant(at: Date): Instant {
  return instantFromMs(at.getTime())
}

/** The same of a moment that may be missing. */
export function toInstantOrNull(at: Date | null): Instant | null {
  return at && toInstant(at)
}

/** A day from a DATE column, which Prisma gives as midnight UTC. */
export function toDay(date: Date): Day {
  return date.toISOString().slice(0, 10)
}

/** The same of a day that may be missing. */
export function toDayOrNull(date: Date | null): Day | null {
  return date && toDay(date)
}

/** A day for a DATE column. */
export function fromDay(day: Day): Date {
  return new Date(`${day}T00:00:00Z`)
}

/** An amount from a BIGINT column. @throws RangeError beyond what a number holds exactly */
export function toSatang(amount: bigint): Satang {
  const n = Number(amount)
  if (!Number.isSafeInteger(n)) throw new RangeError(`${amount} satang is more than can be computed exactly`)
  return n
}

/** Whether a text can be an id of ours: PostgreSQL refuses to look for another. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
