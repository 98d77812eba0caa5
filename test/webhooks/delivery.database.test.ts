import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, type Server, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { deliverDueWebhooks, startWebhookDelivery } from '../../src/webhooks/deliver.ts'
import { sendTest } from '../../src/webhooks/deliveries.ts'
import { updateEndpoint } from '../../src/webhooks/endpoints.ts'
import { P, saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { freshStore, type Sql } from '../support/database.ts'
import { CERTIFICATE, TestReceiver } from './support/receiver.ts'
import {
  addPayments,
  deliverAll,
  deliveriesIn,
  department,
  endpointIn,
  hoursAhead,
  KEY,
  log,
  officeWith,
  register,
  seconds,
  standing,
  webhooksOf,
} from './support/telling.ts'

let store: Store
let api: Store
let worker: Store
let sql: Sql
let databaseUrl: string
beforeEach(async () => {
  ;({ store, api, worker, sql, databaseUrl } = await freshStore())
  await saveSakonNakhon(store)
  vi.clearAllMocks()
})

const receivers: TestReceiver[] = []
const startReceiver = async (...address: Parameters<TestReceiver['start']>) => {
  const receiver = await new TestReceiver().start(...address)
  receivers.push(receiver)
  return receiver
}
const children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await Promise.all(receivers.splice(0).map((r) => r.stop()))
})

describe('a receiver', () => {
  test('is told of each event once, signed, in order, without anybody’s name', async () => {
    const receiver = await startReceiver()
    const { secret } = await register(api, `${receiver.url}/hooks?from=amphoe-ita`)
    await officeWith(worker, '4701', 2)
    await deliverAll(worker)
    await deliverAll(worker, hoursAhead(100))
    const told = receiver.verified(secret)
    expect(told.map((t) => [t.type, t.data.sequence])).toEqual([
      ['office.notified', 1],
      ['office.disbursed', 2],
      ['office.disbursed', 3],
    ])
    expect(told[1]).toEqual({
      type: 'office.disbursed',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/),
      data: {
        ...{ programme: P, office: '4701', sequence: 2, at: '2025-01-02T07:00:00+07:00', rehearsal: true },
        ...{ line: 'materials', amount: '1.00', paidOn: '2024-12-30', documentNo: 'ฎ1', late: false },
      },
    })
    const [first] = receiver.arrived
    expect(first!.path).toBe('/hooks?from=amphoe-ita')
    expect(first!.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'amphoe-ita-webhooks/1',
      'webhook-id': (await deliveriesIn(sql))[0].id,
    })
    expect(await deliveriesIn(sql)).toMatchObject(
      Array(3).fill({
        status: 'delivered',
        attempts: 1,
        last_status: 204,
        last_error: null,
        delivered_at: expect.any(Date),
      }),
    )
  })

  test('is tried on request, whatever types it asked for', async () => {
    const receiver = await startReceiver()
    const { id, secret } = await register(api, receiver.url, { types: ['office.withdrawn'] })
    const sent = await sendTest(webhooksOf(api), department, P, id)
    await deliverAll(worker)
    expect(receiver.ids).toEqual([sent.id])
    expect(receiver.verified(secret)).toMatchObject([
      { type: 'webhook.test', data: { programme: P, endpoint: id, rehearsal: true } },
    ])
  })

  test('is told nothing more of what it has ceased to want since it was queued', async () => {
    const receiver = await startReceiver()
    const { id } = await register(api, receiver.url)
    await officeWith(worker, '4701', 1)
    await officeWith(worker, '4702', 1)
    await updateEndpoint(webhooksOf(api), department, P, id, { area: '4701', types: ['office.disbursed'] })
    await deliverAll(worker)
    expect(receiver.arrived).toHaveLength(1)
    expect(await standing(sql)).toEqual({ delivered: 1, dropped: 3 })
  })

  test('at the address that its name resolved to when it was checked is sent to, and no name is resolved twice', async () => {
    const receiver = await startReceiver('127.0.0.2')
    const { port } = new URL(receiver.url)
    await register(api, `http://localhost:${port}/`)
    await officeWith(worker, '4701', 0)
    const resolve = vi.fn().mockResolvedValueOnce([{ address: '127.0.0.2', family: 4 }])
    await deliverAll(worker, { resolve: resolve.mockResolvedValue([{ address: '10.0.0.1', family: 4 }]) })
    expect(receiver.arrived).toHaveLength(1)
    expect(resolve).toHaveBeenCalledOnce()
  })
})

