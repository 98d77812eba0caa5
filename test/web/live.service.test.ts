import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser as Chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest'
import { createApp } from '../../src/api/app.ts'
import { auditToTrail } from '../../src/signin/auditTrail.ts'
import { versionOf } from '../../src/store/areaVersion.ts'
import { STOPPING } from '../../src/web/live/routes.ts'
import { programme } from '../api/support/programme.ts'
import { type Service, TODAY } from '../api/support/service.ts'
import { launchChromium } from '../support/chromium.ts'
import { type Pages, startOpenPages, visible } from './support/pages.ts'

const base = `/programmes/${programme.id}`
const live = (area: string) => `${base}/live/${area}`

let service: Service
let pages: Pages
let chromium: Chromium
beforeAll(async () => {
  ;({ service, pages } = await startOpenPages())
  chromium = await launchChromium()
})
afterAll(() => chromium?.close())

let documents = 0
const pay = async (office: string, amount: string) => {
  const district = await service.as('district', office)
  const entry = { line: 'materials', amount, paidOn: TODAY, documentNo: `ฎ${++documents}` }
  expect((await district.command(office, 'disburse', entry)).status).toBeLessThan(300)
}

/** Reads a stream until something has been said, or it ends. */
async function heard(response: Response, pattern: RegExp): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!pattern.test(text)) {
    const { done, value } = await reader.read()
    if (done) break
    text += value
  }
  await reader.cancel()
  return text
}

describe('A stream', () => {
  it('says that something has happened in its area, and nothing of what', async () => {
    const province = await pages.as('province', '47')
    const response = await province.fetch(`${live('47')}?since=${await versionOf(service.store, programme.id, '47')}`)
    expect(response.headers.get('content-type')).toMatch('text/event-stream')
    expect(response.headers.get('content-encoding')).toBeNull()
    await pay('4701', '1.00')
    const text = await heard(response, /event/)
    expect(text).toMatch(/^retry: \d+\n\nid: (\d+)\nevent: changed\ndata: \1\n\n$/)
  })

  it('says at once what a page has missed since it was made, and a browser that comes back since it was told last', async () => {
    const province = await pages.as('province', '47')
    const now = await versionOf(service.store, programme.id, '47')
    const missed = await province.fetch(`${live('47')}?since=${now - 1}`)
    expect(await heard(missed, /event/)).toContain(`data: ${now}`)
    const again = await province.fetch(`${live('47')}?since=${now - 1}`, { headers: { 'last-event-id': String(now) } })
    await pay('4708', '1.00')
    expect(await heard(again, /event/)).not.toContain(`data: ${now}\n`)
  })

  test.each([
    ['district', '4701', '4702', 404],
    ['province', '47', '83', 404],
    ['province', '47', 'all', 404],
    ['auditor', 'all', 'all', 200],
    ['district', '4701', '4701', 200],
  ] as const)('is for whoever may read it: %s %s of %s gets %i', async (role, area, of, status) => {
    const response = await (await pages.as(role, area)).fetch(live(of))
    expect(response.status).toBe(status)
    await response.body?.cancel()
  })

  it('is one of thirty that a person may have at once', async () => {
    const district = await pages.as('district', '4703')
    const open = await Promise.all(Array.from({ length: 30 }, () => district.fetch(live('4703'))))
    expect(new Set(open.map((r) => r.status))).toEqual(new Set([200]))
    expect((await district.fetch(live('4703'))).status).toBe(429)
    expect((await district.open(`${base}/offices/4703`)).status).toBe(200)
    for (const response of open) await response.body?.cancel()
    await vi.waitUntil(async () => {
      const again = await district.fetch(live('4703'))
      await again.body?.cancel()
      return again.status === 200
    })
  })

  it('does not keep its server from stopping', async () => {
    const { setting, store } = service
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const limits = { idleMs: 60_000, lifetimeMs: 60_000 }
    const signIn = { store, log: setting.log, publicUrl: url, limits, audit: auditToTrail(store) }
    const app = createApp({ ...setting, publicUrl: url, signIn })
    server.on('request', app)
    const reader = await pages.as('province', '47')
    const now = await versionOf(store, programme.id, '47')
    const response = await fetch(`${url}${live('47')}?since=${now}`, {
      headers: { cookie: `aita=${reader.cookie('aita')}` },
    })
    expect(response.status).toBe(200)
    const closed = new Promise((resolve) => server.close(resolve))
    app.emit(STOPPING)
    expect(await heard(response, /never/)).not.toContain('event')
    await closed
  })
})

describe('A session', () => {
  it('is not kept alive by a page that nobody looks at', async () => {
    const reader = await pages.as('district', '4702')
    const hour = new Date(Date.now() - 1_800_000)
    const session = await service.store.prisma.session.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    const seen = async () =>
      (await service.store.prisma.session.findUniqueOrThrow({ where: { id: session.id } })).lastSeenAt.getTime()
    await service.store.prisma.session.update({ where: { id: session.id }, data: { lastSeenAt: hour } })
    await reader.open(`${base}/offices/4702`, { 'x-live': '1' })
    expect(await seen()).toBe(hour.getTime())
    await reader.open(`${base}/offices/4702`)
    expect(await seen()).toBeGreaterThan(hour.getTime())
  })
})

describe('An open page with JavaScript', () => {
  const visit = async (path: string) => {
    const reader = await pages.as('province', '47')
    const context = await chromium.newContext()
    await context.addCookies([{ name: 'aita', value: reader.cookie('aita')!, url: pages.url }])
    const page = await context.newPage()
    await page.goto(pages.url + path)
    return { page, context }
  }

  it('shows what happens meanwhile, says that it does, and keeps the place of whoever reads', async () => {
    const { page, context } = await visit(`${base}/offices/4705`)
    await page.evaluate(() => Object.assign(window, { same: true }))
    await page.locator('main a[href*="dossier"]').focus()
    await pay('4705', '321.00')
    await page.locator('main', { hasText: '321.00' }).waitFor({ timeout: 20_000 })
    expect(await page.locator('#live').textContent()).toMatch(/ปรับปรุงข้อมูลแล้ว เวลา/)
    expect(await page.evaluate(() => 'same' in window)).toBe(true)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toMatch(/dossier/)
    await context.close()
  })

  it('takes nothing from somebody who is choosing', async () => {
    const { page, context } = await visit(`${base}/provinces/47`)
    await page.locator('input[name=office][value="4706"]').check()
    await pay('4706', '654.00')
    await page.waitForTimeout(7000)
    expect(await page.locator('input[name=office][value="4706"]').isChecked()).toBe(true)
    await page.locator('input[name=office][value="4706"]').uncheck()
    await page.locator('h1').click()
    await page.locator('#live', { hasText: 'ปรับปรุงข้อมูลแล้ว' }).waitFor({ timeout: 20_000 })
    await context.close()
  })

  it('needs no script for anything: without one it says the same', async () => {
    const page = await (await pages.as('province', '47')).open(`${base}/offices/4705`)
    expect(visible(page)).toContain('321.00')
  })
})
