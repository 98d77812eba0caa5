import { beforeAll, describe, expect, it } from 'vitest'
import { unpackXml } from '../../src/spreadsheet/archive.ts'
import { setClock } from '../../src/store/programmes.ts'
import { paragraphsOf, tableOf } from '../support/docxText.ts'
import { type Caller, expectProblem } from './support/caller.ts'
import { programme } from './support/programme.ts'
import { expectOk, openTwoProvinces, startService, TODAY } from './support/service.ts'

const service = await startService()
await service.runWorker()
await openTwoProvinces(service)
const district = await service.as('district', '4701')
const province = await service.as('province', '47')
const department = await service.as('department', 'all')
const auditor = await service.as('auditor', 'all')
const operator = await service.as('operator', 'all')

/** Long after both of the letters' deadlines. */
const LATER = '2025-06-05T10:00:00+07:00'
const path = (code: string, query = '') =>
  `/${code.length === 2 ? 'provinces' : 'offices'}/${code}/urging-letter.docx${query}`

async function letter(caller: Caller, office: string, query = ''): Promise<{ text: string[]; table: string[][] }> {
  const response = await fetch(`${service.url}/api/v1/programmes/${programme.id}${path(office, query)}`, {
    headers: { authorization: `Bearer ${caller.token}` },
  })
  expect([office, response.status]).toEqual([office, 200])
  expect(response.headers.get('content-type')).toMatch(/wordprocessingml\.document$/)
  expect(response.headers.get('content-disposition')).toContain(`=${programme.id}-${office}-urging-letter.docx`)
  const parts = await unpackXml(Buffer.from(await response.arrayBuffer()))
  const xml = parts.get('word/document.xml')!
  return { text: paragraphsOf(xml), table: tableOf(xml) }
}

describe('While everything is in time', () => {
  it('there is no letter to write, and the answer says so in Thai too', async () => {
    for (const office of ['4701', '47', '83']) {
      const reply = await department.get(path(office))
      expectProblem(reply, 'nothing-overdue', { office, titleTh: 'ไม่มีรายการที่พ้นกำหนด' })
      expect(reply.body.detailTh).toContain('จึงไม่มีเรื่องให้เร่งรัด')
    }
  })
})

describe('Once deadlines have passed', () => {
  beforeAll(async () => {
    const coordinator = { name: 'สมใจ ตัวอย่าง', email: 'somjai@example.go.th', phone: '042711999' }
    await district.command('4701', 'acknowledge', { coordinator }).then(expectOk)
    const entry = { line: 'materials', amount: '400.50', paidOn: TODAY, documentNo: 'ฎ1' }
    await district.command('4701', 'disburse', entry).then(expectOk)
    await department.command('4703', 'suspend', { reason: 'น้ำท่วม' }).then(expectOk)
    await service.store.prisma.obligation.updateMany({
      where: { programmeId: programme.id, office: '4702', name: 'acknowledge' },
      data: { promisedOn: new Date('2025-06-10') },
    })
    await setClock(service.store, programme.id, { kind: 'stepped', origin: LATER })
  })

  it('a province has a letter to the chief of its district, without what is settled and without persons', async () => {
    const { text, table } = await letter(province, '4701')
    expect(text).toContain('เรียน\tนายอำเภอเมืองสกลนคร')
    expect(text).toContainEqual(expect.stringMatching(/จำนวน 3 รายการ ดังนี้$/))
    expect(text).toContainEqual(expect.stringMatching(/^1\. ยังไม่บันทึกการเข้าร่วมประชุมชี้แจง ครบกำหนดวันที่ /))
    expect(text).toContain('2. ยังเบิกจ่ายเงินไม่ครบ ครบกำหนดวันที่ 15 พฤษภาคม 2568 พ้นกำหนด 13 วันทำการ เงินคงเหลือ 1,100.00 บาท')
    // 2 and 3 June are holidays.
    expect(text).toContain('3. ยังไม่ส่งรายงานผลการดำเนินโครงการ ครบกำหนดวันที่ 30 พฤษภาคม 2568 พ้นกำหนด 2 วันทำการ')
    expect(table).toEqual([])
    expect(text.join('\n')).not.toMatch(/somjai|สมใจ|042711999|@/)
  })

  it('the department has one to the governor, of the province office and its districts, those suspended left out', async () => {
    const { text, table } = await letter(department, '47')
    expect(text).toContain('เรียน\tผู้ว่าราชการจังหวัดสกลนคร')
    const offices = new Set(table.slice(1, -1).map(([, name]) => name))
    expect(offices.size).toBe(18)
    expect([...offices][0]).toBe('ที่ทำการปกครองจังหวัดสกลนคร')
    expect(offices).not.toContain('อำเภอกุดบาก')
    expect(table).toContainEqual(
      expect.arrayContaining(['อำเภอกุสุมาลย์', 'ยังไม่ตอบรับหนังสือและแจ้งชื่อผู้ประสานงาน', '10 มิ.ย. 2568']),
    )
    const sum = table.slice(1, -1).reduce((total, row) => total + Number(row[5]!.replace(/[-,]/g, '')), 0)
    expect(table.at(-1)![5]!.replace(',', '')).toBe(sum.toFixed(2))
  })

  it('is written with the digits and the urgency that are asked for', async () => {
    const { text } = await letter(department, '4701', '?numerals=thai&urgency=very-urgent')
    expect(text[0]).toBe('ด่วนมาก')
    expect(text.join('\n')).not.toMatch(/[0-9]/)
  })

  it('the trail knows who took which letter', async () => {
    await letter(province, '4702')
    const { records } = (await department.request('GET', `/api/v1/audit/records?kind=export&actor=${province.id}`)).body
    expect(records.at(-1)).toMatchObject({ office: '4702', details: { what: 'urging-letter', overdue: 4 } })
  })

  it('a province writes to its own districts, the department to all, nobody else to anyone', async () => {
    for (const [caller, office] of [
      [district, '4701'],
      [auditor, '4701'],
      [operator, '47'],
      [auditor, '47'],
      [province, '47'],
    ] as const)
      expectProblem(await caller.get(path(office)), 'forbidden')
    for (const [caller, office] of [
      [province, '8301'],
      [province, '83'],
      [department, '4799'],
      [department, '99'],
    ] as const)
      expectProblem(await caller.get(path(office)), 'unknown-office')
    const governor = await department.get('/offices/47/urging-letter.docx')
    expectProblem(governor, 'not-found')
    expect(governor.body.detail).toContain('provinces/47/urging-letter.docx')
  })

  it('what is suspended is not urged', async () => {
    expectProblem(await province.get(path('4703')), 'nothing-overdue')
  })

  it.for([
    ['?numerals=roman', 'numerals'],
    ['?urgency=now', 'urgency'],
    ['?numeral=thai', ''],
  ])('is not made of a query with a slip: %s', async ([query, at]) => {
    const reply = await province.get(path('4701', query))
    expectProblem(reply, 'invalid-request')
    expect(reply.body.errors.map((e: { path: string }) => e.path)).toEqual([at])
  })
})
