import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@temporalio/client'
import { Runtime } from '@temporalio/worker'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, inject } from 'vitest'
import { type ApiSetting, createApp } from '../../../src/api/app.ts'
import { CommandGateway } from '../../../src/commands/gateway.ts'
import type { Role } from '../../../src/domain/access.ts'
import type { ClockSetting } from '../../../src/domain/clock.ts'
import { sampleContacts } from '../../../src/programme/contacts.ts'
import { officesOf } from '../../../src/programme/load.ts'
import { startFoundation } from '../../../src/stack/foundation.ts'
import type { Part } from '../../../src/stack/part.ts'
import { startWorker } from '../../../src/start/service.ts'
import { saveProgramme } from '../../../src/store/programmes.ts'
import { openStore, type Store } from '../../../src/store/store.ts'
import { createToken } from '../../../src/store/tokens.ts'
import { connectClient } from '../../../src/temporal/connect.ts'
import { createWorker } from '../../../src/temporal/worker.ts'
import { officeWorkflowId } from '../../../src/workflows/protocol.ts'
import { Caller } from './caller.ts'
import { programme } from './programme.ts'

Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error } })

/** Programme time in these tests: the morning after the opening and the kick-off. It moves at the pace of the real one. */
export const TODAY = '2024-12-26'
export const YESTERDAY = '2024-12-25'
export const TOMORROW = '2024-12-27'

/** Ports that nobody's own stack begins with, and each process's own: two suites may run beside each other. */
const OWN = process.pid % 1000
const PORTS = {
  postgres: 20_000 + OWN,
  temporal: 21_500 + OWN,
  ui: 23_000 + OWN,
  smtp: 24_500 + OWN,
  web: 26_000 + OWN,
}
const TASK_QUEUE = 'api-test'
const COMMAND_DEADLINE_MS = 10_000
/** As in production: a country is opened at once. */
const OPEN_DEADLINE_MS = 60_000
const log = pino({ level: 'silent' })

/** The whole service: PostgreSQL, Temporal's development server, the Express app behind a port, and a worker when asked. */
export interface Service {
  readonly url: string
  /** As the owner of the database: for what a test arranges and looks at. */
  readonly store: Store
  /** As the role of workers. */
  readonly workerStore: Store
  readonly client: Client
  /** What the app is made of; its store is the API's, as the API's role. */
  readonly setting: ApiSetting
  /** Someone with a new token of a role and an area. */
  as(role: Role, area: string): Promise<Caller>
  /** Someone with this token, or with none. */
  withToken(token: string | undefined): Caller
  /**
   * Starts a worker as a process of its own, until it is stopped or the file's tests are done.
   * @param bundle the workflow code that it runs
   * @param buildId the release that it is of; none when left out
   */
  startWorkerProcess(name: string, bundle: string, buildId?: string): Promise<Part>
  /** Runs a worker until it is stopped, or the file's tests are done. */
  runWorker(): Promise<{ stop(): Promise<void> }>
  /** Every table that a command may change, and not that somebody was refused: how many rows it has, and a digest of all of them. */
  written(): Promise<Record<string, string>>
  /** How many events the history of an office's workflow has. */
  historyLength(office: string): Promise<number>
  /** Cuts every connection that the service has to PostgreSQL. */
  cutConnections(): Promise<void>
  /** Stops PostgreSQL for good. */
  stopPostgres(): Promise<void>
  /** Another app of the same service, with something about it changed; answers its address. */
  listen(change?: Partial<ApiSetting>): Promise<string>
}

