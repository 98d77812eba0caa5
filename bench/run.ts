import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from '@temporalio/client'
import { type BatchRequestItem, CommandGateway, type Sent } from '../src/commands/gateway.ts'
import { readAllocations } from '../src/programme/allocations.ts'
import { sampleContacts } from '../src/programme/contacts.ts'
import { loadProgramme, officesOf, type Programme } from '../src/programme/load.ts'
import { loadScript } from '../src/rehearsal/script.ts'
import { simulate } from '../src/rehearsal/simulate.ts'
import { startFoundation, usualPorts } from '../src/stack/foundation.ts'
import { type Part, runPart } from '../src/stack/part.ts'
import { choosePort } from '../src/stack/ports.ts'
import { serviceEnvironment, startApi, startWorker } from '../src/start/service.ts'
import { saveProgramme } from '../src/store/programmes.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { createToken } from '../src/store/tokens.ts'
import { connectClient } from '../src/temporal/connect.ts'
import { openProgramme } from '../src/temporal/open.ts'
import { atOnce } from './atOnce.ts'
import { countryScript } from './countryScript.ts'
import { slowestPage } from './pageReads.ts'
import { residentMegabytes } from './usage.ts'
import { worstMorning } from './worstMorning.ts'

/**
 * What the service costs over a bare Temporal workflow on the same server in the same run. Figures are ratios: absolute times
 * say more about the machine than about the service. `--quick` leaves the country's rehearsal out.
 */

const ROUNDS = 5
const UPDATES = 600
const AT_ONCE = 24
const say = (line: string) => console.error(line)
const root = fileURLToPath(new URL('..', import.meta.url))

interface Row {
  readonly what: string
  readonly figure: string
  readonly must: string
  readonly holds: boolean
}

