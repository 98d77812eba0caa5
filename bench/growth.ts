import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadProgramme, type Programme } from '../src/programme/load.ts'
import { startFoundation, usualPorts } from '../src/stack/foundation.ts'
import type { Part } from '../src/stack/part.ts'
import { temporalDatabases } from '../src/stack/temporalCluster.ts'
import { serviceEnvironment, startWorker } from '../src/start/service.ts'
import { openStore } from '../src/store/store.ts'
import { connectClient } from '../src/temporal/connect.ts'
import { Countries } from './countries.ts'
import { type Measured, type Phase, page, plot } from './growthPage.ts'
import { cpuMs, historiesOf, residentMegabytes, sizeOf, walBytes } from './usage.ts'

/**
 * `npm run growth [-- --countries 1,4,16] [-- --cached N]`: the same life in one country, four and sixteen, on a Temporal cluster with PostgreSQL and as
 * many workers as hold all workflows in memory; whether an office costs the same in each. Writes docs/growth.md and its picture
 * after each; with --cached, where a worker may hold only so many workflows, it prints the page alone. On Linux, alone on the machine.
 */
const { values } = parseArgs({
  options: { countries: { type: 'string', default: '1,4,16' }, cached: { type: 'string' } },
})
const counts = values.countries.split(',').map(Number)
if (counts.length === 0 || counts.some((n) => !Number.isInteger(n) || n < 1))
  throw new Error('--countries must be whole numbers with commas between them, such as 1,4,16')

const say = (line: string) => console.error(line)
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** Chosen for the largest plan: docs/capacity.md says how. */
const SHARDS = 512
/** Workflows that one worker is to hold: fewer than its cache takes, since Temporal deals them out unevenly. */
const WORKFLOWS_A_WORKER = 1200

const programme = loadProgramme(file('../programmes/amphoe-ita-2568.yaml'))
const measured: Measured[] = []
for (const count of counts) {
  measured.push(await grow(programme, count))
  if (values.cached !== undefined) continue
  writeFileSync(file('../docs/growth.md'), page(measured, SHARDS))
  writeFileSync(file('../docs/images/growth.svg'), plot(measured))
}
console.log(page(measured, SHARDS))

/** Lets so many countries live on a new cluster. */
async function grow(one: Programme, count: number): Promise<Measured> {
  const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-growth-'))
  const cluster = { hosts: 1, shards: SHARDS }
  const foundation = await startFoundation({
    ...{ dataDir, withInbox: false, cluster, durable: true, ports: usualPorts, say },
  })
  const workers: Part[] = []
  Object.assign(process.env, foundation.environment)
  const store = openStore(foundation.databaseUrl, { poolSize: 8 })
  const { client, connection } = await connectClient()
  try {
    const countries = new Countries(one, count, store, client)
    const environment = {
      ...(await serviceEnvironment(foundation, dataDir, 3000)).worker,
      ...{ DATABASE_POOL: '4', WEBHOOK_KEY: undefined },
      ...(values.cached === undefined ? {} : { MAX_CACHED_WORKFLOWS: values.cached }),
    }
    const many = Math.max(2, Math.ceil(countries.workflows / WORKFLOWS_A_WORKER))
    say(`${count} × the country: ${countries.offices.length} offices, ${many} workers`)
    for (let n = 1; n <= many; n++) workers.push(await startWorker(environment, dataDir, say, `Worker ${n}`))
    await countries.load()
    const { postgres, temporal } = foundation.parts
    const { databaseUrl } = foundation
    const sizes = async () => ({
      service: await sizeOf(databaseUrl),
      temporal: await sizeOf(at(databaseUrl, temporalDatabases.store)),
      visibility: await sizeOf(at(databaseUrl, temporalDatabases.visibility)),
    })
    const memory = () => workers.reduce((sum, { pid }) => sum + residentMegabytes(pid!), 0)
    const cpu = () => ({
      workers: workers.reduce((sum, { pid }) => sum + cpuMs(pid!), 0),
      temporal: cpuMs(temporal.pid!),
      postgres: cpuMs(postgres.pid!),
    })
    const [emptySizes, emptyMemory, walBefore] = [await sizes(), memory(), await walBytes(databaseUrl)]
    const phases: Phase[] = []
    for (const [name, act] of [
      ['open', () => countries.open()],
      ['notify', () => countries.notify()],
      ['disburse', () => countries.disburse()],
      ['wake', () => countries.wake()],
    ] as const) {
      const [before, began] = [cpu(), performance.now()]
      await act()
      const seconds = (performance.now() - began) / 1000
      const after = cpu()
      phases.push({
        ...{ name, seconds },
        cpuMs: {
          workers: after.workers - before.workers,
          temporal: after.temporal - before.temporal,
          postgres: after.postgres - before.postgres,
        },
      })
      say(`  ${name}: ${seconds.toFixed(0)} s, ${(countries.offices.length / seconds).toFixed(0)} offices a second`)
    }
    const fullMemory = memory()
    const wal = (await walBytes(databaseUrl)) - walBefore
    const fullSizes = await sizes()
    return {
      ...{ countries: count, offices: countries.offices.length, workflows: countries.workflows, workers: many },
      ...{ phases, history: await historiesOf(client, countries.offices), emptySizes, fullSizes, wal },
      ...{ emptyMemory, fullMemory, temporalMemory: residentMegabytes(temporal.pid!) },
      restarts: [...workers, temporal, postgres].reduce((sum, part) => sum + part.restarts, 0),
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
    await connection.close()
    await store.close()
    await foundation.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function at(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.href
}
