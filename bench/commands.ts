import { fileURLToPath } from 'node:url'
import type { Part } from '../src/stack/part.ts'
import { choosePort } from '../src/stack/ports.ts'
import { createToken } from '../src/store/tokens.ts'
import { atOnce } from './atOnce.ts'
import { startProcess } from './process.ts'
import { Desk } from './rivals/desk.ts'
import { atLeast, type Row } from './rows.ts'
import { bareId, DAY, load, type Stage } from './stage.ts'
import { median, seconds } from './timing.ts'

/** Rounds in turn, so that whatever else the machine does meets each alike. */
const ROUNDS = 5
const COMMANDS = 600
/** How many are under way at once. */
export const AT_ONCE = 24

/** Who takes commands. */
interface Contender {
  readonly name: string
  /** Sends the `i`th command of a round and waits for its answer. */
  readonly send: (i: number, round: number) => Promise<unknown>
}

/** How one of them did. */
export interface Taken {
  readonly name: string
  /** Commands a second, of each round. */
  readonly perSecond: readonly number[]
  /** From sending to the answer, of every command, in milliseconds. */
  readonly latencies: readonly number[]
}

export const BARE = 'bare Update'
export const OURS = 'AMPHOE ITA, API'

/** Disbursements through the API, the same job on each rival, and Updates of the bare workflow, in turn. */
export async function commands(stage: Stage, rivals: readonly Rival[]): Promise<{ rows: Row[]; taken: Taken[] }> {
  const { say } = stage
  const running: Part[] = []
  try {
    const contenders: Contender[] = [bareUpdates(stage), await throughTheApi(stage)]
    for (const rival of rivals) {
      say(`Starting ${rival.name} …`)
      const { part, contender } = await startRival(stage, rival)
      running.push(part)
      contenders.push(contender)
    }
    say(`${ROUNDS} rounds of ${COMMANDS} commands to each in turn, ${AT_ONCE} at once …`)
    const taken = contenders.map(({ name }) => ({ name, perSecond: [] as number[], latencies: [] as number[] }))
    // What runs for the first time is slower than it will be.
    for (const { send } of contenders) await atOnce(COMMANDS / 4, AT_ONCE, (i) => send(i, 0))
    for (let round = 1; round <= ROUNDS; round++) {
      for (const [n, { send }] of contenders.entries()) {
        const { perSecond, latencies } = taken[n]!
        const took = await seconds(() =>
          atOnce(COMMANDS, AT_ONCE, async (i) => {
            latencies.push(1000 * (await seconds(() => send(i, round))))
          }),
        )
        perSecond.push(COMMANDS / took)
      }
      say(
        `  round ${round}: ${taken.map(({ name, perSecond }) => `${name} ${perSecond.at(-1)!.toFixed(0)}/s`).join(', ')}`,
      )
    }
    const speed = (name: string) => median(taken.find((one) => one.name === name)!.perSecond)
    return {
      taken,
      rows: [
        atLeast('disbursements through the API ÷ bare Updates, per second (median)', speed(OURS) / speed(BARE), 0.6),
      ],
    }
  } finally {
    for (const part of running) await part.stop()
  }
}

function bareUpdates({ client, offices }: Stage): Contender {
  return {
    name: BARE,
    send: (i) => client.workflow.getHandle(bareId(i % offices.length)).executeUpdate('touch'),
  }
}

async function throughTheApi({ programme, offices, store, url }: Stage): Promise<Contender> {
  const tokens = new Map<string, string>()
  for (const { code } of programme.provinces)
    tokens.set(code, (await createToken(store, { label: 'bench', role: 'province', area: code })).token)
  return {
    name: OURS,
    send: (i, round) => {
      const office = offices[i % offices.length]!
      const { key, body } = disbursement(programme.policy.lines[0]!, i, round)
      return posted(`${url}/api/v1/programmes/${programme.id}/offices/${office}/commands/disburse`, body, {
        authorization: `Bearer ${tokens.get(office.slice(0, 2))}`,
        'idempotency-key': key,
      })
    },
  }
}

/** Another way to make the same job durable: a process that takes it over HTTP. */
export interface Rival {
  readonly name: string
  readonly entry: string
}

export const rivals: readonly Rival[] = [
  { name: 'DBOS', entry: fileURLToPath(new URL('./rivals/dbos.ts', import.meta.url)) },
  { name: 'pg-boss', entry: fileURLToPath(new URL('./rivals/pgBoss.ts', import.meta.url)) },
]

/** Starts a rival with a country of its own, so that no workflow of the service minds it. */
async function startRival(
  { programme: one, offices, store, foundation, say }: Stage,
  { name, entry }: Rival,
): Promise<{ part: Part; contender: Contender }> {
  const id = `${one.id}-${name.toLowerCase()}`
  await load(store, { ...one, id, policy: { ...one.policy, programme: id } })
  await (await Desk.open(store, id)).notifyAll()
  const { port } = await choosePort(3100)
  const part = await startProcess({
    ...{ name, entry, say },
    // As the owner of the database: they make tables of their own.
    environment: { ...process.env, DATABASE_URL: foundation.databaseUrl, PROGRAMME: id, PORT: String(port) },
  })
  const send = (i: number, round: number) => {
    const { key, body } = disbursement(one.policy.lines[0]!, i, round)
    return posted(
      `http://127.0.0.1:${port}/`,
      { office: offices[i % offices.length], command: 'disburse', body, key },
      {},
    )
  }
  return { part, contender: { name, send } }
}

/** One baht, under a document number of its own. */
function disbursement(line: string, i: number, round: number) {
  const documentNo = `${round}-${i}`
  return { key: documentNo, body: { line, amount: '1.00', paidOn: DAY, documentNo } }
}

async function posted(url: string, body: object, headers: Record<string, string>): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  await response.arrayBuffer()
}
