import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import express from 'express'
import { pino } from 'pino'
import { afterAll, describe, expect, it } from 'vitest'
import { healthRoutes } from '../../src/api/health.ts'
import { newSecret } from '../../src/store/secret.ts'
import { createToken } from '../../src/store/tokens.ts'
import { startTestInbox } from '../mail/support/inbox.ts'
import type { Browser } from '../signin/support/browser.ts'
import { startService } from '../signin/support/service.ts'
import { signIn } from '../signin/support/signIn.ts'
import { P, saveSakonNakhon } from '../store/support/sakonNakhon.ts'

// Bounded in count, and on this machine alone. App, database and those who flood share its processors: what is measured of others is worse
// than it would be.
const REQUESTS = 1500
const AT_ONCE = 50
const LIMIT = 300
const OF_STRANGERS = 60

const inbox = await startTestInbox()
afterAll(() => inbox.stop())
const service = await startService()
const { store, sql } = service
await saveSakonNakhon(store)
await service.person('สมหญิง', { email: 'somying@example.go.th' }, ['province', '47'])
await service.person('สมศรี', { email: 'somsri@example.go.th' }, ['district', '4701'])
await service.person('สมปอง', { email: 'sompong@example.go.th' }, ['department', 'all'])
const { browser: somying } = await signIn(service, 'somying@example.go.th')

const PROGRAMME = `/api/v1/programmes/${P}`
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const tokenOf = async (role: 'department' | 'province', area: string) =>
  (await createToken(store, { label: `${role} ${area}`, role, area })).token

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
  /** In milliseconds. */
  readonly took: number
}

/** Asks so many times, so many at once. */
async function flood(ask: (n: number) => Promise<Response>, times = REQUESTS): Promise<Answer[]> {
  const answers: Answer[] = []
  let next = 0
  const one = async () => {
    while (next < times) {
      const began = performance.now()
      const response = await ask(next++)
      const body = await response.text()
      answers.push({ status: response.status, headers: response.headers, body, took: performance.now() - began })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  return answers
}

const counted = (answers: readonly Answer[]) =>
  Object.fromEntries(
    [...new Set(answers.map((a) => a.status))].sort().map((s) => [s, answers.filter((a) => a.status === s).length]),
  )

/** What nineteen of twenty took at most. */
const slowest = (took: readonly number[]) => took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.95)]!

/**
 * Has others at work while something goes on: a system at the API, and a person at a page. All that they ask must be answered.
 * @returns how long nineteen of twenty of their requests took at most, in milliseconds
 */
async function othersDuring<T>(
  url: string,
  others: string,
  work: () => Promise<T>,
): Promise<{ done: T; slow: number }> {
  const cookie = `aita=${somying.cookie('aita')}`
  const took: number[] = []
  let isOver = false
  const ask = async (path: string, headers: Record<string, string>) => {
    while (!isOver) {
      const began = performance.now()
      const response = await fetch(url + path, { headers, redirect: 'manual' })
      await response.arrayBuffer()
      took.push(performance.now() - began)
      expect([path, response.status]).toEqual([path, 200])
      await delay(40)
    }
  }
  const asking = [ask(PROGRAMME, bearer(others)), ask(`/programmes/${P}/provinces/47`, { cookie })]
  const done = await work().finally(() => {
    isOver = true
  })
  await Promise.all(asking)
  return { done, slow: slowest(took) }
}

/**
 * What others may wait at most, in milliseconds: so many times what the flood itself waits in the same queue. What others ask is answered
 * and not refused, and so takes longer.
 */
const bearable = (flooding: readonly Answer[]) => 10 * slowest(flooding.map(({ took }) => took))

