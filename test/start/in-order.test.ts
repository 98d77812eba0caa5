import { expect, test } from 'vitest'
import { InOrder } from '../../src/start/inOrder.ts'
import type { TimelineLine } from '../../src/start/timeline.ts'

const line = (time: string): TimelineLine => ({ at: `2025-01-07T${time}:00+07:00`, text: time, tone: 'plain' })
const texts = (lines: readonly TimelineLine[]) => lines.map((l) => l.text)

test('a digest recorded after a later command is told before it', () => {
  const lines = new InOrder()
  lines.add(line('08:30'), line('10:00'))
  expect(texts(lines.take(line('08:59').at))).toEqual(['08:30'])
  lines.add(line('09:00'))
  expect(texts(lines.take(line('10:00').at))).toEqual(['09:00', '10:00'])
  expect(lines.take(line('23:59').at)).toEqual([])
})

test('what is left can be told at once, and nothing is told twice', () => {
  const lines = new InOrder()
  lines.add(line('09:30'), line('09:00'))
  expect(texts(lines.take())).toEqual(['09:00', '09:30'])
  expect(lines.take()).toEqual([])
})
