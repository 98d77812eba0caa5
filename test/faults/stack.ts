import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Foundation, startFoundation } from '../../src/stack/foundation.ts'
import type { Part } from '../../src/stack/part.ts'
import { choosePort } from '../../src/stack/ports.ts'
import { serviceEnvironment, startApi, startWorker } from '../../src/start/service.ts'

/** Ports of each process's own: several suites may run beside each other. */
const OWN = process.pid % 1000
const PORTS = {
  postgres: 28_000 + OWN,
  temporal: 29_500 + OWN,
  ui: 31_000 + OWN,
  smtp: 20_500 + OWN,
  web: 22_000 + OWN,
}

/** The whole service as processes to be broken: two workers and two APIs on one PostgreSQL, one Temporal, one inbox. */
export interface FaultStack {
  readonly foundation: Foundation
  readonly parts: readonly Part[]
  readonly apiUrls: readonly string[]
  /** Where files that arm debug points are put. */
  readonly debugPoints: string
  readonly taskQueue: string
  stop(): Promise<void>
}

/**
 * Starts it, in a folder of its own. Every part that dies is started again.
 * @param clusterHosts so many hosts of a real Temporal cluster in place of the development server
 */
export async function startFaultStack(say: (line: string) => void, clusterHosts?: number): Promise<FaultStack> {
  const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-faults-'))
  const debugPoints = join(dataDir, 'debug-points')
  mkdirSync(debugPoints)
  const cluster = clusterHosts === undefined ? undefined : { hosts: clusterHosts, shards: 64 }
  const foundation = await startFoundation({ dataDir, withInbox: true, cluster, durable: true, ports: PORTS, say })
  const service: Part[] = []
  const stop = async () => {
    await Promise.all(service.map((part) => part.stop()))
    await foundation.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const taken = new Set<number>()
    const apiUrls: string[] = []
    const told = await serviceEnvironment(foundation, dataDir, 0)
    const besides = { DEBUG_POINTS: debugPoints, REQUESTS_PER_MINUTE: '1000000', COMMAND_DEADLINE_MS: '5000' }
    for (const name of ['API', 'API 2']) {
      const { port } = await choosePort(32_500 + OWN, taken)
      taken.add(port)
      service.push(
        await startApi({ ...told.api, ...besides, LOG_LEVEL: 'warn', PORT: String(port) }, dataDir, say, name),
      )
      apiUrls.push(`http://127.0.0.1:${port}/api/v1`)
    }
    for (const name of ['Worker', 'Worker 2'])
      service.push(await startWorker({ ...told.worker, ...besides }, dataDir, say, name))
    const { postgres, temporal, otherHosts, inbox } = foundation.parts
    const parts = [...service, postgres, temporal, ...otherHosts, inbox!]
    return { foundation, parts, apiUrls, debugPoints, taskQueue: 'amphoe-ita', stop }
  } catch (error) {
    await stop()
    throw error
  }
}
