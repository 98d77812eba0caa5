import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadProgramme, officesOf } from '../src/programme/load.ts'
import { loadScript } from '../src/rehearsal/script.ts'
import { simulate } from '../src/rehearsal/simulate.ts'
import { openProgramme } from '../src/temporal/open.ts'
import { atOnce } from './atOnce.ts'
import { commandsPlot, type Findings, page, stormPlot } from './benchPage.ts'
import { commandSpeeds } from './commands.ts'
import { forwardEverywhere, loadCountry } from './country.ts'
import { countryScript } from './countryScript.ts'
import { atMost, type Row, seconds } from './figures.ts'
import { gainsOfOneCall } from './oneCall.ts'
import { slowestPage } from './pageReads.ts'
import { onStand, type Stand } from './stand.ts'
import { deadlineStorm } from './storm.ts'
import { residentMegabytes } from './usage.ts'
import { worstMorning } from './worstMorning.ts'

/**
 * `npm run bench [-- --only service,storm,simulation,rehearsal]`: what the service costs over a bare Temporal workflow on the same server in the same run. Figures are ratios:
 * absolute times say more about the machine than about the service. Alone on the machine; all of it takes some fifteen minutes and
 * writes docs/bench.md with its pictures, a part of it prints its page alone.
 */
const measurements: Readonly<Record<string, () => Promise<Partial<Findings>>>> = {
  service: () => onStand(say, measureService),
  storm: () => deadlineStorm(programme, say),
  simulation: measureSimulation,
  rehearsal: measureRehearsal,
}
const { values } = parseArgs({ options: { only: { type: 'string' } } })
const chosen = values.only?.split(',') ?? Object.keys(measurements)
for (const name of chosen)
  if (!measurements[name]) throw new Error(`--only takes ${Object.keys(measurements).join(', ')}, not ${name}`)

const say = (line: string) => console.error(line)
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const programme = loadProgramme(file('../programmes/amphoe-ita-2568.yaml'))
/** Programme time stands at this day: after the opening and the kick-off. */
const TODAY = '2024-12-26'

const found = { rows: [] as Row[], speeds: [] as Findings['speeds'], storms: [] as Findings['storms'] }
for (const name of chosen) {
  const { rows = [], ...others } = await measurements[name]!()
  found.rows.push(...rows)
  Object.assign(found, others)
}
console.log(page(found))
if (values.only === undefined) {
  writeFileSync(file('../docs/bench.md'), page(found))
  writeFileSync(file('../docs/images/bench-commands.svg'), commandsPlot(found.speeds))
  writeFileSync(file('../docs/images/bench-storm.svg'), stormPlot(found.storms))
}
process.exitCode = found.rows.every((row) => row.holds) ? 0 : 1

/** Opening, commands, pages, memory and mail, with the whole country on one stand. */
async function measureService(stand: Stand): Promise<Partial<Findings>> {
  const { store, client, url, worker, bareWorker, databaseUrl } = stand
  const offices = officesOf(programme)
  const rows: Row[] = []
  const memory = () => ({ ours: residentMegabytes(worker.pid!), bare: residentMegabytes(bareWorker.pid!) })

  say(`Opening ${offices.length} offices, against starting as many bare workflows …`)
  await loadCountry(store, programme, `${TODAY}T10:00:00+07:00`)
  const empty = memory()
  const bareStart = await seconds(() => startBare(stand, offices.length))
  const opening = await seconds(() =>
    openProgramme({ store, client, taskQueue: 'amphoe-ita', programme: programme.id }),
  )
  rows.push(
    atMost(`opening ${offices.length} offices ÷ starting ${offices.length} bare workflows`, opening / bareStart, 3),
  )
  say('Passing the notice on to every district …')
  await forwardEverywhere(stand, programme)

  say('Disbursements through the API, against a bare workflow’s Updates, DBOS and pg-boss …')
  const { speeds, rows: ratios } = await commandSpeeds(stand, programme, TODAY, say)
  rows.push(...ratios)
  say('Recording entries in one call, against single calls …')
  rows.push(...(await gainsOfOneCall(stand, programme, TODAY, say)))
  say('Reading the pages with the whole country’s data …')
  const { p95 } = await slowestPage(store, url, programme.id, say)
  rows.push(atMost('slowest page with the country’s data, 95th percentile (ms)', p95, 150))

  const full = memory()
  const workflows = offices.length + programme.provinces.length + 1
  rows.push(
    atMost(`worker, ${offices.length} offices cached (MB)`, full.ours, 700),
    atMost('worker, each cached workflow (kB)', ((full.ours - empty.ours) * 1024) / workflows, 450),
    atMost(
      'each cached workflow ÷ each cached bare workflow (memory)',
      (full.ours - empty.ours) / workflows / ((full.bare - empty.bare) / offices.length),
      3,
    ),
  )

  say('The worst morning of the year, against the mail library handing over the same mails alone …')
  const morning = await worstMorning(databaseUrl, programme, say)
  const ofLibrary = morning.seconds / morning.bareSeconds
  rows.push(
    atMost(`worst morning: ${morning.mails} mails rendered and handed to SMTP (s)`, morning.seconds, 60),
    atMost('worst morning ÷ the same mails handed over by the mail library alone', ofLibrary, 20),
    atMost('worst morning: the largest body (kB)', morning.largestKilobytes, 100),
    atMost('worst morning: memory after the first hundred mails to the end (MB)', morning.growthMegabytes, 100),
  )
  return { rows, speeds }
}

async function startBare({ client }: Stand, count: number): Promise<void> {
  await atOnce(count, 16, (i) =>
    client.workflow.start('bareWorkflow', { taskQueue: 'bare', workflowId: `bare-${i}`, args: [] }),
  )
  // As opening does, wait until the last has been taken up.
  await client.workflow.getHandle(`bare-${count - 1}`).executeUpdate('touch')
}

async function measureSimulation(): Promise<Partial<Findings>> {
  say('The whole country by the rules alone …')
  const { wallTimeMs } = await withCountryScript(async (script) => simulate(programme, loadScript(script, programme)))
  return { rows: [atMost('seven months of the country simulated (s)', wallTimeMs / 1000, 5)] }
}

async function measureRehearsal(): Promise<Partial<Findings>> {
  say('The whole country on Temporal: some five minutes …')
  const minutes = await withCountryScript(async (script) => {
    const out = mkdtempSync(join(tmpdir(), 'amphoe-ita-country-'))
    const { status } = spawnSync(
      process.execPath,
      [
        ...['--import', import.meta.resolve('tsx'), file('../src/cli/rehearse.ts')],
        ...['--programme', file('../programmes/amphoe-ita-2568.yaml'), '--script', script, '--out', out],
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    if (status !== 0) throw new Error('the rehearsal of the country failed')
    const { wallTimeMs } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { wallTimeMs: number }
    rmSync(out, { recursive: true })
    return wallTimeMs / 60_000
  })
  return { rows: [atMost('seven months of the country rehearsed on Temporal (min)', minutes, 10)] }
}

async function withCountryScript<T>(act: (script: string) => Promise<T>): Promise<T> {
  const script = join(tmpdir(), `amphoe-ita-country-${process.pid}.json`)
  writeFileSync(script, JSON.stringify(countryScript(programme)))
  try {
    return await act(script)
  } finally {
    rmSync(script)
  }
}
