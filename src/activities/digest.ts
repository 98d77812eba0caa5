import { activityInfo, log } from '@temporalio/activity'
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import { debugPoint } from '../debugPoint.ts'
import { Calendar, type CalendarData } from '../domain/calendar.ts'
import type { DigestReader } from '../domain/digest.ts'
import type { Instant } from '../domain/time.ts'
import { officesBehind, recordDigest } from '../store/digest.ts'
import type { Store } from '../store/store.ts'

export interface DigestRequest {
  readonly programme: string
  readonly reader: DigestReader
  readonly at: Instant
  readonly calendar: CalendarData
}

export interface DigestActivities {
  /**
   * Makes the digest of one working day to one reader in one transaction, once. Answers whether it called for a mail.
   *
   * The morning's escalations come half an hour before it. After an outage both are due at once: then it fails, to be tried
   * again, until the offices have come to its moment or have been waited for long enough.
   */
  recordDigest(request: DigestRequest): Promise<{ readonly sent: boolean }>
}

/** How often it is tried before it goes out without an office that hangs: with the workflow's pauses some five minutes. */
export const ATTEMPTS_FOR_OFFICES = 14

export function digestActivities(store: Store): DigestActivities {
  return {
    async recordDigest({ calendar, ...request }) {
      const behind = await officesBehind(store, request)
      if (behind > 0) {
        if (activityInfo().attempt < ATTEMPTS_FOR_OFFICES)
          throw ApplicationFailure.create({
            message: `${behind} offices have not come to ${request.at}`,
            type: 'offices-behind',
            category: ApplicationFailureCategory.BENIGN,
          })
        log.warn('a digest goes out without what is due to some offices', { ...request, behind })
      }
      const { sent } = await recordDigest(store, { ...request, calendar: new Calendar(calendar) })
      debugPoint('digest-recorded')
      return { sent }
    },
  }
}
