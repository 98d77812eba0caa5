import { type BatchRequestItem, CommandGateway } from '../src/commands/gateway.ts'
import { atOnce } from './atOnce.ts'
import { atLeast, type Row } from './rows.ts'
import { DAY, mustBeAccepted, type Stage } from './stage.ts'
import { median, seconds } from './timing.ts'

const ROUNDS = 5

/** Entries in one call, against single calls of which ten are under way. */
export async function oneCall(stage: Stage): Promise<Row[]> {
  stage.say('Recording entries in one call, against single calls of which ten are under way …')
  const districts = stage.offices.filter((office) => office.length === 4)
  const rows: Row[] = []
  for (const [what, targets, each] of [
    ['one office', districts.slice(0, 1), 100],
    ['20 offices', districts.slice(1, 21), 10],
  ] as const)
    rows.push(
      atLeast(
        `API: entries in one call ÷ entries in single calls, ${what} (median)`,
        await gainOfOneCall(stage, targets, each),
        5,
      ),
    )
  return rows
}

/** How many times as fast so many entries to each of some offices are recorded when they are sent in one call. */
async function gainOfOneCall(
  { programme, store, client, say }: Stage,
  targets: readonly string[],
  each: number,
): Promise<number> {
  const gateway = new CommandGateway(store, client, 60_000)
  const gains: number[] = []
  const by = 'bench'
  for (let round = 0; round < ROUNDS; round++) {
    const entries = (way: string): BatchRequestItem[] =>
      Array.from({ length: targets.length * each }, (_, i) => {
        const documentNo = `${way}-${round}-${i}`
        const body = { line: programme.policy.lines[0], amount: '1.00', paidOn: DAY, documentNo }
        return { office: targets[i % targets.length]!, command: 'disburse', key: documentNo, body }
      })
    const single = entries('single')
    const apart = await seconds(() =>
      atOnce(single.length, 10, async (i) => {
        const { office, ...request } = single[i]!
        mustBeAccepted(await gateway.toOffice(office, { ...request, programme: programme.id, by }))
      }),
    )
    const together = await seconds(async () => {
      const sent = await gateway.batch({ programme: programme.id, by, items: entries('together') })
      sent.forEach(mustBeAccepted)
    })
    gains.push(apart / together)
  }
  say(`  ${targets.length * each} entries: ${gains.map((gain) => `${gain.toFixed(1)} ×`).join(', ')}`)
  return median(gains)
}
