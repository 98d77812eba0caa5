import { Worker } from '@temporalio/worker'
import { beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { Calendar } from '../../src/domain/calendar.ts'
import { nextDigestAt } from '../../src/domain/digest.ts'
import type { Standing } from '../../src/domain/step.ts'
import { type Instant, instantFromMs, msOf } from '../../src/domain/time.ts'
import { officesOf } from '../../src/programme/load.ts'
import { rehearsedMails } from '../../src/store/outbox.ts'
import { openProgramme } from '../../src/temporal/open.ts'
import { officeWorkflowId, programmeWorkflowId, provinceWorkflowId, STANDING } from '../../src/workflows/protocol.ts'
import { country, programme, TASK_QUEUE } from './support/country.ts'
import { runsOf } from './support/histories.ts'
import { advance, inFlight, letTimeGoOnFrom, runCount } from './support/inFlight.ts'
import { developmentServer } from './support/servers.ts'

const rules = { policy: programme.policy, calendar: new Calendar(programme.calendar) }
const offices = officesOf(programme).filter((office) => office.startsWith('47'))
const secondsBefore = (at: Instant, seconds: number) => instantFromMs(msOf(at) - seconds * 1000)

describe('A programme and a province that continue as new every few days, as the server suggests after 30 events', async () => {
  const c = await country(
    { kind: 'stepped', origin: programme.policy.opensAt },
    { start: () => developmentServer({ continueAsNewAfter: 30 }) },
  )
  await c.runWorker()
  const { client } = c.env
  const programmeId = programmeWorkflowId(programme.id)
  const provinceId = provinceWorkflowId(programme.id, '47')
  /** A digest waits for its offices: they come to a moment first. */
  const advanceOffices = (at: Instant) =>
    Promise.all(offices.map((office) => advance(client, officeWorkflowId(programme.id, office), at)))
  const recorded = (type: string) => c.store.prisma.auditEvent.count({ where: { type } })

  beforeAll(() => openProgramme({ store: c.store, client, taskQueue: TASK_QUEUE, programme: programme.id }))

  it('take a notice that is passed on meanwhile to every district, once', async () => {
    const request = { programme: programme.id, command: 'forward', body: {}, key: 'f', by: 'test' } as const
    const at = '2024-12-25T16:00:00+07:00'
    await Promise.all([
      inFlight(80, () => advance(client, provinceId, '2024-12-25T10:00:00+07:00')),
      c.gateway.toOffice('47', { ...request, at }),
    ])
    await advance(client, provinceId, at)
    expect(await runCount(client, provinceId)).toBeGreaterThan(1)
    expect(await c.store.prisma.office.count({ where: { notifiedAt: null } })).toBe(0)
    expect(await recorded('notified')).toBe(offices.length)
  })

  it('make one digest for each reader on each working day', async () => {
    for (const [workflowId, tier, reader] of [
      [provinceId, 'province', 'province:47'],
      [programmeId, 'department', 'department'],
    ] as const) {
      const before = await runCount(client, workflowId)
      const due: Instant[] = []
      for (let at = programme.policy.opensAt; due.length < 8; ) {
        at = nextDigestAt(rules, tier, at)!
        due.push(at)
        await advanceOffices(at)
        await inFlight(8, () => advance(client, workflowId, at))
      }
      const made = await c.store.prisma.digestRun.findMany({ where: { reader }, orderBy: { day: 'asc' } })
      expect(made.map((run) => instantFromMs(run.at.getTime()))).toEqual(due)
      expect(await runCount(client, workflowId)).toBeGreaterThan(before + 1)
    }
  })

  it('carry a command of the department to every office once, and answer its key the same way again', async () => {
    const at = '2025-01-15T10:00:00+07:00'
    const extend = (n: number) =>
      c.gateway.toArea('all', {
        ...{ programme: programme.id, command: 'extend', key: `area-${n}`, by: 'test', at },
        body: {
          ...{ obligation: 'report', deadline: `2025-06-1${n}`, reason: 'น้ำท่วม' },
          order: { number: 'มท 1', date: '2025-01-10' },
        },
      })
    await advanceOffices(at)
    const everyOffice = { outcome: 'accepted', answer: { area: 'all', offices: offices.length } }
    const before = await Promise.all([programmeId, provinceId].map((id) => runCount(client, id)))
    for (const n of [0, 1, 2, 3, 4]) {
      const [sent] = await Promise.all([
        extend(n),
        inFlight(10, () => advance(client, programmeId, at)),
        inFlight(10, () => advance(client, provinceId, at)),
      ])
      expect(sent).toEqual(everyOffice)
    }
    const after = await Promise.all([programmeId, provinceId].map((id) => runCount(client, id)))
    expect(after.map((runs, i) => runs > before[i]!)).toEqual([true, true])
    for (const n of [0, 4]) expect(await extend(n)).toEqual(everyOffice)
    expect(await recorded('extended')).toBe(5 * offices.length)
  })

  it('are not held up by an office whose workflow somebody has ended', async () => {
    await client.workflow.getHandle(officeWorkflowId(programme.id, '4703')).terminate('by hand')
    const suspended = await c.gateway.toArea('47', {
      ...{
        programme: programme.id,
        command: 'suspend',
        key: 'suspension',
        by: 'test',
        at: '2025-01-15T11:00:00+07:00',
      },
      body: { reason: 'น้ำท่วม' },
    })
    expect(suspended).toMatchObject({ outcome: 'accepted', answer: { offices: offices.length - 1 } })
    const resumed = await c.gateway.toArea('47', {
      ...{ programme: programme.id, command: 'resume', key: 'resumption', by: 'test', at: '2025-01-15T12:00:00+07:00' },
      body: { reason: 'น้ำลด' },
    })
    expect(resumed).toMatchObject({ outcome: 'accepted', answer: { offices: offices.length - 1 } })
  })

  it('and an office among them: its timer goes on, and does what is due when it is due', async () => {
    const id = officeWorkflowId(programme.id, '4702')
    const handle = client.workflow.getHandle(id)
    const { nextAt } = await handle.query<Standing, []>(STANDING)
    await letTimeGoOnFrom(client, id, secondsBefore(nextAt!, 3600))
    const before = await runCount(client, id)
    const body = { activity: 'prevention', on: '2024-12-26', note: 'อบรม' }
    await inFlight(30, async (n) => {
      const request = { programme: programme.id, command: 'record-activity', body, key: `a${n}`, by: 'test' } as const
      expect(await c.gateway.toOffice('4702', request)).toMatchObject({ outcome: 'accepted' })
    })
    expect(await runCount(client, id)).toBeGreaterThan(before)
    const timer = await vi.waitFor(async () => {
      const events = (await runsOf(client, id)).at(-1)!.events!
      const set = events.find((e) => e.timerStartedEventAttributes)
      expect(set).toBeDefined()
      return Number(set!.timerStartedEventAttributes!.startToFireTimeout!.seconds)
    }, 10_000)
    expect(timer).toBeGreaterThan(3000)
    expect(timer).toBeLessThan(3600)

    await letTimeGoOnFrom(client, id, secondsBefore(nextAt!, 6))
    await vi.waitFor(async () => {
      const mails = await rehearsedMails(c.store, programme.id)
      expect(mails.filter((m) => m.to === 'office:4702' && m.kind === 'morning' && m.at === nextAt)).toHaveLength(1)
    }, 20_000)
    const events = (await runsOf(client, id)).flatMap((run) => run.events!)
    expect(events.filter((e) => e.timerFiredEventAttributes)).toHaveLength(1)
    expect(await recorded('activity-recorded')).toBe(30)
  })

  it('not for a refused command alone, of which the history says nothing: every run can be replayed to its end', async () => {
    const id = officeWorkflowId(programme.id, '4704')
    const send = (n: number, command: 'record-activity' | 'reverse', body: object) =>
      c.gateway.toOffice('4704', { programme: programme.id, command, body, key: `${command}-${n}`, by: 'test' })
    const before = await runCount(client, id)
    for (let n = 0; n < 30; n++) {
      const activity = { activity: 'prevention', on: '2024-12-26', note: 'อบรม' }
      expect(await send(n, 'record-activity', activity)).toMatchObject({ outcome: 'accepted' })
      const unknown = await send(n, 'reverse', { documentNo: 'ฎ1/2568', reason: 'ผิดรายการ' })
      expect(unknown).toMatchObject({ outcome: 'refused', type: 'unknown-document' })
    }
    const runs = await runsOf(client, id)
    expect(runs.length).toBeGreaterThan(before + 2)
    const workflowBundle = { codePath: inject('workflowBundle') }
    for (const [n, run] of runs.entries()) await Worker.runReplayHistory({ workflowBundle }, run, `run ${n} of ${id}`)
  })
})
