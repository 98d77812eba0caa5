import { describe, expect, it } from 'vitest'
import { expectProblem } from './support/caller.ts'
import { loadTwoProvinces, startService } from './support/service.ts'

const service = await startService()
await loadTwoProvinces(service)
const operator = await service.as('operator', 'all')

describe('An operator', () => {
  it('makes a token, sees it among the others without its secret, and ends it', async () => {
    const wanted = { label: 'ระบบของจังหวัด', role: 'province', area: '47', days: 30 }
    const { status, body } = await operator.request('POST', '/api/v1/tokens', wanted)
    expect([status, body.label, body.role, body.area]).toEqual([201, wanted.label, 'province', '47'])
    expect(body.token).toMatch(/^aita_[\w-]{43}$/)
    expect(new Date(body.expiresAt).getTime() - new Date(body.createdAt).getTime()).toBeCloseTo(30 * 86_400_000, -4)
    const province = service.withToken(body.token)
    expect((await province.get('/provinces/47')).status).toBe(200)

    const { tokens } = (await operator.request('GET', '/api/v1/tokens')).body
    const listed = tokens.find((t: { id: string }) => t.id === body.id)
    expect(listed).toMatchObject({ prefix: body.token.slice(0, 11), revokedAt: null, lastUsedAt: expect.any(String) })
    expect(JSON.stringify(tokens)).not.toContain(body.token)

    const ended = await operator.request('DELETE', `/api/v1/tokens/${body.id}`)
    expect(ended.body.revokedAt).toEqual(expect.any(String))
    expectProblem(await province.get(), 'unauthenticated')
    // Ending it again says when it ended.
    expect((await operator.request('DELETE', `/api/v1/tokens/${body.id}`)).body).toEqual(ended.body)
  })

  it.for([
    [{ label: 'x', role: 'district', area: '47' }, 'area'],
    [{ label: 'x', role: 'province', area: 'all' }, 'area'],
    [{ label: 'x', role: 'king', area: 'all' }, 'role'],
    [{ label: ' ', role: 'operator', area: 'all' }, 'label'],
    [{ label: 'x', role: 'operator', area: 'all', days: 0 }, 'days'],
  ] as const)('is refused %o', async ([wanted, path]) => {
    expectProblem(await operator.request('POST', '/api/v1/tokens', wanted), 'invalid-request', {
      errors: [{ path, expected: expect.any(String) }],
    })
  })

  it('is told that there is no such token', async () => {
    const nobody = '/api/v1/tokens/0d9f5b2e-6a51-4a3f-9c1d-2f6d3a5b7c81'
    expectProblem(await operator.request('DELETE', nobody), 'not-found')
    expectProblem(await operator.request('POST', `${nobody}/rotate`, {}), 'not-found')
    expectProblem(await operator.request('DELETE', '/api/v1/tokens/1'), 'not-found')
  })
})

describe('A token', () => {
  it('is told whom it stands for', async () => {
    const district = await service.as('district', '4701')
    const { body } = await district.request('GET', '/api/v1/me')
    expect(body).toEqual({
      ...{ kind: 'token', id: district.id, role: 'district', area: '4701' },
      rights: ['read', 'own-token', 'command', 'manage-webhooks', 'manage-contacts'],
    })
  })

  it('says what it is', async () => {
    const district = await service.as('district', '4701')
    const { body } = await district.request('GET', '/api/v1/token')
    expect(body).toMatchObject({ id: district.id, role: 'district', area: '4701', revokedAt: null, rotatedAt: null })
  })

  it('is changed for a new one, and taken a while longer', async () => {
    const old = await service.as('district', '4701')
    const { status, body } = await old.request('POST', '/api/v1/token/rotate', { overlapMinutes: 5 })
    expect([status, body.role, body.area]).toEqual([201, 'district', '4701'])
    expect((await service.withToken(body.token).get('/offices/4701')).status).toBe(200)
    const mine = (await old.request('GET', '/api/v1/token')).body
    expect(new Date(mine.expiresAt).getTime() - Date.now()).toBeGreaterThan(4 * 60_000)
    expect(new Date(mine.expiresAt).getTime() - Date.now()).toBeLessThanOrEqual(5 * 60_000)
  })

  it('is changed once, of many times at once', async () => {
    const old = await service.as('district', '4701')
    const replies = await Promise.all([1, 2, 3, 4].map(() => old.request('POST', '/api/v1/token/rotate')))
    expect(replies.map((r) => r.status).toSorted()).toEqual([201, 409, 409, 409])
    for (const reply of replies.filter((r) => r.status === 409)) expectProblem(reply, 'token-ended')
  })

  it('ends at once when it is to', async () => {
    const old = await service.as('district', '4701')
    const { body } = await old.request('POST', '/api/v1/token/rotate', { overlapMinutes: 0 })
    expectProblem(await old.get(), 'unauthenticated')
    expect((await service.withToken(body.token).get()).status).toBe(200)
  })

  it('that was to end does not live longer by being changed', async () => {
    const { body: short } = await operator.request('POST', '/api/v1/tokens', {
      label: 's',
      role: 'district',
      area: '4701',
      days: 1,
    })
    const { body: next } = await service.withToken(short.token).request('POST', '/api/v1/token/rotate')
    expect(next.expiresAt).toBe(short.expiresAt)
  })
})
