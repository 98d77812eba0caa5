import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { Connection } from '@temporalio/client'
import pg from 'pg'
import { prepareNamespace } from '../temporal/prepare.ts'
import { type Part, runPart } from './part.ts'
import { choosePort } from './ports.ts'
import { SERVER_LIMITS } from './temporal.ts'
import type { TemporalPrograms } from './temporalPrograms.ts'

export interface ClusterSetting {
  readonly programs: TemporalPrograms
  /** The server of any database on it, in which Temporal's two are made. */
  readonly postgresUrl: string
  readonly dataDir: string
  /** From where free ports are looked for: below 32,768, since PostgreSQL keeps the members' ports in a smallint. */
  readonly port: number
  /** Ports that are spoken for. */
  readonly taken?: ReadonlySet<number>
  /** How many processes make the cluster; each can do everything, and they share the history shards. */
  readonly hosts?: number
  /** Into how many parts the workflows are divided. Chosen when the database is made, never changed. */
  readonly shards?: number
  /** Dynamic configuration of the server beside its usual limits. */
  readonly limits?: Readonly<Record<string, number | boolean>>
  readonly onEvent: (message: string) => void
}

/** A Temporal cluster whose data is in PostgreSQL, as it runs in production. */
export interface TemporalCluster {
  /** Its processes; clients speak to the first, which passes on what the others hold. */
  readonly hosts: readonly Part[]
  readonly address: string
  readonly namespace: string
}

const NAMESPACE = 'default'
const SERVICES = ['frontend', 'history', 'matching', 'worker'] as const
/** Its databases: what workflows have lived through, and what they are searched by. */
export const temporalDatabases = { store: 'temporal', visibility: 'temporal_visibility' } as const
const { store: STORE, visibility: VISIBILITY } = temporalDatabases
/** How long the history of a workflow that has ended is kept. */
const RETENTION_DAYS = 7

/**
 * Starts the real Temporal server on PostgreSQL on 127.0.0.1: makes its databases and their schema, or brings them to its version,
 * and registers the namespace and what workflows are searched by.
 * @throws when a host does not become ready; what has been started is stopped again
 */
export async function startTemporalCluster(setting: ClusterSetting): Promise<TemporalCluster> {
  const { programs, postgresUrl, onEvent, hosts: count = 1 } = setting
  const dataDir = resolve(setting.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  for (const [database, schema] of [
    [STORE, 'temporal'],
    [VISIBILITY, 'visibility'],
  ] as const)
    await bringToVersion(programs.sqlTool, postgresUrl, database, schema)
  const limits = join(dataDir, 'limits.yaml')
  writeFileSync(limits, JSON.stringify(dynamicValues({ ...SERVER_LIMITS, ...setting.limits })))
  const taken = new Set(setting.taken)
  const hosts: Part[] = []
  let address = ''
  try {
    for (let n = 1; n <= count; n++) {
      const ports = await freePorts(setting.port, taken)
      const config = join(dataDir, `host-${n}.yaml`)
      writeFileSync(config, JSON.stringify(configOf(setting, ports, limits)), { mode: 0o600 })
      const own = `127.0.0.1:${ports.frontend.grpcPort}`
      if (n === 1) address = own
      hosts.push(
        await runPart({
          name: n === 1 ? 'Temporal' : `Temporal ${n}`,
          command: programs.server,
          args: ['--config-file', config, '--allow-no-auth', 'start'],
          options: { env: withoutTemporalVariables() },
          readyWithinMs: 120_000,
          stopWithinMs: 30_000,
          isReady: () => answers(own),
          pidFile: join(dataDir, `host-${n}.pid`),
          onEvent,
        }),
      )
      // Hosts that are started later know it from the beginning.
      if (n === 1) await makeNamespace(address, onEvent)
    }
  } catch (error) {
    for (const host of hosts.reverse()) await host.stop()
    throw error
  }
  return { hosts, address, namespace: NAMESPACE }
}

/** Makes a database with its schema, or brings the schema to the server's version. Doing it again changes nothing. */
async function bringToVersion(sqlTool: string, postgresUrl: string, database: string, schema: string): Promise<void> {
  await withDatabase(at(postgresUrl, 'postgres'), async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`)
  })
  const isNew = await withDatabase(at(postgresUrl, database), async (client) => {
    const { rows } = await client.query<{ there: string | null }>(`SELECT to_regclass('schema_version') AS there`)
    return rows[0]!.there === null
  })
  const { hostname, port, username, password } = new URL(postgresUrl)
  const tool = async (...args: string[]) => {
    const server = ['--plugin', 'postgres12', '--endpoint', hostname, '--port', port, '--user', username]
    try {
      await promisify(execFile)(sqlTool, [...server, '--database', database, ...args], {
        env: { ...process.env, SQL_PASSWORD: decodeURIComponent(password) },
      })
    } catch (error) {
      const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string }
      throw new Error(`Temporal's database ${database} could not be made: ${stdout}${stderr}`, { cause: error })
    }
  }
  if (isNew) await tool('setup-schema', '--version', '0.0')
  await tool('update-schema', '--schema-name', `postgresql/v12/${schema}`)
}

