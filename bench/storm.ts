import { setTimeout as delay } from 'node:timers/promises'
import { catchUp } from '../src/domain/agenda.ts'
import { Calendar } from '../src/domain/calendar.ts'
import type { ClockSetting } from '../src/domain/clock.ts'
import { evolve } from '../src/domain/evolve.ts'
import { notice } from '../src/domain/notice.ts'
import { newOffice } from '../src/domain/office.ts'
import { type Rules, tierOf } from '../src/domain/policy.ts'
import { type Instant, instantFromMs, msOf } from '../src/domain/time.ts'
import { ADVANCE, type Advanced, officeWorkflowId, SET_CLOCK } from '../src/workflows/protocol.ts'
import { atOnce } from './atOnce.ts'
import { atMost, type Row } from './rows.ts'
import { bareId, DAY, type Stage, type Whose } from './stage.ts'
import { median, seconds } from './timing.ts'
import { cpuMs } from './usage.ts'

/** After this day the deadline of disbursement has passed. */
const DEADLINE = '2025-05-15T23:59:59+07:00'
/** How many signals are under way at once. */
const LANES = 24
/** Warm rounds of each, in turn. */
const ROUNDS = 3
/** How long a storm may take, in milliseconds. */
const PATIENCE_MS = 180_000
/** How often it is looked whether all are recorded, in milliseconds: seldom enough to cost the storm nothing. */
const LOOK_EVERY_MS = 300

/** One storm: when each was recorded, in seconds after the instant, in order, and the CPU time of each part meanwhile. */
export interface Storm {
  readonly whose: Whose
  readonly recorded: readonly number[]
  readonly cpuMs: { readonly worker: number; readonly temporal: number; readonly postgres: number }
}

/** When the last was recorded, in seconds after the instant. */
export const lastOf = ({ recorded }: Storm) => recorded.at(-1)!

/**
 * The mornings on which all 878 districts are escalated in one instant, the first of them that after 15 May. Each office holds a
 * real timer to it, as its workflow holds it in production; so does each of as many bare workflows, which then runs one empty
 * local activity. One after the other, several times.
 */
export async function storm(stage: Stage): Promise<{ rows: Row[]; storms: Storm[] }> {
  const { say } = stage
  const districts = stage.offices.filter((office) => tierOf(office) === 'district')
  const mornings = escalationsOf(stage, districts[0]!)
  const wind = { bare: bareWind(stage, districts.length), service: ourWind(stage, districts) }
  const storms: Storm[] = []
  say(`The 15 May storm: ${districts.length} deadlines in one instant, against as many bare timers …`)
  for (let round = 0; round < ROUNDS; round++)
    for (const whose of ['bare', 'service'] as const) {
      const one = await stormOf(stage, wind[whose], { whose, morning: mornings[round]! })
      storms.push(one)
      const cpu = Object.entries(one.cpuMs).map(([part, ms]) => `${part} ${(ms / one.recorded.length).toFixed(1)}`)
      say(
        `  ${whose === 'bare' ? 'bare timers' : 'deadlines'}: ${lastOf(one).toFixed(2)} s; CPU of each in ms: ${cpu.join(', ')}`,
      )
    }
  const took = (whose: Whose) => median(storms.filter((one) => one.whose === whose).map(lastOf))
  const rows = [
    atMost(
      `15 May storm: ${districts.length} escalations recorded ÷ as many bare timers with a local activity (median)`,
      took('service') / took('bare'),
      1.5,
    ),
  ]
  return { rows, storms }
}

/** How one kind of workflow is set to wake, and how it is seen that all have. */
interface Wind {
  readonly count: number
  /** How long it has taken to arm them all, at most. */
  armSeconds?: number
  /** Sets a workflow to wake at a moment (milliseconds since the epoch). Answers when it holds its timer. */
  arm(i: number, at: number, morning: Instant): Promise<void>
  /** When each was recorded (milliseconds since the epoch), in order; those so far. */
  recorded(morning: Instant): Promise<readonly number[]>
}

