import fc from 'fast-check'
import type { CommandName } from '../../src/domain/command.ts'
import type { OfficeEvent } from '../../src/domain/event.ts'
import { evolve } from '../../src/domain/evolve.ts'
import { newOffice, type OfficeState } from '../../src/domain/office.ts'
import type { OfficeCode } from '../../src/domain/policy.ts'
import { addDays, type Instant, instantAt } from '../../src/domain/time.ts'
import type { Outcome } from '../../src/rehearsal/outcome.ts'
import type { Script, ScriptStep } from '../../src/rehearsal/script.ts'
import { type Beginning, finished, simulating } from '../../src/rehearsal/simulate.ts'
import { coordinator, extension } from '../domain/support/year.ts'
import { programme2568 } from '../domain/support/year2568.ts'

/** Two provinces: one office of them has no money. */
export const offices = ['47', '4701', '4702', '4703', '83', '8301']
const allocations = new Map(offices.slice(0, 5).map((o) => [o, { materials: 10_000 }]))
const order = { number: 'มท 0322/1', date: '2025-01-02' }
const lines = [{ line: 'materials', disbursed: '100.00', returned: '0.00' }]

/** What somebody may want, as it is written; much of it is refused, as in life. */
const wishes: readonly (readonly [CommandName, (on: string, n: number) => object])[] = [
  ['forward', () => ({})],
  ['forward', () => ({})],
  ['acknowledge', () => coordinator],
  ['attend-kickoff', (on) => ({ attended: 'briefing', on })],
  ['disburse', (paidOn, n) => ({ line: 'materials', amount: '50.00', paidOn, documentNo: `ฎ${n}` })],
  ['disburse', (paidOn, n) => ({ line: 'materials', amount: '100.00', paidOn, documentNo: `ฎ${n}` })],
  ['reverse', (_, n) => ({ documentNo: `ฎ${n % 5}`, reason: 'ลงผิด' })],
  ['submit-report', () => ({ lines, outcome: 'แล้วเสร็จ' })],
  ['return-report', () => ({ reason: 'ไม่ครบ' })],
  ['accept-report', () => ({})],
  ['answer-escalation', (on) => ({ obligation: 'acknowledge', action: 'เร่งรัด', promisedOn: addDays(on, 3) })],
  ['extend', (on, n) => extension(n % 2 ? 'disbursement' : 'report', addDays(on, 10 + n))],
  ['extend', (on, n) => extension('kickoff', addDays(on, 1 + n))],
  ['suspend', () => ({ reason: 'น้ำท่วม', order })],
  ['resume', () => ({ reason: 'น้ำลด' })],
  ['remind', () => ({})],
  ['withdraw', () => ({ reason: 'ยุบ' })],
]

const FIRST = '2024-12-24'
const step = fc
  .record({
    office: fc.constantFrom(...offices),
    wish: fc.constantFrom(...wishes),
    day: fc.nat(190),
    time: fc.constantFrom('08:29', '08:30', '08:31', '09:00', '10:15', '16:00'),
    number: fc.nat(40),
  })
  .map(({ office, wish: [command, body], day, time, number }): ScriptStep => {
    const on = addDays(FIRST, day)
    return { at: instantAt(on, time), office, command, body: body(on, number) }
  })

/** A year of a few offices in which provinces mostly pass the notice on, and then all sorts of things happen. */
export const anyScript: fc.Arbitrary<Script> = fc
  .record({
    forwarded: fc.constantFrom('2024-12-26', '2025-01-06', '2025-05-08'),
    steps: fc.array(step, { maxLength: 40 }),
  })
  .map(({ forwarded, steps }) => {
    const first: ScriptStep = { at: instantAt(forwarded, '10:00'), office: '47', command: 'forward', body: {} }
    return {
      ...{ provinces: ['47', '83'], offices, allocations },
      steps: [first, ...steps].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
      until: '2025-07-31T23:59:59+07:00',
    }
  })

/** A moment of the year, mostly on no hour at which anything is due. */
export const anyMoment: fc.Arbitrary<Instant> = fc
  .record({ day: fc.nat(180), time: fc.constantFrom('00:00', '08:30', '08:45', '09:00', '09:10', '12:00') })
  .map(({ day, time }) => instantAt(addDays(FIRST, day), time))

export interface Played {
  readonly outcome: Outcome
  readonly events: readonly { readonly office: OfficeCode; readonly event: OfficeEvent }[]
}

/** A script played, and every event of its offices. */
export function played(script: Script): Played {
  const events: { office: OfficeCode; event: OfficeEvent }[] = []
  const witness = {
    happened: (before: OfficeState, event: OfficeEvent) => events.push({ office: before.office, event }),
    stayedSilent: () => undefined,
  }
  const outcome = finished(simulating(programme2568, script, undefined, witness))
  return { outcome, events }
}

/** Where a script that was played up to a moment stands: from its events and its mails alone. */
export function standingAt(script: Script, at: Instant): Beginning {
  const { outcome, events } = played({ ...script, steps: script.steps.filter((s) => s.at <= at), until: at })
  const states = new Map<OfficeCode, OfficeState>(
    script.offices.map((code) => [code, newOffice(code, script.allocations.get(code) ?? {})]),
  )
  for (const { office, event } of events) states.set(office, evolve(states.get(office)!, event))
  const readers = ['department' as const, ...script.provinces.map((p) => `province:${p}` as const)].map((reader) => {
    const last = outcome.mails.filter((m) => m.to === reader && m.kind === 'digest').at(-1)
    const listed = (last?.items ?? [])
      .filter((i) => i.state === 'new' || i.state === 'outstanding')
      .map(({ office, obligation }) => ({ office, obligation }))
    const behindPace = events
      .filter(({ event }) => event.type === 'morning' && event.items.some((i) => i.state === 'behind-pace'))
      .filter(({ office, event }) => isAbove(reader, office) && (!last || event.at > last.at))
      .map(({ office }) => office)
    return [reader, { listed, behindPace }] as const
  })
  return { at, states, readers: new Map(readers) }
}

function isAbove(reader: string, office: OfficeCode): boolean {
  return office.length === 2 ? reader === 'department' : reader === `province:${office.slice(0, 2)}`
}
