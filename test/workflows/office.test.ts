import { describe, expect, it } from 'vitest'
import type { OfficeEvent } from '../../src/domain/event.ts'
import type { OfficeStep, Standing } from '../../src/domain/step.ts'
import { type Instant, instantFromMs, msOf } from '../../src/domain/time.ts'
import { officeDetail } from '../../src/store/offices.ts'
import { rehearsedMails } from '../../src/store/outbox.ts'
import { recordStep } from '../../src/store/recordStep.ts'
import { openProgramme } from '../../src/temporal/open.ts'
import { officeWorkflowId, STANDING } from '../../src/workflows/protocol.ts'
import { country, programme, TASK_QUEUE } from './support/country.ts'
import { textsIn } from './support/histories.ts'

/** Real time for the workflows is the test server's, which skips; programme time begins when the test does. */
const dayInMs = 86_400_000

function addSeconds(at: Instant, seconds: number): Instant {
  return instantFromMs(msOf(at) + seconds * 1000)
}

describe('A province on real timers, with a server that skips time', async () => {
  const startedAt = new Date().toISOString()
  const c = await country({ kind: 'paced', origin: '2024-12-25T08:00:00+07:00', startedAt, pace: 1 })
  await c.runWorker()
  const id = (office: string) => officeWorkflowId(programme.id, office)
  const send = (
    office: string,
    command: Parameters<typeof c.gateway.toOffice>[1]['command'],
    body: object,
    key: string = crypto.randomUUID(),
  ) => c.gateway.toOffice(office, { programme: programme.id, command, body, key, by: 'test' })
  const after = '2025-12-31T00:00:00+07:00'

  it('lives through the first weeks: notice, reminders, escalation, digest, settlement', async () => {
    await openProgramme({ store: c.store, client: c.env.client, taskQueue: TASK_QUEUE, programme: programme.id })
    expect(await c.store.prisma.office.count({ where: { notifiedAt: { not: null } } })).toBe(0)

    await c.env.sleep(dayInMs / 8)
    expect((await rehearsedMails(c.store, programme.id)).map((m) => `${m.at} ${m.to} ${m.kind}`)).toEqual([
      '2024-12-25T09:00:00+07:00 office:47 notice',
    ])

    const early = await send('4701', 'acknowledge', { coordinator: { name: 'ก', email: 'a@example.go.th' } })
    expect(early).toMatchObject({ outcome: 'refused', type: 'not-notified' })
    const history = await c.env.client.workflow.getHandle(id('4701')).fetchHistory()
    expect(history.events?.some((e) => e.workflowExecutionUpdateAcceptedEventAttributes)).toBe(false)

    expect(await send('47', 'forward', {})).toMatchObject({ outcome: 'accepted' })
    await c.env.sleep(60_000)
    expect(await c.store.prisma.office.count({ where: { notifiedAt: null } })).toBe(0)

    const named = await send('4701', 'acknowledge', {
      coordinator: { name: 'สมชาย ตัวอย่าง', email: 'somchai@example.go.th', phone: '0-0000-0000' },
    })
    expect(named).toMatchObject({ outcome: 'accepted', answer: { events: ['acknowledged'], phase: 'kickoff' } })

    await c.env.sleep(9 * dayInMs)
    const silent = (await officeDetail(c.store, programme.id, '4702', after))!
    expect(silent.obligations.acknowledge).toMatchObject({ deadline: '2025-01-02', settledAt: null, level: 1 })
    expect((await officeDetail(c.store, programme.id, '4701', after))!.obligations.acknowledge!.level).toBe(0)
    const digests = (await rehearsedMails(c.store, programme.id)).filter((m) => m.kind === 'digest')
    expect(digests[0]).toMatchObject({ at: '2025-01-03T09:00:00+07:00', to: 'province:47' })
    expect(digests[0]!.items).toContainEqual({ office: '4702', obligation: 'acknowledge', state: 'new' })
    expect(digests[0]!.items.some((i) => i.office === '4701')).toBe(false)
  })

  it('can be read by an operator: a page in words, search attributes, and no person anywhere in its history', async () => {
    const handle = c.env.client.workflow.getHandle(id('4702'))
    expect(await handle.query(STANDING)).toMatchObject({ phase: 'kickoff', level: 1, overdue: true })
    const metadata = await handle.query<{ currentDetails?: string }, []>('__temporal_workflow_metadata')
    expect(metadata.currentDetails).toContain('acknowledge | 2025-01-02 | **open**, escalated to the province')
    expect(metadata.currentDetails).toMatch(/Next: 2025-01-\d\d 08:30 /)

    const said = textsIn(await c.env.client.workflow.getHandle(id('4701')).fetchHistory())
    expect(said).toContain('"name":"acknowledge"')
    for (const personal of ['สมชาย', 'somchai', '0-0000-0000']) expect(said).not.toContain(personal)
  })

  it('answers the same key the same way, and refuses it for anything else', async () => {
    const entry = { line: 'materials', amount: '400.00', paidOn: '2025-01-02', documentNo: 'ฎ1/2568' }
    const [first, again] = await Promise.all([
      send('4701', 'disburse', entry, 'k1'),
      send('4701', 'disburse', entry, 'k1'),
    ])
    const later = await send('4701', 'disburse', entry, 'k1')
    expect(first.outcome).toBe('accepted')
    expect(again).toEqual(first)
    expect(later).toEqual(first)
    expect(await send('4701', 'disburse', { ...entry, amount: '400.01' }, 'k1')).toEqual({ outcome: 'key-reused' })
    const office = (await officeDetail(c.store, programme.id, '4701', after))!
    expect(office.lines).toEqual([{ line: 'materials', allocated: 100_000, disbursed: 40_000, returned: 0 }])
  })

  it('takes in what a lost run of its task has recorded, and goes on from there', async () => {
    // The worker died after the transaction and before Temporal knew: the same command is decided again, at a later moment.
    const lost: OfficeStep[] = []
    c.beforeRecording.hook = async (step) => {
      if (step.cause?.key !== 'k3' || lost.length > 0) return
      const earlier = step.events.map((e) => ({ ...e, at: addSeconds(e.at, -1) }))
      lost.push({ ...step, events: earlier })
      await recordStep(c.store, lost[0]!)
    }
    const entry = { line: 'materials', amount: '100.00', paidOn: '2025-01-02', documentNo: 'ฎ3/2568' }
    const sent = await send('4701', 'disburse', entry, 'k3')
    expect(lost).toHaveLength(1)
    expect(sent).toMatchObject({ outcome: 'accepted', answer: { events: ['disbursed'] } })
    expect(await send('4701', 'disburse', { ...entry, documentNo: 'ฎ4/2568' }, 'k4')).toMatchObject({
      outcome: 'accepted',
    })
    const office = (await officeDetail(c.store, programme.id, '4701', after))!
    expect(office.ledger.map((e) => e.documentNo)).toEqual(['ฎ1/2568', 'ฎ3/2568', 'ฎ4/2568'])
    expect(office.sequence).toBe(
      (await c.env.client.workflow.getHandle(id('4701')).query<Standing, []>(STANDING)).sequence,
    )
  })

  it('takes in what a lost run has recorded of another command, and decides its own anew', async () => {
    let lost = false
    c.beforeRecording.hook = async (step) => {
      if (step.cause?.key !== 'k6' || lost) return
      lost = true
      const other = step.events.map((e) => ({ ...e, documentNo: 'ฎ5/2568' })) as OfficeEvent[]
      await recordStep(c.store, { ...step, events: other, cause: { ...step.cause, key: 'k5' } })
    }
    const entry = { line: 'materials', amount: '10.00', paidOn: '2025-01-02' }
    expect(await send('4701', 'disburse', { ...entry, documentNo: 'ฎ6/2568' }, 'k6')).toMatchObject({
      outcome: 'accepted',
    })
    const office = (await officeDetail(c.store, programme.id, '4701', after))!
    expect(office.ledger.map((e) => e.documentNo).slice(-2)).toEqual(['ฎ5/2568', 'ฎ6/2568'])
    expect(office.lines[0]!.disbursed).toBe(62_000)
  })

  it('takes the time the server skipped for its own', async () => {
    expect(instantFromMs(await c.env.currentTimeMs()) > startedAt.slice(0, 10)).toBe(true)
  })
})
