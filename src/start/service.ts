import { createWriteStream, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Foundation } from '../stack/foundation.ts'
import { type Part, runPart } from '../stack/part.ts'
import { writeWorkflowBundle } from '../temporal/bundle.ts'

/** A country's cached workflows need some 350 MB of heap; without a bound Node would let it grow before it tidies up. */
const WORKER_FLAGS = ['--max-old-space-size=512', '--max-semi-space-size=8']

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What every process of the service is told, and the bundle its workers share. */
export async function serviceEnvironment(
  foundation: Foundation,
  dataDir: string,
  apiPort: number,
): Promise<NodeJS.ProcessEnv> {
  const bundle = join(dataDir, 'workflow-bundle.js')
  await writeWorkflowBundle(bundle)
  return {
    ...process.env,
    ...foundation.environment,
    WORKFLOW_BUNDLE: bundle,
    PORT: String(apiPort),
    PUBLIC_URL: `http://127.0.0.1:${apiPort}`,
  }
}

/** Starts the API. It answers reads at once, and commands as soon as a worker runs. */
export function startApi(
  environment: NodeJS.ProcessEnv,
  dataDir: string,
  onEvent: (line: string) => void,
): Promise<Part> {
  const url = `http://127.0.0.1:${environment.PORT}/healthz`
  return runPart({
    name: 'API',
    pidFile: join(dataDir, 'api.pid'),
    ...processOf('../api/server.ts', []),
    // A line a request: it goes to its file by itself, not through us.
    options: { env: environment, stdio: ['ignore', openSync(join(dataDir, 'api.log'), 'a'), 'pipe'] },
    readyWithinMs: 60_000,
    isReady: () =>
      fetch(url, { signal: AbortSignal.timeout(2000) }).then(
        (r) => r.ok,
        () => false,
      ),
    onEvent,
  })
}

/** Starts a worker. */
export function startWorker(
  environment: NodeJS.ProcessEnv,
  dataDir: string,
  onEvent: (line: string) => void,
): Promise<Part> {
  let runs = false
  const log = createWriteStream(join(dataDir, 'worker.log'), { flags: 'a' })
  return runPart({
    name: 'Worker',
    pidFile: join(dataDir, 'worker.pid'),
    ...processOf('../worker.ts', WORKER_FLAGS),
    options: { env: environment },
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

/** A process of this project. */
function processOf(entry: string, flags: readonly string[]) {
  return { command: process.execPath, args: [...flags, '--import', import.meta.resolve('tsx'), file(entry)] }
}
