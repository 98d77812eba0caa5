import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Connection } from '@temporalio/client'
import { searchAttributeTypes } from '../workflows/searchAttributes.ts'
import { type Part, runPart } from './part.ts'
import { registerSearchAttributes, type SearchAttributeTypes } from './searchAttributeRegistration.ts'

export interface TemporalSetting {
  readonly cliPath: string
  readonly dataDir: string
  readonly port: number
  readonly uiPort: number
  readonly namespace?: string
  /** What is registered for workflows to be filtered by, with its type. */
  readonly searchAttributes?: SearchAttributeTypes
  /** Dynamic configuration of the server beside its usual limits. */
  readonly limits?: Readonly<Record<string, number | boolean>>
  readonly onEvent: (message: string) => void
}

/**
 * Limits of the Temporal server that a whole country in a few minutes would meet: requests a second of a client and
 * between its services, its database, list requests (100 by default), and requests that wait (1,200), such as Updates.
 */
export const SERVER_LIMITS = {
  'frontend.namespaceRPS': 20_000,
  'frontend.rps': 20_000,
  'frontend.namespaceRPS.visibility': 1000,
  'frontend.namespaceCount': 10_000,
  'frontend.persistenceMaxQPS': 50_000,
  'history.rps': 50_000,
  'history.persistenceMaxQPS': 50_000,
  'matching.rps': 50_000,
  'matching.persistenceMaxQPS': 50_000,
  // It would ask its maker's site for news of versions.
  'frontend.enableServerVersionCheck': false,
}

/**
 * Starts Temporal's development server with its UI on 127.0.0.1. Its data is a file, so running workflows outlive it.
 * @returns the running part, its address and its UI's
 */
export async function startTemporal(
  setting: TemporalSetting,
): Promise<Part & { address: string; uiUrl: string; namespace: string }> {
  const { cliPath, port, uiPort, onEvent, namespace = 'default', searchAttributes = searchAttributeTypes } = setting
  const dataDir = resolve(setting.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const address = `127.0.0.1:${port}`
  const part = await runPart({
    name: 'Temporal',
    command: cliPath,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--db-filename', join(dataDir, 'temporal.db'), '--namespace', namespace],
      ...['--log-level', 'error', '--ui-disable-news-fetch'],
      ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
      ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
      ...Object.entries({ ...SERVER_LIMITS, ...setting.limits }).flatMap(([key, value]) => [
        '--dynamic-config-value',
        `${key}=${value}`,
      ]),
    ],
    options: { env: withoutTemporalVariables(process.env) },
    readyWithinMs: 60_000,
    isReady: () => answers(address, namespace, searchAttributes),
    pidFile: join(dataDir, 'temporal.pid'),
    onEvent,
  })
  return Object.assign(part, { address, uiUrl: `http://127.0.0.1:${uiPort}`, namespace })
}

/** The CLI reads the same variables as a client of Temporal does, which here may name another server. */
function withoutTemporalVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_')))
}

async function answers(address: string, namespace: string, searchAttributes: SearchAttributeTypes): Promise<boolean> {
  let connection: Connection
  try {
    connection = await Connection.connect({ address, connectTimeout: 2000 })
  } catch {
    return false
  }
  try {
    return await registerSearchAttributes(connection, namespace, searchAttributes)
  } finally {
    await connection.close()
  }
}
