import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { countryScript } from '../../bench/countryScript.ts'
import { Calendar } from '../../src/domain/calendar.ts'
import { isTimed } from '../../src/domain/quiet.ts'
import { dayOf } from '../../src/domain/time.ts'
import type { Outcome } from '../../src/rehearsal/outcome.ts'
import { loadScript } from '../../src/rehearsal/script.ts'
import { simulate } from '../../src/rehearsal/simulate.ts'
import { programme2568 } from '../domain/support/year2568.ts'

/** A year of the whole country, coordinators of every kind: each of its mails is looked at. */
describe('Every mail of the country’s year', () => {
  const calendar = new Calendar(programme2568.calendar)
  let outcome: Outcome
  beforeAll(() => {
    const file = join(tmpdir(), `country-year-${process.pid}.json`)
    writeFileSync(file, JSON.stringify(countryScript(programme2568)))
    outcome = simulate(programme2568, loadScript(file, programme2568))
  })

  it('is counted: thousands, to offices, provinces and the department', () => {
    const kinds = new Set(outcome.mails.map((m) => m.kind))
    expect(outcome.mails.length).toBeGreaterThan(10_000)
    for (const kind of ['notice', 'morning', 'digest'] as const) expect(kinds).toContain(kind)
  })

  it('that time brings about comes once a day to a reader, at its hour, on a working day', () => {
    const times = { office: '08:30', province: '09:00', department: '09:30' } as const
    const seen = new Set<string>()
    for (const { at, to, kind } of outcome.mails.filter((m) => isTimed(m.kind))) {
      const told = `${to} ${dayOf(at)}`
      expect([told, seen.has(told)]).toEqual([told, false])
      seen.add(told)
      expect([told, calendar.isWorkingDay(dayOf(at))]).toEqual([told, true])
      expect([told, kind, at.slice(11, 16)]).toEqual([told, kind, times[to.split(':')[0] as keyof typeof times]])
    }
  })

  it('says nothing of what has been settled: neither to its office nor, once it was said to be settled, to those above', () => {
    const settledAt = (office: string, name: string) =>
      Object.entries(outcome.offices[office]!.obligations).find(([n]) => n === name)?.[1].settledAt ?? null
    for (const { at, to, kind, items } of outcome.mails)
      for (const { office, obligation, state } of items) {
        const settled = settledAt(office, obligation)
        if (settled === null || settled > at) continue
        // A digest tells once that it is settled; a checkpoint may have been missed before.
        expect([at, to, kind, office, obligation, ['settled', 'behind-pace'].includes(state)]).toEqual([
          ...[at, to, kind, office, obligation, true],
        ])
      }
  })
})
