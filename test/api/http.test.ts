import { describe, expect, it } from 'vitest'
import { expectProblem } from './support/caller.ts'
import { openTwoProvinces, startService, TODAY } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)
const district = await service.as('district', '4701')
const operator = await service.as('operator', 'all')

describe('What has not changed is not sent again', () => {
  it.for(['/offices/4701', '/offices?province=47', '/offices/4701/timeline', '/provinces/47'])('%s', async (path) => {
    const reader = await service.as('province', '47')
    const first = await reader.get(path)
    const etag = first.headers.get('etag')!
    expect(etag).toMatch(/^(W\/)?".+"$/)
    const again = await reader.request('GET', `/api/v1/programmes/amphoe-ita-2568${path}`, undefined, {
      headers: { 'if-none-match': etag },
    })
    expect([again.status, again.body]).toEqual([304, undefined])
    expect(again.headers.get('cache-control')).toBe('private, no-cache')
  })

  it('what has changed is', async () => {
    const { headers } = await district.get('/offices/4701')
    await district.command('4701', 'record-activity', { activity: 'prevention', on: TODAY, note: 'ประชุม' })
    const again = await district.request('GET', '/api/v1/programmes/amphoe-ita-2568/offices/4701', undefined, {
      headers: { 'if-none-match': headers.get('etag')! },
    })
    expect(again.status).toBe(200)
  })
})

describe('Requests are limited', () => {
  it('per principal, who is told how many are left and when to come back', async () => {
    const url = await service.listen({ requestsPerMinute: 3 })
    const busy = district.at(url)
    const replies = [await busy.get(), await busy.get(), await busy.get(), await busy.get()]
    expect(replies.map((r) => r.status)).toEqual([200, 200, 200, 429])
    expect(replies[0]!.headers.get('ratelimit')).toMatch(/^"principal"; r=2; t=\d+$/)
    expect(replies[0]!.headers.get('ratelimit-policy')).toMatch(/^"principal"; q=3; w=60/)
    expectProblem(replies[3]!, 'too-many-requests')
    expect(Number(replies[3]!.headers.get('retry-after'))).toBeGreaterThan(0)
    // Another principal has a limit of its own.
    expect((await operator.at(url).get()).status).toBe(200)
  })

  it('per address, of those without a valid token, and of nobody else from there', async () => {
    const url = await service.listen({ strangersPerMinute: 2 })
    const stranger = service.withToken('aita_guess').at(url)
    const replies = [await stranger.get(), await stranger.get(), await stranger.get()]
    expect(replies.map((r) => r.status)).toEqual([401, 401, 429])
    expectProblem(replies[2]!, 'too-many-requests')
    expect((await district.at(url).get()).status).toBe(200)
  })
})

describe('Answers', () => {
  it('load and run nothing in a browser, and are kept by nobody between', async () => {
    const { headers } = await district.get()
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    )
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('strict-transport-security')).toMatch(/max-age=/)
    expect(headers.get('x-powered-by')).toBeNull()
  })

  it('say which methods an address takes', async () => {
    const reply = await district.request('PUT', '/api/v1/programmes', {})
    expectProblem(reply, 'method-not-allowed')
    expect(reply.headers.get('allow')).toBe('GET, POST')
    expectProblem(await district.request('DELETE', '/api/v1/nothing'), 'not-found')
  })

  it('are refused to a query that no request has', async () => {
    expectProblem(await district.request('GET', '/api/v1/programmes?limt=1'), 'invalid-request')
  })
})
