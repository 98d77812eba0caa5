import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ClockSetting } from '../../src/domain/clock.ts'
import type { Overdue } from '../../src/domain/overdue.ts'
import { type UrgingSubject, urgingLetter } from '../../src/papers/urgingLetter.ts'
import { unpackXml } from '../../src/spreadsheet/archive.ts'
import type { OverdueOffice } from '../../src/store/overdue.ts'
import { programme2568 } from '../domain/support/year2568.ts'
import { paragraphsOf, tableOf } from '../support/docxText.ts'

const { name, activity, letters, kickoffPlace, budget, policy, calendar } = programme2568
const programme: UrgingSubject['programme'] = {
  ...{ name, activity, details: { letters, kickoffPlace, budget }, rules: { policy, calendar } },
  ...{ sample: false, clock: { kind: 'live' } },
}
const rehearsed: ClockSetting = { kind: 'stepped', origin: '2025-06-05T10:00:00+07:00' }

const mueang = { code: '4701', name: 'เมืองสกลนคร', province: 'สกลนคร' }
const governor = { code: '47', name: 'สกลนคร', province: 'สกลนคร' }
const disbursement: Overdue = {
  ...{ obligation: 'disbursement', deadline: '2025-05-15', workingDaysLate: 13, promisedOn: '2025-06-10' },
}
const report: Overdue = { obligation: 'report', deadline: '2025-05-30', workingDaysLate: 3, promisedOn: null }
const late = (office = mueang, undisbursed = 1_234_550): OverdueOffice => ({
  ...{ office, overdue: [disbursement, report], undisbursed },
})

const toDistrict: UrgingSubject = {
  ...{ programme, to: mueang, offices: [late()] },
  ...{ at: '2025-06-05T10:00:00+07:00', numerals: 'arabic' },
}
const toGovernor: UrgingSubject = {
  ...toDistrict,
  to: governor,
  offices: [late(governor, 100), late(mueang, 200_000)],
}
const written = async (subject: UrgingSubject) => unpackXml(await urgingLetter(subject))
const body = async (subject: UrgingSubject) => (await written(subject)).get('word/document.xml')!
const lines = async (subject: UrgingSubject) => paragraphsOf(await body(subject))

afterEach(() => {
  vi.useRealTimers()
})

