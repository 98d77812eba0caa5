import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Payload } from '@temporalio/common'
import proto from '@temporalio/proto'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { CommandGateway } from '../../src/commands/gateway.ts'
import { InvalidConfigError } from '../../src/config.ts'
import { connectClient } from '../../src/temporal/connect.ts'
import { dataConverterOf, PayloadKeyMissingError } from '../../src/temporal/payloadCodec.ts'
import { officeWorkflowId } from '../../src/workflows/protocol.ts'
import { programme } from '../api/support/programme.ts'
import { openTwoProvinces, type Service, startService, TODAY } from '../api/support/service.ts'
import { textsIn } from '../workflows/support/histories.ts'

const key = () => randomBytes(32).toString('base64')
const [older, newer] = [`2026-05:${key()}`, `2026-11:${key()}`]
const payloadOf = (value: unknown): Payload => ({
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify(value)),
})
const codecOf = (keys: string) => dataConverterOf({ PAYLOAD_KEYS: keys }).payloadCodecs![0]!

describe('Keys of payloads', () => {
  test.each([
    ['', /ID:KEY/],
    ['abc', /ID:KEY/],
    [`a:${randomBytes(31).toString('base64')}`, /32 random bytes/],
    [`a:${key()},`, /ID:KEY/],
    [`a:${key()},a:${key()}`, /an ID is given twice/],
  ])('%s are refused in words, without showing them', (keys, message) => {
    const read = () => dataConverterOf({ PAYLOAD_KEYS: keys })
    expect(read).toThrow(InvalidConfigError)
    expect(read).toThrow(message)
    for (const part of keys.split(/[:,]/).filter((p) => p.length > 8)) expect(read).not.toThrow(part)
  })

  test('what was written before there were any is read as it is', async () => {
    const plain = payloadOf({ office: '4701' })
    expect(await codecOf(newer).decode([plain])).toEqual([plain])
  })

  test('the same is written differently each time, and what somebody changed is refused', async () => {
    const codec = codecOf(newer)
    const [one, two] = await codec.encode([payloadOf('x'), payloadOf('x')])
    expect(Buffer.from(one!.data!).equals(Buffer.from(two!.data!))).toBe(false)
    const changed = Buffer.from(one!.data!)
    changed[20]! ^= 1
    await expect(codec.decode([{ ...one!, data: changed }])).rejects.toThrow()
    const renamed = { ...one!, metadata: { ...one!.metadata, 'encryption-key-id': Buffer.from('2026-05') } }
    await expect(codecOf(`${newer},2026-05:${newer.split(':')[1]}`).decode([renamed])).rejects.toThrow()
  })

  test('the one that is missing is named', async () => {
    const written = await codecOf(older).encode([payloadOf('x')])
    await expect(codecOf(newer).decode(written)).rejects.toThrow(PayloadKeyMissingError)
    await expect(codecOf(newer).decode(written)).rejects.toThrow(/"2026-05"/)
  })
})

describe('A service whose payloads are encrypted', () => {
  let service: Service
  beforeAll(async () => {
    process.env.PAYLOAD_KEYS = older
    afterAll(() => {
      delete process.env.PAYLOAD_KEYS
    })
    service = await startService()
  })

  const spend = async (url: string, documentNo: string) =>
    (await service.as('district', '4701')).at(url).command('4701', 'disburse', {
      ...{ line: 'materials', amount: '1.00', paidOn: TODAY, documentNo },
    })
  const history = async () =>
    (await service.client.workflow.getHandle(officeWorkflowId(programme.id, '4701')).fetchHistory()).events!
  const keysIn = async (from: number) => new Set(textsIn((await history()).slice(from)).match(/2026-(05|11)/g) ?? [])

  test('shows Temporal no amount, document or budget line', async () => {
    const worker = await service.runWorker()
    await openTwoProvinces(service)
    expect(await spend(service.url, 'ฎ 1/2568')).toMatchObject({ status: 200 })
    const texts = textsIn(await history())
    expect(texts).toContain('2026-05')
    for (const hidden of ['ฎ 1/2568', 'materials', '"amount"']) expect(texts).not.toContain(hidden)
    await worker.stop()
  })

  test('goes on under a new key, with what was written under the older one', async () => {
    const before = (await history()).length
    process.env.PAYLOAD_KEYS = `${newer},${older}`
    const { client, connection } = await connectClient()
    onTestFinished(() => connection.close())
    const url = await service.listen({ gateway: new CommandGateway(service.setting.store, client, 20_000) })
    const worker = await service.runWorker()
    expect(await spend(url, 'ฎ 2/2568')).toMatchObject({ status: 200 })
    expect(await keysIn(before)).toEqual(new Set(['2026-11']))
    expect(await service.store.prisma.ledgerEntry.count({ where: { office: '4701' } })).toBe(2)
    await worker.stop()
  })

  test('lets the Temporal UI of an operator read, and no other site', async () => {
    const [encrypted] = await codecOf(newer).encode([payloadOf({ line: 'materials' })])
    const cli = spawn(
      process.execPath,
      [
        '--import',
        import.meta.resolve('tsx'),
        fileURLToPath(new URL('../../src/cli/codec.ts', import.meta.url)),
        '--port',
        '0',
      ],
      { env: { ...process.env, PAYLOAD_KEYS: newer }, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    onTestFinished(async () => {
      cli.kill()
      await once(cli, 'exit')
    })
    const [said] = (await once(cli.stdout, 'data')) as [Buffer]
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said.toString())![0]
    const Payloads = proto.temporal.api.common.v1.Payloads
    const ask = (origin: string) =>
      fetch(`${url}/decode`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify(Payloads.create({ payloads: [encrypted!] }).toJSON()),
      })
    const answered = await ask('http://localhost:8233')
    expect(answered.headers.get('access-control-allow-origin')).toBe('http://localhost:8233')
    const { payloads } = (await answered.json()) as { payloads: { data: string }[] }
    expect(Buffer.from(payloads[0]!.data, 'base64').toString()).toBe('{"line":"materials"}')
    expect((await ask('https://elsewhere.example')).status).toBe(403)
  })
})
