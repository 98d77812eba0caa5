import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Result } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/domain/access.ts'
import { officesOf } from '../../src/programme/load.ts'
import { saveProgramme } from '../../src/store/programmes.ts'
import { programme } from '../api/support/programme.ts'
import { openTwoProvinces, type Service, startService, TODAY } from '../api/support/service.ts'
import { launchChromium } from '../support/chromium.ts'
import { everyPage } from './support/everyPage.ts'
import { type Pages, startPages } from './support/pages.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const base = `/programmes/${programme.id}`
const office = `${base}/offices/4701`

/** A programme of the whole country, loaded and not opened. */
const WHOLE = `${programme.id}-whole`

let service: Service
let pages: Pages
let browser: Browser
beforeAll(async () => {
  service = await startService()
  await service.runWorker()
  await openTwoProvinces(service)
  const district = await service.as('district', '4701')
  await district.command('4701', 'disburse', {
    line: 'materials',
    amount: '400.50',
    paidOn: TODAY,
    documentNo: 'ฎ1/2568',
  })
  const whole = { ...programme, id: WHOLE, policy: { ...programme.policy, programme: WHOLE } }
  await saveProgramme(service.store, whole, {
    allocations: new Map(officesOf(programme).map((o, i) => [o, { materials: 1_000_000 + i * 1000 }])),
    contacts: [],
    clock: { kind: 'stepped', origin: `${TODAY}T10:00:00+07:00` },
  })
  pages = await startPages(service)
  browser = await launchChromium()
})
afterAll(() => browser?.close())

interface Visit {
  readonly width?: number
  readonly javaScriptEnabled?: boolean
}

/** A browser of somebody who is signed in; with what it asked of others, and what pages complained of. */
async function visit(role: Role, area: string, { width = 1200, javaScriptEnabled = true }: Visit = {}) {
  const signedIn = await pages.as(role, area)
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled,
    locale: 'th-TH',
    bypassCSP: true,
  })
  await context.addCookies([{ name: 'aita', value: signedIn.cookie('aita')!, url: pages.url }])
  return context
}

async function opened(context: BrowserContext, path: string): Promise<{ page: Page; foreign: string[] }> {
  const page = await context.newPage()
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(pages.url)) foreign.push(request.url())
  })
  page.on('pageerror', (error) => foreign.push(String(error)))
  await page.goto(pages.url + path)
  return { page, foreign }
}

/** What axe finds, in a line each. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = (await page.evaluate(
    (tags) =>
      (globalThis as unknown as { axe: { run(of: object): Promise<{ violations: Result[] }> } }).axe.run({
        runOnly: tags,
      }),
    RULES,
  )) as { violations: Result[] }
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${n.failureSummary ?? ''}`))
}

/** What lies beyond the edge of the page, or is cut off in its box; what scrolls by itself loses nothing. */
function lostIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (e: Element) => e.closest('[tabindex="0"]') !== null
    const isHidden = (e: Element) => getComputedStyle(e).clipPath !== 'none' || e.closest('.skip, .sr') !== null
    return [...document.querySelectorAll('body *')]
      .filter((e) => e.getClientRects().length > 0 && !(e instanceof SVGElement) && !scrolls(e) && !isHidden(e))
      .filter((e) => {
        const style = getComputedStyle(e)
        const isCut = style.overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1
        return isCut || e.getBoundingClientRect().right > window.innerWidth + 1
      })
      .map((e) => `${e.tagName}.${e.className}: ${e.textContent?.slice(0, 40)}`)
  })
}

