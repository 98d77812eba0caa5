import { describe, expect, it } from 'vitest'
import { createToken } from '../../src/store/tokens.ts'
import { Browser } from '../signin/support/browser.ts'
import { startService } from '../signin/support/service.ts'
import { linkSecret, signIn } from '../signin/support/signIn.ts'
import { P, saveSakonNakhon } from '../store/support/sakonNakhon.ts'

const service = await startService()
const { sql, store } = service
await saveSakonNakhon(store)
await service.person('สมหญิง', { email: 'somying@example.go.th' }, ['province', '47'])
await service.person('สมศรี', { email: 'somsri@example.go.th' }, ['district', '4701'])
const { browser: somying } = await signIn(service, 'somying@example.go.th')
const cookie = (browser: Browser) => ({ cookie: `aita=${browser.cookie('aita')}` })
const get = (path: string, headers: Record<string, string> = cookie(somying), method = 'GET') =>
  fetch(service.url + path, { method, headers, redirect: 'manual' })

/** Pages, data, files, refusals and what is not there. */
const addresses = [
  ...['/signin', '/signin/account', '/signin/link?s=x', '/signin/nothing', '/act?s=x', '/open', '/', '/nothing'],
  ...[`/programmes/${P}/provinces/47`, `/programmes/${P}/provinces/48`, '/web/style.css', '/web/live.js', '/healthz'],
  ...[
    `/api/v1/programmes/${P}`,
    '/api/v1/nothing',
    '/api/v1/openapi.json',
    '/api/v1/docs/',
    '/open-data/catalog.jsonld',
  ],
  ...[`/api/v1/programmes/${P}/register.xlsx`, `/api/v1/programmes/${P}/register.csv`],
]

describe('Whatever is answered', () => {
  it.for(addresses)(
    '%s: over TLS alone, as what it says it is, in nobody’s frame, with nothing of others',
    async (path) => {
      const { headers } = await get(path)
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin|strict-origin)$/)
      const policy = headers.get('content-security-policy')
      for (const rule of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
        expect(policy).toContain(rule)
      expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|https?:|\*/)
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('x-powered-by')).toBeNull()
      const type = headers.get('content-type')
      if (/^text\//.test(type ?? '')) expect(type).toMatch(/; charset=utf-8$/i)
    },
  )

  it('is for no other origin, but what is for everybody', async () => {
    for (const path of addresses) {
      const { headers } = await get(path, { ...cookie(somying), origin: 'https://evil.example' })
      expect([path, headers.get('access-control-allow-origin')]).toEqual([
        path,
        path.startsWith('/open-data') ? '*' : null,
      ])
    }
  })

  it('files are saved and not shown', async () => {
    for (const path of addresses.filter((a) => /\.(xlsx|csv)$/.test(a)))
      expect((await get(path)).headers.get('content-disposition')).toMatch(/^attachment; filename=[\w.-]+$/)
  })

  it.for(['TRACE', 'PROPFIND'])('%s is answered nowhere', async (method) => {
    for (const path of ['/', `/api/v1/programmes/${P}`, '/signin']) {
      // fetch itself refuses TRACE.
      const status = await new Promise((resolve, reject) =>
        import('node:http').then(({ request }) =>
          request(service.url + path, { method, headers: cookie(somying) }, (r) => resolve(r.resume().statusCode))
            .on('error', reject)
            .end(),
        ),
      )
      expect([path, status]).toEqual([path, expect.toBeOneOf([400, 403, 404, 405])])
    }
  })
})

describe('A browser that somebody else may have tomorrow', () => {
  it('keeps nothing that a person has seen, by pages or the API; a system keeps what it may ask about again', async () => {
    for (const path of [`/programmes/${P}/provinces/47`, `/api/v1/programmes/${P}`, '/api/v1/me', '/signin/account'])
      expect([path, (await get(path)).headers.get('cache-control')]).toEqual([path, 'no-store'])
    const { token } = await createToken(store, { label: 'x', role: 'province', area: '47' })
    const { headers } = await get(`/api/v1/programmes/${P}`, { authorization: `Bearer ${token}` })
    expect(headers.get('cache-control')).toBe('private, no-cache')
  })

  it('is told to forget when somebody signs out', async () => {
    const { browser } = await signIn(service, 'somsri@example.go.th')
    const account = await browser.open('/signin/account')
    const csrf = /name="_csrf" value="([^"]+)"/.exec(account.html)![1]!
    const response = await fetch(`${service.url}/signin/sign-out`, {
      ...{ method: 'POST', redirect: 'manual', headers: cookie(browser) },
      body: new URLSearchParams({ _csrf: csrf }),
    })
    expect(response.headers.get('clear-site-data')).toBe('"cache", "storage"')
  })

  it('has cookies that no other host can set and no script can read, the one of the language too', async () => {
    const url = await service.listen({ publicUrl: 'https://aita.example.go.th' })
    const browser = new Browser(url)
    const secret = await linkSecret(service, 'somsri@example.go.th')
    await browser.submit('/signin/link', { s: secret }, { origin: 'https://aita.example.go.th' })
    const english = await browser.open('/signin/account?lang=en')
    expect(english.html).toContain('<html lang="en">')
    for (const name of ['__Host-aita', '__Host-lang']) {
      const flags = browser.rawCookie(name)!.split('; ').slice(1)
      expect(flags).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']))
    }
  })
})

it('Who was refused a page that is not theirs is recorded, as by the API', async () => {
  const { browser: somsri } = await signIn(service, 'somsri@example.go.th')
  const paths = [`/programmes/${P}/offices/4702`, `/programmes/${P}/audit`]
  const ids = []
  for (const path of paths) {
    const { status, headers } = await get(path, cookie(somsri))
    expect([path, status]).toEqual([path, expect.toBeOneOf([403, 404])])
    ids.push(headers.get('x-request-id'))
  }
  const rows = await sql(
    `SELECT role, office, details FROM audit_record WHERE kind = 'denial' AND request_id = ANY($1) ORDER BY sequence`,
    [ids],
  )
  expect(rows).toMatchObject([
    { role: 'district', office: '4702', details: { type: 'not-found', method: 'GET', path: paths[0] } },
    { role: 'district', details: { type: 'forbidden', path: paths[1] } },
  ])
  // What is not there at all is no denial.
  await get('/programmes/x', cookie(somsri))
  expect(await sql(`SELECT 1 FROM audit_record WHERE details ->> 'path' = '/programmes/x'`)).toEqual([])
})
