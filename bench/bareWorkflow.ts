import { condition, defineSignal, defineUpdate, proxyLocalActivities, setHandler } from '@temporalio/workflow'

/**
 * What every figure is measured against: a workflow that does nothing but take an Update with one empty local activity, and
 * wake from a timer to run one.
 */

interface BareActivities {
  nothing(): Promise<void>
  noteWaking(): Promise<void>
}

const { nothing, noteWaking } = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '10s' })

export const touch = defineUpdate<number>('touch')
/** The moment of waking, in milliseconds since the epoch. */
export const wakeAt = defineSignal<[number]>('wake-at')
/** Answers once everything sent before has been taken in. */
export const look = defineUpdate<void>('look')

export async function bareWorkflow(): Promise<void> {
  let touched = 0
  let waking: number | undefined
  setHandler(touch, async () => {
    await nothing()
    return ++touched
  })
  setHandler(look, async () => undefined)
  setHandler(wakeAt, (at) => {
    waking = at
  })
  for (;;) {
    await condition(() => waking !== undefined)
    const at = waking!
    if (await condition(() => waking !== at, Math.max(0, at - Date.now()))) continue
    waking = undefined
    await noteWaking()
  }
}