const programme = loadProgramme(join(root, 'programmes', 'amphoe-ita-2568.yaml'))
const offices = officesOf(programme)
const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-bench-'))
const rows: Row[] = []
const foundation = await startFoundation({ dataDir, withInbox: false, durable: true, ports: usualPorts, say })
const parts: Part[] = []
try {
  const { port } = await choosePort(3000)
  const environment = await serviceEnvironment(foundation, dataDir, port)
  Object.assign(process.env, foundation.environment)
  const store = openStore(foundation.databaseUrl, { poolSize: 8 })
  const { client } = await connectClient()
  parts.push(
    await startBareWorker(environment.worker),
    await startApi(environment.api, dataDir, say),
    await startWorker(environment.worker, dataDir, say),
  )
  const worker = parts.at(-1)!

  say(`Opening ${offices.length} offices, against starting as many bare workflows …`)
  await load(store, programme)
  const bareStart = await seconds(() => startBare(client, offices.length))
  const opening = await seconds(() =>
    openProgramme({ store, client, taskQueue: 'amphoe-ita', programme: programme.id }),
  )
  rows.push(atMost('opening 954 offices ÷ starting 954 bare workflows', opening / bareStart, 3))

  say('Passing the notice on to every district …')
  await forwardEverywhere(store, client)

  say(
    `Recording disbursements through the API, against a bare workflow's Update: ${ROUNDS} rounds of ${UPDATES} each in turn …`,
  )
  const bare: number[] = []
  const api: number[] = []
  const disburse = await disburser(store, port)
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(
      await perSecond(UPDATES, (i) => client.workflow.getHandle(`bare-${i % offices.length}`).executeUpdate('touch')),
    )
    api.push(await perSecond(UPDATES, (i) => disburse(i, round)))
    say(`  round ${round + 1}: bare ${bare[round]!.toFixed(0)}/s, disbursements ${api[round]!.toFixed(0)}/s`)
  }
  rows.push(
    atLeast('disbursements through the API ÷ bare Updates, per second (median)', median(api) / median(bare), 0.6),
  )

  say('Recording entries in one call, against single calls of which ten are under way …')
  const districts = offices.filter((office) => office.length === 4)
  for (const [what, targets, each] of [
    ['one office', districts.slice(0, 1), 100],
    ['20 offices', districts.slice(1, 21), 10],
  ] as const)
    rows.push(
      atLeast(
        `API: entries in one call ÷ entries in single calls, ${what} (median)`,
        await gainOfOneCall(new CommandGateway(store, client, 60_000), targets, each),
        5,
      ),
    )

  say('Reading the pages with the whole country’s data …')
  const { p95 } = await slowestPage(store, `http://127.0.0.1:${port}`, programme.id, say)
  rows.push(atMost('slowest page with the country’s data, 95th percentile (ms)', p95, 150))

  const megabytes = residentMegabytes(worker.pid!)
  rows.push(atMost(`worker, ${offices.length} offices cached (MB)`, megabytes, 700))
  await store.close()

  say('The worst morning of the year, against the mail library handing over the same mails alone …')
  const morning = await worstMorning(foundation.databaseUrl, programme, say)
  rows.push(
    atMost(`worst morning: ${morning.mails} mails rendered and handed to SMTP (s)`, morning.seconds, 60),
    atMost(
      'worst morning ÷ the same mails handed over by the mail library alone',
      morning.seconds / morning.bareSeconds,
      20,
    ),
    atMost('worst morning: the largest body (kB)', morning.largestKilobytes, 100),
    atMost('worst morning: memory after the first hundred mails to the end (MB)', morning.growthMegabytes, 100),
  )
} finally {
  for (const part of parts.reverse()) await part.stop()
  await foundation.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

say('The whole country by the rules alone …')
const scriptFile = join(tmpdir(), `amphoe-ita-country-${process.pid}.json`)
writeFileSync(scriptFile, JSON.stringify(countryScript(programme)))
const simulated = simulate(programme, loadScript(scriptFile, programme))
rows.push(atMost('seven months of the country simulated (s)', simulated.wallTimeMs / 1000, 5))

if (!process.argv.includes('--quick')) {
  say('The whole country on Temporal: some five minutes …')
  const out = mkdtempSync(join(tmpdir(), 'amphoe-ita-country-'))
  await rehearseCountry(scriptFile, out)
  const { wallTimeMs } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { wallTimeMs: number }
  rows.push(atMost('seven months of the country rehearsed on Temporal (min)', wallTimeMs / 60_000, 10))
  rmSync(out, { recursive: true })
}
rmSync(scriptFile)

const table = [
  `Measured ${new Date().toISOString().slice(0, 10)} on ${availableParallelism()} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, ${process.platform}.`,
  '',
  '| what | measured | must be | |',
  '|---|---:|---:|---|',
  ...rows.map((r) => `| ${r.what} | ${r.figure} | ${r.must} | ${r.holds ? 'holds' : '**fails**'} |`),
  '',
].join('\n')
console.log(table)
writeFileSync(
  join(root, 'docs', 'bench.md'),
  `# Speed and size\n\nThe last run of \`npm run bench\`. Ratios are against a bare Temporal workflow on the same development server, with a\ndatabase file, in the same run.\n\n${table}`,
)
process.exitCode = rows.every((r) => r.holds) ? 0 : 1

function startBareWorker(environment: NodeJS.ProcessEnv): Promise<Part> {
  let runs = false
  return runPart({
    name: 'bare worker',
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('./bareWorker.ts', import.meta.url))],
    options: { env: environment },
    readyWithinMs: 60_000,
    isReady: async () => runs,
    onLine: (line) => {
      if (line.includes('bare worker runs')) runs = true
    },
    onEvent: say,
  })
}

async function load(store: Store, target: Programme): Promise<void> {
  const { allocations } = readAllocations(
    offices.map((office) => ({ office, line: target.policy.lines[0]!, amount: '1000000.00' })),
    target,
    'bench',
  )
  await saveProgramme(store, target, {
    allocations,
    contacts: sampleContacts(offices),
    sampleAllocations: true,
    clock: { kind: 'stepped', origin: '2024-12-26T10:00:00+07:00' },
  })
}

