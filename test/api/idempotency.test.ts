import { describe, expect, it } from 'vitest'
import { bodyHash } from '../../src/commands/bodyHash.ts'
import { CommandGateway } from '../../src/commands/gateway.ts'
import { putTexts } from '../../src/store/commands.ts'
import { officeWorkflowId } from '../../src/workflows/protocol.ts'
import { expectProblem } from './support/caller.ts'
import { programme } from './support/programme.ts'
import { openTwoProvinces, startService, TODAY } from './support/service.ts'

const service = await startService()
let worker = await service.runWorker()
await openTwoProvinces(service)
const district = await service.as('district', '4701')
const province = await service.as('province', '47')
const department = await service.as('department', 'all')

const entry = (documentNo: string, amount = '1.00') => ({ line: 'materials', amount, paidOn: TODAY, documentNo })
const entriesOf = (office: string, documentNo?: string) =>
  service.store.prisma.ledgerEntry.count({
    where: { programmeId: programme.id, office, ...(documentNo === undefined ? {} : { documentNo }) },
  })

describe('The same request under the same key is done once, and always answered alike', () => {
  it('one after the other', async () => {
    const first = await district.command('4701', 'disburse', entry('ฎ1'), { key: 'k1' })
    expect(first).toMatchObject({
      status: 200,
      body: { accepted: true, office: '4701', events: ['disbursed'], phase: 'kickoff', sequence: expect.any(Number) },
    })
    const again = await district.command('4701', 'disburse', entry('ฎ1'), { key: 'k1' })
    expect([again.status, again.body]).toEqual([200, first.body])
    expect(await entriesOf('4701', 'ฎ1')).toBe(1)
  })

  it('whatever the order of its fields', async () => {
    const fields = Object.entries(entry('ฎ1')).reverse()
    const again = await district.command('4701', 'disburse', Object.fromEntries(fields), { key: 'k1' })
    expect(again.body).toMatchObject({ accepted: true, events: ['disbursed'] })
    expect(await entriesOf('4701', 'ฎ1')).toBe(1)
  })

  it('eight at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => district.command('4701', 'disburse', entry('ฎ2'), { key: 'k2' })),
    )
    expect(replies.map((r) => r.status)).toEqual(replies.map(() => 200))
    expect(new Set(replies.map((r) => JSON.stringify(r.body))).size).toBe(1)
    expect(await entriesOf('4701', 'ฎ2')).toBe(1)
  })

  it('what was written with it is kept once, as first written', async () => {
    const note = { activity: 'prevention', on: TODAY, note: 'อบรมกำนันผู้ใหญ่บ้าน' }
    const replies = await Promise.all(
      [1, 2, 3].map(() => district.command('4701', 'record-activity', note, { key: 'n1' })),
    )
    expect(replies.map((r) => r.status)).toEqual([200, 200, 200])
    const texts = await service.store.prisma.commandText.findMany({ where: { target: '4701', key: 'n1' } })
    expect(texts.map((t) => t.texts)).toEqual([{ note: note.note }])
  })

  it('what was written with a body that never got an answer is not taken for what a corrected one says', async () => {
    const body = (email: string) => ({ coordinator: { name: 'สมศรี ใจดี', email } })
    // As an API leaves it that ends between the words and the office.
    const mistaken = bodyHash({ command: 'acknowledge', body: body('somsri@amphoe-ita.exmaple') })
    const texts = body('somsri@amphoe-ita.exmaple')
    await putTexts(service.store, programme.id, '4701', { key: 'a1', bodyHash: mistaken, texts })
    const reply = await district.command('4701', 'acknowledge', body('somsri@amphoe-ita.example'), { key: 'a1' })
    expect(reply.body).toMatchObject({ accepted: true, events: ['acknowledged'] })
    const named = await service.store.prisma.contact.findMany({ where: { recipient: 'office:4701', commandKey: 'a1' } })
    expect(named.map(({ email }) => email)).toEqual(['somsri@amphoe-ita.example'])
  })

  it('and of several bodies under one key, sent at once or later, only the words of the answered one stay', async () => {
    const note = (text: string) => ({ activity: 'prevention', on: TODAY, note: text })
    const send = (text: string) => district.command('4701', 'record-activity', note(text), { key: 'a2' })
    const replies = await Promise.all(['one', 'two', 'three', 'four'].map(send))
    const answered = ['one', 'two', 'three', 'four'].filter((_, n) => replies[n]!.status === 200)
    expect(answered).toHaveLength(1)
    replies.push(await send('five'))
    for (const reply of replies) if (reply.status !== 200) expectProblem(reply, 'idempotency-key-reused')
    const words = await service.store.prisma.commandText.findMany({ where: { target: '4701', key: 'a2' } })
    expect(words.map(({ texts }) => texts)).toEqual(answered.map((text) => ({ note: text })))
  })

  it('also after more commands than the workflow remembers', async () => {
    const first = await province.command('4702', 'disburse', entry('ฎ0'), { key: 'first' })
    for (let batch = 0; batch < 6; batch++) {
      const numbers = Array.from({ length: 6 }, (_, i) => batch * 6 + i + 1)
      const since = await Promise.all(numbers.map((n) => province.command('4702', 'disburse', entry(`ฎ${n}`))))
      expect(since.map((r) => r.status)).toEqual(since.map(() => 200))
    }
    const again = await province.command('4702', 'disburse', entry('ฎ0'), { key: 'first' })
    expect([again.status, again.body]).toEqual([200, first.body])
    expectProblem(await province.command('4702', 'disburse', entry('ฎ99'), { key: 'first' }), 'idempotency-key-reused')
    expect(await entriesOf('4702')).toBe(37)
  })

  it('a refused request may be sent again under its key, mended', async () => {
    expectProblem(await district.command('4701', 'disburse', entry('ฎ3', '0.00'), { key: 'k3' }), 'invalid-amount')
    expect((await district.command('4701', 'disburse', entry('ฎ3'), { key: 'k3' })).status).toBe(200)
  })
})

