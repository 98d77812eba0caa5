import { beforeAll, describe, expect, it, test } from 'vitest'
import { programme } from '../api/support/programme.ts'
import { loadTwoProvinces, type Service, startService, TODAY } from '../api/support/service.ts'
import type { Browser, Page } from '../signin/support/browser.ts'
import { hidden, type Pages, startPages, visible } from './support/pages.ts'

const base = `/programmes/${programme.id}/imports`
const CLOCK = { kind: 'stepped', origin: `${TODAY}T10:00:00+07:00` } as const

let service: Service
let pages: Pages
beforeAll(async () => {
  service = await startService()
  await service.runWorker()
  await loadTwoProvinces(service, CLOCK)
  pages = await startPages(service)
})

/** Chooses a file on a kind's page and sends it. */
async function sendFile(browser: Browser, kind: string, file: string | undefined, fields: Record<string, string> = {}) {
  const page = await browser.open(`${base}/${kind}`)
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...hidden(page), ...fields })) form.set(name, value)
  if (file !== undefined) form.set('file', new File([file], 'ไฟล์ <b>.csv', { type: 'text/csv' }))
  const headers = { origin: page.url.origin, 'sec-fetch-site': 'same-origin' }
  const response = await browser.fetch(`${base}/${kind}`, { method: 'POST', body: form, headers })
  const location = response.headers.get('location')
  if (location) return browser.open(location)
  const html = await response.text()
  const title = /<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? ''
  return { url: page.url, status: response.status, headers: response.headers, html, title } satisfies Page
}
const apply = (browser: Browser, page: Page, more: Record<string, string> = {}) =>
  browser.submit(page.url.pathname + page.url.search, { ...hidden(page), step: 'apply', ...more })
const allocated = async (office: string) =>
  Number(
    (await service.store.prisma.budgetLine.aggregate({ where: { office }, _sum: { allocated: true } }))._sum.allocated,
  )

const header = 'รหัสหน่วยงาน,รายการ,จำนวนเงิน'

describe('Allocations come from a file', () => {
  it('wrong cells are named with what to do, and nothing can be applied', async () => {
    const department = await pages.as('department', 'all')
    const before = await allocated('4701')
    const page = await sendFile(department, 'allocations', `${header}\n4701,materials,12.345\n9999,materials,5\n`)
    const seen = visible(page)
    expect(page.title).toBe('ตรวจไฟล์: เงินจัดสรร (รายละเอียดแบบ งป.1)')
    expect(seen).toContain('อ่านได้ 2 แถว ถูกต้อง 0 แถว มีข้อผิดพลาด 2 แถว')
    expect(seen).toMatch(/C2 จำนวนเงิน 12\.345 .*ทศนิยมเกิน 2 ตำแหน่ง/)
    expect(seen).toMatch(/A3 รหัสหน่วยงาน 9999 ไม่พบหน่วยงาน 9999/)
    expect(page.html).not.toContain('value="apply"')
    const forced = await apply(department, page)
    expect([forced.status, visible(forced).includes('ไฟล์มีข้อผิดพลาด')]).toEqual([409, true])
    expect(await allocated('4701')).toBe(before)
    expect(page.html).not.toContain('ไฟล์ <b>')
  })

  it('what would change is shown with what there was; then it is written, once, and the file forgotten', async () => {
    const department = await pages.as('department', 'all')
    const page = await sendFile(department, 'allocations', `${header}\n4701,materials,"2,000.25"\n`)
    expect(visible(page)).toMatch(/เปลี่ยนแปลง 1 รายการ .*อำเภอเมืองสกลนคร จังหวัดสกลนคร .* 1,000\.00 2,000\.25/)
    expect(await allocated('4701')).toBe(150_050)
    const done = await apply(department, page)
    expect([done.url.pathname, visible(done).includes('นำเข้าเงินจัดสรรแล้ว')]).toEqual([`${base}/allocations`, true])
    expect(await allocated('4701')).toBe(250_075)
    const id = page.url.pathname.split('/').at(-1)!
    expect(await service.store.prisma.importFile.count({ where: { id } })).toBe(0)
    const gone = await department.open(page.url.pathname)
    expect(visible(gone)).toContain('โปรดเลือกไฟล์อีกครั้ง')
  })

  it('what was looked at is what is applied: not when something changed in between', async () => {
    const [one, other] = [await pages.as('department', 'all'), await pages.as('department', 'all')]
    const first = await sendFile(one, 'allocations', `${header}\n4702,materials,3000\n`)
    await apply(other, await sendFile(other, 'allocations', `${header}\n4702,materials,4000\n`))
    const late = await apply(one, first)
    expect([late.status, visible(late).includes('ข้อมูลในระบบเปลี่ยนแปลงไป')]).toEqual([409, true])
    expect(await allocated('4702')).toBe(450_050)
  })
})