describe('A letter to a district’s chief', () => {
  it('has every part of an external letter, in its order, and room for what is signed', async () => {
    const text = await lines(toDistrict)
    const parts = [
      /^ที่ สน 0018\.1\/\.+\tศาลากลางจังหวัดสกลนคร$/,
      /^\t\(ที่ตั้ง\) \.+$/,
      /^\.+ มิถุนายน 2568$/,
      /^เรื่อง\tเร่งรัดการดำเนินการตามโครงการป้องกันการทุจริต/,
      /^เรียน\tนายอำเภอเมืองสกลนคร$/,
      /^อ้างถึง\t1\. หนังสือกรมการปกครอง ที่ มท 0322\/ว 55878 ลงวันที่ 25 ธันวาคม 2567$/,
      /^\t2\. หนังสือจังหวัดสกลนคร ที่ สน 0018\.1\/ว 26144 ลงวันที่ 27 ธันวาคม 2567$/,
      /^ตามหนังสือที่อ้างถึง กรมการปกครองและจังหวัดสกลนครได้แจ้งให้อำเภอเมืองสกลนครดำเนินการ.* นั้น$/,
      /^จังหวัดสกลนครได้ตรวจสอบแล้ว ณ วันที่ 5 มิถุนายน 2568 .* จำนวน 2 รายการ ดังนี้$/,
      /^1\. ยังเบิกจ่ายเงินไม่ครบ /,
      /^2\. ยังไม่ส่งรายงานผลการดำเนินโครงการ /,
      /^จังหวัดสกลนครพิจารณาแล้ว .* จึงขอให้อำเภอเมืองสกลนครเร่งรัดดำเนินการ.* และรายงานผลให้จังหวัดสกลนครทราบภายในวันที่ \.+$/,
      /^จึงเรียนมาเพื่อพิจารณาดำเนินการ$/,
      /^ขอแสดงความนับถือ$/,
      /^\(\.+\)$/,
      /^ตำแหน่ง \.+$/,
      /^ที่ทำการปกครองจังหวัดสกลนคร$/,
      /^โทร\. \.+$/,
    ]
    const said = text.filter((line) => line !== '')
    expect(said).toHaveLength(parts.length)
    parts.forEach((part, i) => {
      expect(said[i]).toMatch(part)
    })
    const closing = text.indexOf('ขอแสดงความนับถือ')
    expect(text.slice(closing + 1, closing + 4)).toEqual(['', '', ''])
  })

  it('says of each thing when it was due, how late it is, how much is left and what was promised', async () => {
    const text = await lines(toDistrict)
    expect(text).toContain(
      '1. ยังเบิกจ่ายเงินไม่ครบ ครบกำหนดวันที่ 15 พฤษภาคม 2568 พ้นกำหนด 13 วันทำการ เงินคงเหลือ 12,345.50 บาท ซึ่งจังหวัดชี้แจงว่าจะแล้วเสร็จวันที่ 10 มิถุนายน 2568',
    )
    expect(text).toContain('2. ยังไม่ส่งรายงานผลการดำเนินโครงการ ครบกำหนดวันที่ 30 พฤษภาคม 2568 พ้นกำหนด 3 วันทำการ')
  })

  it('counts no working days where none have passed', async () => {
    const weekend = { ...late(), overdue: [{ ...report, workingDaysLate: 0 }] }
    expect(await lines({ ...toDistrict, offices: [weekend] })).toContain(
      '1. ยังไม่ส่งรายงานผลการดำเนินโครงการ ครบกำหนดวันที่ 30 พฤษภาคม 2568',
    )
  })

  it('needs no table, and no letter to refer to', async () => {
    expect(await body(toDistrict)).not.toMatch(/<w:tbl>|สิ่งที่ส่งมาด้วย/)
    const details = { ...programme.details, letters: [] }
    const text = await lines({ ...toDistrict, programme: { ...programme, details } })
    expect(text.join('\n')).not.toContain('อ้างถึง')
    expect(text).toContainEqual(expect.stringMatching(/^ที่ \.+\/\.+\tศาลากลาง/))
    expect(text).toContainEqual(expect.stringMatching(/^ตามที่กรมการปกครองได้แจ้งให้อำเภอเมืองสกลนคร/))
  })

  it('is in Thai digits when asked, wherever there are digits', async () => {
    const parts = await written({ ...toDistrict, numerals: 'thai' })
    const text = paragraphsOf(parts.get('word/document.xml')!).join('\n')
    expect(text).toContain('ที่ มท ๐๓๒๒/ว ๕๕๘๗๘ ลงวันที่ ๒๕ ธันวาคม ๒๕๖๗')
    expect(text).toContain('๑๒,๓๔๕.๕๐ บาท')
    expect(text).not.toMatch(/[0-9]/)
    expect(parts.get('word/document.xml')).toContain('<w:pgNumType w:start="1" w:fmt="thaiNumbers"/>')
  })

  it('may be urgent, in red and 32 points above its number', async () => {
    expect((await lines(toDistrict))[0]).toBe('')
    const xml = await body({ ...toDistrict, urgency: 'most-urgent' })
    expect(paragraphsOf(xml)[0]).toBe('ด่วนที่สุด')
    expect(xml).toMatch(/<w:color w:val="FF0000"\/><w:sz w:val="64"\/><w:szCs w:val="64"\/><\/w:rPr><w:t[^>]*>ด่วนที่สุด/)
  })
})