describe('A crowd of commands to one office', () => {
  it('is carried out, or answered 503 and carried out when sent again; each once', async () => {
    const numbers = Array.from({ length: 24 }, (_, i) => `ค${i}`)
    const send = async (documentNo: string) => {
      const { status } = await province.command('4706', 'disburse', entry(documentNo), { key: encodeURI(documentNo) })
      return { documentNo, status }
    }
    let waiting = numbers
    for (let attempt = 0; waiting.length > 0 && attempt < 5; attempt++) {
      const replies = await Promise.all(waiting.map(send))
      expect(replies.filter((r) => ![200, 503].includes(r.status))).toEqual([])
      waiting = replies.filter((r) => r.status === 503).map((r) => r.documentNo)
    }
    expect(waiting).toEqual([])
    expect(await entriesOf('4706')).toBe(24)
  })
})

describe('A key that was used for another request is refused', () => {
  it('with another body', async () => {
    const before = await service.written()
    expectProblem(
      await district.command('4701', 'disburse', entry('ฎ1', '2.00'), { key: 'k1' }),
      'idempotency-key-reused',
    )
    expect(await service.written()).toEqual(before)
  })

  it('with another command', async () => {
    const before = await service.written()
    expectProblem(
      await district.command('4701', 'reverse', { documentNo: 'ฎ1', reason: 'ผิด' }, { key: 'k1' }),
      'idempotency-key-reused',
    )
    expect(await service.written()).toEqual(before)
  })

  it('two bodies under one key at once: one is done, the other refused', async () => {
    const replies = await Promise.all(
      ['1.00', '2.00'].map((amount) => district.command('4701', 'disburse', entry('ฎ4', amount), { key: 'k4' })),
    )
    expect(replies.map((r) => r.status).sort()).toEqual([200, 422])
    expect(await entriesOf('4701', 'ฎ4')).toBe(1)
  })

  it('but each office has keys of its own', async () => {
    expect((await province.command('4703', 'disburse', entry('ฎ1'), { key: 'k1' })).status).toBe(200)
    expect(await entriesOf('4703', 'ฎ1')).toBe(1)
  })
})

