import type { Browser as Chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { programme } from '../api/support/programme.ts'
import { expectOk, type Service, TODAY } from '../api/support/service.ts'
import { launchChromium } from '../support/chromium.ts'
import { everyPage } from './support/everyPage.ts'
import { type Pages, startOpenPages } from './support/pages.ts'

/** What breaks out of attributes, elements, titles and scripts where it is not escaped; and what turns the text around. */
const MARK = `"'></title><script>globalThis.broken=1</script>`
const HOSTILE = `${MARK}<img src=x onerror=globalThis.broken=1>&lt;b&gt;\u202Etext`
const SHORT = `"'><script>globalThis.broken=1</script>`

let service: Service
let pages: Pages
let chromium: Chromium
beforeAll(async () => {
  ;({ service, pages } = await startOpenPages())
  chromium = await launchChromium()
  const district = await service.as('district', '4701')
  const department = await service.as('department', 'all')
  const coordinator = { name: HOSTILE, email: 'k@example.go.th', phone: '0-0000-0000' }
  await district.command('4701', 'acknowledge', { coordinator }).then(expectOk)
  const entry = { line: 'materials', amount: '1.00', paidOn: TODAY, documentNo: SHORT, efmsRef: SHORT }
  await district.command('4701', 'disburse', entry).then(expectOk)
  await district.command('4701', 'record-activity', { activity: 'prevention', on: TODAY, note: HOSTILE }).then(expectOk)
  const order = { number: SHORT, date: TODAY }
  await department.command('4702', 'suspend', { reason: HOSTILE, order }).then(expectOk)
  await department.post('/mail-pauses', { tier: 'department', reason: HOSTILE })

  // What a programme file, a list of areas and an import bring.
  const { prisma } = service.store
  await prisma.office.updateMany({ data: { nameTh: HOSTILE, nameEn: HOSTILE } })
  const { details } = await prisma.programme.findUniqueOrThrow({ where: { id: programme.id } })
  await prisma.programme.update({
    where: { id: programme.id },
    data: { name: HOSTILE, activity: HOSTILE, details: hostile(details) as object },
  })
})
afterAll(() => chromium?.close())

/** Every text of a value that people write replaced; codes and days stay what they are. */
function hostile(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return /code|date|On$|id$/i.test(name) ? value : HOSTILE
  if (Array.isArray(value)) return value.map((item) => hostile(item, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, hostile(of, key)]))
}

/** What has become markup of it. */
const brokenOut = (html: string) => html.match(/<script>|<img src=x/g) ?? []

describe('A hostile name is text wherever it shows', () => {
  it.each(everyPage)('to %s %s at %s, in both languages', async (role, area, path) => {
    for (const language of ['th', 'en']) {
      const browser = await pages.as(role, area, HOSTILE)
      browser.plantCookie('lang', language)
      const { html } = await browser.open(path)
      expect(html).toContain('&lt;script>')
      expect([path, brokenOut(html)]).toEqual([path, []])
    }
  })

  it('on the page for everybody, in both languages', async () => {
    for (const path of [`/open/${programme.id}`, `/open/${programme.id}?lang=en`]) {
      const { html } = await pages.stranger().open(path)
      expect([path, brokenOut(html)]).toEqual([path, []])
    }
  })

  it.each([
    ['district', '4701', `/programmes/${programme.id}/offices/4701`],
    ['province', '47', `/programmes/${programme.id}/provinces/47`],
    ['auditor', 'all', `/programmes/${programme.id}/audit`],
  ] as const)('and a browser shows it as it is, and runs nothing of it: %s %s', async (role, area, path) => {
    const signedIn = await pages.as(role, area, HOSTILE)
    // Without the policy that would hold a script back: the text alone must not become one.
    const context = await chromium.newContext({ bypassCSP: true })
    await context.addCookies([{ name: 'aita', value: signedIn.cookie('aita')!, url: pages.url }])
    const page = await context.newPage()
    await page.goto(pages.url + path)
    expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false)
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('body').textContent()).toContain(MARK)
    expect(await page.title()).toContain(path.endsWith('audit') ? '' : MARK)
    await context.close()
  })

  it('these tests would find one that is not escaped', () => {
    expect(brokenOut(`<h1>${HOSTILE}</h1>`)).toEqual(['<script>', '<img src=x'])
  })
})
