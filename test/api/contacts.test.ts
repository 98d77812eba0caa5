import { describe, expect, it } from 'vitest'
import { noteUndeliverable } from '../../src/store/undeliverable.ts'
import { type Caller, expectProblem } from './support/caller.ts'
import { openTwoProvinces, startService } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)
const district = await service.as('district', '4701')
const province = await service.as('province', '47')
const department = await service.as('department', 'all')
const operator = await service.as('operator', 'all')

interface Contact {
  readonly id: string
  readonly role: string
  readonly name: string
  readonly isReader: boolean
  readonly passedOver: string | null
  readonly undeliverable: { reason: string } | null
}
const contacts = async (caller: Caller, office: string) =>
  (await caller.get(`/offices/${office}/contacts`)).body.contacts as Contact[]
const standing = async (office = '4701') =>
  Object.fromEntries((await contacts(province, office)).map((c) => [c.name, c.isReader ? 'reads' : c.passedOver]))
const person = (name: string, changes: object = {}) => ({
  ...{ role: 'coordinator', name, email: `${Buffer.from(name).toString('hex')}@example.go.th`, ...changes },
})

describe('Contacts of an office', () => {
  it('are entered, stood in for and ended; who is written to follows', async () => {
    const [mailbox] = await contacts(district, '4701')
    expect(mailbox).toMatchObject({ role: 'mailbox', isReader: true, sample: true })
    const first = (await district.post('/offices/4701/contacts', person('สมใจ', { phone: '042-1' }))).body as Contact
    expect(first).toMatchObject({ role: 'coordinator', isReader: true, from: null, until: null, phone: '042-1' })
    const acting = await province.post('/offices/4701/contacts', person('รักษาการ', { standsInFor: first.id }))
    expect(acting).toMatchObject({ status: 201, body: { isReader: true, standsInFor: first.id } })
    expect(await standing()).toEqual({ [mailbox!.name]: 'reads', รักษาการ: 'reads', สมใจ: 'stood-in-for' })
    const ended = await province.request(
      'PATCH',
      `/api/v1/programmes/amphoe-ita-2568/offices/4701/contacts/${acting.body.id}`,
      { until: '2024-01-31' },
    )
    expect(ended).toMatchObject({ status: 200, body: { isReader: false, passedOver: 'no-longer' } })
    expect(await standing()).toMatchObject({ สมใจ: 'reads' })
  })

  it('whose address a mail could not reach are passed over until it is put right', async () => {
    expectProblem(await district.post('/offices/4702/contacts', person('x')), 'unknown-office')
    const made = (await province.post('/offices/4702/contacts', person('วิชัย'))).body as Contact
    const email = `${Buffer.from('วิชัย').toString('hex')}@example.go.th`
    await noteUndeliverable(service.store, { email, reason: '550 5.1.1 no such user', mail: 'm' })
    expect((await contacts(province, '4702')).find((c) => c.id === made.id)).toMatchObject({
      ...{ isReader: false, passedOver: 'unreachable', undeliverable: { reason: '550 5.1.1 no such user' } },
    })
    const path = `/api/v1/programmes/amphoe-ita-2568/offices/4702/contacts/${made.id}`
    expect((await province.request('PATCH', path, { reachable: true })).body).toMatchObject({
      ...{ isReader: true, undeliverable: null },
    })
    const { records } = (await operator.request('GET', '/api/v1/audit/records?kind=contact')).body
    const mine = records.filter((r: { details: { contact: string } }) => r.details.contact === made.id)
    expect(mine.map((r: { details: { what: string } }) => r.details.what)).toEqual(['added', 'reachable'])
    expect(JSON.stringify(records)).not.toMatch(/วิชัย|@/)
  })

  it('named in an acknowledgement can be ended and not rewritten', async () => {
    await district.command('4701', 'acknowledge', { coordinator: { name: 'ผู้ตอบรับ', email: 'ack@example.go.th' } })
    const { id } = (await contacts(district, '4701')).find((c) => c.name === 'ผู้ตอบรับ')!
    const path = `/api/v1/programmes/amphoe-ita-2568/offices/4701/contacts/${id}`
    expectProblem(await district.request('PATCH', path, { name: 'คนอื่น' }), 'contact-acknowledged')
    expect((await district.request('PATCH', path, { until: '2024-01-31' })).body).toMatchObject({ isReader: false })
  })

  it('of a province office are its own and its managers', async () => {
    const made = await province.post('/offices/47/contacts', person('ปลัดจังหวัด', { role: 'manager' }))
    expect(made.body).toMatchObject({ role: 'manager', isReader: true })
    expect((await contacts(province, '47')).map((c) => c.role)).toEqual(expect.arrayContaining(['manager', 'mailbox']))
  })

  it('that make no sense are refused in words', async () => {
    const add = (body: object, office = '4703') => province.post(`/offices/${office}/contacts`, body)
    expectProblem(await add(person('a', { role: 'manager' })), 'invalid-contact')
    expectProblem(await add(person('a', { from: '2025-02-02', until: '2025-02-01' })), 'invalid-contact')
    expectProblem(await add(person('a', { standsInFor: '00000000-0000-4000-8000-000000000000' })), 'invalid-contact')
    expectProblem(await add(person('a'), '4799'), 'unknown-office')
    for (const wrong of [{ email: 'no address' }, { name: ' ' }, { from: '1 มกราคม' }, { role: 'king' }, { extra: 1 }])
      expectProblem(await add(person('a', wrong)), 'invalid-request')
    const path = '/api/v1/programmes/amphoe-ita-2568/offices/4703/contacts'
    const nobody = '00000000-0000-4000-8000-000000000000'
    expectProblem(await province.request('PATCH', `${path}/${nobody}`, { until: '2025-01-01' }), 'unknown-contact')
    const other = (await contacts(province, '4702'))[0]!
    expectProblem(await province.request('PATCH', `${path}/${other.id}`, { until: '2025-01-01' }), 'unknown-contact')
    expectProblem(await province.request('PATCH', `${path}/${other.id}`, {}), 'invalid-request')
  })
})

