import { formatBaht } from '../src/domain/money.ts'
import { tierOf } from '../src/domain/policy.ts'
import { addDays, instantFromMs, msOf } from '../src/domain/time.ts'
import { officesOf, type Programme } from '../src/programme/load.ts'

/**
 * A script for every office of a programme with five commands each, of coordinators of every kind: most prompt, some late,
 * one in ten silent from some point on. The same every time: no randomness but a fixed sequence.
 */
export function countryScript(programme: Programme, provinces: readonly string[] | 'all' = 'all') {
  const next = sequence(2568)
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  const offices = officesOf(programme).filter((o) => provinces === 'all' || provinces.includes(o.slice(0, 2)))
  const [first, second] = programme.policy.lines
  const allocations: { office: string; line: string; amount: string }[] = []
  const steps: { at: string; office: string; command: string; body: object }[] = []
  for (const office of offices) {
    const amounts = [between(20, 60) * 100_000, between(5, 40) * 100_000]
    allocations.push(
      { office, line: first!, amount: formatBaht(amounts[0]!) },
      { office, line: second!, amount: formatBaht(amounts[1]!) },
    )
    const diligence = next()
    const isLate = diligence > 0.7
    const does = diligence > 0.95 ? 2 : diligence > 0.9 ? 4 : 5
    const on = (day: string) => ({
      day,
      at: instantFromMs(msOf(`${day}T09:05:00+07:00`) + between(0, 7 * 3600) * 1000),
    })
    const begin =
      tierOf(office) === 'province'
        ? on(addDays('2024-12-26', between(0, 1)))
        : on(addDays('2025-01-02', between(0, isLate ? 12 : 2)))
    const briefed = on(addDays('2025-01-03', between(0, isLate ? 20 : 4)))
    const paid = [on(addDays('2025-02-03', between(0, 80))), on(addDays('2025-03-10', between(0, isLate ? 90 : 60)))]
    const reported = on(addDays(isLate ? '2025-06-10' : '2025-05-16', between(0, 14)))
    const own = [
      tierOf(office) === 'province'
        ? { at: begin.at, command: 'forward', body: {} }
        : {
            at: begin.at,
            command: 'acknowledge',
            body: { coordinator: { name: `ผู้ประสานงาน ${office} (ตัวอย่าง)`, email: `c${office}@amphoe-ita.example` } },
          },
      { at: briefed.at, command: 'attend-kickoff', body: { attended: 'briefing', on: briefed.day } },
      ...paid.map(({ at, day }, i) => ({
        at,
        command: 'disburse',
        body: { line: [first, second][i], amount: formatBaht(amounts[i]!), paidOn: day, documentNo: `ฎ${i + 1}/2568` },
      })),
      {
        at: reported.at,
        command: 'submit-report',
        body: {
          lines: [first, second].map((line, i) => ({ line, disbursed: formatBaht(amounts[i]!), returned: '0.00' })),
          outcome: 'ดำเนินการแล้วเสร็จ',
        },
      },
    ]
    for (const step of own.slice(0, does)) steps.push({ office, ...step })
  }
  steps.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return { provinces, allocations, steps, until: '2025-07-31' }
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function sequence(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
