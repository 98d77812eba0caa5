import { beforeAll, describe, expect, it, test } from 'vitest'
import { programme } from '../api/support/programme.ts'
import { type Service, TODAY } from '../api/support/service.ts'
import { hidden, type Pages, startOpenPages, visible } from './support/pages.ts'

const base = `/programmes/${programme.id}`

let service: Service
let pages: Pages
beforeAll(async () => {
  ;({ service, pages } = await startOpenPages())
  const district = await service.as('district', '4701')
  const entry = { line: 'materials', amount: '400.50', paidOn: TODAY, documentNo: 'ฎ1 <b>"&' }
  await district.command('4701', 'disburse', entry)
})

describe('The page for everybody', () => {
  it('needs no sign-in, sets no cookie, may be kept for five minutes, and is asked again by its tag', async () => {
    const page = await pages.stranger().open('/open')
    expect([page.status, page.url.pathname, page.title]).toEqual([200, `/open/${programme.id}`, programme.name])
    expect(page.headers.get('cache-control')).toBe('public, max-age=300')
    expect(page.headers.get('set-cookie')).toBeNull()
    expect(page.html).not.toContain('noindex')
    const again = await fetch(page.url, {
      headers: { 'if-none-match': page.headers.get('etag')!, 'cache-control': 'max-age=0' },
    })
    expect(again.status).toBe(304)
  })

  it('says how much was spent, by province, and where the data are', async () => {
    const page = await pages.stranger().open(`/open/${programme.id}`)
    const seen = visible(page)
    expect(seen).toContain('เบิกจ่ายและส่งคืนแล้ว 400.50 บาท')
    expect(seen).toMatch(/สกลนคร 19 0 28,509\.50 400\.50 0\.00 ร้อยละ 1\.40/)
    expect(seen).toContain('ซ้อมระบบ')
    for (const [, href] of page.html.matchAll(/href="(\/open-data\/[^"]+)"/g))
      expect([href, (await fetch(pages.url + href)).status]).toEqual([href, 200])
  })

  it('says the same in English', async () => {
    const page = await pages.stranger().open(`/open/${programme.id}?lang=en`)
    expect(page.html).toContain('<html lang="en">')
    const seen = visible(page)
    expect(seen).toContain('disbursed or returned: 400.50 baht')
    expect(seen).toMatch(/Sakon Nakhon 19 0 28,509\.50 400\.50 0\.00 1\.40%/)
    expect(seen).toContain('by 15 May 2025 and to report by 30 May 2025')
    expect(seen).toContain('Rehearsal: what this page shows')
    expect(page.html).toContain('href="?lang=th"')
    expect((await pages.stranger().open(`/open/${programme.id}?lang=xx`)).html).toContain('<html lang="th">')
  })

  it('says nothing of anybody', async () => {
    const { html } = await pages.stranger().open(`/open/${programme.id}`)
    const contacts = await service.store.prisma.contact.findMany()
    expect(contacts.length).toBeGreaterThan(20)
    for (const { name, email, phone } of contacts) {
      expect(html).not.toContain(name)
      expect(html).not.toContain(email)
      if (phone) expect(html).not.toContain(phone)
    }
  })

  test.each([`/open/${programme.id}x`, '/open/a/b', '/open/%00'])('%s is not there', async (path) => {
    const page = await pages.stranger().open(path)
    expect([page.status, page.title]).toEqual([404, 'ไม่พบหน้าที่ต้องการ'])
    expect(page.headers.get('cache-control')).toBe('no-store')
  })
})

describe('The country', () => {
  it('is shown by a measure on a map and in a table that says the same, those first that need looking after', async () => {
    const auditor = await pages.as('auditor', 'all')
    const page = await auditor.open(`${base}?measure=spent`)
    expect(page.html).toContain('<title>สกลนคร: ร้อยละ 1.40</title>')
    expect(page.html).toContain('<title>ไม่อยู่ในโครงการ</title>')
    expect(page.html.indexOf('>ภูเก็ต</a>')).toBeLessThan(page.html.indexOf('>สกลนคร</a>'))
    expect((await auditor.open(`${base}?measure=<script>`)).status).toBe(200)
  })
})

