import { beforeAll, describe, expect, test } from 'vitest'
import { auditToTrail } from '../../src/signin/auditTrail.ts'
import { saveProgramme } from '../../src/store/programmes.ts'
import { programme } from '../api/support/programme.ts'
import { openTwoProvinces, type Service, startService } from '../api/support/service.ts'
import { type Pages, startPages, visible } from './support/pages.ts'

const path = `/open/${programme.id}`
const HOSTILE = '"><script>alert(1)</script>'
let service: Service
let pages: Pages

beforeAll(async () => {
  service = await startService()
  await service.runWorker()
  pages = await startPages(service)
})

test('a programme that is loaded and not opened is nobody’s business yet, and nobody keeps that answer', async () => {
  const next = {
    ...programme,
    id: 'next-year',
    name: 'โครงการปีหน้า',
    policy: { ...programme.policy, programme: 'next-year' },
  }
  const live = { allocations: new Map(), contacts: [], clock: { kind: 'live' } } as const
  await saveProgramme(service.store, next, { ...live, provinces: ['47'] })
  const response = await pages.stranger().fetch('/open/next-year')
  expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store'])
  const list = await pages.stranger().open('/open')
  expect([list.status, list.html.includes('โครงการปีหน้า')]).toEqual([200, false])
})

describe('A programme that is open', () => {
  beforeAll(async () => {
    await openTwoProvinces(service)
    await service.store.prisma.contact.updateMany({ where: { recipient: 'office:4701' }, data: { phone: '042711222' } })
    await service.store.prisma.office.updateMany({ where: { code: '83' }, data: { nameTh: HOSTILE } })
  })

  test('is seen by everybody at one address, without a cookie read or set', async () => {
    const first = await pages.stranger().open('/open')
    expect([first.url.pathname, first.status, first.title]).toEqual([path, 200, programme.name])
    const signedIn = await (await pages.as('district', '4701', 'สมหญิง ใจดี')).fetch(path)
    expect(signedIn.headers.getSetCookie()).toEqual([])
    const html = await signedIn.text()
    expect(html).toBe(first.html)
    expect(html).not.toContain('สมหญิง')
  })

  test('may be kept by anybody for five minutes, compressed or not, and is asked for anew in a few bytes', async () => {
    const stranger = pages.stranger()
    const { headers } = await stranger.fetch(path)
    expect(headers.get('cache-control')).toBe('public, max-age=300')
    expect(headers.get('vary')).toBe('Accept-Encoding')
    // As browsers revalidate; fetch by itself would ask for no cache at all.
    const revalidating = { headers: { 'if-none-match': headers.get('etag')!, 'cache-control': 'max-age=0' } }
    const again = await stranger.fetch(path, revalidating)
    expect([again.status, again.headers.get('vary'), await again.text()]).toEqual([304, 'Accept-Encoding', ''])
    await service.as('department', 'all').then((d) => d.command('8301', 'withdraw', { reason: 'ยุบรวม' }))
    const changed = await stranger.fetch(path, revalidating)
    expect(changed.status).toBe(200)
  })

  test('may be found by search engines, under a policy that lets nothing foreign in', async () => {
    const { html, headers } = await pages.stranger().open(path)
    expect(html).not.toContain('noindex')
    expect(html).toContain('<meta name="description"')
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/)
    expect(html).not.toMatch(/<script|style="/)
  })

  test('shows the money and the progress of the country and of every province, by name, as open data has them', async () => {
    await service
      .as('province', '47')
      .then((p) =>
        p.command('47', 'disburse', { line: 'materials', amount: '250.25', paidOn: '2024-12-25', documentNo: 'ฎ1' }),
      )
    const page = await pages.stranger().open(path)
    const { provinces } = (await (
      await pages.stranger().fetch(`/open-data/${programme.id}/provinces.json`)
    ).json()) as { provinces: { nameTh: string; disbursed: string }[] }
    const rows = [...page.html.split('id="provinces"')[1]!.matchAll(/<tr><th scope="row">(.*?)<\/th>(.*?)<\/tr>/gs)]
    expect(rows.map(([, name]) => name)).toEqual(['&quot;>&lt;script>alert(1)&lt;/script>', 'สกลนคร'])
    expect(provinces.map((p) => [p.nameTh, p.disbursed])).toContainEqual(['สกลนคร', '250.25'])
    expect(rows[1]![2]).toContain('>250.25<')
  })

  test('says that it is a rehearsal with sample figures, what the programme is, and by which letter', async () => {
    const text = visible(await pages.stranger().open(path))
    for (const said of [
      'ซ้อมระบบ: ข้อมูลในหน้านี้มาจากการซ้อมระบบ ไม่ใช่ผลการดำเนินงานจริง',
      'ข้อมูลตัวอย่าง',
      'ห้ามถัวจ่ายระหว่างรายการ',
      'ที่ มท 0322/ว 55878 ลงวันที่ 25 ธันวาคม 2567',
      'ภายในวันพฤหัสบดีที่ 15 พฤษภาคม 2568',
      'CC BY 4.0',
    ])
      expect(text).toContain(said)
    expect(text).not.toContain('26144')
  })

  test.each(['csv', 'json'])('leads to its open data as %s', async (form) => {
    const { html } = await pages.stranger().open(path)
    const file = `/open-data/${programme.id}/provinces.${form}`
    expect(html).toContain(`href="${file}"`)
    expect((await pages.stranger().fetch(file)).status).toBe(200)
  })

  test('names nobody: no contact’s name, address or telephone, no document', async () => {
    const { html } = await pages.stranger().open(path)
    const contacts = await service.store.prisma.contact.findMany()
    expect(contacts.length).toBeGreaterThan(10)
    for (const { name, email, phone } of contacts)
      for (const told of [name, email, ...(phone ? [phone] : [])])
        expect([told, html.includes(told)]).toEqual([told, false])
    expect(html).not.toContain('ฎ1')
  })

  test('is linked from the page on which people sign in', async () => {
    expect((await pages.stranger().open('/signin')).html).toContain('href="/open"')
  })
})

test.each(['/open/none', '/open/..%2f', '/open/a/b', `/open/${encodeURIComponent(HOSTILE)}`])(
  'there is no programme at %s: a page says so',
  async (address) => {
    const page = await pages.stranger().open(address)
    expect([page.status, page.title, page.headers.get('cache-control')]).toEqual([404, 'ไม่พบหน้าที่ต้องการ', 'no-store'])
    expect(page.html).not.toContain('<script')
  },
)

test('an address that asks too often is told to wait, in words', async () => {
  const { store, setting } = service
  const limits = { idleMs: 1000, lifetimeMs: 1000 }
  const signIn = { store, log: setting.log, publicUrl: pages.url, limits, audit: auditToTrail(store) }
  const url = await service.listen({ strangersPerMinute: 2, signIn })
  const answers = []
  for (let n = 0; n < 3; n++) answers.push(await fetch(url + path))
  expect(answers.map((a) => a.status)).toEqual([200, 200, 429])
  const last = answers.at(-1)!
  expect([last.headers.get('cache-control'), last.headers.get('retry-after')]).toEqual(['no-store', '60'])
  expect(await last.text()).toContain('มีการเรียกดูถี่เกินไป')
})
