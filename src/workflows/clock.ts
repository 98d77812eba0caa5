import { CancellationScope, condition, sleep } from '@temporalio/workflow'
import { type ClockSetting, programmeTime, realDelay } from '../domain/clock.ts'
import { type Instant, later } from '../domain/time.ts'

/**
 * Programme time inside a workflow. Never goes backwards. The three clocks run the same code and differ only in how the
 * workflow waits: a live or paced one sets a durable timer, a stepped one waits to be moved.
 */
export class WorkflowClock {
  private setting: ClockSetting
  private reached: Instant
  private changes = 0
  /** What cancels the timer that is held. One that fires leaves it for the next. */
  private timers = new CancellationScope()

  constructor(setting: ClockSetting) {
    this.setting = setting
    this.reached = '1970-01-01T00:00:00+07:00'
  }

  /** The setting, for continuing as new. */
  get current(): ClockSetting {
    return this.setting
  }

  /** Programme time now. Within a workflow task the machine's time stands still, and a replay sees the same. */
  now(): Instant {
    this.reached = later(this.reached, programmeTime(this.setting, Date.now()))
    return this.reached
  }

  /**
   * The moment a message speaks of: its own under a stepped clock, now under any other. Changes nothing, because validators
   * ask, and they do not run again in a replay.
   */
  momentOf(at: Instant | undefined): Instant {
    const now = later(this.reached, programmeTime(this.setting, Date.now()))
    return this.setting.kind === 'stepped' && at !== undefined ? later(at, now) : now
  }

  /** Moves a stepped clock forward; any other goes by itself. */
  moveTo(at: Instant | undefined): Instant {
    if (this.setting.kind === 'stepped' && at !== undefined)
      this.setting = { kind: 'stepped', origin: later(at, this.now()) }
    return this.now()
  }

  /** From now on programme time goes as the new setting says. */
  set(setting: ClockSetting): void {
    this.setting = setting
    this.changes++
  }

  /**
   * Waits until programme time reaches `at` (null: for ever), the clock is set, or `interrupted` becomes true.
   * Holds one durable timer at most.
   *
   * What `condition` with a timeout does, with half its promises: each costs a workflow a stack trace, and together they were
   * the larger part of what an office costs that time wakes. For the same reason this is not asynchronous itself.
   * @param summary what the timer is for, as an operator reads it in the Temporal UI
   */
  waitUntil(at: Instant | null, interrupted: () => boolean, summary: string): Promise<unknown> {
    const before = this.changes
    const isInterrupted = () => this.changes !== before || interrupted()
    const delay = at === null ? Number.POSITIVE_INFINITY : realDelay(this.setting, Date.now(), at)
    if (!Number.isFinite(delay)) return condition(() => isInterrupted() || (at !== null && this.now() >= at))
    // The moment passed while something else was done. Left to the SDK, which marks this in the history.
    if (delay === 0) return condition(isInterrupted, delay, { summary })
    let hasFired = false
    this.timers
      .run(() => sleep(delay, { summary }))
      .then(
        () => {
          hasFired = true
        },
        // Cancelled: by what interrupts the wait; or with the whole workflow, and then the condition says so.
        () => undefined,
      )
    return condition(() => hasFired || (isInterrupted() && this.cancelTimer()))
  }

  private cancelTimer(): true {
    this.timers.cancel()
    this.timers = new CancellationScope()
    return true
  }
}
