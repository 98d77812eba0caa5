import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { onMailQueued } from '../../src/store/mailQueued.ts'
import { disablePerson, enablePerson } from '../../src/store/people.ts'
import { claimLinks } from '../../src/store/signInLinks.ts'
import { startTestInbox } from '../mail/support/inbox.ts'
import { type Browser, hiddenIn } from './support/browser.ts'
import { HOUR, MINUTE, startService } from './support/service.ts'

const inbox = await startTestInbox()
afterAll(() => inbox.stop())
const service = await startService()
const { sql, audited } = service
await service.person('สมชาย ใจดี', { email: 'somchai@example.go.th' }, ['district', '4718'])

beforeEach(async () => {
  await inbox.clear()
  await sql('DELETE FROM sign_in_link')
  audited.length = 0
})

const ask = (browser: Browser, email: string, headers: Record<string, string> = {}) =>
  browser.submit('/signin/email', { email, return: '/programmes' }, headers)

/** The links in the mails received, oldest first. */
async function links(): Promise<string[]> {
  await service.deliver(inbox.smtpUrl)
  const mails = await inbox.received()
  return mails.map((m) => /http:\S+\/signin\/link\?s=\S+/.exec(m.text)![0])
}

async function askedAndMailed(browser = service.browser(), email = 'somchai@example.go.th'): Promise<string> {
  await ask(browser, email)
  return (await links()).at(-1)!
}

const openAndPress = async (browser: Browser, link: string) => browser.press(await browser.open(link), '/signin/link')

describe('somebody without an account at the provider signs in by a mailed link', () => {
  it('asks, gets a mail in Thai, opens the link, presses the button, and goes on to where they wanted', async () => {
    const browser = service.browser()
    const form = await browser.open('/signin?return=/programmes')
    expect(form.html).toContain('<label for="email">')
    const sent = await browser.press(form, '/signin/email', { email: ' Somchai@Example.go.th ' })
    expect(sent).toMatchObject({ status: 200, title: 'โปรดตรวจสอบอีเมล' })
    const [link] = await links()
    const [mail] = await inbox.received()
    expect(mail).toMatchObject({
      subject: 'ลิงก์สำหรับเข้าสู่ระบบติดตามโครงการ DOPA x AMPHOE ITA',
      to: [{ address: 'somchai@example.go.th', name: 'สมชาย ใจดี' }],
    })
    expect(mail!.text).toContain('เรียน: สมชาย ใจดี')
    expect(mail!.html).toContain(`href="${link}"`)
    expect(mail!.headers).not.toHaveProperty('x-programme')

    const page = await browser.open(link!)
    expect(page).toMatchObject({ status: 200, title: 'ยืนยันการเข้าสู่ระบบ' })
    const signedIn = await browser.press(page, '/signin/link')
    expect(signedIn.url.pathname).toBe('/programmes')
    expect((await browser.open('/signin/account')).html).toContain('สมชาย ใจดี')
    expect(audited).toMatchObject([{ kind: 'sign-in', details: { method: 'email' } }])
  })

  it('in another browser than the one they asked in', async () => {
    const link = await askedAndMailed()
    const other = service.browser()
    await openAndPress(other, link)
    expect((await other.open('/signin/account')).title).toBe('บัญชีผู้ใช้งาน')
  })
})

it('a link does not lead out of the service, whatever the form asked for', async () => {
  const browser = service.browser()
  await browser.submit('/signin/email', { email: 'somchai@example.go.th', return: '//evil.example' })
  const page = await openAndPress(browser, (await links())[0]!)
  expect(page.url.href).toBe(`${service.url}/signin/account`)
})