describe('One principal floods', () => {
  it('and is taken as often as the limit says, told when to come back, and in nobody else’s way', async () => {
    const url = await service.listen({}, { requestsPerMinute: LIMIT })
    const [flooder, other] = [await tokenOf('department', 'all'), await tokenOf('province', '47')]
    const { done, slow } = await othersDuring(url, other, () =>
      flood(() => fetch(url + PROGRAMME, { headers: bearer(flooder) })),
    )
    expect(counted(done)).toEqual({ 200: LIMIT, 429: REQUESTS - LIMIT })
    for (const { headers, body } of done.filter((a) => a.status === 429)) {
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
      expect(JSON.parse(body).type).toBe('/problems/too-many-requests')
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      expect(headers.get('ratelimit')).toMatch(/^"principal"; r=0; t=\d+$/)
    }
    expect(slow).toBeLessThan(bearable(done))
  })

  it('or a person at their pages, who is told so in Thai', async () => {
    const url = await service.listen({}, { requestsPerMinute: 20 })
    const cookie = `aita=${somying.cookie('aita')}`
    const answers = await flood(() => fetch(`${url}/programmes/${P}/provinces/47`, { headers: { cookie } }), 100)
    expect(counted(answers)).toEqual({ 200: 20, 429: 80 })
    const refused = answers.find((a) => a.status === 429)!
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.body).toContain('มีการเรียกดูถี่เกินไป')
  })
})

