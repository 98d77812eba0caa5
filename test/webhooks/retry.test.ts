import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LONGEST_PAUSE_MS, nextAttemptAt, pauseOf } from '../../src/webhooks/retry.ts'

const now = new Date('2025-05-16T01:30:00Z')
const secondsAfter = (attempt: number, pauseMs?: number, random = 0) => {
  const next = nextAttemptAt(attempt, now, pauseMs, random)
  return next && (next.getTime() - now.getTime()) / 1000
}

describe('the next attempt', () => {
  test('comes after the waits that the specification recommends, and not after the tenth', () => {
    const hours = (n: number) => n * 3600
    expect(Array.from({ length: 11 }, (_, i) => secondsAfter(i + 1))).toEqual([
      5,
      300,
      1800,
      hours(2),
      hours(5),
      hours(10),
      hours(14),
      hours(20),
      hours(24),
      null,
      null,
    ])
  })

  test('is spread over a fifth of its wait', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const shortest = secondsAfter(attempt)!
        const wait = secondsAfter(attempt, 0, random)!
        return wait >= shortest && wait <= shortest * 1.2 + 0.001
      }),
    )
  })

  test('never comes before the pause that the receiver asked for', () => {
    expect(secondsAfter(1, 120_000)).toBe(120)
    expect(secondsAfter(3, 120_000)).toBe(1800)
    expect(secondsAfter(10, 120_000)).toBe(null)
  })
})

describe('a Retry-After', () => {
  test.each([
    ['0', 0],
    ['120', 120_000],
    ['Fri, 16 May 2025 01:32:00 GMT', 120_000],
    ['Fri, 16 May 2025 01:00:00 GMT', 0],
    ['99999999999', LONGEST_PAUSE_MS],
    ['Sat, 16 May 2026 01:00:00 GMT', LONGEST_PAUSE_MS],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s is a pause of %s ms', (header, ms) => expect(pauseOf(header, now)).toBe(ms))
})