describe('Every page', () => {
  test.each(everyPage)(
    'of %s %s at %s: nothing that axe finds, on a phone and a desk, and nothing of others',
    async (...of) => {
      const [role, area, path] = of
      for (const width of [360, 1440]) {
        const context = await visit(role, area, { width })
        const { page, foreign } = await opened(context, path)
        expect([width, await findings(page)]).toEqual([width, []])
        expect(foreign).toEqual([])
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect([width, overflow > 0]).toEqual([width, false])
        await context.close()
      }
    },
  )

  // WCAG 1.4.4 and 1.4.10: a screen of 1280 px at 200 % is 640 px wide; and text alone may be made twice as large.
  test.each(everyPage)('of %s %s at %s: nothing is lost at 200 %%', async (role, area, path) => {
    for (const [width, text] of [
      [640, 100],
      [1280, 200],
    ] as const) {
      const context = await visit(role, area, { width })
      const { page } = await opened(context, path)
      await page.addStyleTag({ content: `html { font-size: ${text}% }` })
      expect([width, await lostIn(page)]).toEqual([width, []])
      await context.close()
    }
  })

  test('what is lost would be found', async () => {
    const context = await visit('district', '4701', { width: 640 })
    const { page } = await opened(context, office)
    await page.addStyleTag({ content: 'h1 { width: 3000px }' })
    expect(await lostIn(page)).toContainEqual(expect.stringContaining('H1'))
    await context.close()
  })

  test.each(['/signin', `/open/${programme.id}`, `/open/${programme.id}?lang=en`])(
    'of a stranger: %s',
    async (path) => {
      for (const width of [360, 1440]) {
        const context = await browser.newContext({ viewport: { width, height: 800 }, bypassCSP: true })
        const { page, foreign } = await opened(context, path)
        expect([width, await findings(page)]).toEqual([width, []])
        expect(foreign).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false)
        await context.close()
      }
    },
  )

  test.each([
    ['district', '4701', office],
    ['province', '47', `${base}/provinces/47`],
    ['department', 'all', `/programmes/${WHOLE}`],
  ] as const)('of %s %s is written in Sarabun, of this service’s own, and at most 60 kB on the wire', async (...of) => {
    const [role, area, path] = of
    const context = await visit(role, area)
    const page = await context.newPage()
    const client = await context.newCDPSession(page)
    await client.send('Network.enable')
    let bytes = 0
    client.on('Network.loadingFinished', (event) => {
      bytes += event.encodedDataLength
    })
    await page.goto(pages.url + path, { waitUntil: 'networkidle' })
    const loaded = await page.evaluate(async () => {
      await document.fonts.ready
      return [...document.fonts].filter((f) => f.status === 'loaded').map((f) => `${f.family} ${f.weight}`)
    })
    expect(new Set(loaded)).toEqual(new Set(['Sarabun 400', 'Sarabun 700']))
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThanOrEqual(60_000)
    await context.close()
  })
})

describe.each([true, false])('A district’s clerk, JavaScript %s', (javaScriptEnabled) => {
  test('records a payment by keyboard alone, and is told what is wrong beside the field, with nothing typed lost', async () => {
    const context = await visit('district', '4701', { javaScriptEnabled })
    const { page } = await opened(context, office)
    await page.getByRole('link', { name: 'บันทึกการเบิกจ่าย' }).first().focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${office}/disburse`)
    const documentNo = `ฎ-${javaScriptEnabled}`
    await page.getByLabel('เลขที่เอกสาร').fill(documentNo)
    await page.getByLabel('จำนวนเงิน').fill('๑,๐๐๐,๐๐๐')
    await page.getByLabel('จำนวนเงิน').press('Enter')
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel('เลขที่เอกสาร').inputValue()).toBe(documentNo)
    expect(await page.getByLabel('จำนวนเงิน').inputValue()).toBe('๑,๐๐๐,๐๐๐')
    expect(await page.getByRole('alert').textContent()).toMatch(/[ก-๙]/)
    if (javaScriptEnabled) expect(await findings(page)).toEqual([])

    await page.getByLabel('จำนวนเงิน').fill('10.00')
    await page.getByRole('radio').first().check()
    await page.getByRole('button', { name: 'บันทึกการเบิกจ่าย' }).press('Enter')
    await page.waitForURL((url) => url.pathname === office)
    expect(await page.getByRole('status').textContent()).toMatch(/บันทึก/)
    expect(await page.getByRole('table').last().textContent()).toContain(documentNo)
    await context.close()
  })
})

test('an office’s page prints on A4 with nothing cut off', async () => {
  const context = await visit('district', '4701')
  const { page } = await opened(context, office)
  await page.emulateMedia({ media: 'print' })
  await page.setViewportSize({ width: 718, height: 1000 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  for (const hidden of ['.acts', '.skip', '.top .who'])
    expect([hidden, await page.locator(hidden).first().isVisible()]).toEqual([hidden, false])
  expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(1000)
  await context.close()
})
