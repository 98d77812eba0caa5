import pg from 'pg'
import { officesOf, type Programme } from '../src/programme/load.ts'
import type { Store } from '../src/store/store.ts'
import { createToken } from '../src/store/tokens.ts'
import { atOnce } from './atOnce.ts'
import type { Disbursement } from './book.ts'
import { atLeast, median, percentile, type Row } from './figures.ts'
import type { Stand } from './stand.ts'

/** How fast commands were carried out: each figure the median of the rounds. Latencies in milliseconds. */
export interface Speed {
  readonly name: string
  readonly perSecond: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

const ROUNDS = 5
const COMMANDS = 600
const LANES = 24
export const OURS = 'this service, through its API'
export const BARE = 'a bare workflow’s Update'

/**
 * Disbursements through the API, a bare workflow's Updates, and the same disbursements on DBOS and pg-boss, in turn on the same
 * servers.
 */
export async function commandSpeeds(
  stand: Stand,
  programme: Programme,
  today: string,
  say: (line: string) => void,
): Promise<{ speeds: Speed[]; rows: Row[] }> {
  const offices = officesOf(programme)
  const line = programme.policy.lines[0]!
  const asked = (i: number, round: number): Disbursement => {
    const documentNo = `${round}-${i}`
    const body = { line, amount: '1.00', paidOn: today, documentNo }
    return { office: offices[i % offices.length]!, key: `bench-${documentNo}`, body }
  }
  const ways: readonly { name: string; act: (i: number, round: number) => Promise<unknown> }[] = [
    {
      name: BARE,
      act: (i) => stand.client.workflow.getHandle(`bare-${i % offices.length}`).executeUpdate('touch'),
    },
    { name: OURS, act: await throughApi(stand, programme, asked) },
    { name: 'DBOS', act: await throughRival(stand, 'DBOS', today, asked) },
    { name: 'pg-boss', act: await throughRival(stand, 'pg-boss', today, asked) },
  ]
  const rounds = new Map(ways.map(({ name }) => [name, [] as Omit<Speed, 'name'>[]]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, act } of ways) rounds.get(name)!.push(await timed((i) => act(i, round)))
    const latest = ways.map(({ name }) => `${name} ${rounds.get(name)!.at(-1)!.perSecond.toFixed(0)}/s`)
    say(`  round ${round + 1}: ${latest.join(', ')}`)
  }
  const speeds = ways.map(({ name }) => {
    const of = (figure: keyof Omit<Speed, 'name'>) => median(rounds.get(name)!.map((round) => round[figure]))
    return { name, perSecond: of('perSecond'), p50: of('p50'), p95: of('p95'), p99: of('p99') }
  })
  const [bare, ours] = [BARE, OURS].map((name) => speeds.find((speed) => speed.name === name)!)
  const what = 'disbursements through the API ÷ bare Updates, per second (median)'
  return { speeds, rows: [atLeast(what, ours!.perSecond / bare!.perSecond, 0.6)] }
}

async function timed(act: (i: number) => Promise<unknown>): Promise<Omit<Speed, 'name'>> {
  const times: number[] = []
  const began = performance.now()
  await atOnce(COMMANDS, LANES, async (i) => {
    const sent = performance.now()
    await act(i)
    times.push(performance.now() - sent)
  })
  const perSecond = COMMANDS / ((performance.now() - began) / 1000)
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) => percentile(times, part))
  return { perSecond, p50: p50!, p95: p95!, p99: p99! }
}

async function throughApi({ store, url }: Stand, programme: Programme, asked: Asked): Promise<Act> {
  const tokens = await provinceTokens(store, programme)
  return (i, round) => {
    const { office, key, body } = asked(i, round)
    const headers = { authorization: `Bearer ${tokens.get(office.slice(0, 2))}`, 'idempotency-key': key }
    return post(`${url}/api/v1/programmes/${programme.id}/offices/${office}/commands/disburse`, body, headers)
  }
}

async function throughRival(stand: Stand, name: string, today: string, asked: Asked): Promise<Act> {
  const database = `rival_${name.replaceAll('-', '_').toLowerCase()}`
  const owner = new pg.Client({ connectionString: stand.databaseUrl })
  await owner.connect()
  await owner.query(`CREATE DATABASE ${database}`)
  await owner.end()
  const address = new URL(stand.databaseUrl)
  address.pathname = database
  let port = ''
  await stand.startProcess({
    ...{ name, file: 'rivalProcess.ts', args: [name, `${today}T10:00:00+07:00`], ready: 'rival at' },
    environment: { RIVAL_DATABASE_URL: address.href },
    onLine: (line) => {
      port = /rival at (\d+)/.exec(line)?.[1] ?? port
    },
  })
  return (i, round) => post(`http://127.0.0.1:${port}/`, asked(i, round))
}

type Asked = (i: number, round: number) => Disbursement
type Act = (i: number, round: number) => Promise<unknown>

async function provinceTokens(store: Store, programme: Programme): Promise<Map<string, string>> {
  const tokens = new Map<string, string>()
  for (const { code } of programme.provinces)
    tokens.set(code, (await createToken(store, { label: 'bench', role: 'province', area: code })).token)
  return tokens
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}
