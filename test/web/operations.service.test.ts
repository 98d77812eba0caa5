import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays, instantAt } from '../../src/domain/time.ts'
import { auditToTrail } from '../../src/signin/auditTrail.ts'
import { pauseMail } from '../../src/store/mailPause.ts'
import { officeWorkflowId } from '../../src/workflows/protocol.ts'
import { programme } from '../api/support/programme.ts'
import { openTwoProvinces, type Service, startService } from '../api/support/service.ts'
import { Browser, type Page } from '../signin/support/browser.ts'
import { hidden, type Pages, startPages, visible } from './support/pages.ts'

const HOSTILE = '"><script>alert(1)</script>'
const UI = 'https://temporal.example'
let service: Service
let pages: Pages
let worker: { stop(): Promise<void> }

beforeAll(async () => {
  service = await startService()
  worker = await service.runWorker()
  await openTwoProvinces(service)
  pages = await startPages({ ...service, setting: { ...service.setting, temporalUiUrl: UI } })
})

/** Has the records of an area examined, as the page's button does. */
async function examine(operator: Browser, area: string): Promise<Page> {
  const path = `/operations/${programme.id}/examination`
  return operator.submit(path, { ...hidden(await operator.open('/operations')), area })
}

const examinations = () => service.store.prisma.auditRecord.count({ where: { kind: 'examination' } })

describe('Who sees how the service does', () => {
  test.each([
    ['district', '4701', 403],
    ['province', '47', 403],
    ['department', 'all', 403],
    ['auditor', 'all', 403],
    ['operator', 'all', 200],
  ] as const)('%s %s: %i', async (role, area, status) => {
    const reader = await pages.as(role, area)
    expect((await reader.open('/operations')).status).toBe(status)
    const { html } = await reader.open('/signin/account')
    const csrf = /name="_csrf" value="([^"]*)"/.exec(html)![1]!
    const posted = await reader.submit(`/operations/none/examination`, { _csrf: csrf, area: '47' })
    expect(posted.status).toBe(status === 200 ? 404 : 403)
  })

  test('a stranger signs in first', async () => {
    expect((await pages.stranger().open('/operations')).url.pathname).toBe('/signin')
  })
})

describe('The parts of the service', () => {
  test('are named with how they do and since when, while all is well', async () => {
    const text = visible(await (await pages.as('operator', 'all')).open('/operations'))
    for (const part of ['PostgreSQL', 'Temporal', 'Worker'])
      expect(text).toMatch(new RegExp(`${part} ทำงานปกติ [^!]*ตั้งแต่วัน`))
    expect(text).toContain('อีเมล (SMTP) ส่งตามกำหนด')
  })

  test('Temporal away: the page says so and what to do, and shows the rest', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1' })
    afterAll(() => connection.close())
    const { store, setting } = service
    const limits = { idleMs: 3_600_000, lifetimeMs: 3_600_000 }
    const signIn = { store, log: setting.log, publicUrl: pages.url, limits, audit: auditToTrail(store) }
    const url = await service.listen({ connection, client: new Client({ connection }), signIn })
    const operator = new Browser(url)
    operator.plantCookie('aita', (await pages.as('operator', 'all')).cookie('aita')!)
    const page = await operator.open('/operations')
    const text = visible(page)
    expect(page.status).toBe(200)
    expect(text).toMatch(/PostgreSQL ทำงานปกติ/)
    expect(text).toMatch(/Temporal ไม่ตอบรับ [^!]*ตรวจสอบเครื่องแม่ข่าย Temporal/)
    expect(text).toContain('คิวอีเมล')
    expect(page.html).not.toContain(UI)
  })

  test('mail that is late is told with how many, since when and why', async () => {
    const { prisma } = service.store
    const { id } = await prisma.mail.findFirstOrThrow({ where: { status: 'queued' } })
    const yesterday = new Date(Date.now() - 86_400_000)
    await prisma.mail.update({ where: { id }, data: { dueAt: yesterday, reason: HOSTILE } })
    const page = await (await pages.as('operator', 'all')).open('/operations')
    await prisma.mail.update({ where: { id }, data: { dueAt: new Date(), reason: null } })
    const text = visible(page)
    expect(text).toContain('อีเมล (SMTP) ล่าช้า')
    expect(text).toContain('อีเมล 1 ฉบับเลยกำหนดส่งเกิน 30 นาที')
    expect(text).toContain(`1 ฉบับ: ${HOSTILE}`)
    expect(page.html).not.toContain('<script')
  })
})

describe('The mail of a programme', () => {
  test('is counted by what becomes of it, and what is held back is told with why', async () => {
    const { store } = service
    const operator = await pages.as('operator', 'all')
    const queued = await store.prisma.mail.count({ where: { programmeId: programme.id, status: 'queued' } })
    expect(queued).toBeGreaterThan(10)
    expect(visible(await operator.open('/operations'))).toContain(`${queued} ถึงกำหนด รอส่ง`)
    await pauseMail(store, programme.id, { tier: 'office', reason: HOSTILE })
    const page = await operator.open('/operations')
    expect(visible(page)).toContain(`0 ถึงกำหนด รอส่ง 0 ยังไม่ถึงกำหนด ${queued} พักการส่งไว้`)
    expect(visible(page)).toContain(`พักไว้ ${queued} ฉบับ เหตุผล: ${HOSTILE}`)
    expect(page.html).not.toContain('<script')
  })

  test('offices that it reaches nobody in are named: without a contact, with one whose days are over', async () => {
    const operator = await pages.as('operator', 'all')
    expect(visible(await operator.open('/operations'))).toContain('ทุกหน่วยงานมีผู้รับอีเมล')
    const { prisma } = service.store
    await prisma.contact.deleteMany({ where: { recipient: 'office:4702' } })
    const validUntil = new Date(instantAt(addDays('2024-12-26', -1), '00:00'))
    await prisma.contact.updateMany({ where: { recipient: 'office:4703' }, data: { validUntil } })
    const page = await operator.open('/operations')
    expect(visible(page)).toContain('2 หน่วยงาน โปรดเพิ่มหรือแก้ไขผู้รับ')
    for (const office of ['4702', '4703']) expect(page.html).toContain(`/offices/${office}"`)
  })
})

