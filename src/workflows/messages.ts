import {
  allHandlersFinished,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { ClockSetting } from '../domain/clock.ts'
import { isRejection, type Rejection } from '../domain/rejection.ts'
import type { Standing } from '../domain/step.ts'
import type { Instant } from '../domain/time.ts'
import { ADVANCE, type Advanced, FORWARDED, NOTIFY, OPENED, SET_CLOCK, STANDING } from './protocol.ts'
import { refuse } from './refusal.ts'

export const advance = defineUpdate<Advanced, [{ to: Instant }]>(ADVANCE)
export const notify = defineUpdate<Advanced, [{ at: Instant }]>(NOTIFY)
export const opened = defineUpdate<void>(OPENED)
export const forwarded = defineSignal<[{ at: Instant }]>(FORWARDED)
export const setClock = defineSignal<[ClockSetting]>(SET_CLOCK)
export const standing = defineQuery<Standing>(STANDING)

/**
 * Whether a run's history has grown enough to be continued as new, as of what the workflow took in last. Not as of this moment: a
 * task that brings nothing but a refused Update leaves no trace in the history, and what it set going could not be replayed.
 */
export class RunLength {
  private enough = false

  get isEnough(): boolean {
    return this.enough
  }

  /** To be called at whatever the history tells of: a message that is taken, an activity that has ended, a timer that has fired. */
  note(): boolean {
    this.enough ||= workflowInfo().continueAsNewSuggested
    return this.enough
  }
}

/**
 * Sets the handler of an Update. The one place where a validator is given, and it takes none that is asynchronous: an async
 * validator compiles, but then the Update is accepted and the workflow task fails for ever.
 */
export function onUpdate<Ret, Arg>(
  run: RunLength,
  name: string,
  handler: (arg: Arg) => Promise<Ret>,
  validate?: (arg: Arg) => Rejection | undefined,
): void {
  setHandler(
    defineUpdate<Ret, [Arg]>(name),
    (arg: Arg) => {
      run.note()
      return handler(arg)
    },
    validate
      ? {
          validator: (arg: Arg): void => {
            const refusal: unknown = validate(arg)
            if (refusal === undefined) return
            throw isRejection(refusal) ? refuse(refusal) : new Error(`the validator of ${name} must answer at once`)
          },
        }
      : {},
  )
}

/** Waits until no handler is at work, so that nothing is cut off by continuing as new or by completing. */
export async function drained(): Promise<void> {
  do {
    await condition(allHandlersFinished)
  } while (!allHandlersFinished())
}
