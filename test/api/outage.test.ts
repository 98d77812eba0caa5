import { Client, Connection } from '@temporalio/client'
import { describe, expect, it } from 'vitest'
import { CommandGateway } from '../../src/commands/gateway.ts'
import { allocationBasis } from '../../src/imports/allocations.ts'
import { choosePort } from '../../src/stack/ports.ts'
import { allocationsNow, importAllocations } from '../../src/store/importAllocations.ts'
import { setClock } from '../../src/store/programmes.ts'
import { openStore } from '../../src/store/store.ts'
import { type Caller, expectProblem, type Reply } from './support/caller.ts'
import { programme } from './support/programme.ts'
import { startService, TODAY } from './support/service.ts'

const service = await startService()
const operator = await service.as('operator', 'all')
const district = await service.as('district', '4701')
const department = await service.as('department', 'all')
const entry = { line: 'materials', amount: '1.00', paidOn: TODAY, documentNo: 'ฎ1' }

function expectUnavailable(reply: Reply): void {
  expectProblem(reply, 'unavailable')
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
}

async function expectHealth(caller: Caller, ready: 200 | 503): Promise<void> {
  expect((await caller.request('GET', '/healthz')).status).toBe(200)
  const reply = await caller.request('GET', '/readyz')
  expect(reply.status).toBe(ready)
  if (ready === 503) expectUnavailable(reply)
}

describe('Before a worker runs', () => {
  it('the service is ready to be read', () => expectHealth(operator, 200))

  it('a programme is loaded whole or not at all', async () => {
    const mailbox = { recipient: 'office:4701', role: 'mailbox', name: 'กล่องจดหมาย', email: 'a@example.go.th' }
    const load = {
      ...{ file: programme.id, sample: true, provinces: ['47'] },
      allocations: [{ office: '4701', line: 'materials', amount: '30000' }],
      contacts: [mailbox],
    }
    const unstorable = { ...load, contacts: [mailbox, { ...mailbox, name: 'ก\u0000' }] }
    const before = await service.written()
    expectProblem(await operator.request('POST', '/api/v1/programmes', unstorable), 'invalid-request')
    expect(await service.written()).toEqual(before)
    const reply = await operator.request('POST', '/api/v1/programmes', load)
    expect([reply.status, reply.body]).toEqual([201, { programme: programme.id }])
    expect(reply.headers.get('location')).toBe(`/api/v1/programmes/${programme.id}`)
    expect((await department.get()).body).toMatchObject({ openedAt: null, rehearsal: false, summary: { offices: 19 } })
    const office = (await district.get('/offices/4701')).body
    expect(office).toMatchObject({
      ...{ phase: 'awaiting-notice', obligations: {}, ledger: [] },
      lines: [{ line: 'materials', allocated: '30000.00', remaining: '30000.00' }],
    })
  })

  it('no command is taken before the programme is opened, and nothing is kept of it', async () => {
    const before = await service.written()
    expectProblem(await district.command('4701', 'disburse', entry), 'not-notified')
    expectProblem(await department.command('4701', 'suspend', { reason: 'น้ำท่วม' }), 'not-notified')
    expectProblem(await department.command('4799', 'suspend', { reason: 'น้ำท่วม' }), 'unknown-office')
    expectProblem(await department.areaCommand('47', 'suspend', { reason: 'น้ำท่วม' }), 'not-notified')
    expect(await service.written()).toEqual(before)
  })

  it('opening says in time that it waits for one', async () => {
    const impatient = await service.listen({ openDeadlineMs: 1000 })
    expectUnavailable(await operator.at(impatient).post('/open'))
    expect((await department.get()).body.openedAt).toBeNull()
  })

  it('allocations are fixed from when opening began, before the programme counts as open', async () => {
    const { allocations } = await allocationsNow(service.store, programme.id)
    const change = { office: '4701', line: 'materials', from: 3_000_000, to: 1 }
    const plan = { problems: [], basis: allocationBasis(allocations), added: [], changed: [change] }
    await expect(importAllocations(service.store, programme.id, plan)).rejects.toMatchObject({ type: 'programme-open' })
  })

  it('a programme whose calendar has ended is not opened', async () => {
    await setClock(service.store, programme.id, { kind: 'stepped', origin: '2035-01-01T00:00:00+07:00' })
    const detail = expect.stringContaining(`ended on ${programme.calendar.through}`)
    expectProblem(await operator.post('/open'), 'invalid-programme', { detail })
    await setClock(service.store, programme.id, { kind: 'live' })
  })
})

describe('Without Temporal', () => {
  it('a command is answered with 503, reading goes on, and the service is not ready', async () => {
    const { port } = await choosePort(19_233)
    const connection = Connection.lazy({ address: `127.0.0.1:${port}` })
    const client = new Client({ connection })
    const gateway = new CommandGateway(service.setting.store, client, 500)
    const url = await service.listen({ client, connection, gateway, openDeadlineMs: 500 })
    expectUnavailable(await district.at(url).command('4701', 'disburse', entry))
    expectUnavailable(await operator.at(url).post('/open'))
    expect((await district.at(url).get('/offices/4701')).status).toBe(200)
    await expectHealth(operator.at(url), 503)
    await connection.close()
  })
})

describe('Without PostgreSQL', () => {
  const expectNothingAnswered = async (url: string) => {
    for (const ask of [
      () => district.at(url).get('/offices/4701'),
      () => district.at(url).command('4701', 'disburse', entry),
      () => operator.at(url).request('POST', '/api/v1/programmes', {}),
    ])
      expectUnavailable(await ask())
    await expectHealth(operator.at(url), 503)
  }

  it('a service that cannot reach it answers 503, not 500', async () => {
    const { port } = await choosePort(19_433)
    const store = openStore(`postgresql://nobody@127.0.0.1:${port}/nothing`, { poolSize: 2 })
    await expectNothingAnswered(await service.listen({ store }))
    await store.close()
  })

  it('connections that were cut are made anew', async () => {
    await service.cutConnections()
    const statuses: number[] = []
    while (statuses.at(-1) !== 200 && statuses.length < 20) statuses.push((await district.get('/offices/4701')).status)
    expect(new Set(statuses.slice(0, -1))).not.toContain(500)
    expect(statuses.at(-1)).toBe(200)
  })

  it('a service that loses it answers 503 until it is back', async () => {
    await service.stopPostgres()
    await expectNothingAnswered(service.url)
  })
})
