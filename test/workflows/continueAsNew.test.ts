import { beforeAll, describe, expect, it, vi } from 'vitest'
import { evolve } from '../../src/domain/evolve.ts'
import { newOffice } from '../../src/domain/office.ts'
import type { Answer, Standing } from '../../src/domain/step.ts'
import { officeDetail } from '../../src/store/offices.ts'
import { eventsFrom } from '../../src/store/timeline.ts'
import { openProgramme } from '../../src/temporal/open.ts'
import { type OfficeInput, officeWorkflowId, STANDING } from '../../src/workflows/protocol.ts'
import { country, programme, TASK_QUEUE } from './support/country.ts'
import { runsOf } from './support/histories.ts'
import { inFlight } from './support/inFlight.ts'
import { developmentServer } from './support/servers.ts'

/** More than the server takes into one run: it suggests another after 4,096 events, and a command makes three at least. */
const COMMANDS = 1400
const OFFICE = '4701'

describe('An office that continues as new in the middle of commands', async () => {
  const startedAt = new Date().toISOString()
  const c = await country(
    { kind: 'paced', origin: '2025-01-06T10:00:00+07:00', startedAt, pace: 1 },
    { start: developmentServer },
  )
  await c.runWorker()
  const handle = c.env.client.workflow.getHandle(officeWorkflowId(programme.id, OFFICE))
  const send = (office: string, command: 'forward' | 'disburse', body: object, key: string) =>
    c.gateway.toOffice(office, { programme: programme.id, command, body, key, by: 'test' })
  const entry = (n: number) => ({ line: 'materials', amount: '0.01', paidOn: '2025-01-03', documentNo: `ฎ${n}/2568` })
  const sent: Awaited<ReturnType<typeof send>>[] = []
  let shownBefore: object

  beforeAll(async () => {
    await openProgramme({ store: c.store, client: c.env.client, taskQueue: TASK_QUEUE, programme: programme.id })
    await send('47', 'forward', {}, 'forward')
    await vi.waitFor(async () => {
      expect(await handle.query<Standing, []>(STANDING)).toMatchObject({ phase: 'kickoff' })
    }, 20_000)
    shownBefore = (await handle.describe()).searchAttributes
  })

  it("takes every command, though the server's own threshold is passed while they come", async () => {
    await inFlight(COMMANDS, async (n) => {
      sent[n] = await send(OFFICE, 'disburse', entry(n), `k${n}`)
    })
    expect(sent.filter((s) => s.outcome !== 'accepted')).toEqual([])
    const runs = await runsOf(c.env.client, handle.workflowId)
    expect(runs.length).toBeGreaterThan(1)
    expect(runs[0]!.events!.length).toBeGreaterThan(4096)
    expect(runs[0]!.events!.at(-1)!.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy()
  })

  it('has recorded each of them once, in an unbroken row', async () => {
    const office = (await officeDetail(c.store, programme.id, OFFICE, '2025-01-06T12:00:00+07:00'))!
    expect(office.lines).toEqual([{ line: 'materials', allocated: 100_000, disbursed: COMMANDS, returned: 0 }])
    expect(new Set(office.ledger.map((e) => e.documentNo)).size).toBe(COMMANDS)
    expect(office.ledger).toHaveLength(COMMANDS)
    const answered = sent.flatMap((s) => (s.outcome === 'accepted' ? [(s.answer as Answer).sequence] : []))
    expect(answered.sort((a, b) => a - b)).toEqual(office.ledger.map((e) => e.sequence))
    expect((await handle.query<Standing, []>(STANDING)).sequence).toBe(office.sequence)
  })

  it('takes its state along exactly as the audit trail makes it, and the last 32 answers', async () => {
    const [, second] = await runsOf(c.env.client, handle.workflowId)
    const [input] = second!.events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads!
    const { carried } = JSON.parse(Buffer.from(input!.data!).toString('utf8')) as OfficeInput
    const events = await eventsFrom(c.store, programme.id, OFFICE, 1)
    const { sequence } = carried!.state
    expect(sequence).toBeGreaterThan(900)
    expect(events.slice(0, sequence).reduce(evolve, newOffice(OFFICE, { materials: 100_000 }))).toEqual(carried!.state)
    expect(carried!.receipts).toHaveLength(32)
  })

  it('answers a key from before the same way again, one of long ago too, and refuses either for anything else', async () => {
    for (const n of [0, 1, COMMANDS - 1]) {
      expect(await send(OFFICE, 'disburse', entry(n), `k${n}`)).toEqual(sent[n])
      expect(await send(OFFICE, 'disburse', { ...entry(n), amount: '0.02' }, `k${n}`)).toEqual({
        outcome: 'key-reused',
      })
    }
    const office = (await officeDetail(c.store, programme.id, OFFICE, '2025-01-06T12:00:00+07:00'))!
    expect(office.ledger).toHaveLength(COMMANDS)
  })

  it('is found by operators as before', async () => {
    const { searchAttributes } = await handle.describe()
    expect(searchAttributes).toEqual(shownBefore)
    expect(searchAttributes).toMatchObject({ Programme: [programme.id], Province: ['47'], Office: [OFFICE] })
  })
})