describe('A file that is none', () => {
  test.each([
    [undefined, 'โปรดเลือกไฟล์'],
    ['', 'โปรดเลือกไฟล์'],
    ['ก,ข\n1,2\n', 'ยังใช้ไฟล์นี้ไม่ได้'],
  ])('%j is refused in words', async (file, said) => {
    const page = await sendFile(await pages.as('department', 'all'), 'allocations', file)
    expect([page.status, visible(page).includes(said)]).toEqual([422, true])
  })

  it('a sheet that there is not is named', async () => {
    const page = await sendFile(await pages.as('department', 'all'), 'allocations', `${header}\n4701,materials,1\n`, {
      sheet: 'แผ่น 9',
    })
    expect([page.status, visible(page).includes('ไม่พบแผ่นงาน แผ่น 9')]).toEqual([422, true])
  })

  it('one that is too large is refused as such', async () => {
    const page = await sendFile(await pages.as('department', 'all'), 'allocations', 'x'.repeat(21 * 1024 * 1024))
    expect([page.status, page.title]).toEqual([413, 'ข้อมูลที่ส่งมามีขนาดใหญ่เกินไป'])
  })

  it('a broken form is refused', async () => {
    const department = await pages.as('department', 'all')
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'sec-fetch-site': 'same-origin' }
    const response = await department.fetch(`${base}/allocations`, { method: 'POST', body: '--x\r\nrubbish', headers })
    expect(response.status).toBe(400)
  })
})

describe('Only whom it is for', () => {
  test.each([
    ['district', '4701', base, 403],
    ['auditor', 'all', base, 403],
    ['province', '47', `${base}/allocations`, 403],
    ['province', '47', `${base}/efms`, 200],
    ['operator', 'all', `${base}/contacts`, 200],
    ['operator', 'all', `${base}/forms-responses`, 403],
    ['department', 'all', `${base}/nothing`, 404],
  ] as const)('%s %s: %s is %i', async (role, area, path, status) => {
    expect((await (await pages.as(role, area)).open(path)).status).toBe(status)
  })

  it('somebody else’s file is not there, nor without the session’s token', async () => {
    const [one, other] = [await pages.as('department', 'all'), await pages.as('department', 'all')]
    const page = await sendFile(one, 'contacts', 'รหัส,บทบาท,ชื่อ,อีเมล\n4701,ผู้ประสานงาน,ส,s@example.go.th\n')
    expect(page.title).toBe('ตรวจไฟล์: รายชื่อผู้ติดต่อ')
    expect(visible(await other.open(page.url.pathname))).toContain('โปรดเลือกไฟล์อีกครั้ง')
    expect((await sendFile(one, 'contacts', 'x', { _csrf: 'x' })).status).toBe(403)
    const done = await apply(one, page)
    expect(visible(done)).toContain('นำเข้ารายชื่อผู้ติดต่อแล้ว')
  })
})

describe('Once the programme is open', () => {
  beforeAll(async () => {
    const operator = await service.as('operator', 'all')
    await operator.post('/open')
    const province = await service.as('province', '47')
    await province.command('47', 'forward')
    const waiting = { programmeId: programme.id, province: '47', notifiedAt: null }
    while ((await service.store.prisma.office.count({ where: waiting })) > 0)
      await new Promise((r) => setTimeout(r, 50))
  })

  it('allocations are refused', async () => {
    const department = await pages.as('department', 'all')
    const page = await sendFile(department, 'allocations', `${header}\n4701,materials,9\n`)
    const late = await apply(department, page)
    expect([late.status, visible(late).includes('โครงการเปิดแล้ว')]).toEqual([409, true])
  })

  it('a list of participants records who attended, from the minutes that are asked for', async () => {
    const department = await pages.as('department', 'all')
    const file = 'Name (Original Name),User Email,Duration (Minutes)\n4701 อำเภอเมืองสกลนคร,,95\n4702 อำเภอกุสุมาลย์,,10\n'
    const page = await sendFile(department, 'zoom-attendance', file)
    expect(visible(page)).toMatch(/เข้าร่วมประชุม 1 รายการ .*เมืองสกลนคร.*อยู่ไม่ถึงเวลาที่กำหนด 1 รายการ .*กุสุมาลย์/)
    const again = await apply(department, page, { step: 'check', leastMinutes: '5' })
    expect(visible(again)).toMatch(/เข้าร่วมประชุม 2 รายการ/)
    for (const leastMinutes of ['ห้า', '0', '601', '1.5', '']) {
      const wrong = await apply(department, again, { leastMinutes })
      expect([leastMinutes, wrong.status, visible(wrong).includes('ตั้งแต่ 1 ถึง 600')]).toEqual([leastMinutes, 422, true])
    }
    expect(await service.store.prisma.auditEvent.count({ where: { type: 'kickoff-attended' } })).toBe(0)
    const done = await apply(department, again, { leastMinutes: '๕' })
    expect(done.title).toBe('บันทึกการเข้าร่วมประชุมแล้ว')
    expect(visible(done)).toContain('บันทึกแล้ว 2 รายการ')
    const twice = await apply(department, again, { leastMinutes: '5' })
    expect(twice.status).toBe(200)
    const attended = await service.store.prisma.auditEvent.count({ where: { type: 'kickoff-attended' } })
    expect(attended).toBe(2)
  })

  it('an extract of e-fms is held against the ledger, and its result kept', async () => {
    const province = await pages.as('province', '47')
    const file = 'รหัสหน่วยงาน,จำนวนเงิน,วันที่จ่าย,เลขที่เอกสาร\n4701,100.00,25/12/2567,ฎ1\n'
    const page = await sendFile(province, 'efms', file)
    expect(visible(page)).toMatch(/มีใน e-fms แต่ไม่มีในทะเบียน 1 รายการ/)
    expect(visible(await apply(province, page))).toContain('เก็บผลการเทียบกับ e-fms แล้ว')
    expect(await service.store.prisma.efmsStanding.findMany()).toMatchObject([{ office: '4701', missing: 1 }])
  })
})
