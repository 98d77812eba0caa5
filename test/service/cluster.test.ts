import { beforeAll, describe, expect, it } from 'vitest'
import { brokenPromises } from '../faults/promises.ts'
import { playYear, type YearSeen } from '../faults/year.ts'

/**
 * A province's year, from opening to the last report, as it runs in production: a Temporal cluster of two hosts on PostgreSQL, two
 * workers, two APIs. Meanwhile each is lost once.
 */
describe('A year on a Temporal cluster of two hosts on PostgreSQL', () => {
  let seen: YearSeen
  const said: string[] = []

  beforeAll(async () => {
    seen = await playYear(
      'cluster',
      ({ parts }) => {
        const named = (name: string) => parts.find((part) => part.name === name)!
        return [
          { on: '2025-01-10', afterMs: 0, fault: { kind: 'kill', part: named('Worker 2') } },
          { on: '2025-02-14', afterMs: 0, fault: { kind: 'end', part: named('Temporal') } },
          { on: '2025-04-02', afterMs: 0, fault: { kind: 'kill', part: named('Temporal 2') } },
          { on: '2025-05-16', afterMs: 0, fault: { kind: 'kill', part: named('API') } },
        ]
      },
      (line) => said.push(line),
      2,
    )
  })

  it('loses a worker, an API and both hosts once, and has each back', () => {
    for (const [part, how] of Object.entries({
      'Worker 2': 'signal SIGKILL',
      Temporal: 'exit 0',
      'Temporal 2': 'signal SIGKILL',
      API: 'signal SIGKILL',
    }))
      expect(said).toContain(`restarted ${part} after it died (${how})`)
  })

  it('keeps every promise: each reminder, escalation, digest and answer once, trail, ledger and workflows agree', () => {
    expect(brokenPromises(seen)).toEqual([])
  })

  it('has answered people who raced each other through both APIs', () => {
    expect(seen.answered.filter((a) => a.isAccepted).length).toBeGreaterThan(50)
    expect(seen.answered.filter((a) => !a.isAccepted).length).toBeGreaterThan(0)
  })
})
