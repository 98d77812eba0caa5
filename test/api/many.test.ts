import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Caller } from './support/caller.ts'
import { expectProblem } from './support/caller.ts'
import { programme } from './support/programme.ts'
import { openTwoProvinces, startService, TODAY } from './support/service.ts'

const service = await startService()
const worker = await service.runWorker()
await openTwoProvinces(service)
const district = await service.as('district', '4701')
const province = await service.as('province', '47')
const department = await service.as('department', 'all')
const auditor = await service.as('auditor', 'all')

interface Item {
  readonly office: string
  readonly command: string
  readonly body?: unknown
  readonly key: string
}
const pay = (office: string, documentNo: string, amount = '1.00', key: string = randomUUID()): Item => ({
  ...{ office, command: 'disburse', key },
  body: { line: 'materials', amount, paidOn: TODAY, documentNo },
})
const send = (caller: Caller, items: readonly Item[]) => caller.post('/commands', { items })
const typeOf = (result: { accepted: boolean; problem?: { type: string } }) =>
  result.accepted ? 'accepted' : result.problem!.type.replace('/problems/', '')
const entriesOf = (office: string) =>
  service.store.prisma.ledgerEntry.count({ where: { programmeId: programme.id, office } })

describe('Many commands in one call', () => {
  it('are judged each on its own, in order, and answered in the order given', async () => {
    const items = [
      pay('4701', 'ฎ1', '600.00'),
      pay('4702', 'ฎ1', '1.00'),
      pay('4701', 'ฎ2', '400.01'),
      pay('4701', 'ฎ3', '400.00'),
      pay('4701', 'ฎ1', '0.01'),
      { office: '4703', command: 'attend-kickoff', body: { attended: 'briefing', on: TODAY }, key: randomUUID() },
      { office: '4702', command: 'disburse', body: { line: 'materials' }, key: randomUUID() },
      pay('8301', 'ฎ1'),
      pay('4799', 'ฎ1'),
    ]
    const { status, body } = await send(province, items)
    expect(status).toBe(200)
    expect(body.results.map((r: Item) => [r.office, r.command, r.key])).toEqual(
      items.map((i) => [i.office, i.command, i.key]),
    )
    expect(body.results.map(typeOf)).toEqual([
      ...['accepted', 'accepted', 'line-exceeded', 'accepted', 'duplicate-document'],
      // A province attends for itself, not for its districts.
      ...['forbidden', 'invalid-request', 'unknown-office', 'unknown-office'],
    ])
    expect(body).toMatchObject({ accepted: 3, refused: 6 })
    expect(body.results[2].problem).toMatchObject({
      ...{ status: 422, line: 'materials', amount: '400.01', remaining: '400.00', excess: '0.01' },
      detailTh: expect.stringContaining(programme.budget.lines[0]!.name),
    })
    expect(body.results[6].problem.errors).toContainEqual({ path: 'amount', expected: expect.stringMatching(/\S/) })
    expect([await entriesOf('4701'), await entriesOf('4702')]).toEqual([2, 1])
  })

  it('sent again are done once, and answered alike; what is new among them is done', async () => {
    const items = Array.from({ length: 120 }, (_, i) => pay('4704', `ฎ${i}`, '1.00', `again-${i}`))
    const first = await send(province, items)
    expect(first.body).toMatchObject({ accepted: 120, refused: 0 })
    const again = await send(province, [...items, pay('4704', 'ฎ120')])
    expect(again.body.results.slice(0, 120)).toEqual(first.body.results)
    expect(again.body.results.map(typeOf)).toEqual(Array.from({ length: 121 }, () => 'accepted'))
    expect(await entriesOf('4704')).toBe(121)
  })

  it('two of which have one key are one, or the second is refused', async () => {
    const item = pay('4705', 'ฎ1', '1.00', 'same')
    const { body } = await send(province, [item, item, pay('4705', 'ฎ2', '2.00', 'same')])
    expect(body.results.map(typeOf)).toEqual(['accepted', 'accepted', 'idempotency-key-reused'])
    expect(await entriesOf('4705')).toBe(1)
  })

  it('leave their words where the timeline finds them', async () => {
    const note = { activity: 'prevention', on: TODAY, note: 'อบรมกำนันผู้ใหญ่บ้าน' }
    await send(district, [{ office: '4701', command: 'record-activity', body: note, key: 'note' }])
    const { events } = (await district.get('/offices/4701/timeline')).body
    expect(events.at(-1)).toMatchObject({ type: 'activity-recorded', texts: { note: note.note }, by: district.id })
  })

  it.for([
    ['none', { items: [] }, 'items'],
    ['too many', { items: Array.from({ length: 1001 }, (_, i) => pay('4701', `x${i}`)) }, 'items'],
    ['one without a key', { items: [{ ...pay('4701', 'x'), key: undefined }] }, 'items.0.key'],
    ['a command that there is not', { items: [{ ...pay('4701', 'x'), command: 'rob' }] }, 'items.0.command'],
    ['an office that can be none', { items: [{ ...pay('4701', 'x'), office: '47-01' }] }, 'items.0.office'],
  ] as const)('are refused as a whole: %s', async ([, body, path]) => {
    const reply = await province.post('/commands', body)
    expectProblem(reply, 'invalid-request')
    expect(reply.body.errors).toContainEqual({ path, expected: expect.stringMatching(/\S/) })
  })

  it('are nothing for those who give none', async () => {
    expectProblem(await send(auditor, [pay('4701', 'x')]), 'forbidden')
  })
})

