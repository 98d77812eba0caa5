import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRehearsal, programmeTime, realDelay } from '../../src/domain/clock.ts'
import { at } from './support/year2568.ts'

const noonUtc = Date.parse('2025-01-06T05:00:00Z')

describe('The live clock', () => {
  const live = { kind: 'live' } as const

  it('shows now, in Thailand, in whole seconds', () => {
    expect(programmeTime(live, noonUtc)).toBe(at('2025-01-06 12:00'))
    expect(programmeTime(live, noonUtc + 1_999)).toBe(at('2025-01-06 12:00:01'))
    expect(programmeTime(live, Date.parse('2024-12-31T17:00:00Z'))).toBe(at('2025-01-01 00:00'))
  })

  it('waits as long as there is to wait, never less than nothing', () => {
    expect(realDelay(live, noonUtc, at('2025-01-06 12:01'))).toBe(60_000)
    expect(realDelay(live, noonUtc, at('2025-01-06 11:59'))).toBe(0)
  })

  it('is no rehearsal', () => {
    expect(isRehearsal(live)).toBe(false)
  })
})

describe('The paced clock', () => {
  const paced = {
    kind: 'paced',
    origin: at('2024-12-25 09:00'),
    startedAt: '2026-03-01T00:00:00Z',
    pace: 86_400,
  } as const
  const started = Date.parse(paced.startedAt)

  it('shows origin + (now − startedAt) × pace', () => {
    expect(programmeTime(paced, started)).toBe(at('2024-12-25 09:00'))
    expect(programmeTime(paced, started + 1_000)).toBe(at('2024-12-26 09:00'))
    expect(programmeTime(paced, started + 500)).toBe(at('2024-12-25 21:00'))
    expect(programmeTime(paced, started - 1_000)).toBe(at('2024-12-25 09:00'))
  })

  it('waits the real time that the programme time takes', () => {
    expect(realDelay(paced, started, at('2024-12-27 09:00'))).toBe(2_000)
    expect(realDelay(paced, started + 1_500, at('2024-12-27 09:00'))).toBe(500)
    expect(realDelay(paced, started + 3_000, at('2024-12-27 09:00'))).toBe(0)
  })

  it('has reached the time it waited for, at any pace', () => {
    const pace = fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0.1, max: 10_000, noNaN: true }))
    fc.assert(
      fc.property(pace, fc.nat(400 * 86_400), fc.nat(10_000_000), (pace, seconds, elapsed) => {
        const clock = { ...paced, pace }
        const target = programmeTime({ ...paced, pace: 1 }, started + seconds * 1_000)
        const now = started + elapsed
        expect(programmeTime(clock, now + realDelay(clock, now, target)) >= target).toBe(true)
      }),
    )
  })

  it('is a rehearsal', () => {
    expect(isRehearsal(paced)).toBe(true)
  })
})

describe('The stepped clock', () => {
  const stepped = { kind: 'stepped', origin: at('2024-12-25 09:00') } as const

  it('stands until the rehearsal moves it', () => {
    expect(programmeTime(stepped, noonUtc)).toBe(at('2024-12-25 09:00'))
    expect(realDelay(stepped, noonUtc, at('2024-12-25 09:01'))).toBe(Number.POSITIVE_INFINITY)
    expect(isRehearsal(stepped)).toBe(true)
  })
})
