import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Client } from '@temporalio/client'
import { CommandGateway, type Sent } from '../src/commands/gateway.ts'
import { readAllocations } from '../src/programme/allocations.ts'
import { sampleContacts } from '../src/programme/contacts.ts'
import { officesOf, type Programme } from '../src/programme/load.ts'
import { type Foundation, startFoundation, usualPorts } from '../src/stack/foundation.ts'
import type { Part } from '../src/stack/part.ts'
import { choosePort } from '../src/stack/ports.ts'
import { serviceEnvironment, startApi, startWorker, WORKER_ALLOCATION, WORKER_FLAGS } from '../src/start/service.ts'
import { saveProgramme } from '../src/store/programmes.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { connectClient } from '../src/temporal/connect.ts'
import { openProgramme } from '../src/temporal/open.ts'
import { atOnce } from './atOnce.ts'
import { startProcess } from './process.ts'
import { seconds } from './timing.ts'
import { residentMegabytes } from './usage.ts'

/** The day on which a country is opened and its commands come: after the kick-off. */
export const DAY = '2024-12-26'
const OPENING = `${DAY}T10:00:00+07:00`

/** How long it took to open the country, and to start as many bare workflows, in seconds. */
export interface Opened {
  readonly seconds: number
  readonly bareSeconds: number
}

/** A worker's process, of the service or of the bare workflows. */
export type Whose = 'service' | 'bare'

/**
 * What the measurements share: the service and a country in it, and as many bare workflows with a worker of equal settings, on
 * one PostgreSQL and one Temporal server.
 */
export interface Stage {
  readonly programme: Programme
  readonly offices: readonly string[]
  readonly foundation: Foundation
  readonly store: Store
  readonly client: Client
  /** The API's address. */
  readonly url: string
  readonly say: (line: string) => void
  worker(whose: Whose): Part
  /** Memory of a worker before its first workflow, in megabytes. */
  readonly empty: Readonly<Record<Whose, number>>
  /** Opens the country with the notice passed on to every district, and starts the bare workflows: the first time that it is called. */
  open(): Promise<Opened>
  /** Who is told of each bare workflow that wakes, and when it did. */
  onWoken(hear: (at: number) => void): void
  stop(): Promise<void>
}

export async function startStage(programme: Programme, say: (line: string) => void): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-bench-'))
  const offices = officesOf(programme)
  const foundation = await startFoundation({ dataDir, withInbox: false, durable: true, ports: usualPorts, say })
  const { port } = await choosePort(3000)
  const environment = await serviceEnvironment(foundation, dataDir, port)
  Object.assign(process.env, foundation.environment)
  const store = openStore(foundation.databaseUrl, { poolSize: 8 })
  const { client, connection } = await connectClient()
  let hear: (at: number) => void = () => undefined
  const startBareWorker = () =>
    startProcess({
      name: 'bare worker',
      entry: fileURLToPath(new URL('./bareWorker.ts', import.meta.url)),
      flags: WORKER_FLAGS,
      environment: { ...WORKER_ALLOCATION, ...environment.worker },
      onLine: (line) => {
        if (line.startsWith('woken ')) hear(Number(line.slice('woken '.length)))
      },
      say,
    })
  const workers: Partial<Record<Whose, Part>> = {}
  const startWorkers = async () => {
    workers.bare = await startBareWorker()
    workers.service = await startWorker(environment.worker, dataDir, say)
  }
  const stopWorkers = async () => {
    await Promise.all([workers.bare?.stop(), workers.service?.stop()])
  }
  let api: Part | undefined
  const stop = async () => {
    await stopWorkers()
    await api?.stop()
    await connection.close()
    await store.close()
    await foundation.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await startWorkers()
    api = await startApi(environment.api, dataDir, say)
    let opened: Promise<Opened> | undefined
    const memoryOf = (whose: Whose) => residentMegabytes(workers[whose]!.pid!)
    return {
      ...{ programme, offices, foundation, store, client, say, stop },
      url: `http://127.0.0.1:${port}`,
      worker: (whose) => workers[whose]!,
      empty: { service: memoryOf('service'), bare: memoryOf('bare') },
      open: () => {
        opened ??= open({ programme, offices, store, client, say })
        return opened
      },
      onWoken: (listener) => {
        hear = listener
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Puts a programme into the database, with one budget line of money for each office. */
export async function load(store: Store, programme: Programme): Promise<void> {
  const offices = officesOf(programme)
  const line = programme.policy.lines[0]!
  const { allocations } = readAllocations(
    offices.map((office) => ({ office, line, amount: '1000000.00' })),
    programme,
    'bench',
  )
  const contacts = sampleContacts(offices)
  const clock = { kind: 'stepped', origin: OPENING } as const
  await saveProgramme(store, programme, { allocations, contacts, sampleAllocations: true, clock })
}

export function mustBeAccepted(sent: Sent<unknown>): void {
  if (sent.outcome !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(sent)}`)
}

async function open({
  programme,
  offices,
  store,
  client,
  say,
}: Pick<Stage, 'programme' | 'offices' | 'store' | 'client' | 'say'>): Promise<Opened> {
  say(`Opening ${offices.length} offices, against starting as many bare workflows …`)
  await load(store, programme)
  const opened = {
    bareSeconds: await seconds(() => startBare(client, offices.length)),
    seconds: await seconds(() => openProgramme({ store, client, taskQueue: 'amphoe-ita', programme: programme.id })),
  }
  say('Passing the notice on to every district …')
  await forwardEverywhere(store, client, programme)
  return opened
}

/** Where the bare workflow of an office's number is found. */
export const bareId = (n: number) => `bare-${n}`

async function startBare(client: Client, count: number): Promise<void> {
  await atOnce(count, 16, (i) =>
    client.workflow.start('bareWorkflow', { taskQueue: 'bare', workflowId: bareId(i), args: [] }),
  )
  // As opening does, wait until the last has been taken up.
  await client.workflow.getHandle(bareId(count - 1)).executeUpdate('touch')
}

async function forwardEverywhere(store: Store, client: Client, { id, provinces }: Programme): Promise<void> {
  const gateway = new CommandGateway(store, client, 60_000)
  await atOnce(provinces.length, 8, async (i) => {
    const request = { programme: id, command: 'forward', body: {}, key: `bench-${i}`, by: 'bench' } as const
    mustBeAccepted(await gateway.toOffice(provinces[i]!.code, request))
  })
  while ((await store.prisma.office.count({ where: { programmeId: id, notifiedAt: null } })) > 0) await delay(200)
}
