import { beforeAll, describe, expect, test } from 'vitest'
import { pageFor } from '../../src/mail/links.ts'
import { programme } from '../api/support/programme.ts'
import type { Service } from '../api/support/service.ts'
import { fillIn, hidden, type Pages, sendForm, startOpenPages, startPages, visible } from './support/pages.ts'

let service: Service
let pages: Pages
beforeAll(async () => {
  ;({ service, pages } = await startOpenPages())
})

const base = `/programmes/${programme.id}`
const office = (code: string) => `${base}/offices/${code}`
const paidOn = { 'paidOn.day': '25', 'paidOn.month': '12', 'paidOn.year': '2567' }
const payment = (documentNo: string, amount: string) => ({ line: 'materials', amount, documentNo, ...paidOn })
const entries = (code: string) => service.store.prisma.ledgerEntry.count({ where: { office: code } })

describe('Everybody begins at their own page', () => {
  test.each([
    ['district', '4701', office('4701'), 'ที่ทำการปกครองอำเภอเมืองสกลนคร จังหวัดสกลนคร'],
    ['province', '47', `${base}/provinces/47`, 'จังหวัดสกลนคร'],
    ['department', 'all', base, programme.name],
    ['auditor', 'all', base, programme.name],
    ['auditor', '47', `${base}/provinces/47`, 'จังหวัดสกลนคร'],
    ['operator', 'all', base, programme.name],
  ] as const)('%s %s', async (role, area, path, title) => {
    const page = await (await pages.as(role, area)).open('/')
    expect([page.status, page.url.pathname, page.title]).toEqual([200, path, title])
  })

  test('a stranger signs in first, and comes back', async () => {
    const page = await pages.stranger().open(office('4701'))
    expect([page.url.pathname, page.url.searchParams.get('return')]).toEqual(['/signin', office('4701')])
  })

  test('a mail’s link leads to a page', async () => {
    const department = await pages.as('department', 'all')
    for (const recipient of ['office:4701', 'office:47', 'province:47', 'department'] as const) {
      const { status, html } = await department.open(pageFor(pages.url, programme.id, recipient))
      expect([recipient, status, html.includes('<html lang="th">')]).toEqual([recipient, 200, true])
    }
  })
})

