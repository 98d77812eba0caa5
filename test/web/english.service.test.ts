import { get } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleContacts } from '../../src/programme/contacts.ts'
import { programme } from '../api/support/programme.ts'
import { expectOk, type Service, TODAY } from '../api/support/service.ts'
import type { Browser, Page } from '../signin/support/browser.ts'
import { everyPage } from './support/everyPage.ts'
import { fillIn, type Pages, sendForm, startOpenPages, visible } from './support/pages.ts'

const base = `/programmes/${programme.id}`
const office = `${base}/offices/4701`
const DOCUMENT = 'ฎ1/2568'

let service: Service
let pages: Pages
beforeAll(async () => {
  ;({ service, pages } = await startOpenPages())
  const district = await service.as('district', '4701')
  const entry = { line: 'materials', amount: '400.50', paidOn: TODAY, documentNo: DOCUMENT }
  await district.command('4701', 'disburse', entry).then(expectOk)
})

async function reading(language: string, ...who: Parameters<Pages['as']>): Promise<Browser> {
  const browser = await pages.as(...who)
  browser.plantCookie('lang', language)
  return browser
}

/** What is in Thai by right: the programme's own names, what officials wrote, and the way to the other language. */
const { provinces: _, calendar: __, ...ownWords } = programme
const IN_THAI = [
  ...[DOCUMENT, 'ภาษาไทย', 'มท 0322/1234', 'งป.1'],
  ...textsIn(ownWords),
  ...textsIn(sampleContacts(['47', '4701'])),
].sort((a, b) => b.length - a.length)

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** What a page says in Thai that it should say in English: in its text, its title and what is read out. */
function leftInThai(page: Page): string[] {
  const spoken = [...page.html.matchAll(/(?:aria-label|title|alt|placeholder)="([^"]*)"|<title>([^<]*)/g)]
  const all = [visible(page), ...spoken.map((m) => m[1] ?? m[2] ?? '')].join(' | ')
  const without = IN_THAI.reduce((text, thai) => text.replaceAll(thai, ''), all)
  return [...new Set(without.match(/[^\s|]*[\u0E00-\u0E7F][^|]{0,60}/g) ?? [])]
}

describe('In English', () => {
  it.each(everyPage)('a page of %s %s speaks nothing but English: %s', async (role, area, path) => {
    const page = await (await reading('en', role, area)).open(path)
    expect(page.html).toContain('<html lang="en">')
    expect(leftInThai(page)).toEqual([])
  })

  it('a form says what is wrong, beside the field and in words', async () => {
    const district = await reading('en', 'district', '4701')
    const unread = await fillIn(district, `${office}/disburse`, { amount: 'much' })
    expect(visible(unread)).toMatch(
      /Not recorded yet: please correct .*An amount is a number with at most two decimals/,
    )
    expect(leftInThai(unread)).toEqual([])
    const typed = { amount: '9000.00', line: 'materials', documentNo: '2/2568', ...day(TODAY) }
    const refused = await fillIn(district, `${office}/disburse`, typed)
    expect(refused.status).toBe(422)
    expect(visible(refused)).toContain('9,000.00 baht is more than what is left of')
    expect(leftInThai(refused)).toEqual([])
  })

  it('acts on an area are checked, and done', async () => {
    const province = await reading('en', 'province', '47')
    const check = await province.open(`${base}/areas/47/remind`)
    expect(visible(check)).toMatch(/Remind to act.* Sakon Nakhon Province/)
  })

  it('a summary that is taken is the department’s all the same: in Thai, and as verified by whoever reads Thai', async () => {
    const path = `${base}/summaries`
    const manager = await reading('en', 'department', 'all')
    const taken = await sendForm(manager, path, await manager.open(path), {})
    const [, verify] = taken.html.match(/href="(\?verify=[^"]+)"/)!
    expect(visible(await manager.open(path + verify))).toContain('Everything agrees')
    expect(visible(await (await reading('th', 'auditor', 'all')).open(path + verify))).toContain('ตรงกันทุกประการ')
    const [snapshot] = await service.store.prisma.snapshot.findMany()
    expect(JSON.stringify(snapshot!.data)).not.toMatch(/Administration Office|District|baht/)
  })

  it('refusals of a page and of signing in', async () => {
    const district = await reading('en', 'district', '4701')
    const unknown = await district.open(`${base}/offices/8301`)
    expect([unknown.status, leftInThai(unknown)]).toEqual([404, []])
    const stranger = pages.stranger()
    stranger.plantCookie('lang', 'en')
    for (const path of ['/signin', '/signin/link?s=nothing', '/signin/nothing', '/act?s=nothing']) {
      const page = await stranger.open(path)
      expect([path, leftInThai(page)]).toEqual([path, []])
    }
  })

  it('a test of this kind finds what is left in Thai', async () => {
    const page = await (await reading('th', 'district', '4701')).open(office)
    expect(leftInThai(page).length).toBeGreaterThan(10)
  })
})

describe('The way to the other language', () => {
  it('keeps the place, and is kept', async () => {
    const province = await pages.as('province', '47')
    const path = `${base}/provinces/47?show=overdue`
    const thai = await province.open(path)
    expect(thai.html).toContain('<html lang="th">')
    const [, href] = thai.html.match(/<a href="([^"]*)" lang="en"[^>]*>English</)!
    const english = await province.open(href!.replaceAll('&amp;', '&'))
    expect(province.visited.at(-1)).toMatch(/provinces\/47\?show=overdue$/)
    expect(english.html).toContain('<html lang="en">')
    expect((await province.open(office)).html).toContain('<html lang="en">')
    const [, back] = english.html.match(/<a href="([^"]*)" lang="th"[^>]*>ภาษาไทย</)!
    expect((await province.open(back!.replaceAll('&amp;', '&'))).html).toContain('<html lang="th">')
  })

  it('leads nowhere else, and takes no other language', async () => {
    const district = await pages.as('district', '4701')
    const answer = await district.fetch(`${office}?lang=fr`, { redirect: 'manual' })
    expect(answer.headers.get('location')).toBe(office)
    expect((await district.open(office)).html).toContain('<html lang="th">')
    for (const path of [
      '//elsewhere.example/?lang=en',
      '/signin/..//elsewhere.example?lang=en',
      '/\\\\elsewhere.example?lang=en',
    ]) {
      const location = await locationOf(path)
      const leadsTo = new URL(location ?? '/', pages.url)
      expect([path, leadsTo.origin]).toEqual([path, pages.url])
    }
  })

  it('is not there on what is shown in answer to a form, and changes no mail, paper or answer of the API', async () => {
    const district = await reading('en', 'district', '4701')
    const refused = await fillIn(district, `${office}/disburse`, { amount: 'much' })
    expect(refused.html).not.toContain('>ภาษาไทย<')
    const problem = await district.fetch(`/api/v1${base}/offices/8301`)
    expect(((await problem.json()) as { titleTh?: string }).titleTh ?? 'ไม่พบ').toMatch(/[ก-๙]/)
  })
})

/** Where a path leads that is sent just so, as no browser of ours would send it. */
function locationOf(path: string): Promise<string | undefined> {
  const { hostname, port } = new URL(pages.url)
  return new Promise((resolve, reject) => {
    get({ hostname, port, path }, (answer) => {
      answer.resume()
      resolve(answer.headers.location)
    }).once('error', reject)
  })
}

const day = (of: string) => ({
  'paidOn.day': String(Number(of.slice(8))),
  'paidOn.month': String(Number(of.slice(5, 7))),
  'paidOn.year': of.slice(0, 4),
})