test('a receiver with a certificate that is trusted is told over TLS', async () => {
  const receiver = await new TestReceiver({ tls: true }).start()
  receivers.push(receiver)
  const { secret } = await register(api, receiver.url.replace('127.0.0.1', 'localhost'))
  await officeWith(worker, '4701', 0)
  const child = startLoopProcess({ NODE_EXTRA_CA_CERTS: CERTIFICATE })
  await vi.waitFor(async () => expect(await standing(sql)).toEqual({ delivered: 1 }), { timeout: 10_000 })
  await child.kill()
  expect(receiver.verified(secret)).toMatchObject([{ type: 'office.notified' }])
})

describe('a receiver that does not take it', () => {
  let receiver: TestReceiver
  let id: string
  beforeEach(async () => {
    receiver = await startReceiver()
    ;({ id } = await register(api, receiver.url))
  })
  const answers = (status: number, headers: Record<string, string> = {}) => {
    receiver.behaviour = (_request, response) => void response.writeHead(status, headers).end()
  }
  const only = async () => (await deliveriesIn(sql))[0]

  test('is tried again five seconds later, then after the waits of the specification, ten times in all', async () => {
    answers(500)
    await officeWith(worker, '4701', 0)
    const before = new Date()
    await deliverAll(worker)
    expect(await only()).toMatchObject({ status: 'queued', attempts: 1, last_status: 500, last_error: 'answered 500' })
    const wait = seconds(before, (await only()).next_attempt_at)
    expect(wait).toBeGreaterThanOrEqual(5)
    expect(wait).toBeLessThan(10)
    for (let hours = 1; hours < 120; hours++) await deliverAll(worker, hoursAhead(hours))
    expect(receiver.arrived).toHaveLength(10)
    expect(new Set(receiver.ids).size).toBe(1)
    expect(await only()).toMatchObject({ status: 'failed', attempts: 10, last_error: 'answered 500' })
  })

  test('and then takes it has taken it, and is well again', async () => {
    answers(500)
    await officeWith(worker, '4701', 0)
    await deliverAll(worker)
    expect(await endpointIn(sql, id)).toMatchObject({ consecutive_failures: 1, failing_since: expect.any(Date) })
    answers(200)
    await deliverAll(worker, hoursAhead(1))
    expect(await only()).toMatchObject({ status: 'delivered', attempts: 2, last_status: 200, last_error: null })
    expect(await endpointIn(sql, id)).toMatchObject({ consecutive_failures: 0, failing_since: null, disabled_at: null })
  })

  test('because it is down is tried again', async () => {
    await receiver.stop()
    await officeWith(worker, '4701', 0)
    await deliverAll(worker)
    expect(await only()).toMatchObject({
      ...{ status: 'queued', attempts: 1, last_status: null },
      last_error: expect.stringContaining('ECONNREFUSED'),
    })
    const again = await startReceiver('127.0.0.1', Number(new URL(receiver.url).port))
    await deliverAll(worker, hoursAhead(1))
    expect(again.ids).toEqual([(await only()).id])
  })

  test('because it never answers is given up after the time that a request may take', async () => {
    receiver.behaviour = () => {}
    await officeWith(worker, '4701', 0)
    await deliverAll(worker, { timeoutMs: 300 })
    expect(await only()).toMatchObject({ status: 'queued', attempts: 1, last_error: 'no answer within 0.3 s' })
  })

  test('but breaks off is tried again', async () => {
    receiver.behaviour = (request) => void request.socket.destroy()
    await officeWith(worker, '4701', 0)
    await deliverAll(worker)
    expect(await only()).toMatchObject({
      status: 'queued',
      attempts: 1,
      last_error: expect.stringContaining('hang up'),
    })
  })

  test.each([429, 503])('and answers %s is left alone for as long as it asks', async (status) => {
    answers(status, { 'retry-after': '600' })
    await officeWith(worker, '4701', 2)
    const before = new Date()
    await deliverAll(worker)
    expect(receiver.arrived).toHaveLength(1)
    expect(seconds(before, (await only()).next_attempt_at)).toBeGreaterThanOrEqual(600)
    await officeWith(worker, '4704', 0)
    await deliverAll(worker, hoursAhead(9 / 60))
    expect(receiver.arrived).toHaveLength(1)
    answers(204)
    await deliverAll(worker, hoursAhead(11 / 60))
    expect(await standing(sql)).toEqual({ delivered: 4 })
  })

  test('because it is gone (410) is told nothing more, and what waits for it is dropped', async () => {
    answers(410)
    await officeWith(worker, '4701', 0)
    await deliverAll(worker)
    expect(await endpointIn(sql, id)).toMatchObject({ disabled_why: 'gone', disabled_at: expect.any(Date) })
    expect(await only()).toMatchObject({ status: 'failed', last_status: 410 })
    await officeWith(worker, '4702', 0)
    await deliverAll(worker)
    expect(receiver.arrived).toHaveLength(1)
    expect(await deliveriesIn(sql)).toHaveLength(1)
    expect(log.warn).toHaveBeenCalledWith(expect.objectContaining({ endpoint: id, why: 'gone' }), expect.any(String))
  })

  test('but sends elsewhere (301) is not followed', async () => {
    const elsewhere = await startReceiver()
    answers(301, { location: elsewhere.url })
    await officeWith(worker, '4701', 0)
    await deliverAll(worker)
    expect(await only()).toMatchObject({ status: 'queued', last_status: 301, last_error: 'answered 301' })
    expect(elsewhere.arrived).toEqual([])
  })

  test('with success in five days is disabled, and says why', async () => {
    answers(500)
    await officeWith(worker, '4701', 0)
    await deliverAll(worker)
    await officeWith(worker, '4702', 0)
    await deliverAll(worker, hoursAhead(4 * 24))
    expect(await endpointIn(sql, id)).toMatchObject({ disabled_at: null })
    await officeWith(worker, '4703', 0)
    await deliverAll(worker, hoursAhead(5 * 24 + 1))
    expect(await endpointIn(sql, id)).toMatchObject({ disabled_why: 'failing', disabled_at: expect.any(Date) })
    await deliverAll(worker, hoursAhead(5 * 24 + 2))
    expect((await standing(sql)).queued).toBe(undefined)
    // Enabled again it begins anew.
    await updateEndpoint(webhooksOf(api), department, P, id, { disabled: false })
    await officeWith(worker, '4704', 0)
    await deliverAll(worker, hoursAhead(5 * 24 + 3))
    expect(await endpointIn(sql, id)).toMatchObject({ disabled_at: null, disabled_why: null, consecutive_failures: 1 })
  })

  test('as a whole has taken it: a huge answer is not read, one without end is not waited for', async () => {
    let written = 0
    receiver.behaviour = (_request, response, n) => {
      response.writeHead(200)
      if (n > 1) return void response.write('…')
      const chunk = Buffer.alloc(1 << 20)
      const pour = () => {
        while (!response.destroyed && written < 1 << 30) {
          written += chunk.length
          if (!response.write(chunk)) return
        }
      }
      response.on('drain', pour)
      pour()
    }
    await officeWith(worker, '4701', 1)
    await deliverAll(worker, { timeoutMs: 500 })
    expect(await standing(sql)).toEqual({ delivered: 2 })
    expect(written).toBeLessThan(64 << 20)
  })

  test('because its certificate is not to be trusted is told nothing', async () => {
    const untrusted = await new TestReceiver({ tls: true }).start()
    await sql('UPDATE webhook_endpoint SET url = $1', [untrusted.url])
    await officeWith(worker, '4701', 0)
    await deliverAll(worker)
    await untrusted.stop()
    expect(await only()).toMatchObject({ status: 'queued', attempts: 1, last_error: 'self-signed certificate' })
    expect(untrusted.arrived).toEqual([])
  })

  test('because it does not speak TLS is told nothing', async () => {
    const { port } = new URL(receiver.url)
    await sql('UPDATE webhook_endpoint SET url = $1', [`https://127.0.0.1:${port}/`])
    await officeWith(worker, '4701', 0)
    await deliverAll(worker)
    expect(await only()).toMatchObject({ status: 'queued', attempts: 1, last_status: null })
    expect((await only()).last_error).toMatch(/SSL|EPROTO|wrong version/i)
    expect(receiver.arrived).toEqual([])
  })

  test('because its address is not a public one is not connected to', async () => {
    await officeWith(worker, '4701', 0)
    await deliverAll(worker, { allowLoopback: false })
    expect(await only()).toMatchObject({
      status: 'queued',
      attempts: 1,
      last_error: 'The URL must begin with https://.',
    })
    await sql('UPDATE webhook_endpoint SET url = $1', ['https://rebinding.example:8443/'])
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    await deliverAll(worker, { ...hoursAhead(1), resolve })
    expect(await only()).toMatchObject({ attempts: 2, last_error: 'The host is not on the public internet.' })
    expect(receiver.arrived).toEqual([])
  })
})