async function stormOf(
  stage: Stage,
  wind: Wind,
  { whose, morning }: { whose: Whose; morning: Instant },
): Promise<Storm> {
  const arm = (at: number) => seconds(() => atOnce(wind.count, LANES, (i) => wind.arm(i, at, morning)))
  // First to a moment far away, which tells how long it takes; what is due before that morning is done then, too.
  wind.armSeconds ??= await arm(Date.now() + 3_600_000)
  const at = Date.now() + Math.ceil(wind.armSeconds * 1.5 + 5) * 1000
  wind.armSeconds = Math.max(wind.armSeconds, await arm(at))
  if (Date.now() > at - 500) throw new Error('the storm came before all had been set to wake')
  const { postgres, temporal } = stage.foundation.parts
  const cpu = () => ({
    worker: cpuMs(stage.worker(whose).pid!),
    temporal: cpuMs(temporal.pid!),
    postgres: cpuMs(postgres.pid!),
  })
  await delay(at - 500 - Date.now())
  const before = cpu()
  await delay(at + 500 - Date.now())
  let recorded = await wind.recorded(morning)
  for (; recorded.length < wind.count; recorded = await wind.recorded(morning)) {
    if (Date.now() > at + PATIENCE_MS) throw new Error(`only ${recorded.length} of ${wind.count} have been recorded`)
    await delay(LOOK_EVERY_MS)
  }
  const after = cpu()
  return {
    whose,
    recorded: recorded.map((ms) => (ms - at) / 1000),
    cpuMs: {
      worker: after.worker - before.worker,
      temporal: after.temporal - before.temporal,
      postgres: after.postgres - before.postgres,
    },
  }
}

function bareWind({ client, onWoken }: Stage, count: number): Wind {
  let woken: number[] = []
  onWoken((at) => woken.push(at))
  return {
    count,
    arm: async (i, at) => {
      woken = []
      const handle = client.workflow.getHandle(bareId(i))
      await handle.signal('wake-at', at)
      await handle.executeUpdate('look')
    },
    recorded: async () => woken.toSorted((a, b) => a - b),
  }
}

function ourWind({ client, store, programme }: Stage, districts: readonly string[]): Wind {
  return {
    count: districts.length,
    arm: async (i, at, morning) => {
      // Programme time stands a second before the morning, and then goes as the machine's does.
      const clock: ClockSetting = {
        ...{ kind: 'paced', pace: 1 },
        origin: instantFromMs(msOf(morning) - 1000),
        startedAt: new Date(at - 1000).toISOString(),
      }
      const handle = client.workflow.getHandle(officeWorkflowId(programme.id, districts[i]!))
      await handle.signal(SET_CLOCK, clock)
      const { nextAt } = await handle.executeUpdate<Advanced, [object]>(ADVANCE, { args: [{}] })
      if (nextAt !== morning) throw new Error(`office ${districts[i]} is next due at ${nextAt}, not at ${morning}`)
    },
    recorded: async (morning) => {
      const rows = await store.prisma.$queryRaw<{ at: Date }[]>`
        SELECT recorded_at AS at FROM audit_event
         WHERE programme_id = ${programme.id} AND at = ${morning}::timestamptz AND length(office) = 4
           AND jsonb_array_length(event -> 'raised') > 0
         ORDER BY recorded_at`
      return rows.map(({ at }) => at.getTime())
    },
  }
}

/** The mornings after the deadline on which an office that does nothing is escalated. */
function escalationsOf({ programme }: Stage, office: string): Instant[] {
  const rules: Rules = { policy: programme.policy, calendar: new Calendar(programme.calendar) }
  const before = newOffice(office, { [programme.policy.lines[0]!]: 100 })
  const notified = evolve(before, notice(before, rules, `${DAY}T10:00:00+07:00`))
  return catchUp(notified, rules, `${programme.calendar.through}T00:00:00+07:00`).events.flatMap((event) =>
    event.type === 'morning' && event.raised.length > 0 && event.at > DEADLINE ? [event.at] : [],
  )
}
