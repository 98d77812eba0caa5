import { beforeAll, describe, expect, it, test } from 'vitest'
import { setClock } from '../../src/store/programmes.ts'
import { programme } from '../api/support/programme.ts'
import { type Service, TODAY } from '../api/support/service.ts'
import type { Browser, Page } from '../signin/support/browser.ts'
import { hiddenPairs, type Pages, startOpenPages, visible } from './support/pages.ts'

/** The morning after the first escalations to the province: acknowledgements were due by 2 January. */
const ESCALATED = '2025-01-06T10:00:00+07:00'
const base = `/programmes/${programme.id}`
const act = (area: string, name: string) => `${base}/areas/${area}/${name}`

let service: Service
let pages: Pages
beforeAll(async () => {
  ;({ service, pages } = await startOpenPages({ kind: 'stepped', origin: `${TODAY}T10:00:00+07:00` }))
})

const events = (type: string) =>
  service.store.prisma.auditEvent
    .findMany({ where: { type }, orderBy: { office: 'asc' } })
    .then((found) => found.map((e) => e.office))

/** Presses a button of a page's form, with what is hidden in it, what was typed, and what was ticked. */
function press(browser: Browser, page: Page, typed: Record<string, string>, items: readonly string[] = []) {
  const kept = hiddenPairs(page).filter(([name]) => !(name in typed))
  const ticked = items.map((item): [string, string] => ['item', item])
  return browser.submit(page.url.pathname + page.url.search, [...kept, ...Object.entries(typed), ...ticked])
}

const order = {
  'order.number': 'มท 0322/99',
  'order.date.day': '26',
  'order.date.month': '12',
  'order.date.year': '2567',
}
const until = (day: string, month: string, year = '2568') => ({
  'deadline.day': day,
  'deadline.month': month,
  'deadline.year': year,
})

describe('A province chooses districts on its page', () => {
  it('and has only those reminded, after it has seen whom and of what', async () => {
    const province = await pages.as('province', '47')
    const home = await province.open(`${base}/provinces/47`)
    expect(home.html).toContain(`formaction="${act('47', 'remind')}"`)
    expect(home.html).toContain('<input type="checkbox" name="office" value="4701"')
    expect(home.html).not.toContain('name="office" value="47"')
    expect(home.html).not.toContain(act('47', 'extend'))

    const check = await province.open(`${act('47', 'remind')}?office=4701&office=4702`)
    expect([check.status, check.title]).toEqual([200, 'ตรวจสอบก่อนยืนยัน: แจ้งเตือนให้เร่งดำเนินการ'])
    expect(visible(check)).toContain('จะมีผลกับ 2 หน่วยงาน')
    expect(await events('reminded')).toEqual([])
    const done = await press(province, check, { step: 'give' })
    expect([done.status, done.url.pathname]).toEqual([200, `${base}/provinces/47`])
    expect(visible(done)).toContain('แจ้งเตือนให้เร่งดำเนินการแล้ว 2 หน่วยงาน')
    expect(await events('reminded')).toEqual(['4701', '4702'])
  })

  it('again the same day those are passed over, and it says why', async () => {
    const province = await pages.as('province', '47')
    const check = await province.open(`${act('47', 'remind')}?office=4702&office=4703`)
    const seen = visible(check)
    expect(seen).toContain('จะมีผลกับ 1 หน่วยงาน')
    expect(seen).toContain('ไม่มีผลกับ 1 หน่วยงาน')
    expect(seen).toMatch(/แจ้งเตือนให้ดำเนินการในวันนี้แล้ว.*อำเภอกุสุมาลย์/)
    const none = await province.open(`${act('47', 'remind')}?office=4701&office=4702`)
    expect([none.status, none.title]).toEqual([422, 'แจ้งเตือนให้เร่งดำเนินการ'])
    expect(visible(none)).toContain('แจ้งเตือนได้อีกครั้งในวันถัดไป')
  })

  it('twice under one key is once', async () => {
    const province = await pages.as('province', '47')
    const check = await province.open(`${act('47', 'remind')}?office=4704`)
    await Promise.all([press(province, check, { step: 'give' }), press(province, check, { step: 'give' })])
    expect((await events('reminded')).filter((office) => office === '4704')).toHaveLength(1)
  })
})