describe('Whether the records agree', () => {
  test('is looked at by a button, in one province or all, and recorded with who wanted it', async () => {
    const operator = await pages.as('operator', 'all')
    expect(visible(await operator.open('/operations'))).toContain('ยังไม่เคยตรวจจากหน้านี้')
    const province = await examine(operator, '83')
    expect([province.status, province.url.pathname]).toEqual([200, '/operations'])
    expect(visible(province)).toContain('ตรงกันทั้ง 4 หน่วยงาน')
    expect(visible(await examine(operator, 'all'))).toContain('ตรงกันทั้ง 23 หน่วยงาน')
    const [first] = await service.store.prisma.auditRecord.findMany({ where: { kind: 'examination' } })
    expect([first!.role, first!.programmeId, first!.actor !== null]).toEqual(['operator', programme.id, true])
  })

  test.each(['', '99', '4701', 'everything', '4"'])('there is no area "%s": nothing is looked at', async (area) => {
    const before = await examinations()
    expect((await examine(await pages.as('operator', 'all'), area)).status).toBe(400)
    expect(await examinations()).toBe(before)
  })

  test('is not looked at for another site', async () => {
    const operator = await pages.as('operator', 'all')
    const form = { ...hidden(await operator.open('/operations')), area: 'all' }
    const path = `/operations/${programme.id}/examination`
    expect((await operator.submit(path, form, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await operator.submit(path, { area: 'all' })).status).toBe(403)
  })

  test('pressed by two at once: one look', async () => {
    const before = await examinations()
    const operator = await pages.as('operator', 'all')
    await Promise.all([examine(operator, 'all'), examine(operator, 'all')])
    expect(await examinations()).toBe(before + 1)
  })

  test('what differs is named in words, with what to do', async () => {
    await service.store.prisma.$executeRaw`UPDATE office SET level = 2 WHERE code = '4704'`
    await service.client.workflow.getHandle(officeWorkflowId(programme.id, '4705')).terminate('in a test')
    const operator = await pages.as('operator', 'all')
    const text = visible(await examine(operator, '47'))
    expect(text).toContain('พบ 2 เรื่อง จาก 19 หน่วยงาน')
    const offices = await service.store.prisma.office.findMany({
      where: { code: { in: ['4704', '4705'] } },
      orderBy: { code: 'asc' },
    })
    const [changed, ended] = offices.map((o) => `อำเภอ${o.nameTh} จังหวัดสกลนคร`)
    expect(text).toContain(`ข้อมูลที่แสดงของ${changed} ไม่ตรงกับร่องรอย (level) มีผู้แก้ฐานข้อมูลโดยไม่ผ่านระบบ`)
    expect(text).toContain(`workflow ของ${ended} หยุดทำงาน (terminated) หน่วยงานจะรับคำสั่ง`)
    expect(visible(await examine(operator, '83'))).toContain('ตรงกันทั้ง 4 หน่วยงาน')
  })

  test('cannot be told without workers: the page does not wait for them, and says so once it is known', async () => {
    await worker.stop()
    const before = await examinations()
    const operator = await pages.as('operator', 'all')
    const began = performance.now()
    expect(visible(await examine(operator, '83'))).toContain('กำลังตรวจ')
    expect(performance.now() - began).toBeLessThan(10_000)
    while ((await examinations()) === before) await new Promise((r) => setTimeout(r, 200))
    expect(visible(await operator.open('/operations'))).toContain('ตรวจไม่ครบ เพราะ Temporal, worker หรือฐานข้อมูลไม่ตอบรับ')
  })
})

describe('Workflows in the Temporal UI', () => {
  const hrefs = ({ html }: Page) =>
    [...html.matchAll(/href="(https:\/\/temporal\.example[^"]*)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'))
  const asked = (href: string) => new URL(href).searchParams.get('query')

  test('the programme’s and every province’s are linked from the page, an office’s from its own', async () => {
    const operator = await pages.as('operator', 'all')
    const found = hrefs(await operator.open('/operations'))
    expect(found.map(asked)).toEqual(['', '/47', '/83'].map((rest) => `WorkflowId="${programme.id}${rest}"`))
    expect(new URL(found[0]!).pathname).toBe('/namespaces/default/workflows')
    const office = hrefs(await operator.open(`/programmes/${programme.id}/offices/4701`))
    expect(office.map(asked)).toEqual([`WorkflowId="${programme.id}/47/4701"`])
  })

  test.each(['department', 'auditor'] as const)('and not for the %s', async (role) => {
    const reader = await pages.as(role, 'all')
    expect(hrefs(await reader.open(`/programmes/${programme.id}/offices/4701`))).toEqual([])
  })
})
