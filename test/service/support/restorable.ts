import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import type { Part } from '../../../src/stack/part.ts'
import { choosePort } from '../../../src/stack/ports.ts'
import { startPostgres } from '../../../src/stack/postgres.ts'
import { startTemporal } from '../../../src/stack/temporal.ts'
import { temporalCli } from '../../../src/stack/temporalCli.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const quiet = { onEvent: () => undefined }

/** Where a recovery of PostgreSQL ends. */
export type RecoveryTarget = { readonly name: string } | { readonly time: string }

/** What a command of the terminal has printed, and how it ended. */
export interface Said {
  readonly lines: readonly string[]
  readonly status: number
}

/**
 * PostgreSQL that archives its write-ahead log, and Temporal's development server, both of which are backed up and restored as
 * in production: PostgreSQL by a base backup and its log, Temporal's store as a whole. Each comes back on the same port.
 */
export class Restorable {
  readonly folder = mkdtempSync(join(tmpdir(), 'amphoe-ita-restore-'))
  databaseUrl = ''
  temporalAddress = ''
  private readonly ports: { readonly postgres: number; readonly temporal: number; readonly ui: number }
  private readonly cliPath: string
  private postgres: Part | undefined
  private temporal: Part | undefined

  private constructor(cliPath: string, ports: Restorable['ports']) {
    this.cliPath = cliPath
    this.ports = ports
  }

  static async start(): Promise<Restorable> {
    const taken = new Set<number>()
    const free = async (preferred: number) => {
      const { port } = await choosePort(preferred + (process.pid % 1000), taken)
      taken.add(port)
      return port
    }
    const ports = { postgres: await free(30_000), temporal: await free(31_000), ui: await free(32_000) }
    const stores = new Restorable(await temporalCli(console.error), ports)
    mkdirSync(stores.archive)
    await stores.startPostgres()
    await stores.ask(`ALTER SYSTEM SET archive_mode = 'on'`)
    await stores.ask(`ALTER SYSTEM SET archive_command = 'cp %p ${stores.archive}/%f'`)
    await stores.ask(`ALTER SYSTEM SET restore_command = 'cp ${stores.archive}/%f %p'`)
    await stores.stopPostgres()
    await stores.startPostgres()
    await stores.startTemporal()
    return stores
  }

  private get archive(): string {
    return join(this.folder, 'archive')
  }
  private get cluster(): string {
    return join(this.folder, 'postgres/cluster')
  }
  private get temporalStore(): string {
    return join(this.folder, 'temporal')
  }

  async stop(): Promise<void> {
    await this.stopTemporal()
    await this.stopPostgres()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async startPostgres(): Promise<void> {
    const started = await startPostgres({
      ...{ dataDir: join(this.folder, 'postgres'), port: this.ports.postgres, durable: false, ...quiet },
    })
    this.postgres = started
    this.databaseUrl = started.url
  }

  async stopPostgres(): Promise<void> {
    await this.postgres?.stop()
  }

  async startTemporal(): Promise<void> {
    const { temporal: port, ui: uiPort } = this.ports
    const started = await startTemporal({ cliPath: this.cliPath, dataDir: this.temporalStore, port, uiPort, ...quiet })
    this.temporal = started
    this.temporalAddress = started.address
  }

  async stopTemporal(): Promise<void> {
    await this.temporal?.stop()
  }

  /** One statement, on a connection of its own. @returns the rows */
  async ask(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.databaseUrl })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query(sql, values)).rows
    } finally {
      await client.end()
    }
  }

  /** A base backup, as pg_basebackup makes one, while the server works. @returns where it lies */
  async backUpPostgres(name: string): Promise<string> {
    const target = join(this.folder, name)
    const client = new pg.Client({ connectionString: this.databaseUrl })
    await client.connect()
    try {
      await client.query('SELECT pg_backup_start($1, true)', [name])
      const left = ['pg_wal', 'postmaster.pid', 'postmaster.opts']
      cpSync(this.cluster, target, {
        recursive: true,
        filter: (path) => !left.some((file) => path.startsWith(join(this.cluster, file))),
      })
      const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop()')
      writeFileSync(join(target, 'backup_label'), rows[0].labelfile)
    } finally {
      await client.end()
    }
    mkdirSync(join(target, 'pg_wal'), { mode: 0o700 })
    return target
  }

  /** Names the moment, so that a recovery can end there. */
  async nameMoment(name: string): Promise<void> {
    await this.ask('SELECT pg_create_restore_point($1)', [name])
  }

  /** The database's clock, between two transactions. */
  async moment(): Promise<string> {
    const [row] = await this.ask('SELECT clock_timestamp()::text AS at')
    await delay(20)
    return row!.at as string
  }

  /** The server comes back from a base backup and its log, as it was at a moment. The log is archived when it stops. */
  async restorePostgres(backup: string, target: RecoveryTarget): Promise<void> {
    await this.stopPostgres()
    rmSync(this.cluster, { recursive: true })
    cpSync(backup, this.cluster, { recursive: true })
    const [kind, value] = Object.entries(target)[0]!
    const configuration = join(this.cluster, 'postgresql.auto.conf')
    const kept = readFileSync(configuration, 'utf8')
    writeFileSync(
      configuration,
      `${kept}recovery_target_${kind} = '${value}'\nrecovery_target_action = 'promote'\nhot_standby = 'off'\n`,
    )
    writeFileSync(join(this.cluster, 'recovery.signal'), '')
    await this.startPostgres()
  }

  /** A copy of Temporal's store; the server rests meanwhile. @returns where it lies */
  async backUpTemporal(name: string): Promise<string> {
    const target = join(this.folder, name)
    await this.stopTemporal()
    cpSync(this.temporalStore, target, { recursive: true })
    await this.startTemporal()
    return target
  }

  async restoreTemporal(backup: string): Promise<void> {
    await this.loseTemporal()
    cpSync(backup, this.temporalStore, { recursive: true })
    await this.startTemporal()
  }

  /** The server ends, and nothing of its store is left. */
  async loseTemporal(): Promise<void> {
    await this.stopTemporal()
    renameSync(this.temporalStore, mkdtempSync(join(this.folder, 'lost-')))
  }

  /** Runs a command of the terminal, as an operator does. */
  async terminal(command: 'doctor' | 'audit', environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Said> {
    const words = ['--import', 'tsx', join(root, `src/cli/${command}.ts`), ...args]
    const env = {
      ...process.env,
      DATABASE_URL: this.databaseUrl,
      TEMPORAL_ADDRESS: this.temporalAddress,
      ...environment,
    }
    const ended = await promisify(execFile)(process.execPath, words, { cwd: root, env }).then(
      ({ stdout, stderr }) => ({ text: stderr + stdout, status: 0 }),
      ({ stdout, stderr, code }) => ({ text: stderr + stdout, status: code as number }),
    )
    return { lines: ended.text.trim().split('\n'), status: ended.status }
  }
}