describe('The department extends a deadline for a province', () => {
  it('after it has seen each old and new deadline and what becomes of the mails; it may go back, and nothing typed is lost', async () => {
    const department = await pages.as('department', 'all')
    const form = await department.open(`${act('83', 'extend')}`)
    expect(form.title).toBe('ขยายเวลา')
    const typed = { obligation: 'report', ...until('๑๖', '6'), ...order, reason: 'น้ำท่วม <b>&' }
    const check = await press(department, form, { ...typed, step: 'check' })
    expect([check.status, check.title]).toEqual([200, 'ตรวจสอบก่อนยืนยัน: ขยายเวลา'])
    const seen = visible(check)
    expect(seen).toContain('จังหวัดภูเก็ต ทุกหน่วยงาน')
    expect(seen).toContain('30 พ.ค. 2568 → 16 มิ.ย. 2568')
    expect(seen).toContain('ผลต่ออีเมลที่จะส่ง')
    expect(seen).toContain('น้ำท่วม <b>&')
    expect(check.html).not.toContain('<b>&')
    const back = await press(department, check, { step: 'edit' })
    expect(back.html).toContain('>น้ำท่วม &lt;b>&amp;</textarea>')
    expect(back.html).toContain('value="๑๖"')
    expect(await events('extended')).toEqual([])
    const done = await press(department, check, { step: 'give' })
    expect([done.url.pathname, visible(done).includes('ขยายเวลาแล้ว')]).toEqual([`${base}/provinces/83`, true])
    expect((await events('extended')).every((office) => office.startsWith('83'))).toBe(true)
    expect((await events('extended')).length).toBeGreaterThan(0)
  })

  test.each([
    [{ obligation: '', ...until('16', '6') }, 'โปรดเลือกรายการที่ขยายเวลา'],
    [{ obligation: 'report', ...until('31', '6') }, 'ไม่มีวันที่ 31/6/2568'],
    [{ obligation: 'report', ...until('1', '12', '2567') }, 'กำหนดใหม่ต้องเป็นวันหลังจากวันที่'],
    [{ obligation: 'report', ...until('16', '6'), 'order.date.year': '2569' }, 'ไม่เป็นวันในอนาคต'],
  ])('what is wrong is said before anything is done: %j', async (typed, said) => {
    const department = await pages.as('department', 'all')
    const form = await department.open(act('47', 'extend'))
    const page = await press(department, form, { ...order, reason: 'เหตุ', ...typed, step: 'check' })
    expect(page.status).toBe(422)
    expect(visible(page)).toContain(said)
  })

  it('for the whole country it counts by province', async () => {
    const department = await pages.as('department', 'all')
    const form = await department.open(act('all', 'extend'))
    const typed = { obligation: 'disbursement', ...until('30', '5'), ...order, reason: 'เหตุ' }
    const seen = visible(await press(department, form, { ...typed, step: 'check' }))
    expect(seen).toContain('ทั่วประเทศ ทุกหน่วยงาน')
    expect(seen).toMatch(/สกลนคร 1[89] 1[89]/)
    expect(seen).not.toContain('ผลต่ออีเมลที่จะส่ง')
    const waited = visible(await press(department, form, { ...typed, step: 'mails' }))
    expect(waited).toMatch(/ผลต่ออีเมลที่จะส่ง .* แจ้งเตือนก่อนครบกำหนด: เบิกจ่ายเงินครบ/)
  })
})

describe('The department suspends, and lets go on', () => {
  it('chosen districts only', async () => {
    const department = await pages.as('department', 'all')
    const form = await department.open(`${act('47', 'suspend')}?office=4710&office=4711`)
    const check = await press(department, form, { reason: 'อุทกภัย', step: 'check' })
    expect(visible(check)).toContain('เฉพาะ 2 หน่วยงานที่เลือก')
    const done = await press(department, check, { step: 'give' })
    expect(visible(done)).toContain('ระงับการดำเนินการชั่วคราวแล้ว 2 หน่วยงาน')
    expect(await events('suspended')).toEqual(['4710', '4711'])
    const resume = await department.open(act('47', 'resume'))
    const again = await press(department, resume, { reason: 'น้ำลด', step: 'check' })
    expect(visible(again)).toContain('จะมีผลกับ 2 หน่วยงาน')
    expect(visible(await press(department, again, { step: 'give' }))).toContain('ให้ดำเนินการต่อแล้ว 2 หน่วยงาน')
  })
})

