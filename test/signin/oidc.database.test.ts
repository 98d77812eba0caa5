import { beforeEach, describe, expect, it } from 'vitest'
import { findPerson, personOfSubject } from '../../src/store/people.ts'
import { sessionsOf } from '../../src/store/sessions.ts'
import { Browser, type Page } from './support/browser.ts'
import { type Citizen, startTestProvider, type TestProvider } from './support/provider.ts'
import { MINUTE, startService } from './support/service.ts'

let provider!: TestProvider
const service = await startService(async (url) => {
  provider = await startTestProvider(`${url}/signin/oidc/callback`)
  const { issuer, clientId, clientSecret } = provider
  return { issuer, clientId, clientSecret, scopes: 'openid email', label: 'ThaID' }
})
const { store, sql, audited } = service

const somchai: Citizen = { sub: 'thaid-0001', pid: '1100700000001', name_th: 'นายสมชาย ใจดี' }
const malee: Citizen = {
  ...{ sub: 'thaid-0002', pid: '1100700000002', name_th: 'นางสาวมาลี สุขใจ' },
  ...{ email: 'Malee@example.go.th', email_verified: true },
}
const somchaiId = await service.person('สมชาย ใจดี', { subject: somchai.sub }, ['district', '4718'])
await service.person('เชิญ แล้ว', { email: 'inv@example.go.th' }, ['province', '47'])
await service.person('ผูก แล้ว', { email: 'taken@example.go.th', subject: 'another' }, ['province', '47'])
const maleeId = await service.person('มาลี สุขใจ', { email: 'malee@example.go.th' }, ['province', '47'])

const auditedBefore: unknown[] = []
beforeEach(() => {
  auditedBefore.push(...audited.splice(0))
  provider.seat(somchai)
})

const begin = (browser: Browser, wanted = '/programmes') =>
  browser.open(`/signin/oidc?return=${encodeURIComponent(wanted)}`)
const account = (browser: Browser) => browser.open('/signin/account')
const isSignedIn = async (browser: Browser) => (await account(browser)).title === 'บัญชีผู้ใช้งาน'

/** Where the service sends a browser that wants to sign in. */
async function sentTo(browser: Browser): Promise<URL> {
  const response = await browser.fetch('/signin/oidc?return=/programmes')
  return new URL(response.headers.get('location')!)
}

/** With what the provider sends the browser back, without the browser going there. */
async function comesBackWith(browser: Browser, at: URL): Promise<URL> {
  let url = at
  for (let hops = 0; hops < 10; hops++) {
    const response = await browser.fetch(url.href)
    await response.body?.cancel()
    url = new URL(response.headers.get('location')!, url)
    if (url.origin === service.url) return url
  }
  throw new Error('the provider does not send the browser back')
}

/** @param reason the code by which the provider or openid-client has refused */
async function expectFailed(
  browser: Browser,
  page: Page,
  expected: { status: number; title: string; why: string; reason?: string },
) {
  const { status, title, ...details } = expected
  expect(page).toMatchObject({ status, title })
  expect(page.html).toContain('lang="th"')
  expect(audited).toMatchObject([{ kind: 'sign-in-failed', details: { method: 'oidc', ...details } }])
  expect(browser.cookie('aita')).toBeUndefined()
}

describe('somebody with an account at the provider', () => {
  it('signs in by one press and goes on to where they wanted, known by the subject entered beforehand', async () => {
    const browser = service.browser()
    const form = await browser.open('/signin?return=/programmes')
    const href = /<a class="button" href="([^"]+)">เข้าสู่ระบบด้วย ThaID</.exec(form.html)![1]!
    const page = await browser.open(href)
    expect(page.url.href).toBe(`${service.url}/programmes`)
    expect((await account(browser)).html).toContain('สมชาย ใจดี')
    expect(audited).toMatchObject([{ kind: 'sign-in', person: somchaiId, details: { method: 'oidc' } }])
    const asked = new URL(browser.visited.find((v) => v.startsWith(`${provider.issuer}/auth?`))!).searchParams
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
  })

  it('by the provider alone, where links by mail are switched off', async () => {
    const browser = new Browser(await service.listen({ byEmail: false }))
    const form = await browser.open('/signin')
    expect(form.html).toContain('ThaID')
    expect(form.html).not.toMatch(/type="email"|อีเมล</)
    for (const path of ['/signin/email', '/signin/link'])
      expect(
        (await browser.submit(path, { email: 'somchai@example.go.th', s: 'x' }, { origin: service.url })).status,
      ).toBe(404)
  })

  it('invited by an address is linked at the first sign-in, and known by the subject from then on', async () => {
    provider.seat(malee)
    expect((await findPerson(store, maleeId))!.linked).toBe(false)
    const first = service.browser()
    await begin(first)
    expect(await isSignedIn(first)).toBe(true)
    expect((await findPerson(store, maleeId))!.linked).toBe(true)
    const { email: _, ...withoutEmail } = malee
    provider.seat(withoutEmail)
    const second = service.browser()
    await begin(second)
    expect((await account(second)).html).toContain('มาลี สุขใจ')
  })

  it('ends the session that the browser had', async () => {
    const browser = service.browser()
    await begin(browser)
    const before = browser.cookie('aita')
    await begin(browser)
    expect(browser.cookie('aita')).not.toBe(before)
    expect(await sessionsOf(store, somchaiId, 2)).toMatchObject([{ endedAt: null }, { endedWhy: 'signed-in-again' }])
  })
})