describe('The papers of an office', () => {
  test.each([
    ['district', '4701', ['application/pdf', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']],
    ['auditor', '47', ['application/pdf', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']],
  ] as const)('are to be had by %s %s with the session they are signed in by', async (role, area, types) => {
    const browser = await pages.as(role, area)
    const { html } = await browser.open(office('4701'))
    const links = [...html.matchAll(/href="(\/api\/v1\/[^"]+)"/g)].map((m) => m[1]!.replaceAll('&amp;', '&'))
    const got = await Promise.all(links.map(async (path) => (await browser.open(path)).headers.get('content-type')))
    expect(got.map((type) => type?.split(';')[0])).toEqual(types)
  })
})

describe('Who asks too often', () => {
  test('is asked to wait, and nobody else is', async () => {
    const few = await startPages(service, { requestsPerMinute: 3 })
    const [busy, other] = [await few.as('district', '4701'), await few.as('district', '4701')]
    const asked = []
    for (let i = 0; i < 5; i++) asked.push((await busy.open(office('4701'))).status)
    expect(asked).toEqual([200, 200, 200, 429, 429])
    expect((await busy.open(office('4701'))).title).toBe('มีการเรียกดูถี่เกินไป')
    expect((await other.open(office('4701'))).status).toBe(200)
  })

  test('on pages for everybody too', async () => {
    const few = await startPages(service, { strangersPerMinute: 2 })
    const asked = []
    for (let i = 0; i < 3; i++) asked.push(await few.stranger().open(`/open/${programme.id}`))
    expect(asked.map((page) => page.status)).toEqual([200, 200, 429])
    expect(asked[2]!.headers.get('cache-control')).toBe('no-store')
  })
})

describe('What is not one’s own is not there', () => {
  test.each([
    ['district', '4701', office('4702')],
    ['district', '4701', `${base}/provinces/47`],
    ['district', '4701', `${office('4702')}/disburse`],
    ['province', '47', office('8301')],
    ['province', '47', `${base}/provinces/83`],
    ['auditor', '47', office('8301')],
    ['department', 'all', office('9999')],
    ['department', 'all', `/programmes/${programme.id}x`],
    ['department', 'all', `${office('4701')}/no-such-command`],
    ['department', 'all', `${base}/%00`],
  ] as const)('%s %s: %s', async (role, area, path) => {
    const page = await (await pages.as(role, area)).open(path)
    expect([page.status, page.title]).toEqual([404, 'ไม่พบหน้าที่ต้องการ'])
    expect(visible(page)).not.toMatch(/กุสุมาลย์|ภูเก็ต/)
  })

  test('a command that is another’s to give is refused, and not offered', async () => {
    const district = await pages.as('district', '4701')
    expect((await district.open(`${office('4701')}/extend`)).status).toBe(403)
    expect((await district.open(office('4701'))).html).not.toContain('/extend"')
    const auditor = await pages.as('auditor', 'all')
    expect((await auditor.open(`${office('4701')}/disburse`)).status).toBe(403)
    expect(visible(await auditor.open(office('4701')))).not.toContain('coordinator-4701')
  })
})

describe('A clerk records a payment', () => {
  test('and it stands in the ledger, the history and the figures', async () => {
    const clerk = await pages.as('district', '4703')
    const page = await fillIn(clerk, `${office('4703')}/disburse`, payment('ฎ 1/2568', '๑,๐๐.๕๐ บาท'))
    expect([page.status, page.url.pathname]).toEqual([200, office('4703')])
    const seen = visible(page)
    expect(seen).toContain('บันทึกการเบิกจ่ายแล้ว')
    expect(seen).toContain('25 ธ.ค. 2567 ฎ 1/2568')
    expect(seen).toContain('เบิกจ่ายและส่งคืนแล้ว 100.50 บาท จาก 1,500.50 บาท')
  })

  test('what is missing is said beside its field, and nothing typed is lost', async () => {
    const clerk = await pages.as('district', '4704')
    const typed = { ...payment('', '12.50'), line: '', efmsRef: 'E 7' }
    const page = await fillIn(clerk, `${office('4704')}/disburse`, typed)
    expect(page.status).toBe(422)
    expect(page.html).toContain('<title>ยังไม่ได้บันทึก: บันทึกการเบิกจ่าย')
    expect(page.html).toMatch(/<a href="#f-line">โปรดเลือกรายการงบประมาณ<\/a>/)
    expect(page.html).toMatch(/id="f-documentNo-error">โปรดระบุเลขที่เอกสาร</)
    expect(page.html).toMatch(
      /id="f-documentNo" name="documentNo" aria-describedby="f-documentNo-error f-documentNo-hint" aria-invalid="true"/,
    )
    expect(page.html).toContain('value="12.50"')
    expect(page.html).toContain('value="E 7"')
    expect(page.html).toContain('<option value="12" selected>ธันวาคม</option>')
    expect(await entries('4704')).toBe(0)
  })

  test('one satang too much is refused with the figures, and taken once it is right', async () => {
    const clerk = await pages.as('district', '4705')
    const path = `${office('4705')}/disburse`
    const refused = await fillIn(clerk, path, payment('A 1', '1,000.01'))
    expect(refused.status).toBe(422)
    expect(visible(refused)).toContain('เกินวงเงินคงเหลือของรายการ ค่าวัสดุ (ตัวอย่าง) ซึ่งเหลือ 1,000.00 บาท (เกิน 0.01 บาท)')
    expect(refused.html).toMatch(/id="f-amount-error"/)
    const taken = await sendForm(clerk, path, refused, payment('A 1', '1,000.00'))
    expect(taken.status).toBe(200)
    expect(await entries('4705')).toBe(1)
  })

  test('a button pressed twice, also at once, records it once', async () => {
    const clerk = await pages.as('district', '4706')
    const path = `${office('4706')}/disburse`
    const form = await clerk.open(path)
    const send = () => sendForm(clerk, path, form, payment('A 1', '10'))
    const answers = [...(await Promise.all([send(), send(), send()])), await send()]
    expect(answers.map((a) => [a.status, a.url.pathname])).toEqual(Array(4).fill([200, office('4706')]))
    expect(await entries('4706')).toBe(1)
    const other = await sendForm(clerk, path, form, payment('A 2', '10'))
    expect([other.status, visible(other).includes('แบบฟอร์มนี้ส่งไปแล้ว')]).toEqual([422, true])
    expect(await entries('4706')).toBe(1)
  })

  test('another site, or a form of an earlier session, records nothing', async () => {
    const clerk = await pages.as('district', '4707')
    const path = `${office('4707')}/disburse`
    const form = { ...hidden(await clerk.open(path)), ...payment('A 1', '10') }
    expect(
      (await clerk.submit(path, form, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status,
    ).toBe(403)
    expect((await clerk.submit(path, { ...form, _csrf: 'other' })).status).toBe(403)
    expect((await (await pages.as('district', '4707')).submit(path, form)).status).toBe(403)
    expect((await clerk.submit(path, { ...form, key: 'ก' })).status).toBe(400)
    expect(await entries('4707')).toBe(0)
  })
})

test('an office goes its way from acknowledgement to a returned report by its pages alone', async () => {
  const [clerk, department] = [await pages.as('district', '4708'), await pages.as('department', 'all')]
  const at = (command: string) => `${office('4708')}/${command}`
  const day = (name: string) => ({ [`${name}.day`]: '26', [`${name}.month`]: '12', [`${name}.year`]: '2567' })
  const done = async (browser: typeof clerk, command: string, typed: Record<string, string>) => {
    const page = await fillIn(browser, at(command), typed)
    expect([command, page.status, page.html.includes('role="status"')]).toEqual([command, 200, true])
    return visible(page)
  }
  const wrong = await fillIn(clerk, at('acknowledge'), {
    'coordinator.name': 'สมศรี',
    'coordinator.email': 'x@',
    'coordinator.phone': 'โทร',
  })
  expect(visible(wrong)).toMatch(/อีเมลไม่ถูกต้อง.*หมายเลขโทรศัพท์มีได้เฉพาะตัวเลข/)
  await done(clerk, 'acknowledge', { 'coordinator.name': '<b>สมศรี</b>', 'coordinator.email': 's@amphoe-ita.example' })
  await done(clerk, 'attend-kickoff', { attended: 'briefing', ...day('on') })
  await done(clerk, 'record-activity', {
    activity: 'prevention',
    note: 'อบรม',
    evidenceUrl: 'https://a.example/1',
    ...day('on'),
  })
  await done(clerk, 'disburse', { line: 'materials', amount: '1000', documentNo: 'A 1', ...day('paidOn') })
  const early = await fillIn(clerk, at('submit-report'), { outcome: 'ครบ' })
  expect([early.status, visible(early).includes('ยังส่งรายงานไม่ได้')]).toEqual([422, true])
  await done(clerk, 'disburse', { line: 'training', amount: '500', documentNo: 'A 2', ...day('paidOn') })
  await done(clerk, 'reverse', { documentNo: 'A 2', reason: 'จำนวนผิด' })
  await done(clerk, 'disburse', { line: 'training', amount: '400.50', documentNo: 'A 3', ...day('paidOn') })
  await done(clerk, 'return-funds', { line: 'training', amount: '100', documentNo: 'A 4', ...day('returnedOn') })
  expect(await done(clerk, 'submit-report', { outcome: 'ดำเนินการครบทุกกิจกรรม' })).toContain('รอกรมการปกครองตรวจรายงาน')
  const closed = await fillIn(clerk, at('disburse'), {
    line: 'materials',
    amount: '1',
    documentNo: 'A 9',
    ...day('paidOn'),
  })
  expect(visible(closed)).toContain('ส่งรายงานผลแล้ว จึงบันทึกหรือกลับรายการเบิกจ่ายไม่ได้')
  await done(department, 'return-report', { reason: 'ขาดภาพกิจกรรม' })
  expect(await done(clerk, 'submit-report', { outcome: 'เพิ่มภาพแล้ว' })).toContain('ส่งแล้ว รอตรวจ')
  const end = await done(department, 'accept-report', {})
  expect(end).toContain('แล้วเสร็จ')
  expect((await clerk.open(office('4708'))).html).toContain('&lt;b>สมศรี')
})

describe('Pages', () => {
  const paths = [
    '/',
    base,
    `${base}/provinces/47`,
    `${base}/provinces/47?show=overdue`,
    office('4701'),
    `${office('4701')}/extend`,
  ]

  test.each(paths)('%s: Thai, one h1, no script, nothing of others, for no cache and no frame', async (path) => {
    const page = await (await pages.as('department', 'all')).open(path)
    expect(page.status).toBe(200)
    expect(page.html).toMatch(/^<!DOCTYPE html>\n<html lang="th">/)
    expect(page.html.match(/<h1/g)).toHaveLength(1)
    expect(page.html).not.toMatch(
      /<script(?! type="module" src="\/web\/live.js")|style="|onclick|https?:\/\/|undefined|\[object|NaN/,
    )
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(Buffer.byteLength(page.html)).toBeLessThan(60_000)
  })

  test('hostile names stay text wherever they show', async () => {
    const hostile = '"><script>alert(1)</script>'
    await service.store.prisma.office.update({
      where: { programmeId_code: { programmeId: programme.id, code: '4717' } },
      data: { nameTh: hostile },
    })
    const visitor = await pages.as('department', 'all', hostile)
    for (const path of [`${base}/provinces/47`, office('4717'), `${office('4717')}/extend`]) {
      const { html } = await visitor.open(path)
      expect(html).not.toContain('<script>')
      expect(html).toContain('&lt;script>alert(1)')
    }
  })
})
