import { randomBytes } from 'node:crypto'
import { createWriteStream, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Foundation } from '../stack/foundation.ts'
import { type Part, runPart } from '../stack/part.ts'
import { choosePort } from '../stack/ports.ts'
import type { Process } from '../store/rights.ts'
import { writeWorkflowBundle } from '../temporal/bundle.ts'
import { environmentFile } from './environmentFile.ts'

/** A country's cached workflows need some 350 MB of heap; without a bound Node would let it grow before it tidies up. */
export const WORKER_FLAGS = ['--max-old-space-size=512']
/** Temporal's core allocates in many threads: with a pool of memory for each, a worker holds a hundred megabytes more. */
export const WORKER_ALLOCATION = { MALLOC_ARENA_MAX: '2' }

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What the processes of the service are told: each connects to the database as its own role. */
export type ServiceEnvironment = Readonly<Record<Process, NodeJS.ProcessEnv>>

/** What every process of the service is told, and the bundle its workers share. */
export async function serviceEnvironment(
  foundation: Foundation,
  dataDir: string,
  apiPort: number,
): Promise<ServiceEnvironment> {
  const bundle = join(dataDir, 'workflow-bundle.js')
  await writeWorkflowBundle(bundle)
  const told = {
    ...ownEnvironment(),
    ...foundation.environment,
    MIGRATE_ON_START: 'false',
    WORKFLOW_BUNDLE: bundle,
    WEBHOOK_KEY: ownKey(join(dataDir, 'webhook.key')),
    WEBHOOK_ALLOW_LOOPBACK: 'true',
    PORT: String(apiPort),
    PUBLIC_URL: `http://127.0.0.1:${apiPort}`,
  }
  const { api, worker } = foundation.databaseUrls
  return { api: { ...told, DATABASE_URL: api }, worker: { ...told, DATABASE_URL: worker } }
}

/** A key of this start alone, made at its first run and kept beside its data. */
function ownKey(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}

/** The caller's environment without what is meant for a service elsewhere: this one has its own server and queue. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = (name: string) => /^(TEMPORAL|WEBHOOK)_/.test(name) || ['TASK_QUEUE', 'LOG_LEVEL'].includes(name)
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign(name)))
}

/** Tells the operator's commands how to reach this start. @returns what takes the word back */
export function tellOperators(foundation: Foundation, dataDir: string): () => void {
  const file = environmentFile(dataDir)
  const lines = Object.entries(foundation.environment).map(([name, value]) => `${name}='${value}'\n`)
  writeFileSync(file, lines.join(''), { mode: 0o600 })
  return () => rmSync(file, { force: true })
}

/**
 * Starts the API. It answers reads at once, and commands as soon as a worker runs.
 * @param name another one beside the first has another name, and another port in its environment
 */
export async function startApi(
  environment: NodeJS.ProcessEnv,
  dataDir: string,
  onEvent: (line: string) => void,
  name = 'API',
): Promise<Part> {
  const url = `http://127.0.0.1:${environment.PORT}/healthz`
  return runPart({
    name,
    pidFile: join(dataDir, `${fileNameOf(name)}.pid`),
    ...processOf('../api/server.ts', []),
    // A line a request: it goes to its file by itself, not through us.
    options: {
      env: await withFreeMetricsPort(environment),
      stdio: ['ignore', openSync(join(dataDir, `${fileNameOf(name)}.log`), 'a'), 'pipe'],
    },
    readyWithinMs: 60_000,
    isReady: () =>
      fetch(url, { signal: AbortSignal.timeout(2000) }).then(
        (r) => r.ok,
        () => false,
      ),
    onEvent,
  })
}

/**
 * Starts a worker.
 * @param name another one beside the first has another name
 */
export async function startWorker(
  environment: NodeJS.ProcessEnv,
  dataDir: string,
  onEvent: (line: string) => void,
  name = 'Worker',
): Promise<Part> {
  let runs = false
  const log = createWriteStream(join(dataDir, `${fileNameOf(name)}.log`), { flags: 'a' })
  return runPart({
    name,
    pidFile: join(dataDir, `${fileNameOf(name)}.pid`),
    ...processOf('../worker.ts', WORKER_FLAGS),
    options: { env: { ...WORKER_ALLOCATION, ...(await withFreeMetricsPort(environment)) } },
    prepare: async () => {
      runs = false
    },
    onLine: (line) => {
      if (line.includes('worker runs')) runs = true
      log.write(`${line}\n`)
    },
    readyWithinMs: 60_000,
    isReady: async () => runs,
    onEvent,
  })
}

/** Each process tells its own metrics: the first at METRICS_PORT, where that is given, the others above it. */
async function withFreeMetricsPort(environment: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  if (!environment.METRICS_PORT) return environment
  const { port } = await choosePort(Number(environment.METRICS_PORT))
  return { ...environment, METRICS_PORT: String(port) }
}

const fileNameOf = (name: string) => name.toLowerCase().replaceAll(' ', '-')

/** A process of this project. */
function processOf(entry: string, flags: readonly string[]) {
  return { command: process.execPath, args: [...flags, '--import', import.meta.resolve('tsx'), file(entry)] }
}
