import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { repeatedly } from '../../src/repeatedly.ts'

it('a work is done again and again, never two at once, and waited for at the end', async () => {
  let [begun, underWay, most] = [0, 0, 0]
  const repeating = repeatedly(10, async () => {
    begun++
    most = Math.max(most, ++underWay)
    await delay(35)
    underWay--
  })
  while (begun < 3) await delay(5)
  await repeating.stop()
  expect([most, underWay]).toEqual([1, 0])
  const then = begun
  await delay(60)
  expect(begun).toBe(then)
})
