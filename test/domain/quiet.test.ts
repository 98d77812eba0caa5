import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { MailItem } from '../../src/domain/letter.ts'
import { isTimed, judgeTimed, mergeItems } from '../../src/domain/quiet.ts'
import { dayOf, instantFromMs, msOf } from '../../src/domain/time.ts'
import { at, rules2568 as rules } from './support/year2568.ts'

const alone = { hasNewer: false, wasToldToday: false }
const office = (moment: string, reader = alone) => judgeTimed('office:4701', reader, rules, at(moment))

describe('A timed mail that could not be sent on its morning', () => {
  it('goes on a working day, from the time of its reader on', () => {
    expect(office('2025-02-10 08:30')).toBe('send')
    expect(office('2025-02-10 17:00')).toBe('send')
    expect(office('2025-02-10 08:29')).toEqual({ waitUntil: at('2025-02-10 08:30') })
    expect(judgeTimed('province:47', alone, rules, at('2025-02-10 08:30'))).toEqual({
      waitUntil: at('2025-02-10 09:00'),
    })
    expect(judgeTimed('department', alone, rules, at('2025-02-10 09:00'))).toEqual({
      waitUntil: at('2025-02-10 09:30'),
    })
  })

  it('waits on a weekend and on a holiday for the next working day', () => {
    expect(office('2025-02-08 10:00')).toEqual({ waitUntil: at('2025-02-10 08:30') })
    // Makha Bucha.
    expect(office('2025-02-12 10:00')).toEqual({ waitUntil: at('2025-02-13 08:30') })
  })

  it('waits for the next working day when its reader has had one today', () => {
    expect(office('2025-02-10 10:00', { ...alone, wasToldToday: true })).toEqual({ waitUntil: at('2025-02-11 08:30') })
  })

  it('is told by a later one that waits, whatever the day', () => {
    for (const moment of ['2025-02-10 10:00', '2025-02-08 10:00'])
      expect(office(moment, { hasNewer: true, wasToldToday: true })).toBe('merge')
  })

  it('goes past the calendar’s end, where working days are not known', () => {
    expect(office('2031-01-01 03:00')).toBe('send')
  })
})

test('whatever the moment: sent on a working day from its time on, or waiting for such a moment', () => {
  const moments = fc
    .integer({ min: msOf(at('2024-12-25 00:00')), max: msOf(at('2025-08-31 00:00')) })
    .map((ms) => instantFromMs(ms))
  fc.assert(
    fc.property(moments, fc.boolean(), (now, wasToldToday) => {
      const verdict = judgeTimed('office:4701', { hasNewer: false, wasToldToday }, rules, now)
      if (verdict === 'send') {
        expect(rules.calendar.isWorkingDay(dayOf(now)) && !wasToldToday).toBe(true)
      } else if (verdict !== 'merge') {
        expect(verdict.waitUntil > now).toBe(true)
        const then = { hasNewer: false, wasToldToday: wasToldToday && dayOf(verdict.waitUntil) === dayOf(now) }
        expect(judgeTimed('office:4701', then, rules, verdict.waitUntil)).toBe('send')
      }
    }),
  )
})

it('what an official’s own act causes is not timed', () => {
  expect(isTimed('morning') && isTimed('digest')).toBe(true)
  for (const kind of ['notice', 'reminder', 'extension', 'suspension', 'resumption', 'report-returned'] as const)
    expect(isTimed(kind)).toBe(false)
})

describe('A mail that tells what an earlier one would have told', () => {
  const item = (state: MailItem['state'], obligation: MailItem['obligation'] = 'acknowledge'): MailItem => ({
    ...{ office: '4701', obligation, state },
  })

  it('has what is in either, and of the same obligation the later word', () => {
    const earlier = [item('reminder', 'kickoff'), item('reminder')]
    expect(mergeItems('morning', earlier, [item('overdue')])).toEqual([item('overdue'), item('reminder', 'kickoff')])
  })

  it('calls new what its reader has never been told of', () => {
    expect(mergeItems('digest', [item('new')], [item('outstanding')])).toEqual([item('new')])
    expect(mergeItems('digest', [item('outstanding')], [item('outstanding')])).toEqual([item('outstanding')])
  })

  it('says nothing of what came up and was settled in between, but that is settled which its reader knew of', () => {
    expect(mergeItems('digest', [item('new')], [item('settled')])).toEqual([])
    expect(mergeItems('digest', [item('outstanding')], [item('settled')])).toEqual([item('settled')])
    expect(mergeItems('digest', [item('settled')], [])).toEqual([item('settled')])
  })
})