/** Starts the service for the calling test file; ended with it. Nothing is loaded yet. */
export async function startService({
  continueAsNewAfter,
}: {
  /** Events of one run after which the server suggests continuing as new; its own threshold when left out. */
  continueAsNewAfter?: number
} = {}): Promise<Service> {
  const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-api-'))
  const foundation = await startFoundation({
    ...{ dataDir, withInbox: false, durable: false, ports: PORTS, say: () => {} },
    temporalLimits:
      continueAsNewAfter === undefined ? {} : { 'limit.historyCount.suggestContinueAsNew': continueAsNewAfter },
  })
  afterAll(async () => {
    await foundation.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  Object.assign(process.env, foundation.environment)
  const store = openStore(foundation.databaseUrl, { poolSize: 8 })
  const apiStore = openStore(foundation.databaseUrls.api, { poolSize: 8 })
  const workerStore = openStore(foundation.databaseUrls.worker, { poolSize: 8 })
  const pool = new pg.Pool({ connectionString: foundation.databaseUrl, max: 2 })
  pool.on('error', () => undefined)
  const { client, connection } = await connectClient()
  afterAll(async () => {
    await connection.close()
    await pool.end()
    await Promise.all([store, apiStore, workerStore].map((s) => s.close()))
  })
  const gateway = new CommandGateway(apiStore, client, COMMAND_DEADLINE_MS)
  const setting: ApiSetting = {
    ...{ store: apiStore, gateway, client, connection, log },
    taskQueue: TASK_QUEUE,
    openDeadlineMs: OPEN_DEADLINE_MS,
    temporalUiUrl: foundation.temporalUi,
    publicUrl: 'https://amphoe-ita.example',
    webhooks: { store: apiStore, key: randomBytes(32), allowLoopback: true },
    ...{ requestsPerMinute: 100_000, strangersPerMinute: 100_000 },
  }
  const listen = async (change: Partial<ApiSetting> = {}) => {
    const server = createApp({ ...setting, ...change }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    afterAll(() => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const url = await listen()

  return {
    url,
    store,
    workerStore,
    client,
    setting,
    listen,
    as: async (role, area) => {
      const { token, id } = await createToken(store, { label: `${role} ${area}`, role, area })
      return new Caller(url, programme.id, token, id)
    },
    withToken: (token) => new Caller(url, programme.id, token),
    startWorkerProcess: async (name, bundle, buildId) => {
      const environment = {
        ...{ ...process.env, DATABASE_URL: foundation.databaseUrls.worker, MIGRATE_ON_START: 'false' },
        ...{ TASK_QUEUE, WORKFLOW_BUNDLE: bundle },
        ...(buildId === undefined ? {} : { WORKER_BUILD_ID: buildId }),
      }
      const worker = await startWorker(environment, dataDir, () => {}, name)
      afterAll(() => worker.stop())
      return worker
    },
    runWorker: async () => {
      const worker = await createWorker({
        store: workerStore,
        client,
        taskQueue: TASK_QUEUE,
        bundle: { codePath: inject('workflowBundle') },
        maxCachedWorkflows: 100,
      })
      const running = worker.run()
      const stop = async () => {
        if (worker.getState() === 'RUNNING') worker.shutdown()
        await running
      }
      afterAll(stop)
      return { stop }
    },
    written: async () => {
      const { rows } = await pool.query(
        `SELECT table_name AS name FROM information_schema.tables
          WHERE table_schema = 'public' AND table_name NOT IN ('api_token', 'digest_run', 'audit_record', 'audit_record_head', '_prisma_migrations')`,
      )
      const digests = await Promise.all(
        rows.map(async ({ name }) => {
          const { rows: found } = await pool.query(
            `SELECT count(*) || ' rows ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') AS digest FROM "${name}" t`,
          )
          return [name, found[0].digest]
        }),
      )
      return Object.fromEntries(digests)
    },
    historyLength: async (office) =>
      (await client.workflow.getHandle(officeWorkflowId(programme.id, office)).describe()).historyLength,
    cutConnections: async () => {
      await pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()')
    },
    stopPostgres: () => foundation.parts.postgres.stop(),
  }
}

/** Two provinces, 1,000.00 baht of materials and 500.50 of training for each office, opened; 47 has passed the notice on. */
export async function openTwoProvinces(service: Service, clock?: ClockSetting): Promise<void> {
  await loadTwoProvinces(service, clock)
  const operator = await service.as('operator', 'all')
  await operator.post('/open').then(expectOk)
  const sakonNakhon = await service.as('province', '47')
  await sakonNakhon.command('47', 'forward').then(expectOk)
  const waiting = { programmeId: programme.id, province: '47', notifiedAt: null }
  while ((await service.store.prisma.office.count({ where: waiting })) > 0) await new Promise((r) => setTimeout(r, 50))
}

/** The same, loaded only. */
export async function loadTwoProvinces({ store }: Service, clock: ClockSetting = paced()): Promise<void> {
  const provinces = ['47', '83']
  const offices = officesOf(programme).filter((o) => provinces.includes(o.slice(0, 2)))
  await saveProgramme(store, programme, {
    allocations: new Map(offices.map((o) => [o, { materials: 100_000, training: 50_050 }])),
    contacts: sampleContacts(offices),
    sampleAllocations: true,
    clock,
    provinces,
  })
}

function paced(): ClockSetting {
  return { kind: 'paced', origin: `${TODAY}T10:00:00+07:00`, startedAt: new Date().toISOString(), pace: 1 }
}

export function expectOk({ status, body }: { status: number; body: unknown }): void {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
}