describe('Only whom it is for', () => {
  test.each([
    ['district', '4701', act('47', 'remind'), 404],
    ['province', '47', act('83', 'remind'), 404],
    ['province', '47', act('all', 'remind'), 404],
    ['province', '47', act('47', 'extend'), 403],
    ['province', '47', `${act('47', 'remind')}?office=8301`, 404],
    ['province', '47', `${act('47', 'remind')}?office=47`, 404],
    ['province', '47', `${act('47', 'remind')}?office=x`, 400],
    ['department', 'all', act('47', 'answer-escalation'), 403],
    ['department', 'all', act('47', 'disburse'), 404],
    ['department', 'all', act('99', 'extend'), 404],
    ['auditor', 'all', act('47', 'remind'), 403],
  ] as const)('%s %s: %s is %i', async (role, area, path, status) => {
    expect((await (await pages.as(role, area)).open(path)).status).toBe(status)
  })

  it('without the session’s token nothing is done', async () => {
    const department = await pages.as('department', 'all')
    const page = await department.open(`${act('47', 'remind')}?office=4712`)
    expect((await press(department, page, { step: 'give', _csrf: 'x' })).status).toBe(403)
    expect(await events('reminded')).not.toContain('4712')
  })
})

describe('When escalations have come to the province', () => {
  beforeAll(async () => {
    // What an office is told moves its time: everything due until then is done first.
    for (const office of ['4705', '4706', '4707']) {
      const body = { activity: 'prevention', on: TODAY, note: 'ประชุม' }
      const key = `to ${office}`
      const sent = await service.setting.gateway.toOffice(office, {
        ...{ programme: programme.id, command: 'record-activity', body, key, by: 'test', at: ESCALATED },
      })
      if (sent.outcome !== 'accepted') throw new Error(JSON.stringify(sent))
    }
    await setClock(service.store, programme.id, { kind: 'stepped', origin: ESCALATED })
  })

  it('its page says what its managers will be told next, and who is behind the checkpoint', async () => {
    const seen = visible(await (await pages.as('province', '47')).open(`${base}/provinces/47`))
    expect(seen).toMatch(/อีเมลสรุปถึงผู้บริหารจังหวัดครั้งถัดไป หากไม่มีผู้ใดดำเนินการเพิ่มเติม ระบบจะส่งใน.* เวลา 09\.00 น\./)
    expect(seen).toMatch(/อำเภอ\S+ ตอบรับหนังสือ เกินกำหนด รายการใหม่/)
    expect(seen).toContain('เป้าหมายร้อยละ 50 ภายในวันจันทร์ที่ 31 มีนาคม 2568')
  })

  it('it answers several at once; what is wrong with the day is said for all of them', async () => {
    const province = await pages.as('province', '47')
    const form = await province.open(`${act('47', 'answer-escalation')}?office=4705&office=4706`)
    expect(form.html.match(/type="checkbox" name="item"/g)!.length).toBeGreaterThanOrEqual(2)
    const late = { 'promisedOn.day': '30', 'promisedOn.month': '6', 'promisedOn.year': '2568' }
    const typed = { action: 'จังหวัดติดตามแล้ว' }
    const items = (page: Page) => [...page.html.matchAll(/name="item" value="([^"]+)"/g)].map((m) => m[1]!)
    const wrong = await press(province, form, { ...typed, ...late }, items(form))
    expect(wrong.status).toBe(422)
    expect(visible(wrong)).toMatch(/วันที่คาดว่าจะแล้วเสร็จต้องเป็นวันหลังจาก/)
    expect(wrong.html).toContain('จังหวัดติดตามแล้ว')
    const nothing = await press(province, form, { ...typed, ...late }, [])
    expect([nothing.status, visible(nothing).includes('อย่างน้อยหนึ่งรายการ')]).toEqual([422, true])
    const soon = { 'promisedOn.day': '8', 'promisedOn.month': '1', 'promisedOn.year': '2568' }
    const done = await press(province, wrong, { ...typed, ...soon }, items(form))
    expect(visible(done)).toContain(`ชี้แจงรายการเกินกำหนดแล้ว ${items(form).length} รายการ`)
    expect(new Set(await events('escalation-answered'))).toEqual(new Set(['4705', '4706']))
    const again = await province.open(`${act('47', 'answer-escalation')}?office=4705&office=4706`)
    expect(visible(again)).toContain('ไม่มีรายการที่รอคำชี้แจงของจังหวัด')
  })
})
