import { beforeAll, describe, expect, test } from 'vitest'
import { programme } from '../api/support/programme.ts'
import { expectOk, openTwoProvinces, type Service, startService } from '../api/support/service.ts'
import type { Browser, Page } from '../signin/support/browser.ts'
import { hidden, type Pages, startPages, visible } from './support/pages.ts'

const path = `/programmes/${programme.id}/audit`
const HOSTILE = '"><script>alert(1)</script>'
let service: Service
let pages: Pages
let clerk: string

beforeAll(async () => {
  service = await startService()
  await service.runWorker()
  await openTwoProvinces(service)
  const district = await service.as('district', '4701')
  clerk = district.id!
  const payment = { line: 'materials', amount: '400.50', paidOn: '2024-12-25' }
  expectOk(await district.command('4701', 'disburse', { ...payment, documentNo: HOSTILE }))
  for (let n = 0; n < 60; n++)
    expectOk(
      await district.command('4701', 'record-activity', {
        activity: 'prevention',
        on: '2024-12-26',
        note: `ครั้งที่ ${n}`,
      }),
    )
  expectOk(
    await service
      .as('province', '83')
      .then((p) => p.command('83', 'disburse', { ...payment, amount: '83.83', documentNo: 'ภก 83' })),
  )
  pages = await startPages(service)
})

/** The rows of the trail's table, without markup. */
function rows(page: Page): string[] {
  const table = page.html.split('<table class="trail">')[1]?.split('</table>')[0] ?? ''
  return [...(table.split('<tbody>')[1]?.matchAll(/<tr>(.*?)<\/tr>/gs) ?? [])].map(([, row]) =>
    visible({ ...page, html: row! }).trim(),
  )
}

const older = ({ html }: Page) => /<a href="([^"#]*)#list">รายการที่เก่ากว่านี้/.exec(html)?.[1]?.replaceAll('&amp;', '&')

async function everything(reader: Browser, first: string): Promise<string[]> {
  const found: string[] = []
  for (let next: string | undefined = first; next !== undefined; ) {
    const page: Page = await reader.open(next)
    found.push(...rows(page))
    next = older(page)
  }
  return found
}

describe('Who may look into the audit trail', () => {
  test.each([
    ['district', '4701', 403, 403],
    ['province', '47', 200, 403],
    ['department', 'all', 200, 200],
    ['auditor', 'all', 200, 200],
    ['auditor', '47', 200, 200],
    ['operator', 'all', 200, 200],
  ] as const)('%s %s: events %i, records of the service %i', async (role, area, events, records) => {
    const reader = await pages.as(role, area)
    expect([(await reader.open(path)).status, (await reader.open(`${path}/records`)).status]).toEqual([events, records])
  })

  test('a stranger signs in first', async () => {
    expect((await pages.stranger().open(path)).url.pathname).toBe('/signin')
  })

  test.each(['auditor', 'province'] as const)(
    'a province’s %s sees what concerns it, and nothing of another',
    async (role) => {
      const reader = await pages.as(role, '47')
      const seen = (await everything(reader, path)).join('\n')
      expect(seen).toContain('สกลนคร')
      expect(seen).not.toMatch(/ภูเก็ต|ภก 83/)
      expect(rows(await reader.open(`${path}?office=83`))).toEqual([])
      expect(rows(await reader.open(`${path}?office=8301`))).toEqual([])
    },
  )

  test('an auditor of the country sees both', async () => {
    const seen = (await everything(await pages.as('auditor', 'all'), path)).join('\n')
    expect(seen).toContain('เบิกจ่าย ค่าวัสดุ (ตัวอย่าง) 83.83 บาท จ่ายวันที่ 25 ธ.ค. 2567 เอกสาร ภก 83')
  })

  test('no name, address or telephone of a person is in it', async () => {
    const auditor = await pages.as('auditor', 'all', 'ผู้ตรวจ ใจซื่อ')
    const contacts = await service.store.prisma.contact.findMany()
    const { html } = await auditor.open(path)
    const records = await auditor.open(`${path}/records`)
    for (const { name, email } of contacts)
      expect([name, [html, records.html].some((h) => h.includes(email) || h.includes(name))]).toEqual([name, false])
  })
})

