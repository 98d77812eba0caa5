import { condition, defineUpdate, proxyLocalActivities, setHandler } from '@temporalio/workflow'

/** What every figure is measured against: a workflow that does nothing but take an Update with one empty local activity. */

const { nothing } = proxyLocalActivities<{ nothing(): Promise<void> }>({ startToCloseTimeout: '10s' })

export const touch = defineUpdate<number>('touch')

export async function bareWorkflow(): Promise<void> {
  let touched = 0
  setHandler(touch, async () => {
    await nothing()
    return ++touched
  })
  await condition(() => false)
}
