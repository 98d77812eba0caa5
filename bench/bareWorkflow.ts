import { condition, defineUpdate, proxyLocalActivities, setHandler, sleep } from '@temporalio/workflow'

/** What every figure is measured against: workflows that do nothing but what they are measured for, with one local activity. */

const { nothing, now } = proxyLocalActivities<{ nothing(): Promise<void>; now(): Promise<number> }>({
  startToCloseTimeout: '10s',
})

export const touch = defineUpdate<number>('touch')

/** Takes Updates. */
export async function bareWorkflow(): Promise<void> {
  let touched = 0
  setHandler(touch, async () => {
    await nothing()
    return ++touched
  })
  await condition(() => false)
}

/**
 * Waits for a moment.
 * @param moment in milliseconds since 1970
 * @returns when its activity ran, in milliseconds since 1970
 */
export async function bareTimer(moment: number): Promise<number> {
  await sleep(moment - Date.now())
  return now()
}