describe('opening a link changes nothing', () => {
  it('however often a mail scanner fetches it, by GET or HEAD', async () => {
    const link = await askedAndMailed()
    const before = await sql('SELECT * FROM sign_in_link')
    const scanner = service.browser()
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD'])
      expect((await scanner.fetch(link, { method })).headers.getSetCookie()).toEqual([])
    expect(await sql('SELECT * FROM sign_in_link')).toEqual(before)
    const browser = service.browser()
    await openAndPress(browser, link)
    expect((await browser.open('/signin/account')).title).toBe('บัญชีผู้ใช้งาน')
  })
})

describe('a link that does not work says why', () => {
  const expectRefusal = async (link: string, status: number, title: string, why: string) => {
    const secret = new URL(link).searchParams.get('s') ?? ''
    expect(await service.browser().open(link)).toMatchObject({ status, title })
    audited.length = 0
    const browser = service.browser()
    expect(await browser.submit('/signin/link', { s: secret })).toMatchObject({ status, title })
    expect(browser.cookie('aita')).toBeUndefined()
    expect(audited).toMatchObject([{ kind: 'sign-in-failed', details: { method: 'email', why } }])
  }

  it('used before', async () => {
    const link = await askedAndMailed()
    await openAndPress(service.browser(), link)
    await expectRefusal(link, 410, 'ลิงก์นี้ใช้ไปแล้ว', 'link-used')
  })

  it('10 minutes old', async () => {
    const link = await askedAndMailed()
    service.pass(10 * MINUTE)
    await expectRefusal(link, 410, 'ลิงก์นี้หมดอายุแล้ว', 'link-expired')
  })

  it('not the newest one', async () => {
    const first = await askedAndMailed()
    const second = await askedAndMailed()
    await expectRefusal(first, 410, 'ลิงก์นี้ยกเลิกแล้ว', 'link-replaced')
    await openAndPress(service.browser(), second)
  })

  it.for([
    ['with one character changed', (s: string) => `${s.slice(0, -2)}${s.at(-2) === 'A' ? 'B' : 'A'}${s.at(-1)}`],
    ['cut off', (s: string) => s.slice(0, 40)],
    ['without a secret', () => ''],
    ['with more than a secret', (s: string) => `${s}' OR true`],
  ] as const)('%s', async ([, tamper]) => {
    const url = new URL(await askedAndMailed())
    url.searchParams.set('s', tamper(url.searchParams.get('s')!))
    await expectRefusal(url.href, 404, 'ลิงก์ไม่ถูกต้อง', 'link-unknown')
  })

  it('of somebody disabled since, even when they are enabled again', async () => {
    const id = await service.person('ปิด บัญชี', { email: 'disabled@example.go.th' }, ['province', '47'])
    const link = await askedAndMailed(service.browser(), 'disabled@example.go.th')
    await disablePerson(service.store, id, service.now())
    await expectRefusal(link, 410, 'ลิงก์นี้ยกเลิกแล้ว', 'link-replaced')
    await enablePerson(service.store, id)
    await expectRefusal(link, 410, 'ลิงก์นี้ยกเลิกแล้ว', 'link-replaced')
  })

  it('of somebody who has nothing to act as', async () => {
    await service.person('ไม่มี หน้าที่', { email: 'idle@example.go.th' })
    const link = await askedAndMailed(service.browser(), 'idle@example.go.th')
    const browser = service.browser()
    expect(await openAndPress(browser, link)).toMatchObject({ status: 403, title: 'ยังไม่ได้รับมอบหมายหน้าที่' })
    expect(browser.cookie('aita')).toBeUndefined()
  })
})

it('pressed in eight browsers at once, a link signs in one', async () => {
  const secret = new URL(await askedAndMailed()).searchParams.get('s')!
  const pages = await Promise.all(
    Array.from({ length: 8 }, () => service.browser().submit('/signin/link', { s: secret })),
  )
  expect(pages.filter((p) => p.status === 410)).toHaveLength(7)
  expect(audited.filter((a) => a.kind === 'sign-in')).toHaveLength(1)
})

