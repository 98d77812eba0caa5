import { randomUUID } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import proto from '@temporalio/proto'
import { bundleWorkflowCode, Worker } from '@temporalio/worker'
import { DeterminismViolationError } from '@temporalio/workflow'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { CommandGateway } from '../../src/commands/gateway.ts'
import { examine, type Finding } from '../../src/doctor/examine.ts'
import type { Part } from '../../src/stack/part.ts'
import { programmeOf } from '../../src/store/programmes.ts'
import { type Deployment, promote, ReleaseUnknownError, releases, tryOn } from '../../src/temporal/releases.ts'
import { officeWorkflowId } from '../../src/workflows/protocol.ts'
import { programme } from '../api/support/programme.ts'
import { openTwoProvinces, type Service, startService, TODAY } from '../api/support/service.ts'
import { type History, runsOf } from '../workflows/support/histories.ts'

/** The workflow code of the release before, and of the one that comes: the same, and a timer more behind patched(). */
const before = inject('workflowBundle')
const next = join(tmpdir(), `amphoe-ita-next-release-${randomUUID()}.js`)
const OFFICES = ['4701', '4702', '4703', '4704', '4705', '4706', '4707', '4708']
const FEW_EVENTS = 40
/** A command came just as a run was to continue as new: the server has the worker think again. It is no failure. */
const UNHANDLED_COMMAND =
  proto.temporal.api.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
/** As in production, in milliseconds. */
const COMMAND_DEADLINE_MS = 20_000

let service: Service
let deployment: Deployment
let people: People
const workers = new Map<string, Part[]>()

/** Two workers of a release, as processes beside those that run. */
async function start(release: string, bundle: string, buildId?: string): Promise<void> {
  const names = [`Worker ${release} a`, `Worker ${release} b`]
  workers.set(release, await Promise.all(names.map((name) => service.startWorkerProcess(name, bundle, buildId))))
}

async function stop(release: string): Promise<void> {
  await Promise.all(workers.get(release)!.map((worker) => worker.stop()))
}

/** Everybody spends on, without a pause, until this many more commands have been answered. */
async function moreCommands(count: number): Promise<void> {
  const enough = people.answers.length + count
  await vi.waitUntil(() => people.answers.length >= enough, { timeout: 60_000, interval: 50 })
}

/** Which releases have done workflow tasks of an office, run by run. */
const releasesIn = (history: History): Set<string> =>
  new Set(
    (history.events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: done }) =>
      done ? [done.deploymentVersion?.buildId ?? 'none'] : [],
    ),
  )
const runsOfAll = async () =>
  (await Promise.all(OFFICES.map((office) => runsOf(service.client, officeWorkflowId(programme.id, office))))).flat()
const statusOf = async (buildId: string) => (await releases(deployment)).find((release) => release.buildId === buildId)

beforeAll(async () => {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../workflows/support/nextRelease.ts', import.meta.url)),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  })
  writeFileSync(next, code)
  afterAll(() => rmSync(next))
  service = await startService({ continueAsNewAfter: FEW_EVENTS })
  deployment = { client: service.client, taskQueue: service.setting.taskQueue }
  await start('none', before)
  await openTwoProvinces(service)
  const gateway = new CommandGateway(service.setting.store, service.client, COMMAND_DEADLINE_MS)
  people = await People.begin(service, await service.listen({ gateway }))
})
afterAll(() => people.stop())