describe('Commands to some offices of an area', () => {
  const remindedOf = async (office: string) =>
    service.store.prisma.mail.count({ where: { recipient: `office:${office}`, kind: 'reminder' } })

  it('remind just those, each once a day', async () => {
    const offices = ['4706', '4707']
    const send = (key: string) => province.post('/commands/remind', { area: '47', offices, body: {} }, { key })
    expect((await send('r1')).body).toEqual({ accepted: true, area: '47', offices: 2 })
    expectProblem(await send('r2'), 'already-done')
    expect((await send('r1')).body).toEqual({ accepted: true, area: '47', offices: 2 })
    expect([await remindedOf('4706'), await remindedOf('4707'), await remindedOf('4708')]).toEqual([1, 1, 0])
  })

  it('of a province reach its districts, and not its own office', async () => {
    const { body } = await province.areaCommand('47', 'remind')
    // Seventeen and one that have not been reminded today, less the two that have.
    expect(body).toEqual({ accepted: true, area: '47', offices: 16 })
    expect(await remindedOf('47')).toBe(0)
    const own = await province.post('/commands/remind', { area: '47', offices: ['47'], body: {} }, { key: 'own' })
    expectProblem(own, 'forbidden')
  })

  it('are refused when one of them does not lie in it, before any is reached', async () => {
    const offices = ['4709', '8301']
    const order = { number: 'มท 0322/9', date: TODAY }
    const reply = await department.post(
      '/commands/suspend',
      { area: '47', offices, body: { reason: 'อุทกภัย', order } },
      { key: 'flood' },
    )
    expectProblem(reply, 'unknown-office', { area: '47', offices: ['8301'] })
    expect((await department.get('/offices/4709')).body.suspendedAt).toBeNull()
  })
})

describe('Without a worker', () => {
  it('every command of a call is to be sent again, and is then done once', async () => {
    await worker.stop()
    const items = [pay('4710', 'ฎ1', '1.00', 'w1'), pay('4711', 'ฎ1', '1.00', 'w2'), pay('8301', 'ฎ1', '1.00', 'w3')]
    const first = await send(province, items)
    expect(first.body.results.map(typeOf)).toEqual(['unavailable', 'unavailable', 'unknown-office'])
    await service.runWorker()
    await expect
      .poll(async () => (await send(province, items)).body.results.map(typeOf), { timeout: 20_000 })
      .toEqual(['accepted', 'accepted', 'unknown-office'])
    expect([await entriesOf('4710'), await entriesOf('4711')]).toEqual([1, 1])
  })
})