describe('several receivers', () => {
  test('a slow one, a dead one and one that fails hold up no other', async () => {
    const [slow, failing, well] = [await startReceiver(), await startReceiver(), await startReceiver()]
    slow.behaviour = () => {}
    failing.behaviour = (_request, response) => void response.writeHead(500).end()
    const silent = await silentServer()
    for (const url of [slow.url, failing.url, silent.url, well.url]) await register(api, url)
    const delivery = startWebhookDelivery({
      store: worker,
      key: KEY,
      allowLoopback: true,
      log,
      timeoutMs: 5000,
      databaseUrl,
    })
    try {
      const began = performance.now()
      const office = await officeWith(worker, '4701', 5)
      await vi.waitFor(() => expect(well.arrived).toHaveLength(6), 3000)
      await addPayments(office, 5, 'more')
      await vi.waitFor(() => expect(well.arrived).toHaveLength(11), 3000)
      expect(performance.now() - began).toBeLessThan(4500)
    } finally {
      await Promise.all([slow.stop(), silent.stop()])
      await delivery.stop()
    }
  })

  test('one that fails gets a single request at a time until it answers again', async () => {
    const receiver = await startReceiver()
    receiver.behaviour = (_request, response) => void setTimeout(() => response.writeHead(500).end(), 20)
    await register(api, receiver.url)
    for (const code of ['47', '4701', '4702', '4703', '4704', '4705', '4706', '4707', '4708', '4709', '4710', '4711'])
      await officeWith(worker, code, 0)
    await deliverAll(worker)
    expect(receiver.mostAtOnce).toBe(8)
    receiver.mostAtOnce = 0
    const setting = { store: worker, key: KEY, allowLoopback: true, log, ...hoursAhead(1) }
    const { length } = receiver.arrived
    await deliverDueWebhooks(setting)
    expect(receiver.arrived).toHaveLength(length + 1)
    receiver.behaviour = (_request, response) => void setTimeout(() => response.writeHead(204).end(), 20)
    await deliverAll(worker, hoursAhead(2))
    expect(receiver.mostAtOnce).toBeGreaterThan(1)
    expect(await standing(sql)).toEqual({ delivered: 12 })
  })
})

