import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Connection } from '@temporalio/client'
import { searchAttributeTypes } from '../workflows/searchAttributes.ts'
import { type Part, runPart } from './part.ts'

export interface TemporalSetting {
  readonly cliPath: string
  readonly dataDir: string
  readonly port: number
  readonly uiPort: number
  readonly onEvent: (message: string) => void
}

/** Limits of the development server that a whole country in a few minutes would meet. */
const LIMITS = {
  'frontend.namespaceRPS': 20_000,
  'frontend.rps': 20_000,
  'history.rps': 50_000,
  'matching.rps': 50_000,
}

/**
 * Starts Temporal's development server with its UI on 127.0.0.1. Its data is a file, so running workflows outlive it.
 * @returns the running part, its address and its UI's
 */
export async function startTemporal(
  setting: TemporalSetting,
): Promise<Part & { address: string; uiUrl: string; namespace: string }> {
  const { cliPath, dataDir, port, uiPort, onEvent } = setting
  mkdirSync(dataDir, { recursive: true })
  const address = `127.0.0.1:${port}`
  const part = await runPart({
    name: 'Temporal',
    command: cliPath,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--db-filename', join(dataDir, 'temporal.db'), '--log-level', 'error', '--ui-disable-news-fetch'],
      ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
      ...Object.entries(searchAttributeTypes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
      ...Object.entries(LIMITS).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
    ],
    readyWithinMs: 60_000,
    isReady: () => answers(address),
    onEvent,
  })
  return {
    name: part.name,
    get pid() {
      return part.pid
    },
    stop: part.stop,
    address,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    namespace: 'default',
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 2000 })
    try {
      // The search attributes are registered a moment after the server answers.
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' })
      return Object.keys(searchAttributeTypes).every((name) => customAttributes && name in customAttributes)
    } finally {
      await connection.close()
    }
  } catch {
    return false
  }
}