describe('asking tells nothing about who is there', () => {
  it('the same answer and the same rows for somebody, nobody, and somebody disabled', async () => {
    const id = await service.person('ปิด แล้ว', { email: 'gone@example.go.th' }, ['province', '47'])
    await sql('UPDATE person SET disabled_at = now() WHERE id = $1', [id])
    const answers = []
    for (const email of ['somchai@example.go.th', 'nobody@example.go.th', 'gone@example.go.th']) {
      const response = await service.browser().fetch('/signin/email', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email }),
      })
      const headers = [...response.headers].filter(([name]) => !['date', 'ratelimit', 'x-request-id'].includes(name))
      const [row] = await sql(
        `SELECT person_id, secret_hash, expires_at, attempts FROM sign_in_link WHERE email = $1`,
        [email],
      )
      answers.push({ status: response.status, headers, row, body: await response.text() })
    }
    expect(answers[0]).toMatchObject({ status: 303, row: { person_id: null, secret_hash: null, attempts: 0 } })
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    expect(await links()).toHaveLength(1)
    expect(await claimLinks(service.store, { limit: 10, leaseMs: 1, now: new Date(Date.now() + HOUR * 30) })).toEqual(
      [],
    )
  })

  it('what can be no address is said at once, with what was typed', async () => {
    const page = await ask(service.browser(), 'not "an" address')
    expect(page.status).toBe(400)
    expect(page.html).toContain('value="not &quot;an&quot; address"')
    expect(page.html).toContain('aria-invalid="true"')
    expect(await sql('SELECT * FROM sign_in_link')).toEqual([])
  })
})

describe('how often may be asked', () => {
  it('five times an hour for one address by one asker, in whatever spelling, whether anybody has it or not', async () => {
    for (const email of ['somchai@example.go.th', 'nobody@example.go.th']) {
      for (let n = 1; n <= 5; n++) expect((await ask(service.browser(), email)).status).toBe(200)
      const page = await ask(service.browser(), email.toUpperCase())
      expect(page).toMatchObject({ status: 429, title: 'ขอลิงก์บ่อยเกินไป' })
      expect(page.headers.get('retry-after')).toBe('3600')
    }
    service.pass(HOUR)
    expect((await ask(service.browser(), 'somchai@example.go.th')).status).toBe(200)
  })

  it('by somebody else as often as they may, and the person still gets a link', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address })
    const statuses = []
    for (let n = 1; n <= 8; n++)
      statuses.push((await ask(service.browser(), 'somchai@example.go.th', from('203.0.113.66'))).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429])
    expect((await ask(service.browser(), 'somchai@example.go.th', from('203.0.113.7'))).status).toBe(200)
    const browser = service.browser()
    await openAndPress(browser, (await links()).at(-1)!)
    expect(browser.cookie('aita')).toBeDefined()
  })

  it('twenty times an hour from one network address', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address })
    for (let n = 1; n <= 20; n++)
      expect((await ask(service.browser(), `a${n}@example.go.th`, from('203.0.113.7'))).status).toBe(200)
    expect((await ask(service.browser(), 'b@example.go.th', from('203.0.113.7'))).status).toBe(429)
    expect((await ask(service.browser(), 'b@example.go.th', from('203.0.113.8'))).status).toBe(200)
  })

  it('of one line’s many IPv6 addresses all count as one', async () => {
    for (let n = 1; n <= 20; n++)
      await ask(service.browser(), `a${n}@example.go.th`, { 'x-forwarded-for': `2001:db8:1:${n}::1` })
    const page = await ask(service.browser(), 'b@example.go.th', { 'x-forwarded-for': '2001:db8:1:ff::9' })
    expect(page.status).toBe(429)
  })

  it.for([
    ['for one address from many networks', 20, (n: number) => ['somchai@example.go.th', `203.0.113.${n}`]],
    ['for one address from one network', 5, () => ['somchai@example.go.th', '203.0.113.1']],
    ['for many addresses from one network', 20, (n: number) => [`a${n}@example.go.th`, '203.0.113.1']],
  ] as [string, number, (n: number) => [string, string]][])(
    'counted also when all ask at once, %s',
    async ([, limit, who]) => {
      const pages = await Promise.all(
        Array.from({ length: limit + 8 }, (_, n) => {
          const [email, address] = who(n)
          return ask(service.browser(), email, { 'x-forwarded-for': address })
        }),
      )
      expect(pages.filter((p) => p.status === 200)).toHaveLength(limit)
      expect(await sql('SELECT count(*)::int AS n FROM sign_in_link')).toEqual([{ n: limit }])
    },
  )

  it('who asked is forgotten after a day', async () => {
    await ask(service.browser(), 'nobody@example.go.th')
    service.pass(25 * HOUR)
    await ask(service.browser(), 'somchai@example.go.th')
    expect(await sql('SELECT email FROM sign_in_link')).toEqual([{ email: 'somchai@example.go.th' }])
  })
})

