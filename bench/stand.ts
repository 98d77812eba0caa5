import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from '@temporalio/client'
import { startFoundation, usualPorts } from '../src/stack/foundation.ts'
import { type Part, runPart } from '../src/stack/part.ts'
import { choosePort } from '../src/stack/ports.ts'
import { serviceEnvironment, startApi, startWorker } from '../src/start/service.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { connectClient } from '../src/temporal/connect.ts'

/** What is measured: the whole service, and beside it a worker for bare workflows on the same servers. */
export interface Stand {
  readonly store: Store
  readonly client: Client
  readonly databaseUrl: string
  /** The address of API and pages. */
  readonly url: string
  readonly worker: Part
  readonly bareWorker: Part
  /** Starts another process beside them, until the stand is taken down. */
  startProcess(setting: ProcessSetting): Promise<Part>
}

export interface ProcessSetting {
  readonly name: string
  /** A file of this folder. */
  readonly file: string
  readonly args?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  /** The line that it prints when it can be used. */
  readonly ready: string
  readonly onLine?: (line: string) => void
}

/** Puts a stand up, with nothing on it, and takes it down when what is to be done on it has been done. */
export async function onStand<T>(say: (line: string) => void, act: (stand: Stand) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-bench-'))
  const foundation = await startFoundation({ dataDir, withInbox: false, durable: true, ports: usualPorts, say })
  const parts: Part[] = []
  const closing: (() => Promise<unknown>)[] = []
  try {
    const { port } = await choosePort(3000)
    const environment = await serviceEnvironment(foundation, dataDir, port)
    Object.assign(process.env, foundation.environment)
    const store = openStore(foundation.databaseUrl, { poolSize: 8 })
    closing.push(() => store.close())
    const { client, connection } = await connectClient()
    closing.push(() => connection.close())
    const startProcess = async (setting: ProcessSetting) => {
      const part = await startBeside({ ...environment, ...setting.environment }, setting, say)
      parts.push(part)
      return part
    }
    const bareWorker = await startProcess({
      ...{ name: 'bare worker', file: 'bareWorker.ts', ready: 'bare worker runs' },
      // As the service's own worker is started.
      environment: { MALLOC_ARENA_MAX: '2' },
    })
    parts.push(await startApi(environment, dataDir, say))
    const worker = await startWorker(environment, dataDir, say)
    parts.push(worker)
    const { databaseUrl } = foundation
    const url = `http://127.0.0.1:${port}`
    return await act({ ...{ store, client, databaseUrl, url }, ...{ worker, bareWorker, startProcess } })
  } finally {
    for (const part of parts.reverse()) await part.stop()
    for (const close of closing.reverse()) await close()
    await foundation.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function startBeside(
  env: NodeJS.ProcessEnv,
  { name, file, args = [], ready, onLine }: ProcessSetting,
  say: (line: string) => void,
): Promise<Part> {
  let runs = false
  return runPart({
    name,
    command: process.execPath,
    args: ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL(file, import.meta.url)), ...args],
    options: { env },
    readyWithinMs: 60_000,
    isReady: async () => runs,
    onLine: (line) => {
      if (line.includes(ready)) runs = true
      onLine?.(line)
    },
    onEvent: say,
  })
}
