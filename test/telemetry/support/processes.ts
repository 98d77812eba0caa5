import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { afterAll } from 'vitest'
import type { Role } from '../../../src/domain/access.ts'
import { startFoundation } from '../../../src/stack/foundation.ts'
import { anyFreePort } from '../../../src/stack/ports.ts'
import { serviceEnvironment, startApi, startWorker } from '../../../src/start/service.ts'
import { openStore, type Store } from '../../../src/store/store.ts'
import { createToken } from '../../../src/store/tokens.ts'
import { Caller } from '../../api/support/caller.ts'
import { programme } from '../../api/support/programme.ts'

/** The service as it runs in production: an API and a worker, each a process with its own log and its port for operators. */
export interface Processes {
  readonly store: Store
  readonly client: Client
  /** Where operators ask each. */
  readonly operators: { readonly api: string; readonly worker: string }
  as(role: Role, area: string): Promise<Caller>
  /** What a process has logged. */
  log(name: 'api' | 'worker'): string
  stopWorker(): Promise<void>
}

/** Starts it all for the calling test file. @param environment what the two processes are told besides */
export async function startProcesses(environment: NodeJS.ProcessEnv): Promise<Processes> {
  const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-seeing-'))
  const ports = { postgres: 30_100, temporal: 30_300, ui: 30_500, smtp: 30_700, web: 30_900 }
  const foundation = await startFoundation({ dataDir, withInbox: true, durable: false, ports, say: () => {} })
  const [apiPort, apiMetrics, workerMetrics] = [await anyFreePort(), await anyFreePort(), await anyFreePort()]
  const told = await serviceEnvironment(foundation, dataDir, apiPort)
  const store = openStore(foundation.databaseUrl, { poolSize: 4 })
  const connection = await Connection.connect({ address: foundation.temporalAddress })
  const worker = await startWorker(
    { ...told.worker, ...environment, METRICS_PORT: String(workerMetrics) },
    dataDir,
    () => {},
  )
  const api = await startApi({ ...told.api, ...environment, METRICS_PORT: String(apiMetrics) }, dataDir, () => {})
  afterAll(async () => {
    await store.close()
    await connection.close()
    await api.stop()
    await worker.stop()
    await foundation.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return {
    store,
    client: new Client({ connection }),
    operators: { api: `http://127.0.0.1:${apiMetrics}`, worker: `http://127.0.0.1:${workerMetrics}` },
    as: async (role, area) => {
      const { token, id } = await createToken(store, { label: `${role} ${area}`, role, area })
      return new Caller(`http://127.0.0.1:${apiPort}`, programme.id, token, id)
    },
    log: (name) => readFileSync(join(dataDir, `${name}.log`), 'utf8'),
    stopWorker: () => worker.stop(),
  }
}

/** Asks again and again until an answer is there. @throws when none has come within ten seconds */
export async function eventually<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const until = Date.now() + 10_000; Date.now() < until; await delay(100)) {
    const found = await ask()
    if (found !== undefined) return found
  }
  throw new Error(`${what} has not come within ten seconds`)
}
