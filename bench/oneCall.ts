import { type BatchRequestItem, CommandGateway } from '../src/commands/gateway.ts'
import { officesOf, type Programme } from '../src/programme/load.ts'
import { atOnce } from './atOnce.ts'
import { mustBeAccepted } from './country.ts'
import { atLeast, median, type Row, seconds } from './figures.ts'
import type { Stand } from './stand.ts'

const ROUNDS = 5

/** How many times as fast entries are recorded when they are sent in one call, against single calls of which ten are under way. */
export async function gainsOfOneCall(
  { store, client }: Stand,
  programme: Programme,
  today: string,
  say: (line: string) => void,
): Promise<Row[]> {
  const gateway = new CommandGateway(store, client, 60_000)
  const districts = officesOf(programme).filter((office) => office.length === 4)
  const rows: Row[] = []
  for (const [what, targets, each] of [
    ['one office', districts.slice(0, 1), 100],
    ['20 offices', districts.slice(1, 21), 10],
  ] as const) {
    const gains: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const entries = (way: string): BatchRequestItem[] =>
        Array.from({ length: targets.length * each }, (_, i) => {
          const documentNo = `${way}-${round}-${i}`
          const body = { line: programme.policy.lines[0], amount: '1.00', paidOn: today, documentNo }
          return { office: targets[i % targets.length]!, command: 'disburse', key: documentNo, body }
        })
      const sender = { programme: programme.id, by: 'bench' }
      const single = entries('single')
      const apart = await seconds(() =>
        atOnce(single.length, 10, async (i) => {
          const { office, ...request } = single[i]!
          mustBeAccepted(await gateway.toOffice(office, { ...request, ...sender }))
        }),
      )
      const together = await seconds(async () => {
        const sent = await gateway.batch({ ...sender, items: entries('together') })
        sent.forEach(mustBeAccepted)
      })
      gains.push(apart / together)
    }
    say(`  ${targets.length * each} entries: ${gains.map((gain) => `${gain.toFixed(1)} ×`).join(', ')}`)
    rows.push(atLeast(`API: entries in one call ÷ entries in single calls, ${what} (median)`, median(gains), 5))
  }
  return rows
}