describe('A letter to a governor', () => {
  it('is from the department, with sums, and refers to no letter that the governor wrote', async () => {
    const text = await lines(toGovernor)
    expect(text).toContainEqual(expect.stringMatching(/^ที่ มท 0322\/\.+\tกรมการปกครอง$/))
    expect(text).toContain('เรียน\tผู้ว่าราชการจังหวัดสกลนคร')
    expect(text).toContain('อ้างถึง\tหนังสือกรมการปกครอง ที่ มท 0322/ว 55878 ลงวันที่ 25 ธันวาคม 2567')
    expect(text.join('\n')).not.toContain('26144')
    expect(text).toContain('สิ่งที่ส่งมาด้วย\tบัญชีรายการที่พ้นกำหนดเวลาของหน่วยงานในพื้นที่จังหวัดสกลนคร จำนวน 1 ฉบับ')
    expect(text).toContain('1. ยังเบิกจ่ายเงินไม่ครบ จำนวน 2 แห่ง เงินคงเหลือรวม 2,001.00 บาท')
    expect(text).toContain('2. ยังไม่ส่งรายงานผลการดำเนินโครงการ จำนวน 2 แห่ง')
    expect(text).toContain('ศูนย์ปฏิบัติการต่อต้านการทุจริต กรมการปกครอง (ศปท.ปค.)')
  })

  it('has every office’s items in a table on its own pages, its header on each, and a total', async () => {
    const xml = await body(toGovernor)
    expect(tableOf(xml)).toEqual([
      [...['ที่', 'หน่วยงาน', 'รายการ', 'ครบกำหนด', 'พ้นกำหนด (วันทำการ)', 'เงินคงเหลือ (บาท)', 'จังหวัดชี้แจงว่าจะแล้วเสร็จ']],
      ['1', 'ที่ทำการปกครองจังหวัดสกลนคร', 'ยังเบิกจ่ายเงินไม่ครบ', '15 พ.ค. 2568', '13', '1.00', '10 มิ.ย. 2568'],
      ['2', 'ที่ทำการปกครองจังหวัดสกลนคร', 'ยังไม่ส่งรายงานผลการดำเนินโครงการ', '30 พ.ค. 2568', '3', '-', '-'],
      ['3', 'อำเภอเมืองสกลนคร', 'ยังเบิกจ่ายเงินไม่ครบ', '15 พ.ค. 2568', '13', '2,000.00', '10 มิ.ย. 2568'],
      ['4', 'อำเภอเมืองสกลนคร', 'ยังไม่ส่งรายงานผลการดำเนินโครงการ', '30 พ.ค. 2568', '3', '-', '-'],
      ['', 'รวม', '4 รายการ', '', '', '2,001.00', ''],
    ])
    expect(xml.match(/<w:tblHeader\/>/g)).toHaveLength(1)
    expect(xml).toMatch(/<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"\/>/)
  })

  it('holds as many rows as there are offices in the country', async () => {
    const offices = Array.from({ length: 954 }, (_, i) => ({
      ...late({ code: String(1000 + i), name: `ทดสอบ ${i}`, province: 'สกลนคร' }, 1),
      overdue: [disbursement],
    }))
    const rows = tableOf(await body({ ...toGovernor, offices }))
    expect(rows).toHaveLength(956)
    expect(rows.at(-2)![1]).toBe('อำเภอทดสอบ 953')
    expect(rows.at(-1)![5]).toBe('9.54')
  })
})

describe('The paper', () => {
  it('has margins of 3 and 2 cm on A4', async () => {
    const xml = await body(toDistrict)
    expect(xml).toContain('<w:pgSz w:w="11906" w:h="16838" w:orient="portrait"/>')
    expect(xml).toMatch(/<w:pgMar [^>]*w:right="1134"[^>]*w:left="1701"/)
    // 2.5 cm before the first word of a paragraph.
    expect(xml.match(/<w:ind w:firstLine="1417"\/>/g)).toHaveLength(6)
  })

  it('is in the Sarabun that offices have, at 16 points, and names others where it is missing', async () => {
    const parts = await written(toDistrict)
    const styles = parts.get('word/styles.xml')!
    expect(styles).toContain('<w:rFonts w:ascii="TH SarabunPSK" w:cs="TH SarabunPSK"')
    expect(styles).toContain('<w:sz w:val="32"/><w:szCs w:val="32"/>')
    expect(parts.get('word/fontTable.xml')).toMatch(/w:name="TH SarabunPSK"><w:altName w:val="TH Sarabun New,.*Sarabun/)
  })

  it('says on every page that it is a draft, and of what', async () => {
    const heads = async (subject: UrgingSubject) =>
      [...(await written(subject))].filter(([path]) => /header\d+\.xml$/.test(path)).map(([, xml]) => xml)
    const real = await heads(toDistrict)
    expect(real).toHaveLength(2)
    for (const head of real) expect(paragraphsOf(head)[0]).toMatch(/^ร่าง(\t|$)/)
    const marked = await heads({ ...toGovernor, programme: { ...programme, sample: true, clock: rehearsed } })
    expect(marked).toHaveLength(4)
    for (const head of marked) expect(paragraphsOf(head)[0]).toContain('ร่าง  ซ้อมระบบ  ตัวเลขตัวอย่าง')
  })

  it('is the same bytes for the same content, whenever it is made', async () => {
    const hash = async (subject: UrgingSubject) =>
      createHash('sha256')
        .update(await urgingLetter(subject))
        .digest('hex')
    const first = await hash(toGovernor)
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-07-01T12:00:00Z') })
    expect(await hash(toGovernor)).toBe(first)
    expect(await hash({ ...toGovernor, numerals: 'thai' })).not.toBe(first)
  })

  it('tells nothing of who or what made it', async () => {
    for (const [path, xml] of await written(toDistrict))
      expect([path, /Un-named|lastModifiedBy/.test(xml)]).toEqual([path, false])
  })

  it.for([
    ['markup', '<b>&"\'</b>]]>'],
    ['a field', '{ HYPERLINK "http://example.org" }'],
    ['a combining mark alone', 'ำ้'],
  ])('takes a name with %s as it is written', async ([, hostile]) => {
    const text = await lines({ ...toDistrict, to: { ...mueang, name: hostile! } })
    expect(text).toContain(`เรียน\tนายอำเภอ${hostile}`)
  })

  it.for([
    ['a null', '\u0000'],
    ['a control character', '\u000b'],
    ['half a character', '\ud800'],
    ['no character', '\uffff'],
  ])('shows %s in a name as missing: no XML can hold it', async ([, hostile]) => {
    const text = await lines({ ...toDistrict, to: { ...mueang, name: `ก${hostile}ข` } })
    expect(text).toContain('เรียน\tนายอำเภอก\ufffdข')
  })
})
