import { Calendar, type CalendarData } from '../domain/calendar.ts'
import type { DigestReader } from '../domain/digest.ts'
import type { Instant } from '../domain/time.ts'
import { recordDigest } from '../store/digest.ts'
import type { Store } from '../store/store.ts'

export interface DigestRequest {
  readonly programme: string
  readonly reader: DigestReader
  readonly at: Instant
  readonly calendar: CalendarData
}

export interface DigestActivities {
  /** Makes the digest of one working day to one reader in one transaction, once. Answers whether it called for a mail. */
  recordDigest(request: DigestRequest): Promise<{ readonly sent: boolean }>
}

export function digestActivities(store: Store): DigestActivities {
  return {
    async recordDigest({ calendar, ...request }) {
      const { sent } = await recordDigest(store, { ...request, calendar: new Calendar(calendar) })
      return { sent }
    },
  }
}