describe('While districts spend without a pause, and their workflows continue as new every few commands', () => {
  test('an installation without releases comes to have them: the first one is the current one by itself', async () => {
    await moreCommands(50)
    expect(await releases(deployment)).toEqual([])
    await start('1.0.0', before, '1.0.0')
    await vi.waitFor(async () => expect(await statusOf('1.0.0')).toMatchObject({ status: 'current' }), 20_000)
    await stop('none')
    await moreCommands(100)
  })

  test('a release that no worker has come with cannot be promoted, nor tried', async () => {
    await expect(promote(deployment, '9.9.9')).rejects.toThrow(ReleaseUnknownError)
    await expect(tryOn(deployment, '9.9.9', 10)).rejects.toThrow(/No worker of release 9\.9\.9.*Known: 1\.0\.0/)
  })

  test('the next release is given nothing while it is only there', async () => {
    await start('1.1.0', next, '1.1.0')
    await vi.waitFor(async () => expect(await statusOf('1.1.0')).toMatchObject({ status: 'inactive' }), 20_000)
    await moreCommands(100)
    for (const run of await runsOfAll()) expect(releasesIn(run)).not.toContain('1.1.0')
  })

  test('it is tried on half of the offices; each stays with one release meanwhile', async () => {
    await tryOn(deployment, '1.1.0', 50)
    expect(await statusOf('1.1.0')).toMatchObject({ status: 'ramping', ramp: 50 })
    const tried = async () => (await runsOfAll()).some((run) => releasesIn(run).has('1.1.0'))
    for (let n = 0; n < 20 && !(await tried()); n++) await moreCommands(50)
    expect(await tried()).toBe(true)
    await moreCommands(150)
    const latest = await Promise.all(
      OFFICES.map(async (office) => (await runsOf(service.client, officeWorkflowId(programme.id, office))).at(-1)!),
    )
    const now = new Set(latest.flatMap((run) => [...releasesIn(run)]))
    expect([...now].sort()).toEqual(['1.0.0', '1.1.0'])
  })

  test('it is promoted, and the workers of the one before are ended', async () => {
    await promote(deployment, '1.1.0')
    await moreCommands(50)
    await stop('1.0.0')
    await moreCommands(150)
    expect(await statusOf('1.1.0')).toMatchObject({ status: 'current', ramp: null })
  })
})

describe('When it is over', () => {
  test('no command has failed, and each is recorded once', async () => {
    await people.stop()
    expect(people.answers.length).toBeGreaterThan(600)
    expect(people.answers.filter(({ status }) => status !== 200)).toEqual([])
    const recorded = await service.store.prisma.ledgerEntry.findMany({ select: { documentNo: true } })
    expect(recorded.map((r) => r.documentNo).sort()).toEqual(people.answers.map((a) => a.documentNo).sort())
  })

  test('no workflow task has failed, in any run, though every office has had several', async () => {
    const runs = await runsOfAll()
    expect(runs.length).toBeGreaterThan(5 * OFFICES.length)
    const failed = runs.flatMap((run) =>
      (run.events ?? []).flatMap(({ workflowTaskFailedEventAttributes: f }) =>
        f && f.cause !== UNHANDLED_COMMAND ? [f.failure?.message ?? f.cause] : [],
      ),
    )
    expect(failed).toEqual([])
  })

  test('every office is with the new release, and what it does differently', async () => {
    // The last command may have had its office begin a new run, which nobody has worked on yet.
    for (const office of OFFICES)
      await vi.waitFor(async () => {
        const run = (await runsOf(service.client, officeWorkflowId(programme.id, office))).at(-1)!
        expect(releasesIn(run)).toContain('1.1.0')
      }, 20_000)
  })

  test('every workflow says what the database says', async () => {
    const findings: Finding[] = []
    const stored = (await programmeOf(service.store, programme.id))!
    await examine({
      ...{ store: service.store, client: service.client, programme: stored },
      onFinding: (finding) => findings.push(finding),
    })
    expect(findings).toEqual([])
  })

  test('and it mattered which worker a task came to: the release before cannot go on with a run of the new one', async () => {
    const runs = await runsOfAll()
    const ofNew = runs.find((run) => releasesIn(run).size === 1 && releasesIn(run).has('1.1.0'))!
    const replay = (codePath: string) => Worker.runReplayHistory({ workflowBundle: { codePath } }, ofNew, 'new')
    await expect(replay(next)).resolves.toBeUndefined()
    await expect(replay(before)).rejects.toThrow(DeterminismViolationError)
  })
})

/** One person in each district who records one satang after the other. */
class People {
  readonly answers: { readonly status: number; readonly documentNo: string; readonly body: unknown }[] = []
  private running = true
  private readonly lanes: Promise<void>[] = []

  static async begin(of: Service, url: string): Promise<People> {
    const begun = new People()
    for (const office of OFFICES) {
      const person = (await of.as('district', office)).at(url)
      begun.lanes.push(
        (async () => {
          for (let n = 0; begun.running; n++) {
            const documentNo = `ฎ ${office}/${n}`
            const entry = { line: 'materials', amount: '0.01', paidOn: TODAY, documentNo }
            const { status, body } = await person.command(office, 'disburse', entry)
            begun.answers.push({ status, documentNo, body })
          }
        })(),
      )
    }
    return begun
  }

  async stop(): Promise<void> {
    this.running = false
    await Promise.all(this.lanes)
  }
}