describe('What the page lists', () => {
  test('each thing once, the latest first, by pages', async () => {
    const auditor = await pages.as('auditor', '47')
    const first = await auditor.open(path)
    expect(rows(first)).toHaveLength(50)
    const all = await everything(auditor, path)
    const recorded = await service.store.prisma.auditEvent.count({ where: { office: { startsWith: '47' } } })
    expect([all.length, new Set(all).size]).toEqual([recorded, recorded])
    expect(all[0]).toContain('บันทึกกิจกรรม การป้องกันการทุจริตและประพฤติมิชอบ')
    expect(all.at(-1)).toContain('ได้รับแจ้งการดำเนินโครงการ')
  })

  test('hostile words as words', async () => {
    const page = await (await pages.as('auditor', 'all')).open(`${path}?kind=disbursed&office=4701`)
    expect(rows(page)).toHaveLength(1)
    expect(rows(page)[0]).toContain(`400.50 บาท จ่ายวันที่ 25 ธ.ค. 2567 เอกสาร ${HOSTILE}`)
    expect(page.html).not.toContain('<script')
  })

  test('with who gave the command, the number, the moment and the hash that stands in the trail', async () => {
    const page = await (await pages.as('auditor', 'all')).open(`${path}?kind=disbursed&office=4701`)
    const event = await service.store.prisma.auditEvent.findFirstOrThrow({
      where: { office: '4701', type: 'disbursed' },
    })
    const hash = Buffer.from(event.hash).toString('hex')
    for (const told of [`รหัส ${clerk.slice(0, 8)}`, clerk, hash, 'บันทึกการเบิกจ่าย', '26 ธ.ค. 2567'])
      expect([told, rows(page)[0]!.includes(told)]).toEqual([told, true])
  })

  test.each([
    ['the office', 'office=83', 2],
    ['who did it', 'actor=CLERK&kind=disbursed', 1],
    [
      'a day of the Buddhist era',
      'from.day=26&from.month=12&from.year=2567&until.day=26&until.month=12&until.year=2567&kind=disbursed',
      2,
    ],
    ['Thai digits', 'from.day=๒๖&from.month=12&from.year=๒๕๖๗&kind=disbursed', 2],
    ['days before anything happened', 'until.day=24&until.month=12&until.year=2567', 0],
    ['days to come', 'from.day=1&from.month=1&from.year=2569', 0],
  ])('narrowed to %s', async (_, query, count) => {
    const auditor = await pages.as('auditor', 'all')
    expect(await everything(auditor, `${path}?${query.replace('CLERK', clerk)}`)).toHaveLength(count)
  })

  test.each([
    ['office=47011', 'ยาวเกินไป'],
    ['office=ab', 'รหัสหน่วยงานเป็นตัวเลขสองหลักหรือสี่หลัก'],
    ['from.day=31&from.month=2&from.year=2568', 'ไม่มีวันที่ 31/2/2568'],
    ['from.day=2&from.month=1&from.year=2568&until.day=1&until.month=1&until.year=2568', 'วันสิ้นสุดต้องไม่ก่อนวันเริ่มต้น'],
    ['kind=sudo', 'โปรดเลือกเรื่อง'],
    [`actor=${encodeURIComponent("'; DROP\u0000")}`, 'รหัสผู้ดำเนินการมีเฉพาะ'],
    [`office=${encodeURIComponent('">')}`, 'รหัสหน่วยงานเป็น'],
  ])('%s is answered with what is wrong, beside its field, and nothing is listed', async (query, said) => {
    const page = await (await pages.as('auditor', 'all')).open(`${path}?${query}`)
    expect([page.status, visible(page).includes(said), rows(page)]).toEqual([422, true, []])
    expect(page.html).toMatch(/id="f-[a-z]+-error"/)
  })

  test.each(['after=x', 'after=2024-12-26T10:00:00%2B07:00/47', `after=${encodeURIComponent(HOSTILE)}`])(
    '%s is no place in the list',
    async (query) => {
      const auditor = await pages.as('auditor', 'all')
      expect((await auditor.open(`${path}?${query}`)).status).toBe(404)
      expect((await auditor.open(`${path}/records?${query}`)).status).toBe(404)
    },
  )

  test('what concerns the service, in words, with what was recorded of it', async () => {
    const auditor = await pages.as('auditor', 'all')
    const tokens = await everything(auditor, `${path}/records?kind=token-created`)
    expect(tokens.length).toBe(await service.store.prisma.auditRecord.count({ where: { kind: 'token-created' } }))
    expect(tokens.join('\n')).toMatch(/ออกโทเคน.*area 4701/s)
    const all = await everything(auditor, `${path}/records`)
    expect(all.join('\n')).toContain('นำเข้าโครงการ')
  })
})

