import { proxyLocalActivities } from '@temporalio/workflow'
import type { DigestActivities } from '../activities/digest.ts'
import { type DigestReader, nextDigestAt } from '../domain/digest.ts'
import type { Rules } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'

const { recordDigest } = proxyLocalActivities<DigestActivities>({
  // One short transaction, retried until the offices have come so far and the database answers: a digest is late rather than
  // lost.
  startToCloseTimeout: '60s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '60s' },
  // A longer wait is a durable timer, and no workflow task that goes on and on.
  localRetryThreshold: '2s',
})

/** The digests of one reader, one a working day at most. */
export class Digests {
  private last: Instant
  private readonly rules: Rules
  private readonly reader: DigestReader

  /** @param last when the last digest was due, or the moment the programme opened */
  constructor(rules: Rules, reader: DigestReader, last: Instant) {
    this.rules = rules
    this.reader = reader
    this.last = last
  }

  get lastAt(): Instant {
    return this.last
  }

  /** When the next digest is due; null past the calendar's end. */
  get nextAt(): Instant | null {
    return nextDigestAt(this.rules, this.reader.tier, this.last)
  }

  /** Makes the digest that is due by `now`. Of several missed while nothing ran, only the latest: it says all. */
  async doWhatIsDue(now: Instant): Promise<void> {
    let due: Instant | null = null
    for (let at = this.nextAt; at !== null && at <= now; at = nextDigestAt(this.rules, this.reader.tier, at)) due = at
    if (due === null) return
    await recordDigest({
      programme: this.rules.policy.programme,
      reader: this.reader,
      at: due,
      calendar: this.rules.calendar.data,
    })
    this.last = due
  }
}
