import { beforeAll, describe, expect, it } from 'vitest'
import { brokenPromises } from '../faults/promises.ts'
import { playYear, type YearSeen } from '../faults/year.ts'

/**
 * A province's first three months, from opening over kick-off to the first spending, as they run in production: a Temporal cluster
 * of two hosts on PostgreSQL, two workers, two APIs. Meanwhile each is lost once. `npm run test:faults -- --hosts 2` plays the whole year.
 */
describe('A quarter of a year on a Temporal cluster of two hosts on PostgreSQL', () => {
  let seen: YearSeen
  const said: string[] = []

  beforeAll(async () => {
    seen = await playYear({
      seed: 'cluster',
      clusterHosts: 2,
      through: '2025-03-14',
      faults: ({ parts }) => {
        const named = (name: string) => parts.find((part) => part.name === name)!
        return [
          { on: '2025-01-02', afterMs: 0, fault: { kind: 'kill', part: named('Worker 2') } },
          { on: '2025-01-20', afterMs: 0, fault: { kind: 'end', part: named('Temporal') } },
          { on: '2025-02-05', afterMs: 0, fault: { kind: 'kill', part: named('Temporal 2') } },
          { on: '2025-02-24', afterMs: 0, fault: { kind: 'kill', part: named('API') } },
        ]
      },
      say: (line) => said.push(line),
    })
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