describe('Strangers flood', () => {
  it('with tokens that there are not: few are told so, few are written to the trail, and connections stay free', async () => {
    const url = await service.listen({}, { strangersPerMinute: OF_STRANGERS })
    const other = await tokenOf('province', '47')
    const before = await denials()
    let waiting = 0
    const watching = setInterval(() => {
      waiting = Math.max(waiting, store.connections().waiting)
    }, 5)
    const { done, slow } = await othersDuring(url, other, () =>
      flood(() => fetch(url + PROGRAMME, { headers: bearer(`aita_${newSecret()}`) })),
    )
    clearInterval(watching)
    expect(counted(done)).toEqual({ 401: OF_STRANGERS, 429: REQUESTS - OF_STRANGERS })
    expect(done.every((a) => a.status === 401 || Number(a.headers.get('retry-after')) > 0)).toBe(true)
    expect((await denials()) - before).toBe(OF_STRANGERS)
    expect(waiting).toBeLessThanOrEqual(AT_ONCE)
    expect(store.connections()).toMatchObject({ busy: 0, waiting: 0 })
    expect(slow).toBeLessThan(bearable(done))
  })

  it.for([
    ['with links that there are not', '/signin/link', 404],
    ['with links to be mailed', '/signin/email', 429],
    ['with answers of a provider', '/signin/oidc/callback?state=x', 404],
    ['at the data for everybody', '/open-data/catalog.jsonld', 200],
    ['at the pages for everybody', '/open', 200],
  ] as const)('%s: as often as the limit says', async ([, path, status]) => {
    const url = await service.listen({}, { strangersPerMinute: OF_STRANGERS })
    service.audited.length = 0
    const isForm = path === '/signin/link' || path === '/signin/email'
    const ask = (n: number) =>
      isForm
        ? fetch(url + path, {
            ...{ method: 'POST', redirect: 'manual' },
            body: new URLSearchParams({ s: newSecret(), email: `nobody${n}@example.go.th` }),
          })
        : fetch(url + path, { redirect: 'manual' })
    const answers = await flood(ask, 300)
    const taken = answers.filter((a) => a.headers.get('ratelimit') && !/มีการเรียกดูถี่เกินไป|too-many/.test(a.body))
    expect(taken).toHaveLength(OF_STRANGERS)
    if (status !== 429) expect(counted(taken)).toEqual({ [status]: OF_STRANGERS })
    expect(answers.filter((a) => !taken.includes(a)).every((a) => Number(a.headers.get('retry-after')) > 0)).toBe(true)
    // What fails is written to the audit trail, one after the other.
    expect(service.audited.length).toBeLessThanOrEqual(OF_STRANGERS)
  })

  it('asking whether the service is ready: each part is asked once for all of them', async () => {
    let asked = 0
    const check = async () => {
      asked++
      await delay(300)
      return undefined
    }
    const server = express()
      .use(healthRoutes([{ part: 'PostgreSQL', check }], pino({ level: 'silent' })))
      .listen(0, '127.0.0.1')
    afterAll(() => server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const ready = () => fetch(`http://127.0.0.1:${port}/readyz`).then((r) => r.status)
    expect(new Set(await Promise.all(Array.from({ length: AT_ONCE }, ready)))).toEqual(new Set([200]))
    expect(asked).toBe(1)
    await ready()
    expect(asked).toBe(2)
  })

  const denials = async () => Number((await sql(`SELECT count(*) AS n FROM audit_record WHERE kind = 'denial'`))[0].n)
})

describe('Links to sign in, asked for all at once', () => {
  const ask = (email: string, from: string) =>
    fetch(`${service.url}/signin/email`, {
      ...{ method: 'POST', redirect: 'manual', headers: { 'x-forwarded-for': from } },
      body: new URLSearchParams({ email }),
    }).then((r) => r.status)
  const times = <T>(n: number, of: (i: number) => T) => Array.from({ length: n }, (_, i) => of(i))

  it('by one asker for one address: five are noted, and no more mails than that are sent', async () => {
    await sql('DELETE FROM sign_in_link')
    await inbox.clear()
    const statuses = await Promise.all(times(50, () => ask('somsri@example.go.th', '198.51.100.1')))
    expect(statuses.filter((s) => s === 303)).toHaveLength(5)
    expect(statuses.filter((s) => s === 429)).toHaveLength(45)
    await Promise.all(times(3, () => service.deliver(inbox.smtpUrl)))
    const mails = await inbox.received()
    expect(mails.length).toBeGreaterThan(0)
    expect(mails.length).toBeLessThanOrEqual(5)
  })

  it('by fifty askers for one address: twenty are noted', async () => {
    await sql('DELETE FROM sign_in_link')
    const statuses = await Promise.all(times(50, (i) => ask('somsri@example.go.th', `198.51.100.${i}`)))
    expect(statuses.filter((s) => s === 303)).toHaveLength(20)
  })

  it('by one asker for fifty addresses: twenty are noted', async () => {
    await sql('DELETE FROM sign_in_link')
    const statuses = await Promise.all(times(50, (i) => ask(`nobody${i}@example.go.th`, '198.51.100.1')))
    expect(statuses.filter((s) => s === 303)).toHaveLength(20)
  })
})

describe('A file in a form', () => {
  /** Begins to send a form with a file, and does not end. @returns the answer that comes meanwhile, if any does */
  async function begun(browser: Browser, waitMs: number): Promise<{ status: number | undefined; end(): void }> {
    const request = httpRequest(`${service.url}/programmes/${P}/imports/contacts`, {
      method: 'POST',
      headers: {
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': 15_000_000,
        cookie: `aita=${browser.cookie('aita')}`,
      },
    })
    request.on('error', () => undefined)
    request.write('--x\r\n')
    const status = await Promise.race([
      new Promise<number>((resolve) => request.on('response', (r) => resolve(r.statusCode!))),
      delay(waitMs, undefined),
    ])
    return { status, end: () => request.destroy() }
  }

  it('is not read of somebody who imports nothing, nor two at once of one person', async () => {
    const { browser: somsri } = await signIn(service, 'somsri@example.go.th')
    const { browser: sompong } = await signIn(service, 'sompong@example.go.th')
    const ofDistrict = await begun(somsri, 5000)
    expect(ofDistrict.status).toBe(403)
    const first = await begun(sompong, 500)
    expect(first.status).toBeUndefined()
    const second = await begun(sompong, 5000)
    expect(second.status).toBe(503)
    for (const { end } of [ofDistrict, first, second]) end()
  })
})