describe('Only whom it is for', () => {
  test.each([
    ['auditor', 'all', 'mails', 403],
    ['department', 'all', 'mails', 200],
    ['auditor', '47', 'summaries', 403],
    ['auditor', 'all', 'summaries', 200],
    ['district', '4701', 'summaries', 403],
    ['district', '4701', 'programme', 200],
  ] as const)('%s %s: %s is %i', async (role, area, path, status) => {
    expect((await (await pages.as(role, area)).open(`${base}/${path}`)).status).toBe(status)
  })
})

describe('The programme', () => {
  it('says what is to be done by when, and what is to come of it to those who may ask', async () => {
    const district = await (await pages.as('district', '4701')).open(`${base}/programme?coming=30`)
    const said = visible(district)
    expect(said).toContain('เบิกจ่ายเงินครบ วันพฤหัสบดีที่ 15 พฤษภาคม 2568 30 วัน, 14 วัน, 7 วัน, 3 วัน, 1 วัน, ในวันครบกำหนด')
    expect(said).toContain('ขยายเวลาได้ไม่เกินวันที่ 30 กันยายน 2568')
    expect(said).not.toContain('อีเมลที่จะส่งต่อไป')
    const department = await pages.as('department', 'all')
    expect(visible(await department.open(`${base}/programme`))).toContain('คำนวณ 30 วันข้างหน้า')
    const coming = visible(await department.open(`${base}/programme?coming=30`))
    expect(coming).toMatch(/วันศุกร์ที่ 3 มกราคม 2568 \d+ \d+ \d+ |วันพฤหัสบดีที่ 2 มกราคม 2568 \d+ /)
    expect(coming).toContain('ไม่ส่ง')
  })
})

describe('National summaries', () => {
  it('are taken by the department, fetched as files, and verified by whoever reads them', async () => {
    const department = await pages.as('department', 'all')
    const path = `${base}/summaries`
    const taken = await department.submit(path, hidden(await department.open(path)))
    expect(visible(taken)).toContain('จัดทำสรุปผลแล้ว')
    const [pdf] = [...taken.html.matchAll(/href="(\/api\/v1\/[^"]+\.pdf)"/g)].map((m) => m[1]!)
    expect((await department.open(pdf!)).headers.get('content-type')).toMatch('application/pdf')
    const verify = /href="(\?verify=[^"]+)"/.exec(taken.html)![1]!
    const auditor = await pages.as('auditor', 'all')
    const verified = await auditor.open(path + verify)
    expect(visible(verified)).toContain('ตรงกันทุกประการ')
    expect(verified.html).not.toContain('จัดทำสรุปผล ณ ขณะนี้')
    expect((await auditor.submit(path, hidden(verified))).status).toBe(403)
  })
})

describe('The log of mails', () => {
  it('shows every mail with its state; an operator holds a tier back, and lets it go', async () => {
    const operator = await pages.as('operator', 'all')
    const path = `${base}/mails`
    const page = await operator.open(path)
    expect(visible(page)).toContain('แจ้งการดำเนินโครงการ')
    const act = async (typed: Record<string, string>) => {
      const { _csrf } = hidden(await operator.open(path))
      return operator.submit(path, { _csrf: _csrf!, ...typed })
    }
    for (const reason of [' ', 'ย'.repeat(501)])
      expect((await act({ act: 'pause', tier: 'office', reason })).status).toBe(422)
    expect(await service.store.prisma.mailPause.count()).toBe(0)
    const paused = await act({ act: 'pause', tier: 'office', reason: 'ปรับรายชื่อ <i>' })
    expect(visible(paused)).toMatch(/พักการส่งถึงที่ทำการปกครอง ตั้งแต่ .* เหตุผล: ปรับรายชื่อ <i> พักไว้ \d+ ฉบับ/)
    expect(visible(await operator.open(`${path}?show=held`))).toContain('พักการส่งไว้')
    expect(visible(await act({ act: 'pause', tier: 'office', reason: 'x' }))).toContain('อยู่แล้ว')
    expect(visible(await act({ act: 'release', tier: 'office' }))).toContain('เลิกพักแล้ว')
    expect((await act({ act: 'release', tier: 'office' })).status).toBe(422)
    const department = await pages.as('department', 'all')
    const seen = await department.open(path)
    expect(seen.html).not.toContain('value="pause"')
    expect((await department.submit(path, { ...hidden(seen), act: 'pause', tier: 'office', reason: 'x' })).status).toBe(
      403,
    )
  })
})
