import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import type { ClockSetting } from '../src/domain/clock.ts'
import { type Instant, instantFromMs, msOf } from '../src/domain/time.ts'
import { officesOf, type Programme } from '../src/programme/load.ts'
import { setClock } from '../src/store/programmes.ts'
import type { Store } from '../src/store/store.ts'
import { openProgramme } from '../src/temporal/open.ts'
import { officeWorkflowId, SET_CLOCK } from '../src/workflows/protocol.ts'
import { atOnce } from './atOnce.ts'
import { forwardEverywhere, loadCountry } from './country.ts'
import { atMost, type Row } from './figures.ts'
import { onStand } from './stand.ts'

/** When each of so many was done, in seconds after the moment that they all waited for, in order. */
export interface Storm {
  readonly name: string
  readonly done: readonly number[]
}

/** The mornings on which every district that has done nothing is escalated: to its province, then to the department. */
const MORNINGS: readonly { to: string; morning: Instant; leadMs: number }[] = [
  { to: 'the province', morning: '2025-05-16T08:30:00+07:00', leadMs: 40_000 },
  // The days between bring reminders, which are made up for when the clock is set.
  { to: 'the department', morning: '2025-05-21T08:30:00+07:00', leadMs: 90_000 },
]
const LANES = 24
/** How long a storm may take before it is given up, in milliseconds. */
const PATIENCE_MS = 120_000

/**
 * 15 May has passed and nobody has spent anything: the timers of all 878 districts (and of the 76 province offices) end in one
 * instant, and each records its escalation, on a stand of its own; against as many bare timers with one local activity each.
 */
export async function deadlineStorm(
  whole: Programme,
  say: (line: string) => void,
): Promise<{ storms: Storm[]; rows: Row[] }> {
  const opensAt: Instant = '2025-05-15T09:00:00+07:00'
  const programme = { ...whole, policy: { ...whole.policy, opensAt } }
  const offices = officesOf(programme)
  const districts = offices.filter((office) => office.length === 4).length
  return onStand(say, async (stand) => {
    const { store, client } = stand
    await loadCountry(store, programme, '2025-05-15T10:00:00+07:00')
    await openProgramme({ store, client, taskQueue: 'amphoe-ita', programme: programme.id })
    await forwardEverywhere(stand, programme)
    const storms: Storm[] = []
    const rows: Row[] = []
    for (const { to, morning, leadMs } of MORNINGS) {
      const bare = await bareTimers(client, districts, to)
      const instant = Date.now() + leadMs
      await paceTowards(store, client, programme, { morning, instant, leadMs })
      const done = await escalations(store, programme.id, { morning, instant, districts })
      storms.push({ name: `escalations to ${to}`, done }, { name: `bare timers, before ${to}’s`, done: bare })
      const [ours, others] = [done.at(-1)!, bare.at(-1)!]
      say(`  to ${to}: all ${districts} recorded after ${ours.toFixed(1)} s, bare timers after ${others.toFixed(1)} s`)
      rows.push(atMost(`15 May storm, escalations to ${to} ÷ bare timers`, ours / others, 1.5))
    }
    return { storms, rows }
  })
}

async function bareTimers(client: Client, count: number, name: string): Promise<number[]> {
  const instant = Date.now() + 40_000
  const id = (i: number) => `timer ${i} before ${name}`
  await atOnce(count, LANES, (i) =>
    client.workflow.start('bareTimer', { taskQueue: 'bare', workflowId: id(i), args: [instant] }),
  )
  mustBeBefore(instant, 'bare timers were set')
  await delay(instant - Date.now())
  const last = client.workflow.getHandle<(moment: number) => Promise<number>>(id(count - 1))
  await last.result()
  const done: number[] = []
  await atOnce(count, LANES, async (i) => {
    const at = (await client.workflow.getHandle(id(i)).result()) as number
    done.push((at - instant) / 1000)
  })
  return done.sort((a, b) => a - b)
}

/** Has programme time of every office come to a morning in one real instant, at the pace of real time. */
async function paceTowards(
  store: Store,
  client: Client,
  programme: Programme,
  { morning, instant, leadMs }: { morning: Instant; instant: number; leadMs: number },
): Promise<void> {
  const origin = instantFromMs(msOf(morning) - leadMs)
  const clock: ClockSetting = { kind: 'paced', origin, startedAt: new Date(instant - leadMs).toISOString(), pace: 1 }
  await setClock(store, programme.id, clock)
  const offices = officesOf(programme)
  await atOnce(offices.length, LANES, (i) =>
    client.workflow.getHandle(officeWorkflowId(programme.id, offices[i]!)).signal(SET_CLOCK, clock),
  )
  mustBeBefore(instant, 'clocks were set')
}

async function escalations(
  store: Store,
  programme: string,
  { morning, instant, districts }: { morning: Instant; instant: number; districts: number },
): Promise<number[]> {
  await delay(Math.max(0, instant - Date.now()))
  const deadline = instant + PATIENCE_MS
  for (;;) {
    const rows = await store.prisma.auditEvent.findMany({
      where: { programmeId: programme, type: 'morning', at: new Date(morning) },
      select: { office: true, recordedAt: true },
    })
    const done = rows
      .filter(({ office }) => office.length === 4)
      .map((row) => (row.recordedAt.getTime() - instant) / 1000)
    if (done.length >= districts) return done.sort((a, b) => a - b)
    if (Date.now() > deadline) throw new Error(`only ${done.length} of ${districts} escalations were recorded`)
    await delay(500)
  }
}

function mustBeBefore(instant: number, what: string): void {
  if (Date.now() >= instant) throw new Error(`too slow a machine: the moment had come before all ${what}`)
}