describe('nobody is let in whom the service does not know', () => {
  const refused = { status: 403, title: 'ยังไม่มีสิทธิเข้าใช้ระบบ', why: 'unknown-person' }

  it.for([
    ['a stranger', { sub: 's1', pid: '1', name_th: 'ก' }],
    [
      'a stranger with a verified address',
      { sub: 's2', pid: '1', name_th: 'ก', email: 'x@y.th', email_verified: true },
    ],
    ['an invited address that is not verified', { sub: 's3', pid: '1', name_th: 'ก', email: 'inv@example.go.th' }],
    [
      'an invited address said not to be verified',
      { sub: 's4', pid: '1', name_th: 'ก', email: 'inv@example.go.th', email_verified: false },
    ],
    [
      'the address of somebody linked to another subject',
      { sub: 's5', pid: '1', name_th: 'ก', email: 'taken@example.go.th', email_verified: true },
    ],
  ] as [string, Citizen][])('%s', async ([, citizen]) => {
    const before = await sql('SELECT * FROM person ORDER BY id')
    provider.seat(citizen)
    const browser = service.browser()
    await expectFailed(browser, await begin(browser), refused)
    expect(await sql('SELECT * FROM person ORDER BY id')).toEqual(before)
  })

  it('the same subject at another provider', async () => {
    const subject = { issuer: 'https://elsewhere.example/', subject: somchai.sub }
    expect(await personOfSubject(store, subject, async () => undefined)).toBeUndefined()
  })

  it('somebody disabled', async () => {
    const citizen = { sub: 'thaid-0009', pid: '9', name_th: 'ถูก ระงับ' }
    const id = await service.person('ถูก ระงับ', { subject: citizen.sub }, ['province', '47'])
    await sql('UPDATE person SET disabled_at = now() WHERE id = $1', [id])
    provider.seat(citizen)
    const browser = service.browser()
    await expectFailed(browser, await begin(browser), { status: 403, title: 'บัญชีนี้ถูกระงับการใช้งาน', why: 'disabled' })
  })

  it('somebody who has nothing to act as', async () => {
    const citizen = { sub: 'thaid-0010', pid: '10', name_th: 'ไม่มี หน้าที่' }
    await service.person('ไม่มี หน้าที่', { subject: citizen.sub })
    provider.seat(citizen)
    const browser = service.browser()
    await expectFailed(browser, await begin(browser), {
      ...{ status: 403, title: 'ยังไม่ได้รับมอบหมายหน้าที่', why: 'no-assignment' },
    })
  })

  it('somebody who cancels', async () => {
    provider.seat(null)
    const browser = service.browser()
    await expectFailed(browser, await begin(browser), { status: 403, title: 'ยกเลิกการเข้าสู่ระบบ', why: 'cancelled' })
  })
})

