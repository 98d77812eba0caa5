import { beforeAll, describe, expect, it } from 'vitest'
import { sampleContacts } from '../../src/programme/contacts.ts'
import { programme } from '../api/support/programme.ts'
import { expectOk, type Service, TODAY } from '../api/support/service.ts'
import type { Browser, Page } from '../signin/support/browser.ts'
import { everyPage } from './support/everyPage.ts'
import { type Pages, startOpenPages, visible } from './support/pages.ts'

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
})
