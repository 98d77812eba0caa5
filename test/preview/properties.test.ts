import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evolve } from '../../src/domain/evolve.ts'
import { newOffice } from '../../src/domain/office.ts'
import { obligationNames, tierOf } from '../../src/domain/policy.ts'
import { isRejection } from '../../src/domain/rejection.ts'
import { dayOf } from '../../src/domain/time.ts'
import { compare } from '../../src/preview/compare.ts'
import { sumOf } from '../../src/preview/days.ts'
import { extensionSteps } from '../../src/preview/extension.ts'
import { preview } from '../../src/preview/preview.ts'
import { linesOf, mailLines } from '../../src/rehearsal/outcome.ts'
import type { Script } from '../../src/rehearsal/script.ts'
import { extension } from '../domain/support/year.ts'
import { programme2568, rules2568 } from '../domain/support/year2568.ts'
import { anyMoment, anyScript, played, standingAt } from './support.ts'

const after = (script: Script, at: string): Script => ({ ...script, steps: script.steps.filter((s) => s.at > at) })

describe('Whatever happens in a year, a preview', { timeout: 20_000 }, () => {
  it('has the mails of the simulation, line by line', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        expect(mailLines(preview(programme2568, script).mails)).toBe(mailLines(played(script).outcome.mails))
      }),
      { numRuns: 50 },
    )
  })

  it('has every expected reminder once: sent, or skipped with its reason', () => {
    fc.assert(
      fc.property(anyScript, (year) => {
        // Long enough for whatever is put off.
        const script = { ...year, until: '2025-12-31T23:59:59+07:00' }
        const { reminders, skipped, mails } = preview(programme2568, script)
        const told = [...reminders, ...skipped.filter((s) => s.what === 'reminder')]
        const count = (office: string, obligation: string) =>
          told.filter((r) => r.to === `office:${office}` && r.obligation === obligation).length
        const expected = deadlinesSet(script)
        for (const office of script.offices)
          for (const name of obligationNames) {
            const days = programme2568.policy.obligations[name].reminderDaysBefore.length
            expect([office, name, count(office, name)]).toEqual([office, name, expected(office, name) * days])
          }
        const sent = mails.flatMap((m) =>
          m.kind === 'morning'
            ? m.items.filter((i) => i.state === 'reminder').map((i) => `${m.at} ${m.to} ${i.obligation}`)
            : [],
        )
        expect(reminders.map((r) => `${r.at} ${r.to} ${r.obligation}`).sort()).toEqual(sent.sort())
      }),
      { numRuns: 40 },
    )
  })

  it('names every office once that is never told, and every working day of a reader with a digest or without', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        const { mails, skipped } = preview(programme2568, script)
        const notices = [...mails.filter((m) => m.kind === 'notice'), ...skipped.filter((s) => s.what === 'notice')]
        expect(notices.map((n) => n.to).sort()).toEqual(script.offices.map((o) => `office:${o}`).sort())
        const days = (to: string) =>
          [...mails.filter((m) => m.kind === 'digest'), ...skipped.filter((s) => s.what === 'digest')]
            .filter((d) => d.to === to)
            .map((d) => dayOf(d.at))
        expect(days('department')).toHaveLength(new Set(days('department')).size)
        expect(new Set(days('province:47'))).toEqual(new Set(days('province:83')))
        expect(days('department').length).toBeGreaterThan(140)
      }),
      { numRuns: 50 },
    )
  })

  it('that begins where the year stands goes on as the year does', () => {
    fc.assert(
      fc.property(anyScript, anyMoment, (script, at) => {
        const rest = preview(programme2568, after(script, at), standingAt(script, at))
        const whole = preview(programme2568, script)
        expect(mailLines(rest.mails)).toBe(mailLines(whole.mails.filter((m) => m.at > at)))
        const skippedAfter = (all: typeof rest.skipped) =>
          all.filter((s) => s.at > at && s.what !== 'notice' && s.why !== 'deadline-moved').map((s) => linesOf([s]))
        expect(skippedAfter(rest.skipped).sort()).toEqual(skippedAfter(whole.skipped).sort())
        expect(rest.skipped.filter((s) => s.why === 'past' && s.since! < dayOf(at))).toEqual([])
        const later = whole.reminders.filter((r) => r.at > at)
        expect(rest.reminders.map((r) => linesOf([r])).sort()).toEqual(later.map((r) => linesOf([r])).sort())
      }),
      { numRuns: 60 },
    )
  })

  it('of an extension has the mails of a script with that extension', () => {
    const wished = fc.record({
      area: fc.constantFrom('47', '83', 'all'),
      obligation: fc.constantFrom(...obligationNames),
      deadline: fc.constantFrom('2025-02-03', '2025-05-15', '2025-06-20', '2025-09-30'),
    })
    let taken = 0
    fc.assert(
      fc.property(anyScript, anyMoment, wished, (script, at, { area, obligation, deadline }) => {
        const standing = standingAt(script, at)
        const steps = extensionSteps(rules2568, standing.states.values(), { area, obligation, deadline }, at)
        const body = { ...extension(obligation, deadline), order: { number: '1', date: dayOf(at) } }
        const before = script.steps.filter((s) => s.at <= at)
        const rest = after(script, at)
        const asked = { at, scope: area, command: 'extend' as const, body }
        const { outcome } = played({ ...script, steps: [...before, asked, ...rest.steps] })
        if (isRejection(steps)) {
          expect(outcome.steps[before.length]?.type).toBe(steps.type)
          return
        }
        taken++
        const amended = preview(programme2568, { ...rest, steps: [...steps, ...rest.steps] }, standing)
        const since = played({ ...script, steps: before, until: at }).outcome.mails
        expect(mailLines([...since, ...amended.mails])).toBe(mailLines(outcome.mails))
      }),
      { numRuns: 60 },
    )
    expect(taken).toBeGreaterThan(5)
  })

  it('compared with another says of everything whether it stays, moves, falls away or comes anew', () => {
    fc.assert(
      fc.property(anyScript, anyScript, (one, other) => {
        const [before, after] = [preview(programme2568, one), preview(programme2568, other)]
        const { told, days } = compare(before, after)
        for (const t of told) expect(t.before - t.fallsAway + t.comesAnew).toBe(t.after)
        const of = (change: string) =>
          days.flatMap((d) => d.changes.filter((c) => c.change === change)).flatMap((c) => c.recipients).length
        expect(of('moves-away')).toBe(of('moves-here'))
        expect(of('falls-away')).toBe(told.reduce((sum, t) => sum + t.fallsAway, 0))
        for (const d of days) expect(sumOf(d.after)).toBe(after.mails.filter((m) => dayOf(m.at) === d.day).length)
        expect(compare(before, before).days).toEqual([])
      }),
      { numRuns: 50 },
    )
  })
})

/** How many deadlines an office was given for an obligation: the first, and each that is another than the one before. */
function deadlinesSet(script: Script): (office: string, obligation: (typeof obligationNames)[number]) => number {
  const { events } = played(script)
  const counts = new Map<string, number>()
  const count = (office: string, name: string) =>
    counts.set(`${office} ${name}`, (counts.get(`${office} ${name}`) ?? 0) + 1)
  const states = new Map(script.offices.map((o) => [o, newOffice(o, script.allocations.get(o) ?? {})]))
  for (const { office, event } of events) {
    const before = states.get(office)!
    const after = evolve(before, event)
    states.set(office, after)
    for (const name of obligationNames) {
      if (after.obligations[name]?.deadline !== before.obligations[name]?.deadline) count(office, name)
      // Without money there is no such obligation, and its reminders are named as not concerning the office.
      if (event.type === 'notified' && name === 'disbursement' && !after.obligations[name]) count(office, name)
    }
    if (event.type === 'notified') expect(tierOf(office) === 'province').toBe('forward' in after.obligations)
  }
  return (office, name) => counts.get(`${office} ${name}`) ?? 0
}