describe('Mails and pauses', () => {
  it('are for those who see to delivery: every mail with its state and addresses, page by page', async () => {
    const { mails, next } = (await department.get('/mails?limit=5&tier=office')).body
    expect(mails).toHaveLength(5)
    expect(mails[0]).toMatchObject({ recipient: expect.stringMatching(/^office:/), state: expect.any(String) })
    const more = (await department.get(`/mails?limit=1000&tier=office&cursor=${next}`)).body
    const ids = [...mails, ...more.mails].map((m: { id: string }) => m.id)
    expect(new Set(ids).size).toBe(ids.length)
    const one = (await department.get('/mails?recipient=office:4701&kind=notice')).body.mails
    expect(one).toHaveLength(1)
    expectProblem(await province.get('/mails'), 'forbidden')
    expectProblem(await department.get('/mails?recipient=4701'), 'invalid-request')
    expectProblem(await department.get('/mails?cursor=x'), 'invalid-request')
  })

  it('an operator holds mail to a tier back, and decides on what was held', async () => {
    const base = '/api/v1/programmes/amphoe-ita-2568/mail-pauses'
    const paused = await operator.request('POST', base, { tier: 'department', reason: 'ทดลองระบบ' })
    expect(paused).toMatchObject({ status: 201, body: { tier: 'department', begunBy: operator.id, held: 0 } })
    expectProblem(await operator.request('POST', base, { tier: 'department', reason: 'x' }), 'already-paused')
    expectProblem(await department.request('POST', base, { tier: 'office', reason: 'x' }), 'forbidden')
    expectProblem(await operator.request('POST', `${base}/resume`, { tier: 'office', held: 'drop' }), 'not-paused')
    expect((await operator.request('POST', `${base}/decide`, { tier: 'department', decision: 'drop' })).body).toEqual({
      mails: 0,
    })
    expect((await operator.request('POST', `${base}/resume`, { tier: 'department', held: 'release' })).body).toEqual({
      ...{ released: 0, dropped: 0 },
    })
    expect((await operator.request('GET', base)).body.pauses).toMatchObject([{ endedBy: operator.id }])
    expect((await operator.request('GET', '/api/v1/mail-alarm')).body).toMatchObject({ late: 0, reasons: [] })
  })
})