describe('an answer that is not this browser’s own is not accepted', () => {
  const unknown = { status: 400, title: 'เข้าสู่ระบบไม่สำเร็จ', why: 'attempt-unknown' }
  const distrusted = (reason: string) => ({ status: 400, title: 'เข้าสู่ระบบไม่สำเร็จ', why: 'provider-refused', reason })

  it('with another state, which does not use up the browser’s own', async () => {
    const browser = service.browser()
    const back = await comesBackWith(browser, await sentTo(browser))
    const tampered = new URL(back)
    tampered.searchParams.set('state', 'A'.repeat(43))
    await expectFailed(browser, await browser.open(tampered.href), unknown)
    await browser.open(back.href)
    expect(await isSignedIn(browser)).toBe(true)
  })

  it('without a state', async () => {
    const browser = service.browser()
    const back = await comesBackWith(browser, await sentTo(browser))
    back.searchParams.delete('state')
    await expectFailed(browser, await browser.open(back.href), unknown)
  })

  it('with another nonce in the ID token', async () => {
    const browser = service.browser()
    const at = await sentTo(browser)
    at.searchParams.set('nonce', 'B'.repeat(43))
    await expectFailed(
      browser,
      await browser.open((await comesBackWith(browser, at)).href),
      distrusted('OAUTH_JWT_CLAIM_COMPARISON_FAILED'),
    )
  })

  it('with another challenge than its verifier’s', async () => {
    const browser = service.browser()
    const at = await sentTo(browser)
    at.searchParams.set('code_challenge', 'C'.repeat(43))
    await expectFailed(
      browser,
      await browser.open((await comesBackWith(browser, at)).href),
      distrusted('invalid_grant'),
    )
  })

  it('a second time', async () => {
    const browser = service.browser()
    const at = await sentTo(browser)
    const attempt = browser.cookie('aita-signin')!
    const back = await comesBackWith(browser, at)
    await browser.open(back.href)
    expect(await isSignedIn(browser)).toBe(true)
    const thief = service.browser()
    thief.plantCookie('aita-signin', attempt)
    auditedBefore.push(...audited.splice(0))
    await expectFailed(thief, await thief.open(back.href), unknown)
  })

  it('with the code of somebody else’s sign-in', async () => {
    const victim = service.browser()
    const theirs = await comesBackWith(victim, await sentTo(victim))
    const thief = service.browser()
    const own = await comesBackWith(thief, await sentTo(thief))
    own.searchParams.set('code', theirs.searchParams.get('code')!)
    await expectFailed(thief, await thief.open(own.href), distrusted('invalid_grant'))
  })

  it('with a code that has been used', async () => {
    const browser = service.browser()
    const back = await comesBackWith(browser, await sentTo(browser))
    await browser.open(back.href)
    auditedBefore.push(...audited.splice(0))
    const again = service.browser()
    const own = await comesBackWith(again, await sentTo(again))
    own.searchParams.set('code', back.searchParams.get('code')!)
    await expectFailed(again, await again.open(own.href), distrusted('invalid_grant'))
  })

  it('in a browser that has not begun: a link to sign in as somebody else', async () => {
    const attacker = service.browser()
    const back = await comesBackWith(attacker, await sentTo(attacker))
    const victim = service.browser()
    await expectFailed(victim, await victim.open(back.href), unknown)
  })

  it('ten minutes after it was begun', async () => {
    const browser = service.browser()
    const back = await comesBackWith(browser, await sentTo(browser))
    service.pass(10 * MINUTE)
    await expectFailed(browser, await browser.open(back.href), unknown)
  })

  it('naming another provider as its issuer', async () => {
    const browser = service.browser()
    const back = await comesBackWith(browser, await sentTo(browser))
    back.searchParams.set('iss', 'https://evil.example')
    await expectFailed(browser, await browser.open(back.href), distrusted('OAUTH_INVALID_RESPONSE'))
  })
})

it.for(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'does not go on to %s',
  async (wanted) => {
    const browser = service.browser()
    const page = await begin(browser, wanted)
    expect(page.url.href).toBe(`${service.url}/signin/account`)
  },
)

describe('a provider that is away', () => {
  const away = { status: 503, title: 'ระบบยืนยันตัวตนไม่ตอบสนอง' }

  it('when somebody comes back from it: said in Thai, and they can begin again', async () => {
    const browser = service.browser()
    const back = await comesBackWith(browser, await sentTo(browser))
    await provider.stop()
    const page = await browser.open(back.href)
    await provider.start()
    await expectFailed(browser, page, { ...away, why: 'provider-away' })
    expect(page.headers.get('retry-after')).toBe('5')
    await begin(browser)
    expect(await isSignedIn(browser)).toBe(true)
  })

  it('when nobody has asked it anything yet: the same, and asked anew by the next', async () => {
    // A service begun just now knows nothing of the provider.
    const url = await service.listen({})
    const browser = new Browser(url)
    await provider.stop()
    const page = await begin(browser)
    expect(page).toMatchObject(away)
    expect(browser.cookie('aita-signin')).toBeUndefined()
    expect(await browser.open('/signin')).toMatchObject({ status: 200, title: 'เข้าสู่ระบบ' })
    await provider.start()
    expect((await browser.fetch('/signin/oidc')).headers.get('location')).toMatch(`${provider.issuer}/auth`)
  })
})

it('keeps nothing of an attempt that could be used, and nothing at all once it is over', async () => {
  await sql('DELETE FROM sign_in_attempt')
  const browser = service.browser()
  const at = await sentTo(browser)
  const rows = JSON.stringify(await sql('SELECT * FROM sign_in_attempt'))
  for (const hidden of [browser.cookie('aita-signin')!, at.searchParams.get('state')!, at.searchParams.get('nonce')!])
    expect(rows).not.toContain(hidden)
  expect(browser.rawCookie('aita-signin')).toMatch(/; Path=\/; .*HttpOnly; SameSite=Lax$/)
  await browser.open((await comesBackWith(browser, at)).href)
  expect(await sql('SELECT * FROM sign_in_attempt')).toEqual([])
  expect(browser.cookie('aita-signin')).toBeUndefined()
  await sentTo(service.browser())
  service.pass(11 * MINUTE)
  await sentTo(service.browser())
  expect(await sql('SELECT * FROM sign_in_attempt')).toHaveLength(1)
})

it('secrets and personal data are in no log and no audit record, whatever goes wrong', () => {
  const told = `${service.logged.join('')}${JSON.stringify(auditedBefore)}`
  expect(told).toContain('invalid_grant')
  for (const hidden of [provider.clientSecret, somchai.sub, malee.sub, somchai.pid, 'example.go.th', 'สมชาย', 'มาลี'])
    expect(told).not.toContain(hidden)
  expect(told).not.toMatch(/code=|state=|eyJ[\w-]+\./)
})