describe('sending', () => {
  it('a mail server that is away gets the mail later, with a link that works', async () => {
    await ask(service.browser(), 'somchai@example.go.th')
    await service.deliver('smtp://127.0.0.1:9')
    expect(await sql('SELECT attempts, next_attempt_at > now() AS later FROM sign_in_link')).toMatchObject([
      { attempts: 1 },
    ])
    expect(await links()).toEqual([])
    service.pass(20_000)
    const browser = service.browser()
    await openAndPress(browser, (await links())[0]!)
    expect(browser.cookie('aita')).toBeDefined()
  })

  it('for 10 minutes, then whoever asked has given up waiting', async () => {
    await ask(service.browser(), 'somchai@example.go.th')
    service.pass(11 * MINUTE)
    expect(await links()).toEqual([])
    expect(await sql('SELECT next_attempt_at FROM sign_in_link')).toEqual([{ next_attempt_at: null }])
  })

  it('a sender that dies after the mail was taken leaves one link that works: that of the next mail', async () => {
    const first = await askedAndMailed()
    // As it stands when the sender has died before it could note that the mail was taken.
    await sql('UPDATE sign_in_link SET next_attempt_at = asked_at')
    const second = (await links()).find((link) => link !== first)!
    expect((await service.browser().open(first)).status).toBe(404)
    const browser = service.browser()
    await openAndPress(browser, second)
    expect(browser.cookie('aita')).toBeDefined()
  })

  it('is called for at once, by whichever process has been asked', async () => {
    const heard = vi.fn()
    const stop = onMailQueued(service.databaseUrl, heard)
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1))
    await ask(service.browser(), 'somchai@example.go.th')
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2))
    await stop()
  })

  it('two senders send one mail, and of two requests that wait only the newer', async () => {
    await ask(service.browser(), 'somchai@example.go.th')
    await ask(service.browser(), 'somchai@example.go.th')
    await Promise.all([service.deliver(inbox.smtpUrl), service.deliver(inbox.smtpUrl)])
    expect(await inbox.received()).toHaveLength(1)
  })
})

it('the secret is in the mail and nowhere else: neither in the database nor in the log', async () => {
  const link = await askedAndMailed()
  const secret = new URL(link).searchParams.get('s')!
  const browser = service.browser()
  const page = await browser.open(link)
  expect(hiddenIn(page, '/signin/link')).toEqual({ s: secret })
  await browser.press(page, '/signin/link')
  const rows = JSON.stringify(await sql('SELECT l, s FROM sign_in_link l, session s'))
  const log = service.logged.join('')
  const audit = JSON.stringify(audited)
  for (const hidden of [secret, browser.cookie('aita')!])
    for (const where of [rows, log, audit]) expect(where).not.toContain(hidden)
  for (const personal of ['somchai@', 'สมชาย']) for (const where of [log, audit]) expect(where).not.toContain(personal)
  expect(log).toContain('/signin/link')
})
