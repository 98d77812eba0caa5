import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { type ApiSetting, createApp } from '../../../src/api/app.ts'
import type { Role } from '../../../src/domain/access.ts'
import type { ClockSetting } from '../../../src/domain/clock.ts'
import { auditToTrail } from '../../../src/signin/auditTrail.ts'
import { assign } from '../../../src/store/assignments.ts'
import { addPerson } from '../../../src/store/people.ts'
import { openSession } from '../../../src/store/sessions.ts'
import { openTwoProvinces, type Service, startService } from '../../api/support/service.ts'
import { Browser, type Page } from '../../signin/support/browser.ts'

const LIMITS = { idleMs: 3_600_000, lifetimeMs: 12 * 3_600_000 }

/** The pages of a service, with people signed in. */
export interface Pages {
  readonly url: string
  /** A browser of somebody who is signed in and acts as this. */
  as(role: Role, area: string, name?: string): Promise<Browser>
  /** A browser of nobody. */
  stranger(): Browser
}

/** Serves the pages of a service, with something about it changed; ended with the calling test file. */
export async function startPages({ setting, store }: Service, change: Partial<ApiSetting> = {}): Promise<Pages> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { log } = setting
  const signIn = { store: setting.store, log, publicUrl: url, limits: LIMITS, audit: auditToTrail(setting.store) }
  server.on('request', createApp({ ...setting, publicUrl: url, signIn, ...change }))
  return {
    url,
    stranger: () => new Browser(url),
    as: async (role, area, name = `${role} ${area}`) => {
      const now = new Date()
      const person = await addPerson(store, { name, email: `${crypto.randomUUID()}@amphoe-ita.example` })
      await assign(store, { person, role, area, from: new Date(now.getTime() - 1000) })
      const opened = await store.prisma.$transaction((tx) =>
        openSession(tx, person, { earlier: undefined, userAgent: 'test' }, LIMITS, now),
      )
      if ('refused' in opened) throw new Error(opened.refused)
      const browser = new Browser(url)
      browser.plantCookie('aita', opened.secret)
      return browser
    },
  }
}

/** The whole service with a worker, two provinces open, and its pages; ended with the calling test file. */
export async function startOpenPages(clock?: ClockSetting): Promise<{
  readonly service: Service
  readonly pages: Pages
  readonly worker: { stop(): Promise<void> }
}> {
  const service = await startService()
  const worker = await service.runWorker()
  await openTwoProvinces(service, clock)
  return { service, worker, pages: await startPages(service) }
}

/** Opens a form's page, fills it in and sends it, as its button does. */
export async function fillIn(browser: Browser, path: string, typed: Readonly<Record<string, string>>): Promise<Page> {
  return sendForm(browser, path, await browser.open(path), typed)
}

/** Sends the form of a page that is open. */
export async function sendForm(
  browser: Browser,
  path: string,
  page: Page,
  typed: Readonly<Record<string, string>>,
): Promise<Page> {
  return browser.submit(path, { ...hidden(page), ...typed })
}

/** The hidden fields of a page's form. */
export function hidden({ html }: Pick<Page, 'html'>): Record<string, string> {
  return Object.fromEntries(hiddenPairs({ html }))
}

/** The same in order, where a field may come more than once. */
export function hiddenPairs({ html }: Pick<Page, 'html'>): [string, string][] {
  return [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [
    name!,
    unescaped(value!),
  ])
}

/** What a reader of a page sees, without markup. */
export function visible({ html }: Page): string {
  return unescaped(html.replace(/<head>[\s\S]*?<\/head>/, '').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ')
}

function unescaped(html: string): string {
  return html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
}