describe('Commands to an area', () => {
  const order = { number: 'มท 0322/1', date: TODAY }
  const extension = (deadline: string) => ({ obligation: 'report', deadline, order, reason: 'น้ำท่วม' })
  const extended = () => service.store.prisma.auditEvent.count({ where: { type: 'extended' } })

  it('are done once under one key, also eight at once', async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => department.areaCommand('47', 'extend', extension('2025-06-16'), { key: 'a1' })),
    )
    expect(replies.map((r) => r.body)).toEqual(replies.map(() => ({ accepted: true, area: '47', offices: 19 })))
    expect(await extended()).toBe(19)
    const again = await department.areaCommand('47', 'extend', extension('2025-06-16'), { key: 'a1' })
    expect(again.body).toEqual(replies[0]!.body)
    expect(await extended()).toBe(19)
  })

  it('are refused under a key that was used for another', async () => {
    const before = await service.written()
    expectProblem(
      await department.areaCommand('47', 'extend', extension('2025-06-17'), { key: 'a1' }),
      'idempotency-key-reused',
    )
    expectProblem(
      await department.areaCommand('47', 'suspend', { reason: 'น้ำท่วม' }, { key: 'a1' }),
      'idempotency-key-reused',
    )
    expect(await service.written()).toEqual(before)
  })

  it('reach an office that has used the same key for something of its own', async () => {
    const before = await extended()
    const reply = await department.areaCommand('47', 'extend', extension('2025-06-18'), { key: 'k1' })
    expect(reply.body).toMatchObject({ accepted: true, offices: 19 })
    expect((await extended()) - before).toBe(19)
  })
})

describe('Without a worker', () => {
  it('a caller hears 503 in time; the same request again, once one runs, is answered and was done once', async () => {
    await worker.stop()
    const gateway = new CommandGateway(service.setting.store, service.client, 1500)
    const impatient = district.at(await service.listen({ gateway }))
    const send = () => impatient.command('4701', 'disburse', entry('ฎ5'), { key: 'k5' })
    const began = performance.now()
    const replies = await Promise.all([send(), send()])
    expect(performance.now() - began).toBeLessThan(4000)
    for (const reply of replies) {
      expectProblem(reply, 'unavailable')
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(await entriesOf('4701', 'ฎ5')).toBe(0)

    worker = await service.runWorker()
    let reply = await send()
    for (let attempt = 0; reply.status === 503 && attempt < 15; attempt++) reply = await send()
    expect(reply).toMatchObject({ status: 200, body: { accepted: true, events: ['disbursed'] } })
    expect((await send()).body).toEqual(reply.body)
    expect(await entriesOf('4701', 'ฎ5')).toBe(1)
    expect(await service.store.prisma.commandReceipt.count({ where: { target: '4701', key: 'k5' } })).toBe(1)
  })
})

describe('A request can be followed', () => {
  it('from its id to the Update in the office’s history', async () => {
    const note = { activity: 'prevention', on: TODAY, note: 'ประชุม' }
    const id = 'portal-7.2024-12-26'
    const reply = await district.command('4701', 'record-activity', note, { headers: { 'x-request-id': id } })
    expect(reply.headers.get('x-request-id')).toBe(id)
    const { events } = await service.client.workflow.getHandle(officeWorkflowId(programme.id, '4701')).fetchHistory()
    const updates = events!.flatMap(
      (e) => e.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input ?? [],
    )
    const inputs = updates.map((u) => Buffer.from(u.args!.payloads![0]!.data!).toString())
    expect(inputs.filter((text) => text.includes(`"request":"${id}"`))).toHaveLength(1)
    expect(inputs.join()).not.toContain(note.note)
  })
})
