import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { type Process, processes } from '../store/rights.ts'
import { embeddedPostgres } from './embeddedPostgres.ts'
import { type Part, runPart } from './part.ts'
import { commandLineOf } from './processIdentity.ts'
import { type Unprivileged, unprivileged } from './unprivileged.ts'

export interface PostgresSetting {
  readonly dataDir: string
  readonly port: number
  /** Whether a crash of the machine may lose what was written last: only for tests. */
  readonly durable?: boolean
  readonly onEvent: (message: string) => void
}

const DATABASE = 'amphoe_ita'
const USER = 'amphoe_ita'

/** The roles that API and workers connect as. They are made here and given their rights with the schema. */
export const processRoles = { api: 'amphoe_ita_api', worker: 'amphoe_ita_worker' } as const satisfies Record<
  Process,
  string
>

/**
 * Starts PostgreSQL from its npm package on 127.0.0.1, with its data in `dataDir`, which is made on first use. Its password is
 * random and kept there; those of the roles of API and workers are new at each start.
 * @returns the running part and the address of the service's database: for its owner, and for each role
 */
export async function startPostgres({
  dataDir: given,
  port,
  durable = true,
  onEvent,
}: PostgresSetting): Promise<Part & { url: string; urls: Readonly<Record<Process, string>> }> {
  const dataDir = resolve(given)
  const programs = embeddedPostgres()
  const cluster = join(dataDir, 'cluster')
  const secret = join(dataDir, 'password')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const asUser = unprivileged({ program: programs.postgres, dataDir })
  if (!existsSync(secret)) {
    // Without its password a cluster is of no use: one left by a start that was cut off is made anew.
    rmSync(cluster, { recursive: true, force: true })
    await initialise({ initdb: programs.initdb, cluster, secret, asUser, durable })
  }
  const password = readFileSync(secret, 'utf8').trim()
  const url = (database: string) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`

  const part = await runPart({
    name: 'PostgreSQL',
    command: programs.postgres,
    args: [
      ...['-D', cluster, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`],
      ...['-c', 'max_connections=200', '-c', 'shared_buffers=128MB', '-c', 'timezone=Asia/Bangkok'],
      ...(durable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']),
    ],
    prefix: asUser.prefix,
    options: asUser.options,
    // Ends sessions at once: whoever is connected is ours and connects again.
    stopSignal: 'SIGINT',
    readyWithinMs: 60_000,
    isReady: () => answers(url('postgres')),
    pidFile: join(dataDir, 'postgres.pid'),
    prepare: () => freeCluster(cluster),
    onEvent,
  })
  const urls = { api: '', worker: '' }
  try {
    await asOwner(url('postgres'), async (client) => {
      await createDatabase(client)
      for (const process of processes) {
        const own = new URL(url(DATABASE))
        own.username = processRoles[process]
        own.password = await createRole(client, processRoles[process])
        urls[process] = own.href
      }
    })
  } catch (error) {
    await part.stop()
    throw error
  }
  return Object.assign(part, { url: url(DATABASE), urls })
}

async function initialise(of: {
  initdb: string
  cluster: string
  secret: string
  asUser: Unprivileged
  durable: boolean
}): Promise<void> {
  const { initdb, cluster, secret, asUser, durable } = of
  const password = randomBytes(24).toString('hex')
  const given = `${secret}.new`
  writeFileSync(given, password, { mode: 0o600 })
  asUser.give(given)
  mkdirSync(cluster, { mode: 0o700 })
  asUser.give(cluster)
  const [command, ...args] = [
    ...asUser.prefix,
    ...[initdb, '-D', cluster, '-U', USER, '--pwfile', given, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--locale', 'C', ...(durable ? [] : ['--no-sync'])],
  ]
  try {
    await promisify(execFile)(command!, args, asUser.options)
  } catch (error) {
    throw new Error(
      `PostgreSQL's data could not be made in ${cluster}: ${(error as { stderr?: string }).stderr ?? ''}`,
      {
        cause: error,
      },
    )
  } finally {
    rmSync(given, { force: true })
  }
  // Written last: it says that the cluster is whole.
  writeFileSync(secret, password, { mode: 0o600 })
}

/**
 * Makes sure that nothing holds the cluster. A server that some other start left behind is ended; a note of one whose process
 * id now belongs to another program, over which PostgreSQL would stumble, is removed.
 */
async function freeCluster(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  const isPostgres = () => commandLineOf(pid)?.includes(cluster) === true
  if (isPostgres()) process.kill(pid, 'SIGINT')
  else if (commandLineOf(pid) !== undefined) rmSync(file, { force: true })
  for (let tries = 0; isPostgres() && tries < 150; tries++) await delay(100)
  if (isPostgres()) throw new Error(`PostgreSQL (process ${pid}) still runs on ${cluster}. End it, then start again.`)
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function asOwner(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
  if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
}

/** Makes a role that may connect and nothing else, or gives the one that is there a new password. @returns the password */
async function createRole(client: pg.Client, role: string): Promise<string> {
  const password = randomBytes(24).toString('hex')
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])
  await client.query(`${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${role} LOGIN PASSWORD '${password}'`)
  return password
}
