import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { officesOf } from '../../src/programme/load.ts'
import { type Outcome, summaryOf, writeOutcome } from '../../src/rehearsal/outcome.ts'
import { loadScript, type Script, type ScriptStep } from '../../src/rehearsal/script.ts'
import { simulate } from '../../src/rehearsal/simulate.ts'
import { at, programme2568 } from '../domain/support/year2568.ts'

const fixtures = resolve(import.meta.dirname, '../fixtures/sakon-nakhon')

interface WrittenMail {
  at: string
  to: string
  kind: string
  items: { office: string; obligation: string; state: string }[]
}
interface WrittenStep {
  at: string
  office: string
  command: string
  result: string
  type?: string
}

const rows = <T>(folder: string, name: string): T[] =>
  readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
const minute = (moment: string) => moment.slice(0, 16)
/** A mail in one line: order within its items and seconds do not matter. */
const mailLine = ({ at, to, kind, items }: WrittenMail) =>
  `${minute(at)} ${to} ${kind}: ${items
    .map((i) => `${i.office} ${i.obligation} ${i.state}`)
    .sort()
    .join(', ')}`
const stepLine = ({ at, office, command, result, type }: WrittenStep) =>
  `${minute(at)} ${office} ${command} ${result} ${type ?? ''}`

function written(outcome: Outcome): string {
  const folder = mkdtempSync(join(tmpdir(), 'outcome-'))
  writeOutcome(folder, outcome)
  return folder
}

describe('The worked year of Sakon Nakhon', () => {
  const script = loadScript(join(fixtures, 'script.json'), programme2568)
  const folder = written(simulate(programme2568, script))
  const expected = join(fixtures, 'expected')

  it('sends every mail of the independent model, to the minute, and no other', () => {
    const mails = rows<WrittenMail>(folder, 'mails.jsonl').map(mailLine)
    expect(mails).toHaveLength(263)
    expect([...mails].sort()).toEqual(rows<WrittenMail>(expected, 'mails.jsonl').map(mailLine).sort())
  })

  it('accepts and refuses every step as the model does, for the same reason', () => {
    expect(rows<WrittenStep>(folder, 'steps.jsonl').map(stepLine)).toEqual(
      rows<WrittenStep>(expected, 'steps.jsonl').map(stepLine),
    )
  })

  it('leaves every office where the model leaves it', () => {
    const offices = (of: string) =>
      JSON.parse(readFileSync(join(of, 'offices.json'), 'utf8').replace(/T(\d\d:\d\d):\d\d/g, 'T$1'))
    expect(offices(folder)).toEqual(offices(expected))
  })

  it('writes in order of time, at equal times by code with the department last', () => {
    const mails = rows<WrittenMail>(folder, 'mails.jsonl')
    const keys = mails.map((m) => `${m.at} ${m.to === 'department' ? '~' : m.to.split(':')[1]}`)
    expect(keys).toEqual([...keys].sort())
    expect(Object.keys(mails[0]!)).toEqual(['at', 'to', 'kind', 'items'])
  })

  it('counts everything in a summary', () => {
    const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))
    expect(summary).toMatchObject({ offices: 19, mails: { total: 263 }, steps: { accepted: 209, rejected: 23 } })
    const perDay = Object.values<Record<string, number>>(summary.mailsPerDay)
    expect(perDay.flatMap((day) => Object.values(day)).reduce((a, b) => a + b)).toBe(263)
    expect(summary.mailsPerDay['2024-12-30']).toEqual({ office: 18, province: 0, department: 0 })
    expect(Object.values<number>(summary.steps.refusals).reduce((a, b) => a + b)).toBe(23)
  })

  it('comes out the same every time', () => {
    const again = simulate(programme2568, script)
    expect({ ...again, wallTimeMs: 0 }).toEqual({ ...simulate(programme2568, script), wallTimeMs: 0 })
  })
})

describe('The whole country', () => {
  it('with five commands to each of 954 offices is simulated in 5 seconds of processor time', () => {
    const offices = officesOf(programme2568)
    const steps = offices.flatMap((office, i): ScriptStep[] => {
      const step = (when: string, command: ScriptStep['command'], body: unknown): ScriptStep => ({
        at: at(when),
        office,
        command,
        body,
      })
      const minute = String(i % 60).padStart(2, '0')
      const day = String(6 + (i % 20)).padStart(2, '0')
      const coordinator = { name: `ผู้ประสานงาน ${office}`, email: `c${office}@example.go.th` }
      const payment = { line: 'materials', amount: '100.00', paidOn: `2025-03-${day}`, documentNo: `ฎ1/${office}` }
      const report = { lines: [{ line: 'materials', disbursed: '100.00', returned: '0.00' }], outcome: 'แล้วเสร็จ' }
      return [
        office.length === 2
          ? step(`2024-12-26 10:${minute}`, 'forward', {})
          : step(`2025-01-${day} 10:${minute}`, 'acknowledge', { coordinator }),
        step(`2025-01-${day} 11:${minute}`, 'attend-kickoff', { attended: 'briefing', on: `2025-01-${day}` }),
        step(`2025-03-${day} 12:${minute}`, 'disburse', payment),
        step(`2025-05-${day} 13:${minute}`, 'submit-report', report),
        step(`2025-06-${day} 14:${minute}`, 'accept-report', {}),
      ]
    })
    const script: Script = {
      provinces: programme2568.provinces.map((p) => p.code),
      offices,
      allocations: new Map(offices.map((o) => [o, { materials: 10_000 }])),
      steps: steps.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
      until: at('2025-07-31 23:59:59'),
    }
    const days: string[] = []
    const before = process.cpuUsage()
    const outcome = simulate(programme2568, script, (day) => days.push(day))
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000_000).toBeLessThan(5)
    expect(outcome.steps).toHaveLength(954 * 5)
    expect(outcome.steps.every((s) => s.result === 'accepted')).toBe(true)
    expect(summaryOf(outcome).phases).toEqual({ closed: 954 })
    expect(days).toEqual([...new Set(days)].sort())
    expect(days[0]).toBe('2024-12-25')
  })
})
