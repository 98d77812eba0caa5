import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { assign, unassign } from '../../src/store/assignments.ts'
import { disablePerson, enablePerson } from '../../src/store/people.ts'
import { openSession, sessionsOf } from '../../src/store/sessions.ts'
import { createToken } from '../../src/store/tokens.ts'
import { saveSakonNakhon } from '../store/support/sakonNakhon.ts'
import { Browser, hiddenIn, type Page } from './support/browser.ts'
import { HOUR, MINUTE, startService } from './support/service.ts'
import { linkSecret, signIn } from './support/signIn.ts'

const service = await startService()
const { store, sql, setting, audited } = service
const somchai = await service.person('สมชาย ใจดี', { email: 'somchai@example.go.th' }, ['district', '4718'])
const malee = await service.person(
  'มาลี <b>สุขใจ</b>',
  { email: 'malee@example.go.th' },
  ['department', 'all'],
  ['auditor', '47'],
)
beforeEach(() => {
  audited.length = 0
})

const PROGRAMMES = '/api/v1/programmes'
const account = (browser: Browser) => browser.open('/signin/account')
/** Whether the API knows who is asking. */
const api = async (browser: Browser, init: RequestInit = {}) => {
  const response = await browser.fetch(PROGRAMMES, init)
  return { status: response.status, body: await response.json() }
}
/** A change by the API: loading a programme that does not exist, which the department alone may try. */
const change = (browser: Browser, headers: Record<string, string> = {}) =>
  api(browser, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' })
const csrfOf = (page: Page) => hiddenIn(page, '/signin/sign-out')._csrf!

describe('the cookie', () => {
  it('is out of reach of scripts and other sites, for this browser session, on a developer’s machine', async () => {
    const { browser } = await signIn(service, 'somchai@example.go.th')
    expect(browser.rawCookie('aita')).toMatch(/^aita=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  it('is also Secure and bound to the host where the service is reached by https', async () => {
    const url = await service.listen({ publicUrl: 'https://aita.example.go.th' })
    const secret = await linkSecret(service, 'somchai@example.go.th')
    const browser = new Browser(url)
    const from = { origin: 'https://aita.example.go.th' }
    await browser.submit('/signin/link', { s: secret }, from)
    expect(browser.rawCookie('__Host-aita')).toMatch(/^__Host-aita=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    expect((await account(browser)).title).toBe('บัญชีผู้ใช้งาน')
  })

  it('says nothing that the database holds', async () => {
    const { browser } = await signIn(service, 'somchai@example.go.th')
    expect(JSON.stringify(await sql('SELECT * FROM session'))).not.toContain(browser.cookie('aita'))
  })

  it.for(['', 'x', 'A'.repeat(43), "' OR true --", 'ก'.repeat(43)])('%j is nobody’s', async (value) => {
    const browser = service.browser()
    browser.plantCookie('aita', encodeURIComponent(value))
    expect((await api(browser)).status).toBe(401)
  })
})

describe('a session', () => {
  it('lets a person use the API as what they act as', async () => {
    const { browser } = await signIn(service, 'somchai@example.go.th')
    expect(await api(browser)).toMatchObject({ status: 200, body: { programmes: [] } })
    expect((await change(browser, { 'x-csrf-token': csrfOf(await account(browser)) })).body.type).toBe(
      '/problems/forbidden',
    )
  })

  it('ends after 30 minutes without a request, and not with one', async () => {
    const { browser } = await signIn(service, 'somchai@example.go.th')
    for (let n = 0; n < 4; n++) {
      service.pass(29 * MINUTE)
      expect((await api(browser)).status).toBe(200)
    }
    service.pass(30 * MINUTE)
    expect((await api(browser)).status).toBe(401)
    expect(await sessionsOf(store, somchai, 1)).toMatchObject([{ endedWhy: 'idle' }])
  })

  it('ends after 12 hours, however much it is used', async () => {
    const { browser } = await signIn(service, 'somchai@example.go.th')
    for (let n = 1; n < 12 * 3; n++) {
      service.pass(20 * MINUTE)
      expect((await api(browser)).status).toBe(200)
    }
    service.pass(20 * MINUTE)
    expect((await api(browser)).status).toBe(401)
    expect(await sessionsOf(store, somchai, 1)).toMatchObject([{ endedWhy: 'expired' }])
  })

  it('notes that it is used at most once a minute', async () => {
    const { browser } = await signIn(service, 'somchai@example.go.th')
    const seen = async () => (await sessionsOf(store, somchai, 1))[0]!.lastSeenAt.getTime()
    const first = await seen()
    service.pass(50_000)
    await api(browser)
    expect(await seen()).toBe(first)
    service.pass(20_000)
    await api(browser)
    expect((await seen()) - first).toBeGreaterThanOrEqual(70_000)
  })

  it('ends in the middle of its use when its person is disabled, and none is begun until they are enabled', async () => {
    const id = await service.person('ถูก ระงับ', { email: 'd@example.go.th' }, ['province', '47'])
    const [here, there] = [await signIn(service, 'd@example.go.th'), await signIn(service, 'd@example.go.th')]
    expect((await api(here.browser)).status).toBe(200)
    const secret = await linkSecret(service, 'd@example.go.th')
    expect(await disablePerson(store, id, service.now())).toBe(2)
    for (const { browser } of [here, there]) {
      expect((await api(browser)).status).toBe(401)
      expect((await account(browser)).title).toBe('เข้าสู่ระบบ')
    }
    expect((await service.browser().submit('/signin/link', { s: secret })).status).toBe(410)
    expect(await disablePerson(store, id, service.now())).toBeUndefined()
    await enablePerson(store, id)
    expect((await api(here.browser)).status).toBe(401)
    expect((await api((await signIn(service, 'd@example.go.th')).browser)).status).toBe(200)
  })

  it('is not begun by somebody who is being disabled at that moment', async () => {
    const id = await service.person('พร้อม กัน', { email: 'race@example.go.th' }, ['province', '47'])
    const visitor = { earlier: undefined, userAgent: '' }
    let opening: ReturnType<typeof openSession> | undefined
    await store.prisma.$transaction(async (db) => {
      await db.person.update({ where: { id }, data: { disabledAt: service.now() } })
      opening = store.prisma.$transaction((other) => openSession(other, id, visitor, setting.limits, service.now()))
      // Long enough for it to have looked, if it did not wait for us.
      await new Promise((resolve) => setTimeout(resolve, 300))
    })
    expect(await opening).toEqual({ refused: 'disabled' })
  })

  it('acts as nothing from the next request on when its assignment has ended', async () => {
    const id = await service.person('ครบ วาระ', { email: 'term@example.go.th' })
    const until = new Date(service.now().getTime() + 20 * MINUTE)
    await assign(store, { person: id, role: 'district', area: '4701', from: new Date(0), until })
    const { browser } = await signIn(service, 'term@example.go.th')
    expect((await api(browser)).status).toBe(200)
    service.pass(20 * MINUTE)
    expect((await api(browser)).status).toBe(401)
    const page = await account(browser)
    expect(page.html).toContain('ขณะนี้ท่านไม่มีหน้าที่ที่ได้รับมอบหมายในระบบ')
    expect((await signIn(service, 'term@example.go.th')).page).toMatchObject({
      status: 403,
      title: 'ยังไม่ได้รับมอบหมายหน้าที่',
    })
  })

  it('is not begun by an assignment that has yet to begin', async () => {
    const id = await service.person('ยังไม่ ถึงวัน', { email: 'early@example.go.th' })
    await assign(store, { person: id, role: 'district', area: '4701', from: new Date(service.now().getTime() + HOUR) })
    expect((await signIn(service, 'early@example.go.th')).page.status).toBe(403)
  })
})

describe('signing in again', () => {
  it('gives a new session whatever cookie the browser brings along, and ends the one it had', async () => {
    const { browser } = await signIn(service, 'somchai@example.go.th')
    const before = browser.cookie('aita')!
    await signIn(service, 'somchai@example.go.th', browser)
    expect(browser.cookie('aita')).not.toBe(before)
    const thief = service.browser()
    thief.plantCookie('aita', before)
    expect((await api(thief)).status).toBe(401)
    expect(await sessionsOf(store, somchai, 2)).toMatchObject([{ endedAt: null }, { endedWhy: 'signed-in-again' }])
  })

  it('does not take up a cookie that somebody has planted', async () => {
    const attacker = await signIn(service, 'somchai@example.go.th')
    const planted = attacker.browser.cookie('aita')!
    const victim = service.browser()
    victim.plantCookie('aita', planted)
    await signIn(service, 'malee@example.go.th', victim)
    expect(victim.cookie('aita')).not.toBe(planted)
    expect((await api(attacker.browser)).status).toBe(401)
  })
})

describe('somebody with several assignments', () => {
  it('chooses before anything else, goes on to where they wanted, and is known as that', async () => {
    const { browser, page } = await signIn(service, 'malee@example.go.th', undefined, '/programmes?a=b')
    expect(page).toMatchObject({ status: 200, title: 'เลือกหน้าที่ที่จะปฏิบัติ' })
    expect(page.html).toContain('มาลี &lt;b>สุขใจ&lt;/b>')
    expect((await api(browser)).status).toBe(401)
    expect((await browser.open('/signin?return=/programmes')).title).toBe('เลือกหน้าที่ที่จะปฏิบัติ')
    const auditor = choices(page).find((c) => c.label.includes('ผู้ตรวจสอบ'))!
    const chosen = await browser.press(page, '/signin/assignment', { assignment: auditor.id })
    expect(`${chosen.url.pathname}${chosen.url.search}`).toBe('/programmes?a=b')
    expect((await api(browser)).status).toBe(200)
    expect((await account(browser)).html).toContain('<dd>ผู้ตรวจสอบ (ดูข้อมูลเท่านั้น)</dd>')
    expect(audited).toMatchObject([
      { kind: 'sign-in', person: malee, details: { assignment: null } },
      { kind: 'assignment-switched', person: malee, details: { from: null, to: auditor.id } },
    ])
  })

  it('switches under a new secret and a new CSRF token; the old ones are worth nothing', async () => {
    const { browser, page } = await signIn(service, 'malee@example.go.th')
    const [department, auditor] = choices(page)
    await browser.press(page, '/signin/assignment', { assignment: auditor!.id })
    const [oldCookie, oldCsrf] = [browser.cookie('aita')!, csrfOf(await account(browser))]
    expect((await change(browser, { 'x-csrf-token': oldCsrf })).body.type).toBe('/problems/forbidden')
    await browser.press(await account(browser), '/signin/assignment', { assignment: department!.id })
    const thief = service.browser()
    thief.plantCookie('aita', oldCookie)
    expect((await api(thief)).status).toBe(401)
    expect((await change(browser, { 'x-csrf-token': oldCsrf })).body.type).toBe('/problems/csrf-failed')
    const newCsrf = csrfOf(await account(browser))
    expect((await change(browser, { 'x-csrf-token': newCsrf })).body.type).toBe('/problems/invalid-request')
  })

  it('cannot choose what is another’s, has ended, or does not exist', async () => {
    const [other] = await sql('SELECT id FROM assignment WHERE person_id = $1', [somchai])
    const past = await assign(store, { person: malee, role: 'operator', area: 'all', from: new Date(0) })
    await unassign(store, past, service.now())
    const { browser, page } = await signIn(service, 'malee@example.go.th')
    for (const assignment of [other.id, past, 'nonsense', ''])
      expect((await browser.press(page, '/signin/assignment', { assignment })).status).toBe(403)
    expect((await api(browser)).status).toBe(401)
  })

  it('of two switches at once one is made', async () => {
    const { browser, page } = await signIn(service, 'malee@example.go.th')
    const pages = await Promise.all(
      choices(page).map(({ id }) => {
        const twin = service.browser()
        twin.plantCookie('aita', browser.cookie('aita')!)
        return twin.press(page, '/signin/assignment', { assignment: id })
      }),
    )
    expect(pages.map((p) => p.status).sort()).not.toEqual([200, 200])
  })

  it('who stands in for somebody sees for whom', async () => {
    const id = await service.person('รักษา ราชการ', { email: 'acting@example.go.th' })
    const actingFor = 'นายอำเภอเมืองสกลนคร'
    await assign(store, { person: id, role: 'district', area: '4701', actingFor, from: new Date(0) })
    const { page } = await signIn(service, 'acting@example.go.th')
    expect(page.html).toContain(`<dt>ปฏิบัติหน้าที่แทน</dt><dd>${actingFor}</dd>`)
    expect(page.html).toContain('<dd>หน่วยงานรหัส 4701</dd>')
  })
})

it('offices are called by their names once a programme has them', async () => {
  await saveSakonNakhon(store)
  const id = await service.person('ชื่อ หน่วยงาน', { email: 'names@example.go.th' }, ['district', '4701'])
  for (const role of ['province', 'auditor'] as const) await assign(store, { person: id, role, area: '47' })
  const { page } = await signIn(service, 'names@example.go.th')
  // Assignments made in the same millisecond come in any order.
  expect(new Set(choices(page).map((c) => c.label.trim()))).toEqual(
    new Set([
      'เจ้าหน้าที่ระดับอำเภอ ที่ทำการปกครองอำเภอเมืองสกลนคร จังหวัดสกลนคร',
      'เจ้าหน้าที่ระดับจังหวัด ที่ทำการปกครองจังหวัดสกลนคร',
      'ผู้ตรวจสอบ (ดูข้อมูลเท่านั้น) จังหวัดสกลนคร',
    ]),
  )
})

describe('signing out', () => {
  it('ends this session and no other', async () => {
    const [here, there] = [
      await signIn(service, 'somchai@example.go.th'),
      await signIn(service, 'somchai@example.go.th'),
    ]
    const cookie = here.browser.cookie('aita')!
    audited.length = 0
    const page = await here.browser.press(await account(here.browser), '/signin/sign-out')
    expect(page).toMatchObject({ status: 200, title: 'เข้าสู่ระบบ' })
    expect(page.html).toContain('ออกจากระบบแล้ว')
    expect(here.browser.cookie('aita')).toBeUndefined()
    here.browser.plantCookie('aita', cookie)
    expect((await api(here.browser)).status).toBe(401)
    expect((await api(there.browser)).status).toBe(200)
    expect(audited).toMatchObject([{ kind: 'sign-out', person: somchai }])
  })

  it('everywhere ends all of the person’s, and nobody else’s', async () => {
    const [here, there] = [
      await signIn(service, 'somchai@example.go.th'),
      await signIn(service, 'somchai@example.go.th'),
    ]
    const other = await signIn(service, 'malee@example.go.th')
    await here.browser.press(await account(here.browser), '/signin/sign-out-everywhere')
    for (const { browser } of [here, there]) expect((await api(browser)).status).toBe(401)
    expect((await account(other.browser)).status).toBe(200)
    expect((await account(other.browser)).title).toBe('เลือกหน้าที่ที่จะปฏิบัติ')
    expect(audited.at(-1)).toMatchObject({ kind: 'sign-out', details: { everywhere: true } })
    expect(await sql('SELECT id FROM session WHERE person_id = $1 AND ended_at IS NULL', [somchai])).toEqual([])
  })

  it('is seen where else one is signed in, and done there from here; of one’s own alone', async () => {
    await sql('UPDATE session SET ended_at = now(), ended_why = $1 WHERE ended_at IS NULL', ['idle'])
    const telephone = service.browser()
    const secret = await linkSecret(service, 'somchai@example.go.th')
    const agent = 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36 <b>'
    await telephone.submit('/signin/link', { s: secret }, { 'user-agent': agent })
    const here = await signIn(service, 'somchai@example.go.th')
    const other = await signIn(service, 'malee@example.go.th')
    const seen = await account(here.browser)
    expect(seen.html).toContain('Chrome, Android')
    expect(seen.html.match(/<form method="post" action="\/signin\/sign-out-elsewhere">/g)).toHaveLength(1)

    const [{ id: others }] = await sql('SELECT id FROM session WHERE person_id <> $1 AND ended_at IS NULL', [somchai])
    for (const session of [others, 'x', ''])
      await here.browser.submit('/signin/sign-out-elsewhere', { _csrf: csrfOf(seen), session })
    expect((await account(other.browser)).status).toBe(200)
    expect((await api(telephone)).status).toBe(200)

    audited.length = 0
    const after = await here.browser.press(seen, '/signin/sign-out-elsewhere')
    expect(after.html).not.toContain('Android')
    expect([(await api(telephone)).status, (await api(here.browser)).status]).toEqual([401, 200])
    expect(audited).toMatchObject([{ kind: 'sign-out', person: somchai, details: { elsewhere: expect.any(String) } }])
  })

  it('is not done by opening an address', async () => {
    const { browser } = await signIn(service, 'somchai@example.go.th')
    for (const path of [
      '/signin/sign-out',
      '/signin/sign-out-elsewhere',
      '/signin/sign-out-everywhere',
      '/signin/assignment',
    ])
      expect((await browser.open(path)).title).toBe('ไม่พบหน้านี้')
    expect((await api(browser)).status).toBe(200)
  })
})

describe('what another site has the browser send changes nothing', () => {
  let browser: Browser
  let csrf: string
  let othersCsrf: string
  beforeAll(async () => {
    browser = (await signIn(service, 'somchai@example.go.th')).browser
    csrf = csrfOf(await account(browser))
    othersCsrf = csrfOf(await account((await signIn(service, 'somchai@example.go.th')).browser))
  })

  const wrong: [string, () => { token?: string; from?: Record<string, string> }][] = [
    ['no token', () => ({})],
    ['an empty token', () => ({ token: '' })],
    ['a token with a character changed', () => ({ token: `${csrf[0] === 'A' ? 'B' : 'A'}${csrf.slice(1)}` })],
    ['a token that goes on', () => ({ token: `${csrf}A` })],
    ['the token of another session of the same person', () => ({ token: othersCsrf })],
    ['the right token from another site', () => ({ token: csrf, from: { origin: 'https://evil.example' } })],
    ['the right token from a page without an origin', () => ({ token: csrf, from: { origin: 'null' } })],
    ['the right token across sites', () => ({ token: csrf, from: { 'sec-fetch-site': 'cross-site' } })],
    ['the right token from another host of the site', () => ({ token: csrf, from: { 'sec-fetch-site': 'same-site' } })],
  ]
  it.for(wrong)('by the API: %s', async ([, sent]) => {
    const { token, from } = sent()
    const headers = { ...(token === undefined ? {} : { 'x-csrf-token': token }), ...from }
    expect(await change(browser, headers)).toMatchObject({ status: 403, body: { type: '/problems/csrf-failed' } })
  })

  it.for(wrong)('by a form: %s', async ([, sent]) => {
    const { token, from } = sent()
    const page = await browser.submit('/signin/sign-out', token === undefined ? {} : { _csrf: token }, from)
    expect(page).toMatchObject({ status: 403, title: 'คำขอนี้ไม่ได้ดำเนินการ' })
    expect((await api(browser)).status).toBe(200)
  })

  it('but our own pages do, by the header or by the form’s field', async () => {
    const headers = { 'x-csrf-token': csrf, origin: service.url, 'sec-fetch-site': 'same-origin' }
    expect((await change(browser, headers)).body.type).toBe('/problems/forbidden')
    expect((await browser.submit('/signin/sign-out', { _csrf: csrf })).html).toContain('ออกจากระบบแล้ว')
  })

  it('nor signs somebody in as somebody else, nor has mails sent', async () => {
    const from = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    const victim = service.browser()
    const s = await linkSecret(service, 'somchai@example.go.th')
    expect((await victim.submit('/signin/link', { s }, from)).status).toBe(403)
    expect((await victim.submit('/signin/email', { email: 'malee@example.go.th' }, from)).status).toBe(403)
    expect(victim.cookie('aita')).toBeUndefined()
  })
})

describe('a request with a bearer token', () => {
  it('needs no CSRF token and is judged by the bearer token alone', async () => {
    const { browser } = await signIn(service, 'somchai@example.go.th')
    const { token, id } = await createToken(store, { label: 'test', role: 'operator', area: 'all' })
    const authorization = `Bearer ${token}`
    expect((await change(browser, { authorization })).body.type).toBe('/problems/invalid-request')
    await sql('UPDATE api_token SET revoked_at = now() WHERE id = $1', [id])
    expect((await api(browser, { headers: { authorization } })).status).toBe(401)
    expect((await api(browser, { headers: { authorization: 'Basic eDp5' } })).status).toBe(401)
    expect((await api(browser)).status).toBe(200)
  })
})

describe('the pages', () => {
  it('are in Thai, in nobody’s cache, without scripts, for no frame', async () => {
    const { browser } = await signIn(service, 'somchai@example.go.th')
    for (const page of [await account(browser), await service.browser().open('/signin')]) {
      expect(page.html).toMatch(/^<!DOCTYPE html>\n<html lang="th">/)
      expect(page.html).not.toMatch(/<script|<style| style=| on[a-z]+=/)
      expect(page.headers.get('cache-control')).toBe('no-store')
      expect(page.headers.get('referrer-policy')).toBe('strict-origin')
      const policy = page.headers.get('content-security-policy')
      for (const rule of ["default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'"])
        expect(policy).toContain(rule)
    }
  })

  it('of the account is for those who are signed in, and comes back to after', async () => {
    const page = await service.browser().open('/signin/account?return=/programmes')
    expect(page.title).toBe('เข้าสู่ระบบ')
    expect(hiddenIn(page, '/signin/email').return).toBe('/signin/account?return=/programmes')
  })

  it.for(['https://evil.example/', '//evil.example', '/\\evil.example', '/.//evil.example'])(
    'do not lead to %s',
    async (wanted) => {
      const { browser, page } = await signIn(service, 'malee@example.go.th')
      const assignment = choices(page)[0]!.id
      const chosen = await browser.press(page, '/signin/assignment', { assignment, return: wanted })
      expect(chosen.url.href).toBe(`${service.url}/signin/account`)
      const again = await browser.open(`/signin?return=${encodeURIComponent(wanted)}`)
      expect(again.url.href).toBe(`${service.url}/signin/account`)
    },
  )

  it('a form sent after the session has ended says so', async () => {
    const { browser } = await signIn(service, 'somchai@example.go.th')
    const page = await account(browser)
    service.pass(HOUR)
    expect(await browser.press(page, '/signin/sign-out')).toMatchObject({ status: 401, title: 'ยังไม่ได้เข้าสู่ระบบ' })
  })

  it('a body that cannot be read is said so', async () => {
    const body = '{'
    const headers = { 'content-type': 'application/json' }
    expect((await service.browser().fetch('/signin/email', { method: 'POST', headers, body })).status).toBe(400)
  })
})

it('nobody is signed in whom the audit trail does not know of', async () => {
  const url = await service.listen({ audit: () => Promise.reject(new Error('the audit trail is away')) })
  const browser = new Browser(url)
  const secret = await linkSecret(service, 'somchai@example.go.th')
  const page = await browser.submit('/signin/link', { s: secret }, { origin: service.url })
  expect(page.status).toBe(500)
  expect(browser.cookie('aita')).toBeUndefined()
})

function choices({ html }: Page): { id: string; label: string }[] {
  return [...html.matchAll(/type="radio" name="assignment" value="([^"]+)"[^>]*>([^<]*)/g)].map(([, id, label]) => ({
    id: id!,
    label: label!,
  }))
}
