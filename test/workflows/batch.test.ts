import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type BatchRequestItem, CommandGateway, type Sent } from '../../src/commands/gateway.ts'
import type { CommandName } from '../../src/domain/command.ts'
import type { Answer, OfficeStep } from '../../src/domain/step.ts'
import { instantFromMs, msOf } from '../../src/domain/time.ts'
import { officeDetail } from '../../src/store/offices.ts'
import { recordStep, recordSteps } from '../../src/store/recordStep.ts'
import { openProgramme } from '../../src/temporal/open.ts'
import { BATCH, type BatchEnvelope, NOTIFY, officeWorkflowId } from '../../src/workflows/protocol.ts'
import { country, programme, TASK_QUEUE } from './support/country.ts'
import { type HistoryEvent, textsIn } from './support/histories.ts'
import { developmentServer } from './support/servers.ts'

const words = 'ผิดรายการ ขอกลับ'

describe('Many commands in one call', async () => {
  const clock = { kind: 'stepped', origin: '2025-01-06T10:00:00+07:00' } as const
  const c = await country(clock, { start: developmentServer })
  await c.runWorker()

  const item = (office: string, command: CommandName, body: object, key: string = crypto.randomUUID()) =>
    ({ office, command, body, key }) satisfies BatchRequestItem
  const pay = (office: string, amount: string, documentNo: string, key?: string) =>
    item(office, 'disburse', { line: 'materials', amount, paidOn: '2025-01-02', documentNo }, key)
  const activity = (office: string, key?: string) =>
    item(office, 'record-activity', { activity: 'prevention', on: '2025-01-02', note: words }, key)
  const send = (...items: BatchRequestItem[]) => c.gateway.batch({ programme: programme.id, by: 'test', items })

  /** The Updates that a history holds: what is refused is not among them. */
  const updatesOf = async (office: string) =>
    (await historyOf(office)).flatMap(
      (e) => e.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name ?? [],
    )
  const historyOf = async (office: string): Promise<HistoryEvent[]> => {
    const handle = c.env.client.workflow.getHandle(officeWorkflowId(programme.id, office))
    return (await handle.fetchHistory()).events ?? []
  }
  const outcomes = (sent: readonly Sent<Answer>[]) =>
    sent.map((s) => (s.outcome === 'refused' ? s.type : s.outcome === 'accepted' ? s.answer.events[0] : s.outcome))
  const sequences = (sent: readonly Sent<Answer>[]) =>
    sent.flatMap((s) => (s.outcome === 'accepted' ? [s.answer.sequence] : []))
  const documents = async (office: string) =>
    (await officeDetail(c.store, programme.id, office, '2025-12-31T00:00:00+07:00'))!.ledger.map((e) => e.documentNo)
  /** A run of the task that was lost had decided a second earlier. */
  const earlier = (step: OfficeStep): OfficeStep => ({
    ...step,
    events: step.events.map((e) => ({ ...e, at: instantFromMs(msOf(e.at) - 1000) })),
  })

  beforeAll(async () => {
    await openProgramme({ store: c.store, client: c.env.client, taskQueue: TASK_QUEUE, programme: programme.id })
    await send(item('47', 'forward', {}))
    const unnotified = () => c.store.prisma.office.count({ where: { notifiedAt: null } })
    await vi.waitFor(async () => expect(await unnotified()).toBe(0), { timeout: 20_000 })
  })

  it('is answered command by command, in the order given, whatever office each is for', async () => {
    const twice = pay('4701', '300.00', 'ฎ3/2568', 'k3')
    const sent = await send(
      pay('4701', '600.00', 'ฎ1/2568'),
      pay('4702', '100.00', 'ฎ1/2568'),
      pay('4701', '400.01', 'ฎ2/2568'),
      item('4701', 'disburse', { line: 'materials', amount: 400 }),
      twice,
      pay('9999', '1.00', 'ฎ1/2568'),
      twice,
      pay('4701', '1.00', 'ฎ4/2568', 'k3'),
      item('4701', 'reverse', { documentNo: 'ฎ1/2568', reason: words }),
    )
    expect(outcomes(sent)).toEqual([
      'disbursed',
      'disbursed',
      'line-exceeded',
      'invalid',
      'disbursed',
      'unknown-office',
      'disbursed',
      'key-reused',
      'entry-reversed',
    ])
    expect(sent[2]).toMatchObject({ facts: { remaining: '400.00', excess: '0.01' } })
    expect(sent[6]).toEqual(sent[4])
    expect(await documents('4701')).toEqual(['ฎ1/2568', 'ฎ3/2568', 'ฎ1/2568'])
  })

  it('costs its office one Update and one record, and leaves nothing written in words in the history', async () => {
    const events = await historyOf('4701')
    expect(await updatesOf('4701')).toEqual([NOTIFY, BATCH])
    expect(textsIn(events).match(/"recordOfficeSteps"/g)).toHaveLength(1)
    expect(textsIn(events)).toContain('ฎ3/2568')
    expect(textsIn(events)).not.toContain(words)
    expect(await c.store.prisma.commandText.count({ where: { target: '4701' } })).toBe(1)
  })

  it('sent twice at once, or again, is answered alike, and nothing is done twice', async () => {
    const items = Array.from({ length: 40 }, (_, i) => activity('4703', `a${i}`))
    const [first, atOnce] = await Promise.all([send(...items), send(...items)])
    expect(new Set(outcomes(first))).toEqual(new Set(['activity-recorded']))
    expect(new Set(sequences(first)).size).toBe(40)
    expect(atOnce).toEqual(first)
    const updates = await updatesOf('4703')
    expect(await send(...items)).toEqual(first)
    expect(await updatesOf('4703')).toEqual(updates)
    const office = await officeDetail(c.store, programme.id, '4703', '2025-12-31T00:00:00+07:00')
    expect(office!.sequence).toBe(sequences(first).at(-1))
  })

  it('of several under one key with different bodies, sent at once, keeps only what the answered one says', async () => {
    const say = (note: string) =>
      send(item('4706', 'record-activity', { activity: 'prevention', on: '2024-12-26', note }, 'one key'))
    const notes = ['one', 'two', 'three', 'four']
    const came = (await Promise.all(notes.map(say))).map(outcomes)
    expect(came.flat().toSorted()).toEqual(['activity-recorded', 'key-reused', 'key-reused', 'key-reused'])
    const kept = await c.store.prisma.commandText.findMany({ where: { target: '4706' } })
    expect(kept.map(({ texts }) => texts)).toEqual([
      { note: notes[came.findIndex(([outcome]) => outcome === 'activity-recorded')] },
    ])
  })

  it('of which nothing is to be recorded leaves no trace: a hundred refusals, or answers given before', async () => {
    const before = (await updatesOf('4702')).length
    const refused = await send(...Array.from({ length: 100 }, (_, i) => pay('4702', '9000.00', `ฎ${i + 2}/2568`)))
    expect(outcomes(refused)).toEqual(Array.from({ length: 100 }, () => 'line-exceeded'))
    expect(refused[99]).toMatchObject({ facts: { remaining: '900.00' } })
    const mended = pay('4702', '1.00', 'ฎ1/2568', 'mended')
    expect(outcomes(await send(mended, pay('4702', '0', 'ฎ2/2568')))).toEqual(['duplicate-document', 'invalid-amount'])
    expect(await updatesOf('4702')).toHaveLength(before)

    expect(outcomes(await send({ ...mended, body: { ...mended.body, documentNo: 'ฎ2/2568' } }))).toEqual(['disbursed'])
    const after = (await updatesOf('4702')).length
    expect(outcomes(await send({ ...mended, body: { ...mended.body, documentNo: 'ฎ2/2568' } }))).toEqual(['disbursed'])
    expect(outcomes(await send(mended))).toEqual(['key-reused'])
    expect(await updatesOf('4702')).toHaveLength(after)
  })

  it('of more than a hundred to one office is carried out in order all the same', async () => {
    const items = Array.from({ length: 120 }, (_, i) => pay('4704', '1.00', `ฎ${i}/2568`))
    const last = item('4704', 'reverse', { documentNo: 'ฎ119/2568', reason: words })
    const sent = await send(...items, last)
    expect(outcomes(sent)).toEqual([...items.map(() => 'disbursed'), 'entry-reversed'])
    expect(sequences(sent)).toEqual(sequences(sent).toSorted((a, b) => a - b))
    expect((await documents('4704')).length).toBe(121)
  })

  it('recorded by a run of the task that was lost has the outcome it had then, and no entry twice', async () => {
    let lost: readonly OfficeStep[] = []
    c.beforeRecording.batchHook = async (steps) => {
      if (lost.length > 0) return
      lost = steps.map(earlier)
      await recordSteps(c.store, lost)
    }
    const sent = await send(
      pay('4705', '900.00', 'ฎ1/2568'),
      pay('4705', '200.00', 'ฎ2/2568'),
      item('4705', 'reverse', { documentNo: 'ฎ1/2568', reason: words }),
    )
    delete c.beforeRecording.batchHook
    // Decided anew on what was recorded, ฎ2 would fit; the lost run had refused it.
    expect(outcomes(sent)).toEqual(['disbursed', 'line-exceeded', 'entry-reversed'])
    expect(sequences(sent)).toEqual(lost.map((s) => s.standing.sequence))
    expect(await documents('4705')).toEqual(['ฎ1/2568', 'ฎ1/2568'])
    expect(outcomes(await send(pay('4705', '200.00', 'ฎ2/2568')))).toEqual(['disbursed'])
  })

  it('of which a lost run recorded a part does the rest', async () => {
    let lost = false
    c.beforeRecording.batchHook = async ([first]) => {
      if (lost) return
      lost = true
      await recordStep(c.store, earlier(first!))
    }
    const sent = await send(pay('4706', '900.00', 'ฎ1/2568'), activity('4706'), pay('4706', '100.00', 'ฎ2/2568'))
    delete c.beforeRecording.batchHook
    expect(outcomes(sent)).toEqual(['disbursed', 'activity-recorded', 'disbursed'])
    const first = sequences(sent)[0]!
    expect(sequences(sent)).toEqual([first, first + 1, first + 2])
    expect(await documents('4706')).toEqual(['ฎ1/2568', 'ฎ2/2568'])
  })

  it('of which the database refuses one by rule has the others recorded one by one', async () => {
    await c.sql(`UPDATE budget_line SET allocated = 60000 WHERE office = '4707'`)
    const sent = await send(
      pay('4707', '500.00', 'ฎ1/2568'),
      pay('4707', '200.00', 'ฎ2/2568'),
      pay('4707', '100.00', 'ฎ3/2568'),
    )
    expect(outcomes(sent)).toEqual(['disbursed', 'line-exceeded', 'disbursed'])
    expect(await documents('4707')).toEqual(['ฎ1/2568', 'ฎ3/2568'])
  })

  it('finds an office that does not answer unavailable, and that office alone', async () => {
    let release: (() => void) | undefined
    c.beforeRecording.batchHook = ([first]) =>
      first!.office === '4708' ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve()
    const impatient = new CommandGateway(c.store, c.env.client, 3_000)
    const held = pay('4708', '1.00', 'ฎ1/2568', 'held')
    const items = [held, pay('4709', '1.00', 'ฎ1/2568'), activity('4708')]
    const sent = await impatient.batch({ programme: programme.id, by: 'test', items })
    expect(outcomes(sent)).toEqual(['unavailable', 'disbursed', 'unavailable'])
    delete c.beforeRecording.batchHook
    release?.()
    expect(outcomes(await send(...items))).toEqual(['disbursed', 'disbursed', 'activity-recorded'])
    expect(await documents('4708')).toEqual(['ฎ1/2568'])
  })

  it('is no batch when it is empty, too large, or has a key twice', async () => {
    const one = (key: string): BatchEnvelope['items'][number] => ({
      command: { name: 'acknowledge' },
      cause: { command: 'acknowledge', key, bodyHash: 'h', by: 'test' },
    })
    const handle = c.env.client.workflow.getHandle(officeWorkflowId(programme.id, '4710'))
    const before = (await updatesOf('4710')).length
    for (const items of [[], Array.from({ length: 101 }, (_, i) => one(`k${i}`)), [one('k'), one('k')]])
      await expect(handle.executeUpdate<unknown, [BatchEnvelope]>(BATCH, { args: [{ items }] })).rejects.toMatchObject({
        cause: { type: 'invalid-request', nonRetryable: true },
      })
    expect(await updatesOf('4710')).toHaveLength(before)
  })
})