async function startBare(client: Client, count: number): Promise<void> {
  await atOnce(count, 16, (i) =>
    client.workflow.start('bareWorkflow', { taskQueue: 'bare', workflowId: `bare-${i}`, args: [] }),
  )
  // As opening does, wait until the last has been taken up.
  await client.workflow.getHandle(`bare-${count - 1}`).executeUpdate('touch')
}

async function forwardEverywhere(store: Store, client: Client): Promise<void> {
  const gateway = new CommandGateway(store, client, 60_000)
  const provinces = programme.provinces.map((p) => p.code)
  await atOnce(provinces.length, 8, async (i) => {
    const sent = await gateway.toOffice(provinces[i]!, {
      programme: programme.id,
      command: 'forward',
      body: {},
      key: `bench-${i}`,
      by: 'bench',
    })
    mustBeAccepted(sent)
  })
  for (;;) {
    const waiting = await store.prisma.office.count({ where: { programmeId: programme.id, notifiedAt: null } })
    if (waiting === 0) return
    await new Promise((r) => setTimeout(r, 200))
  }
}

async function disburser(store: Store, port: number): Promise<(i: number, round: number) => Promise<void>> {
  const tokens = new Map<string, string>()
  for (const { code } of programme.provinces)
    tokens.set(code, (await createToken(store, { label: 'bench', role: 'province', area: code })).token)
  return async (i, round) => {
    const office = offices[i % offices.length]!
    const documentNo = `${round}-${i}`
    const response = await fetch(
      `http://127.0.0.1:${port}/api/v1/programmes/${programme.id}/offices/${office}/commands/disburse`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${tokens.get(office.slice(0, 2))}`,
          'content-type': 'application/json',
          'idempotency-key': documentNo,
        },
        body: JSON.stringify({ line: programme.policy.lines[0], amount: '1.00', paidOn: '2024-12-26', documentNo }),
      },
    )
    if (!response.ok) throw new Error(`disburse: ${response.status} ${await response.text()}`)
    await response.arrayBuffer()
  }
}

/** How many times as fast so many entries to each of some offices are recorded when they are sent in one call. */
async function gainOfOneCall(gateway: CommandGateway, targets: readonly string[], each: number): Promise<number> {
  const gains: number[] = []
  const by = 'bench'
  for (let round = 0; round < ROUNDS; round++) {
    const entries = (way: string): BatchRequestItem[] =>
      Array.from({ length: targets.length * each }, (_, i) => {
        const documentNo = `${way}-${round}-${i}`
        const body = { line: programme.policy.lines[0], amount: '1.00', paidOn: '2024-12-26', documentNo }
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

function mustBeAccepted(sent: Sent<unknown>): void {
  if (sent.outcome !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(sent)}`)
}

async function rehearseCountry(script: string, out: string): Promise<void> {
  const { status } = spawnSync(
    process.execPath,
    [
      '--import',
      import.meta.resolve('tsx'),
      join(root, 'src/cli/rehearse.ts'),
      '--programme',
      join(root, 'programmes/amphoe-ita-2568.yaml'),
      '--script',
      script,
      '--out',
      out,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  if (status !== 0) throw new Error('the rehearsal of the country failed')
}

async function seconds(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await act()
  return (performance.now() - began) / 1000
}

async function perSecond(count: number, act: (i: number) => Promise<unknown>): Promise<number> {
  return count / (await seconds(() => atOnce(count, AT_ONCE, act)))
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function atMost(what: string, value: number, limit: number): Row {
  return { what, figure: value.toFixed(2), must: `≤ ${limit}`, holds: value <= limit }
}

function atLeast(what: string, value: number, limit: number): Row {
  return { what, figure: value.toFixed(2), must: `≥ ${limit}`, holds: value >= limit }
}
