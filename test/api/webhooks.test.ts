import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWebhookDelivery } from '../../src/webhooks/deliver.ts'
import { TestReceiver } from '../webhooks/support/receiver.ts'
import { expectProblem } from './support/caller.ts'
import { openTwoProvinces, startService, TODAY } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)
const district = await service.as('district', '4701')
const province = await service.as('province', '47')
const elsewhere = await service.as('province', '83')
const department = await service.as('department', 'all')
const receiver = await new TestReceiver().start()
afterAll(() => receiver.stop())

const { key, allowLoopback } = service.setting.webhooks
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const delivery = startWebhookDelivery({
  ...{ store: service.workerStore, key: key!, allowLoopback, databaseUrl: process.env.DATABASE_URL!, log: silent },
})
afterAll(() => delivery.stop())

const wanted = (path: string, area: string, types: string[] = []) => ({
  ...{ url: `${receiver.url}/${path}`, description: 'ระบบของจังหวัด', types, area },
})
const arrivedAt = (path: string) => receiver.arrived.filter((a) => a.path === `/${path}`)
const pay = (office: string, documentNo: string) =>
  department
    .command(office, 'attend-kickoff', { attended: 'briefing', on: TODAY })
    .then(() => province.command(office, 'disburse', { line: 'materials', amount: '12.50', paidOn: TODAY, documentNo }))

let endpoint: { id: string; secret: string }
beforeAll(async () => {
  const { status, body } = await province.post('/webhooks', wanted('own', '47', ['office.disbursed']))
  expect(status).toBe(201)
  expect(body.endpoint).toMatchObject({ area: '47', types: ['office.disbursed'], createdBy: province.id })
  endpoint = { id: body.endpoint.id, secret: body.secret }
})

describe('Another system of a province', () => {
  it('is told, signed, of what it asked for in its area, in the words of its event', async () => {
    await pay('4701', 'ฎ1')
    await expect.poll(() => arrivedAt('own').length).toBe(1)
    const [payload] = receiver.verified(endpoint.secret)
    expect(payload).toMatchObject({
      type: 'office.disbursed',
      data: { office: '4701', line: 'materials', amount: '12.50', documentNo: 'ฎ1', rehearsal: true },
    })
    const { deliveries } = (await province.get(`/webhook-deliveries?endpoint=${endpoint.id}`)).body
    expect(deliveries).toMatchObject([
      { id: arrivedAt('own')[0]!.headers['webhook-id'], status: 'delivered', lastStatus: 204, office: '4701' },
    ])
  })

  it('may be tried, and sent again what it has had', async () => {
    const before = arrivedAt('own').length
    expect((await province.post(`/webhooks/${endpoint.id}/test`)).status).toBe(202)
    await expect.poll(() => arrivedAt('own').length).toBe(before + 1)
    expect(JSON.parse(arrivedAt('own').at(-1)!.body).type).toBe('webhook.test')
    const span = { from: '2020-01-01T00:00:00+07:00', to: '2099-01-01T00:00:00+07:00' }
    expect((await province.post(`/webhooks/${endpoint.id}/replay`, span)).body).toEqual({ queued: 1 })
    await expect.poll(() => arrivedAt('own').length).toBe(before + 2)
    expect(arrivedAt('own').at(-1)!.headers['webhook-id']).toBe(arrivedAt('own')[0]!.headers['webhook-id'])
  })

  it.for([
    ['an offset that is in use nowhere', '2025-04-06T12:10:05+16:19'],
    ['a year before all records', '0064-04-06T12:10:05+07:00'],
    ['no moment', '2025-04-06'],
  ])('is not sent again until %s', async ([, to]) => {
    const reply = await province.post(`/webhooks/${endpoint.id}/replay`, { from: '2020-01-01T00:00:00Z', to })
    expectProblem(reply, 'invalid-request', {
      errors: [{ path: 'to', expected: expect.stringContaining('2000 to 2199') }],
    })
  })

  it('shows its secret once, and may be given a new one', async () => {
    const listed = await province.get('/webhooks')
    expect(listed.body.endpoints.map((e: { id: string }) => e.id)).toContain(endpoint.id)
    expect(JSON.stringify(listed.body)).not.toContain('whsec_')
    const { secret } = (await province.post(`/webhooks/${endpoint.id}/rotate`)).body
    expect(secret).toMatch(/^whsec_/)
    expect(secret).not.toBe(endpoint.secret)
  })

  it('is disabled, says so when it is to be tried, and is removed', async () => {
    const { id } = (await province.post('/webhooks', wanted('short', '4701'))).body.endpoint
    const change = (body: unknown) =>
      province.request('PATCH', `/api/v1/programmes/amphoe-ita-2568/webhooks/${id}`, body)
    expect((await change({ disabled: true })).body).toMatchObject({ disabledWhy: 'asked' })
    expectProblem(await province.post(`/webhooks/${id}/test`), 'endpoint-disabled')
    expect((await change({ disabled: false })).body).toMatchObject({ disabledAt: null })
    expectProblem(await change({}), 'invalid-request')
    const remove = () => province.request('DELETE', `/api/v1/programmes/amphoe-ita-2568/webhooks/${id}`)
    expect((await remove()).body).toEqual({ deleted: true })
    expectProblem(await remove(), 'unknown-endpoint')
  })
})

describe('Who sees and registers what', () => {
  it('an endpoint elsewhere cannot be told from one that does not exist', async () => {
    for (const caller of [elsewhere, district])
      for (const path of [`/webhooks/${endpoint.id}/test`, `/webhooks/${endpoint.id}/rotate`])
        expectProblem(await caller.post(path), 'unknown-endpoint')
    expect((await elsewhere.get('/webhooks')).body.endpoints).toEqual([])
    expect((await elsewhere.get('/webhook-deliveries')).body.deliveries).toEqual([])
  })

  it('nobody is told of more than his own area', async () => {
    expectProblem(await province.post('/webhooks', wanted('x', '83')), 'forbidden', { area: '83' })
    expectProblem(await province.post('/webhooks', wanted('x', 'all')), 'forbidden')
    expectProblem(await district.post('/webhooks', wanted('x', '47')), 'forbidden')
  })

  it.for([
    ['http://portal.example.go.th/x', 'url'],
    ['https://user:password@portal.example.go.th/x', 'url'],
    ['https://10.0.0.1/x', 'url'],
    ['ftp://portal.example.go.th/x', 'url'],
    ['nowhere', 'url'],
  ])('%s is no address for one', async ([url]) => {
    const reply = await province.post('/webhooks', { ...wanted('x', '47'), url })
    expectProblem(reply, 'invalid-endpoint', { field: 'url' })
  })

  it('where the service has no key there are none', async () => {
    const url = await service.listen({ webhooks: { store: service.setting.store, key: undefined, allowLoopback } })
    expectProblem(await province.at(url).post('/webhooks', wanted('y', '47')), 'webhooks-off')
  })
})
