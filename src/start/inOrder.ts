import type { Instant } from '../domain/time.ts'
import type { TimelineLine } from './timeline.ts'

/**
 * Lines in the order of programme time. What happened first may be recorded last: at some seconds a day, the hours between a
 * morning and its digest are less than a transaction. So a line is kept until nothing before it is to be expected.
 */
export class InOrder {
  private waiting: TimelineLine[] = []

  add(...lines: readonly TimelineLine[]): void {
    this.waiting.push(...lines)
  }

  /** The lines up to a moment, or all, which are then no longer kept. */
  take(upTo?: Instant): TimelineLine[] {
    const isDue = (line: TimelineLine) => upTo === undefined || line.at <= upTo
    const due = this.waiting.filter(isDue).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    this.waiting = this.waiting.filter((line) => !isDue(line))
    return due
  }
}
