import { beforeAll, describe, expect, it } from 'vitest'
import type { MailAct } from '../../src/domain/mailActs.ts'
import { makeLinks } from '../../src/store/actionLinks.ts'
import { programme } from '../api/support/programme.ts'
import { type Service, TODAY } from '../api/support/service.ts'
import { type Pages, sendForm, startOpenPages, visible } from './support/pages.ts'

let service: Service
let pages: Pages
beforeAll(async () => {
  ;({ service, pages } = await startOpenPages())
})

const district = (office: string) => ({ role: 'district', area: office }) as const
/** The path of a link that a mail to an office bears. */
async function link(office: string, command: MailAct['command'] = 'acknowledge', made = new Date()): Promise<string> {
  const obligation = (
    { acknowledge: 'acknowledge', 'attend-kickoff': 'kickoff', 'answer-escalation': 'disbursement' } as const
  )[command]
  const principal = command === 'answer-escalation' ? ({ role: 'province', area: '47' } as const) : district(office)
  const of = { mail: `mail to ${office}`, programme: programme.id, principal }
  const [secret] = await makeLinks(service.store, of, [{ command, office, obligation }], made)
  return `/act?s=${secret}`
}
const somsri = {
  'coordinator.name': 'สมศรี ใจดี',
  'coordinator.email': 'somsri@example.go.th',
  'coordinator.phone': '042-711111',
}
const events = (office: string, type: string) => service.store.prisma.auditEvent.findMany({ where: { office, type } })
const open = (path: string) => pages.stranger().open(path)
const fill = async (path: string, typed: Record<string, string>) => {
  const browser = pages.stranger()
  return sendForm(browser, path, await browser.open(path), typed)
}

describe('A link in a mail', () => {
  it('opens a page that says what is asked, and changes nothing however often it is fetched', async () => {
    const path = await link('4701')
    for (let i = 0; i < 5; i++) {
      const page = await open(path)
      expect([page.status, page.title]).toEqual([200, expect.stringContaining('ตอบรับหนังสือ')])
      expect(visible(page)).toContain('ที่ทำการปกครองอำเภอเมืองสกลนคร จังหวัดสกลนคร')
      expect(page.html).not.toContain('<script')
      expect(page.headers.get('referrer-policy')).toBe('no-referrer')
      expect(page.headers.get('cache-control')).toBe('no-store')
    }
    expect((await fetch(pages.url + path, { method: 'HEAD' })).status).toBe(200)
    expect(await events('4701', 'acknowledged')).toEqual([])
    expect((await fill(path, somsri)).status).toBe(200)
  })

  it('does what it is for when its button is pressed, once; after that it says so', async () => {
    const path = await link('4702')
    const wrong = await fill(path, { ...somsri, 'coordinator.email': 'no address' })
    expect([wrong.status, wrong.html.includes('สมศรี ใจดี')]).toEqual([422, true])
    const done = await fill(path, somsri)
    expect([done.status, done.title]).toEqual([200, expect.stringContaining('บันทึกเรียบร้อยแล้ว')])
    const [event] = await events('4702', 'acknowledged')
    const used = await service.store.prisma.actionLink.findMany({ where: { office: '4702', usedAt: { not: null } } })
    expect(event).toMatchObject({ by: `link:${used[0]!.id}` })
    const again = await open(path)
    expect([again.status, again.title]).toEqual([410, expect.stringContaining('ใช้ไปแล้ว')])
    const record = await service.store.prisma.auditRecord.findFirstOrThrow({
      where: { kind: 'action-link', office: '4702' },
    })
    expect(JSON.stringify(record.details)).toContain(used[0]!.id)
    expect(JSON.stringify(record.details)).not.toMatch(/สมศรี|@/)
  })

  it('pressed in two tabs at once, or again after a crash in between, does it once', async () => {
    const path = await link('4703')
    const pressed = await Promise.all([fill(path, somsri), fill(path, somsri)])
    expect(pressed.map((p) => p.status).every((status) => [200, 410].includes(status))).toBe(true)
    await service.store.prisma.actionLink.updateMany({ where: { office: '4703' }, data: { usedAt: null } })
    expect((await open(path)).status).toBe(409)
    expect(await events('4703', 'acknowledged')).toHaveLength(1)
  })

  it('that is late, tampered with, cut short, or of nothing any more explains itself', async () => {
    const said = async (path: string) => {
      const page = await open(path)
      return [page.status, page.title.split(' - ')[0]]
    }
    const old = await link('4704', 'acknowledge', new Date(Date.now() - 15 * 86_400_000))
    expect(await said(old)).toEqual([410, 'ลิงก์นี้หมดอายุแล้ว'])
    const path = await link('4704')
    const other = path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A')
    for (const wrong of [other, path.slice(0, -5), '/act', '/act?s=', '/act?s=%00', `${path}&s=2`])
      expect([wrong.length > 0, await said(wrong)]).toEqual([true, [404, 'ลิงก์นี้ใช้ไม่ได้']])
    const department = await service.as('department', 'all')
    await department.command('4704', 'suspend', { reason: 'น้ำท่วม' })
    expect(await said(path)).toEqual([409, 'หน่วยงานระงับการดำเนินการชั่วคราว'])
    await department.command('4704', 'resume', { reason: 'น้ำลด' })
    await department.command('4704', 'withdraw', { reason: 'รวมหน่วยงาน' })
    expect(await said(path)).toEqual([409, 'หน่วยงานออกจากโครงการแล้ว'])
  })

  it('confirms that the kick-off was heard later', async () => {
    const path = await link('4705', 'attend-kickoff')
    const [year, month, day] = TODAY.split('-').map(Number)
    const heard = {
      attended: 'briefing',
      'on.day': String(day),
      'on.month': String(month),
      'on.year': String(year! + 543),
    }
    const done = await fill(path, heard)
    expect([done.status, visible(done)]).toEqual([200, expect.stringContaining('บันทึกเรียบร้อยแล้ว')])
    expect(await events('4705', 'kickoff-attended')).toHaveLength(1)
  })

  it('answers an escalation of one obligation, and says in words when the rules refuse it', async () => {
    const page = await open(await link('4706', 'answer-escalation'))
    expect(page.html).not.toContain('name="obligation"')
    const refused = await fill(await link('4706', 'answer-escalation'), {
      ...{ action: 'เร่งรัดแล้ว', 'promisedOn.day': '3', 'promisedOn.month': '1', 'promisedOn.year': '2568' },
    })
    expect([refused.status, refused.html.includes('เร่งรัดแล้ว')]).toEqual([422, true])
    expect(visible(refused)).toMatch(/[ก-๙]/)
  })
})
