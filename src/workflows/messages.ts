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
 * Sets the handler of an Update. The one place where a validator is given, and it takes none that is asynchronous: an async
 * validator compiles, but then the Update is accepted and the workflow task fails for ever.
 */
export function onUpdate<Ret, Arg>(
  name: string,
  handler: (arg: Arg) => Promise<Ret>,
  validate?: (arg: Arg) => Rejection | undefined,
): void {
  setHandler(
    defineUpdate<Ret, [Arg]>(name),
    handler,
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

/** Whether this run's history has grown enough to be continued as new. */
export function isRunLongEnough(): boolean {
  return workflowInfo().continueAsNewSuggested
}

/** Waits until no handler is at work, so that nothing is cut off by continuing as new or by completing. */
export async function drained(): Promise<void> {
  do {
    await condition(allHandlersFinished)
  } while (!allHandlersFinished())
}