describe('the loop', () => {
  const start = (key = KEY) =>
    startWebhookDelivery({ store: worker, key, allowLoopback: true, log, timeoutMs: 2000, databaseUrl })

  test('tells at once, two of them each event once and each office in order, and stops', async () => {
    const receiver = await startReceiver()
    receiver.behaviour = (_request, response) => void setTimeout(() => response.writeHead(204).end(), 3)
    const { secret } = await register(api, receiver.url)
    const loops = [start(), start()]
    await Promise.all(['4701', '4702'].map((code) => officeWith(worker, code, 51)))
    await vi.waitFor(async () => expect(await standing(sql)).toEqual({ delivered: 104 }), { timeout: 15_000 })
    await Promise.all(loops.map((l) => l.stop()))
    expect(receiver.arrived).toHaveLength(104)
    expect(new Set(receiver.ids).size).toBe(104)
    const told = receiver.verified(secret)
    for (const code of ['4701', '4702'])
      expect(told.filter((t) => t.data.office === code).map((t) => t.data.sequence)).toEqual(
        Array.from({ length: 52 }, (_, i) => i + 1),
      )
    expect(log.error).not.toHaveBeenCalled()
  })

  test('that is stopped calls off what does not answer, and leaves it to the next', async () => {
    const receiver = await startReceiver()
    receiver.behaviour = () => {}
    await register(api, receiver.url)
    await officeWith(worker, '4701', 0)
    const loop = startWebhookDelivery({
      store: worker,
      key: KEY,
      allowLoopback: true,
      log,
      timeoutMs: 60_000,
      databaseUrl,
    })
    await vi.waitFor(() => expect(receiver.arrived).toHaveLength(1))
    await loop.stop()
    expect(await deliveriesIn(sql)).toMatchObject([{ status: 'queued', attempts: 0 }])
    receiver.behaviour = (_request, response) => void response.writeHead(204).end()
    await deliverAll(worker)
    expect(receiver.ids[1]).toBe(receiver.ids[0])
    expect(await standing(sql)).toEqual({ delivered: 1 })
  })

  test('that is killed after sending and before noting it: it is sent again under the same id', async () => {
    const receiver = await startReceiver()
    const { id } = await register(api, receiver.url)
    await officeWith(worker, '4701', 0)
    const child = startLoopProcess()
    // The receiver has it, and answers a process that is no more.
    receiver.behaviour = (_request, response) => void child.kill().then(() => response.writeHead(204).end())
    expect(await child.ended).toBe('SIGKILL')
    expect(await deliveriesIn(sql)).toMatchObject([{ status: 'queued', attempts: 0 }])
    // While its turn lasts nobody else sends to the endpoint; then somebody does.
    await deliverAll(worker)
    expect(receiver.arrived).toHaveLength(1)
    expect(seconds(new Date(), (await endpointIn(sql, id)).busy_until)).toBeLessThan(75)
    receiver.behaviour = (_request, response) => void response.writeHead(204).end()
    await deliverAll(worker, hoursAhead(2 / 60))
    expect(receiver.ids).toHaveLength(2)
    expect(new Set(receiver.ids).size).toBe(1)
    expect(await standing(sql)).toEqual({ delivered: 1 })
  })

  test('does not send again because the database was away for a moment', async () => {
    const receiver = await startReceiver()
    receiver.behaviour = async (_request, response) => {
      await sql('ALTER TABLE webhook_delivery RENAME TO webhook_delivery_away')
      setTimeout(() => void sql('ALTER TABLE webhook_delivery_away RENAME TO webhook_delivery'), 700)
      response.writeHead(204).end()
    }
    await register(api, receiver.url)
    await officeWith(worker, '4701', 0)
    await deliverAll(worker)
    expect(receiver.arrived).toHaveLength(1)
    expect(await standing(sql)).toEqual({ delivered: 1 })
  })

  test('under another key sends nothing, says so, and counts nothing against the receiver', async () => {
    const receiver = await startReceiver()
    const { id } = await register(api, receiver.url)
    await officeWith(worker, '4701', 0)
    await deliverAll(worker, { key: Buffer.alloc(32) })
    expect(receiver.arrived).toEqual([])
    expect(log.error).toHaveBeenCalledOnce()
    expect(await endpointIn(sql, id)).toMatchObject({ consecutive_failures: 0 })
    await deliverAll(worker, hoursAhead(2 / 60))
    expect(await standing(sql)).toEqual({ delivered: 1 })
  })

  test('tells of a whole country’s morning in seconds', async () => {
    const receiver = await startReceiver()
    await register(api, receiver.url)
    await sql(
      `INSERT INTO office (programme_id, code, province, tier, name_th, name_en)
       SELECT $1, code, left(code, 2), 'district', code, code FROM (SELECT to_char(n, 'FM0000') AS code FROM generate_series(1001, 1954) n) c`,
      [P],
    )
    await sql(
      `INSERT INTO audit_event (programme_id, office, sequence, type, event, at, hash)
       SELECT $1, code, 1, 'forwarded', '{"type":"forwarded","at":"2025-01-02T08:30:00+07:00"}', now(), '' FROM office WHERE code BETWEEN '1001' AND '1954' AND length(code) = 4`,
      [P],
    )
    const loops = [start(), start()]
    const began = performance.now()
    await vi.waitFor(async () => expect(await standing(sql)).toEqual({ delivered: 954 }), { timeout: 20_000 })
    const ms = performance.now() - began
    await Promise.all(loops.map((l) => l.stop()))
    expect(new Set(receiver.ids).size).toBe(954)
    expect(receiver.arrived).toHaveLength(954)
    expect(ms).toBeLessThan(15_000)
  })
})

/** A process of its own that delivers webhooks. */
function startLoopProcess(environment: NodeJS.ProcessEnv = {}): { ended: Promise<unknown>; kill(): Promise<unknown> } {
  const loop = fileURLToPath(new URL('support/loop.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', loop, databaseUrl, KEY.toString('base64')], {
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  })
  children.push(child)
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  return {
    ended,
    kill: () => {
      child.kill('SIGKILL')
      return ended
    },
  }
}

/** A server that takes connections and never says a word. */
async function silentServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
