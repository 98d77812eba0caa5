import { describe, expect, it } from 'vitest'
import { processRoles } from '../../src/stack/postgres.ts'
import { expectProblem, type Reply } from './support/caller.ts'
import { openTwoProvinces, startService, TODAY } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)
const district = await service.as('district', '4701')
const province = await service.as('province', '47')
const department = await service.as('department', 'all')
const auditor = await service.as('auditor', 'all')
const auditorOf47 = await service.as('auditor', '47')
const operator = await service.as('operator', 'all')

const records = async (query = '') =>
  (await auditor.request('GET', `/api/v1/audit/records?limit=1000${query}`)).body.records
const pay = (office: string, documentNo: string) =>
  province.command(office, 'disburse', { line: 'materials', amount: '1.50', paidOn: TODAY, documentNo })

describe('The service of these tests', () => {
  it('is in the database as its own roles, which cannot alter what it records', async () => {
    for (const [role, { prisma }] of [
      [processRoles.api, service.setting.store],
      [processRoles.worker, service.workerStore],
    ] as const) {
      expect(await prisma.$queryRaw`SELECT current_user::text AS role`).toEqual([{ role }])
      await expect(prisma.auditRecord.deleteMany()).rejects.toThrow(/42501|permission denied|not authorized|access/i)
    }
  })
})

describe('Who was refused what is not theirs is recorded', () => {
  it('by whom, what and where, and nothing that was sent', async () => {
    const refused: Reply[] = [
      await district.get('/offices/4702'),
      await district.command('4701', 'withdraw', { reason: 'ความลับ' }),
      await province.post('/commands', { items: [{ office: '8301', command: 'disburse', body: {}, key: 'k' }] }),
      await service.withToken('aita_wrong').get(),
    ]
    const mine = (await records('&kind=denial')).filter((r: { requestId: string }) =>
      refused.some((reply) => reply.headers.get('x-request-id') === r.requestId),
    )
    const path = '/api/v1/programmes/amphoe-ita-2568'
    expect(mine).toMatchObject([
      {
        ...{ actor: district.id, role: 'district', office: '4702', programme: 'amphoe-ita-2568' },
        details: { type: 'unknown-office', method: 'GET', path: `${path}/offices/4702` },
      },
      { actor: district.id, office: '4701', details: { type: 'forbidden', method: 'POST' } },
      { actor: province.id, office: '8301', details: { type: 'unknown-office' } },
      { actor: null, details: { type: 'unauthenticated' } },
    ])
    expect(JSON.stringify(mine)).not.toMatch(/ความลับ|aita_/)
  })

  it('and whoever came without a token was refused nothing yet', async () => {
    const reply = await service.withToken(undefined).get()
    const ids = (await records('&kind=denial')).map((r: { requestId: string }) => r.requestId)
    expect(ids).not.toContain(reply.headers.get('x-request-id'))
  })
})

describe('What concerns the service is recorded', () => {
  it('tokens, by the one who made, changed and ended them', async () => {
    const { body } = await operator.request('POST', '/api/v1/tokens', { label: 'x', role: 'province', area: '47' })
    const { body: next } = await operator.request('POST', `/api/v1/tokens/${body.id}/rotate`, {})
    await operator.request('DELETE', `/api/v1/tokens/${next.id}`)
    expect(await records(`&actor=${operator.id}`)).toMatchObject([
      { kind: 'token-created', details: { token: body.id, role: 'province', area: '47' } },
      { kind: 'token-rotated', details: { token: body.id, to: next.id } },
      { kind: 'token-revoked', details: { token: next.id } },
    ])
  })

  it('that the programme was opened, and by whom', async () => {
    expect(await records('&kind=programme-opened')).toMatchObject([{ actor: expect.any(String), office: null }])
  })

  it('who registered another system to be told, changed and removed it', async () => {
    const setting = { url: 'https://portal.example.go.th/x', description: 'x', types: [], area: '47' }
    const { id } = (await province.post('/webhooks', setting)).body.endpoint
    await province.post(`/webhooks/${id}/rotate`)
    await province.request('DELETE', `/api/v1/programmes/amphoe-ita-2568/webhooks/${id}`)
    const noted = await records(`&kind=webhook&actor=${province.id}`)
    expect(noted.map((r: { details: object }) => r.details)).toEqual(
      ['created', 'rotated', 'deleted'].map((what) => ({ what, webhook: id })),
    )
  })

  it('allocations, in baht', async () => {
    const [allocation] = await records('&kind=allocation')
    expect(allocation.details.set).toContainEqual({ office: '4701', line: 'materials', amount: '1000.00' })
  })
})

describe('What happened to offices is listed', () => {
  it('by office, person, type and time, page by page', async () => {
    await pay('4701', 'ฎ1')
    await pay('4702', 'ฎ1')
    const events = async (query: string) => (await auditor.get(`/audit?${query}`)).body.events
    expect(await events(`actor=${province.id}&type=disbursed`)).toMatchObject([
      { office: '4701', event: { amount: '1.50' }, by: province.id },
      { office: '4702' },
    ])
    expect((await events('office=4701')).map((e: { type: string }) => e.type)).toEqual(['notified', 'disbursed'])
    expect(await events(`from=${encodeURIComponent('2025-01-01T00:00:00+07:00')}`)).toEqual([])

    expectProblem(await auditor.get(`/audit?to=${encodeURIComponent('2025-01-01T00:00:00+16:19')}`), 'invalid-request')

    const all = await events('limit=1000')
    const paged: unknown[] = []
    let query = 'limit=7'
    for (;;) {
      const { body } = await auditor.get(`/audit?${query}`)
      paged.push(...body.events)
      if (!body.next) break
      query = `limit=7&cursor=${body.next}`
    }
    expect(paged).toEqual(all)
  })

  it('of one’s area only', async () => {
    for (const caller of [province, auditorOf47]) {
      const { events } = (await caller.get('/audit?limit=1000')).body
      expect(new Set(events.map((e: { office: string }) => e.office.slice(0, 2)))).toEqual(new Set(['47']))
      expect((await caller.get('/audit?office=83')).body.events).toEqual([])
    }
    const own = (await auditorOf47.request('GET', '/api/v1/audit/records?limit=1000')).body.records
    expect(own.every((r: { office: string | null }) => r.office?.startsWith('47'))).toBe(true)
    expectProblem(await district.get('/audit'), 'forbidden')
    expectProblem(await province.request('GET', '/api/v1/audit/records'), 'forbidden')
  })
})

describe('An auditor proves it', () => {
  const verify = async (query = '') => (await auditor.request('GET', `/api/v1/audit/verification${query}`)).body

  it('all is as it was recorded, until somebody changes a row past the service', async () => {
    expect(await verify()).toMatchObject({ found: 0, findings: [], offices: 23 })
    const { status, body: seal } = await department.request('POST', '/api/v1/audit/seals')
    expect(status).toBe(201)
    expect(await verify(`?seal=${seal.hash}`)).toMatchObject({ found: 0, seal: { hash: seal.hash } })

    await service.store.prisma.$transaction([
      service.store.prisma.$executeRaw`SET LOCAL session_replication_role = replica`,
      service.store.prisma.$executeRaw`
        UPDATE audit_event SET event = jsonb_set(event, '{amount}', '999') WHERE office = '4702' AND type = 'disbursed'`,
    ])
    const state = await verify()
    expect(state.found).toBeGreaterThan(0)
    expect(state.findings[0]).toMatchObject({ about: 'event', office: '4702', sequence: expect.any(Number) })
  })
})