type Ports = Record<(typeof SERVICES)[number], { grpcPort: number; membershipPort: number }>

async function freePorts(from: number, taken: Set<number>): Promise<Ports> {
  const one = async () => {
    const { port } = await choosePort(from, taken)
    taken.add(port)
    return port
  }
  const ports: [string, object][] = []
  for (const service of SERVICES) ports.push([service, { grpcPort: await one(), membershipPort: await one() }])
  return Object.fromEntries(ports) as Ports
}

/** A host's configuration; JSON, which YAML takes in. */
function configOf({ postgresUrl, shards = 512 }: ClusterSetting, ports: Ports, limits: string) {
  const { host, username, password } = new URL(postgresUrl)
  const database = (databaseName: string, maxConns: number) => ({
    sql: {
      ...{ pluginName: 'postgres12', databaseName, connectAddr: host, connectProtocol: 'tcp' },
      ...{ user: username, password: decodeURIComponent(password), maxConns, maxIdleConns: maxConns },
      maxConnLifetime: '1h',
    },
  })
  const frontend = `127.0.0.1:${ports.frontend.grpcPort}`
  return {
    log: { stdout: true, level: 'error' },
    persistence: {
      ...{ defaultStore: STORE, visibilityStore: VISIBILITY, numHistoryShards: shards },
      datastores: { [STORE]: database(STORE, 20), [VISIBILITY]: database(VISIBILITY, 10) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: Object.fromEntries(SERVICES.map((name) => [name, { rpc: { ...ports[name], bindOnLocalHost: true } }])),
    clusterMetadata: {
      ...{ enableGlobalNamespace: false, failoverVersionIncrement: 10 },
      ...{ masterClusterName: 'active', currentClusterName: 'active' },
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: frontend },
      },
    },
    publicClient: { hostPort: frontend },
    dcRedirectionPolicy: { policy: 'noop' },
    archival: { history: { state: 'disabled' }, visibility: { state: 'disabled' } },
    namespaceDefaults: { archival: { history: { state: 'disabled' }, visibility: { state: 'disabled' } } },
    dynamicConfigClient: { filepath: limits, pollInterval: '60s' },
  }
}

function dynamicValues(values: Readonly<Record<string, number | boolean>>) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [{ value, constraints: {} }]]))
}

/** The server reads some of the same variables as a client does, which here may name another. */
function withoutTemporalVariables(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')))
}

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 2000 })
    await connection.close()
    return true
  } catch {
    return false
  }
}

async function makeNamespace(address: string, onProgress: (sentence: string) => void): Promise<void> {
  const connection = await Connection.connect({ address })
  try {
    await prepareNamespace(connection, NAMESPACE, { retentionDays: RETENTION_DAYS, onProgress })
  } finally {
    await connection.close()
  }
}

async function withDatabase<T>(url: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
  }
}

function at(postgresUrl: string, database: string): string {
  const url = new URL(postgresUrl)
  url.pathname = `/${database}`
  return url.href
}