describe('Whether the trail is as it was recorded', () => {
  const verify = async (reader: Browser) => reader.submit(`${path}/verification`, hidden(await reader.open(path)))
  const verifications = () => service.store.prisma.auditRecord.count({ where: { kind: 'verification' } })

  test('is verified by a button, told with what was looked at, and recorded with who wanted it', async () => {
    const auditor = await pages.as('auditor', 'all')
    expect(visible(await auditor.open(path))).toContain('ยังไม่เคยตรวจสอบจากหน้านี้')
    const events = await service.store.prisma.auditEvent.count()
    const page = await verify(auditor)
    expect([page.status, page.url.pathname]).toEqual([200, path])
    expect(visible(page)).toContain('ถูกต้องครบถ้วนตามที่บันทึกไว้')
    expect(visible(page)).toContain(`เหตุการณ์ ${events} รายการของ 23 หน่วยงาน รายการเบิกจ่าย 2 รายการ`)
    expect(await verifications()).toBe(1)
    const { actor, role } = await service.store.prisma.auditRecord.findFirstOrThrow({ where: { kind: 'verification' } })
    expect([actor === null, role]).toEqual([false, 'auditor'])
  })

  test('is not verified by another site, nor by who may not', async () => {
    const before = await verifications()
    const auditor = await pages.as('auditor', 'all')
    expect((await auditor.submit(`${path}/verification`, {})).status).toBe(403)
    const form = hidden(await auditor.open(path))
    expect((await auditor.submit(`${path}/verification`, form, { origin: 'https://evil.example' })).status).toBe(403)
    const province = await pages.as('province', '47')
    const own = hidden(await province.open(`/programmes/${programme.id}/offices/47/disburse`))
    expect((await province.submit(`${path}/verification`, own)).status).toBe(403)
    expect(await verifications()).toBe(before)
  })

  test('pressed by several at once: each is told, each is recorded', async () => {
    const before = await verifications()
    const readers = await Promise.all(['a', 'b', 'c'].map((name) => pages.as('auditor', 'all', name)))
    const told = await Promise.all(readers.map(verify))
    expect(told.map((page) => page.status)).toEqual([200, 200, 200])
    expect(await verifications()).toBe(before + 3)
  })

  test('names what was changed behind its back, and whose it is', async () => {
    const { prisma } = service.store
    const change = (amount: number) =>
      prisma.$transaction([
        prisma.$executeRaw`ALTER TABLE audit_event DISABLE TRIGGER USER`,
        prisma.$executeRaw`UPDATE audit_event SET event = jsonb_set(event, '{amount}', to_jsonb(${amount}::int))
                            WHERE office = '4701' AND type = 'disbursed'`,
        prisma.$executeRaw`ALTER TABLE audit_event ENABLE TRIGGER USER`,
      ])
    await change(99_999)
    const page = await verify(await pages.as('auditor', 'all'))
    await change(40_050)
    expect(visible(page)).toMatch(/พบสิ่งที่ไม่ตรงกับที่บันทึกไว้ \d+ รายการ/)
    expect(visible(page)).toMatch(/เหตุการณ์ของหน่วยงาน ที่ \d+ หน่วยงาน 4701 \(amphoe-ita-2568\)/)
    expect(visible(await verify(await pages.as('department', 'all')))).toContain('ถูกต้องครบถ้วน')
  })
})
