import { describe, expect, test } from 'vitest'
import { mailKinds } from '../../src/domain/letter.ts'
import type { DigestView, ExtensionView, MailView, MorningView, ReportReturnedView } from '../../src/mail/letterView.ts'
import { renderMail } from '../../src/mail/render.ts'
import { sampleMails } from '../../src/mail/samples.ts'

const sample = <V extends MailView>(name: string) => sampleMails[name] as V
const all = Object.entries(sampleMails)

/** What a reader of the HTML sees. */
function visible(html: string): string {
  return html
    .replace(/<style[\s\S]*?<\/style>|<title>[\s\S]*?<\/title>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
}

test('there is a sample of every kind', () => {
  expect(new Set(all.map(([, view]) => view.kind))).toEqual(new Set(mailKinds))
})

describe('subjects say what and how late', () => {
  test.each([
    ['notice-province', '[แจ้งดำเนินการ] แจ้งหนังสือให้อำเภอทราบ ภายในวันพฤหัสบดีที่ 2 มกราคม 2568 - โครงการปีงบประมาณ พ.ศ. 2568'],
    [
      'notice-district-late',
      '[แจ้งดำเนินการ] ตอบรับและแจ้งชื่อผู้ประสานงาน ภายในวันจันทร์ที่ 6 มกราคม 2568 - โครงการปีงบประมาณ พ.ศ. 2568',
    ],
    ['morning-kickoff', '[แจ้งเตือน] ประชุมชี้แจงโครงการ วันพุธที่ 25 ธันวาคม 2567 เวลา 13.30 น. (วันนี้)'],
    ['morning-reminder', '[แจ้งเตือน] เบิกจ่ายเงินครบภายในวันพฤหัสบดีที่ 15 พฤษภาคม 2568 (เหลือ 7 วัน)'],
    [
      'morning-overdue',
      '[เกินกำหนด] ยังเบิกจ่ายเงินไม่ครบ เกินกำหนด 6 วันทำการ (ครบกำหนดวันพฤหัสบดีที่ 15 พฤษภาคม 2568) และอีก 1 รายการ',
    ],
    [
      'morning-behind-pace',
      '[เร่งรัดการเบิกจ่าย] เบิกจ่ายและส่งคืนแล้วร้อยละ 49.99 ต่ำกว่าเป้าหมายร้อยละ 50 (เป้าหมาย ณ วันที่ 31 มีนาคม 2568)',
    ],
    [
      'digest-province',
      '[สรุปประจำวัน] จังหวัดสกลนคร: เกินกำหนด 4 รายการ (ใหม่ 1) นานที่สุด 4 วันทำการ พ้นรายการค้าง 1 เบิกจ่ายช้า 1 - 21 พ.ค. 2568',
    ],
    [
      'digest-department-worst',
      '[สรุปประจำวัน] ทั่วประเทศ: เกินกำหนด 878 รายการ (ใหม่ 700) นานที่สุด 12 วันทำการ - 21 พ.ค. 2568',
    ],
    [
      'reminder',
      '[ขอให้เร่งดำเนินการ] ยังเบิกจ่ายเงินไม่ครบ เกินกำหนด 4 วันทำการ (ครบกำหนดวันพฤหัสบดีที่ 15 พฤษภาคม 2568) และอีก 1 รายการ',
    ],
    ['report-returned', '[ส่งคืนรายงาน] โปรดแก้ไขและส่งรายงานผลใหม่ภายในวันอังคารที่ 17 มิถุนายน 2568'],
    ['report-accepted', '[ตรวจรับรายงาน] กรมการปกครองตรวจรับรายงานผลการดำเนินโครงการแล้ว'],
    ['extension', '[ขยายเวลา] เบิกจ่ายเงินครบ ขยายถึงวันจันทร์ที่ 16 มิถุนายน 2568'],
    ['suspension', '[ระงับชั่วคราว] ระงับการดำเนินโครงการตั้งแต่วันพุธที่ 14 พฤษภาคม 2568'],
    ['resumption', '[ดำเนินการต่อ] ให้ดำเนินโครงการต่อตั้งแต่วันพุธที่ 21 พฤษภาคม 2568 กำหนดเลื่อนออกไป'],
    ['rehearsal-morning', '[ซ้อมระบบ] [แจ้งเตือน] เบิกจ่ายเงินครบภายในวันพฤหัสบดีที่ 15 พฤษภาคม 2568 (ครบกำหนดวันนี้)'],
  ])('%s', (name, subject) => {
    expect(renderMail(sample(name)).subject).toBe(subject)
  })
})

test('a reminder by an official says what to do about each, and whom to tell what is in the way', () => {
  const { text } = renderMail(sample('reminder'))
  expect(text).toContain('ขอเรียนติดตามว่า ที่ทำการปกครองอำเภอเมืองสกลนคร จังหวัดสกลนคร มีรายการที่ยังไม่แล้วเสร็จ จำนวน 2 รายการ ดังนี้')
  expect(text).toContain('- ยังเบิกจ่ายเงินไม่ครบ [เกิน 4 วันทำการ]')
  expect(text).toContain('อยู่ในรายงานประจำวันถึงจังหวัด')
  expect(text).toContain('- ส่งรายงานผลการดำเนินโครงการ [เหลือ 9 วัน]')
  expect(text).toContain('ห้ามถัวจ่ายระหว่างรายการ')
  expect(text).toContain('หากมีเหตุขัดข้องประการใด โปรดแจ้งจังหวัดสกลนครโดยด่วน')
})

describe('both forms', () => {
  test.each(all)('%s: the HTML says what the text says', (_, view) => {
    const { text, html } = renderMail(view)
    const seen = visible(html)
    const words = text
      .replace(/https?:\S+/g, '')
      .replace(/^(==|\*\*\*|>|-|\d+\.) | (==|\*\*\*)$/gm, ' ')
      .split(/[\n|[\]:]+/)
      .map((s) => s.replace(/\s+/g, ' ').trim())
      .filter((s) => s.length > 0)
    for (const piece of words) expect(seen).toContain(piece)
    // And nothing beyond it: apart from spaces and the signs of the text form, they are equally long.
    const bare = (s: string) => s.replace(/https?:\S+|[\s|=*>[\]:.-]/g, '').length
    expect(Math.abs(bare(seen) - bare(text))).toBeLessThan(30)
  })

  test.each(all)('%s: Thai, one column, nothing fetched, no era sign in dates', (_, view) => {
    const { subject, text, html } = renderMail(view)
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="th">/)
    expect(html).toContain('Sarabun')
    expect(html).not.toMatch(/<(script|img|link|iframe)|url\(|src=/)
    expect(html).toContain(`href="${view.link}"`)
    expect(text).toContain(view.link)
    expect(text).not.toMatch(/undefined|null|NaN|\[object|พ\.ศ\. 25\d\d.*พ\.ศ\. 25\d\d.*พ\.ศ\. 25\d\d/)
    expect(subject).not.toMatch(/[\r\n]/)
    expect(text).toContain('ขอแสดงความนับถือ')
    expect(text).toContain('ศูนย์ปฏิบัติการต่อต้านการทุจริต กรมการปกครอง (ศปท.ปค.)')
  })

  test('no mail is so long that mail programs cut it off', () => {
    for (const [, view] of all) expect(Buffer.byteLength(renderMail(view).html)).toBeLessThan(100_000)
  })
})

describe('a rehearsal and samples say that they are', () => {
  test('mark in subject and banner in both forms', () => {
    const banner = 'ซ้อมระบบ: ข้อความนี้จัดทำขึ้นในการซ้อมระบบ ไม่ใช่หนังสือราชการ โปรดอย่าดำเนินการตาม'
    for (const [, view] of all) {
      const rehearsed = renderMail({ ...view, rehearsal: true })
      expect(rehearsed.subject.startsWith('[ซ้อมระบบ] ')).toBe(true)
      expect(rehearsed.text).toContain(banner)
      expect(visible(rehearsed.html)).toContain(banner)
      const real = renderMail({ ...view, rehearsal: false })
      expect(real.subject + real.text + real.html).not.toContain('ซ้อมระบบ')
    }
  })

  test('a line about samples, only with samples', () => {
    for (const [, view] of all) {
      expect(renderMail({ ...view, sample: true }).text).toContain('เป็นข้อมูลตัวอย่าง')
      expect(renderMail({ ...view, sample: false }).text).not.toContain('เป็นข้อมูลตัวอย่าง')
    }
  })
})

test('a notice before the kick-off asks to attend, one after it to hear a briefing', () => {
  const province = renderMail(sample('notice-province')).text
  expect(province).toContain('เรียน: ผู้ว่าราชการจังหวัดสกลนคร')
  expect(province).toContain('แจ้งหนังสือกรมการปกครองให้อำเภอในจังหวัด จำนวน 18 อำเภอ ทราบ')
  expect(province).toContain(
    'ลงทะเบียนและเข้าร่วมประชุมชี้แจง วันพุธที่ 25 ธันวาคม 2567 เวลา 13.30 - 15.30 น. ประชุมทางไกลผ่านระบบ Zoom',
  )
  expect(province).toContain('ห้ามถัวจ่าย')
  const district = renderMail(sample('notice-district-late')).text
  expect(district).toContain('เรียน: นายอำเภอเมืองสกลนคร')
  expect(district).toContain('ได้เสร็จสิ้นแล้ว ขอให้ผู้ประสานงานที่มิได้เข้าร่วมประชุมรับฟังการชี้แจงภายหลัง')
  expect(district).toContain(
    'อ้างถึง: 1. หนังสือกรมการปกครอง ที่ มท 0322/ว 55878 ลงวันที่ 25 ธันวาคม 2567\n  2. หนังสือจังหวัดสกลนคร ที่ สน 0018.1/ว 26144 ลงวันที่ 27 ธันวาคม 2567\n',
  )
})

test('a morning mail begins with what is most urgent, and shows the money left on each line', () => {
  const { text } = renderMail(sample<MorningView>('morning-overdue'))
  expect(text.indexOf('ยังเบิกจ่ายเงินไม่ครบ [เกิน 6 วันทำการ]')).toBeLessThan(
    text.indexOf('ส่งรายงานผลการดำเนินโครงการ [เหลือ 7 วัน]'),
  )
  expect(text).toContain('คงเหลือ 12,500.50 บาท จากเงินจัดสรร 45,000.00 บาท (ดำเนินการแล้วร้อยละ 72.22)')
  expect(text).toContain('ค่าวัสดุ (ตัวอย่าง): 2,500.50 บาท')
  expect(text).toContain('อยู่ในรายงานประจำวันถึงกรมการปกครอง')
})

describe('the figure comes first', () => {
  test.each([
    ['notice-district-late', /^ตอบรับภายใน: 6 ม\.ค\. 2568\nเงินจัดสรร \(บาท\): 45,000\.00\n/],
    ['morning-overdue', /^เกินกำหนด \(วันทำการ\): 6\nคงเหลือที่ต้องเบิกจ่าย \(บาท\): 12,500\.50\nต้องดำเนินการ \(รายการ\): 2\n/],
    ['morning-reminder', /^ครบกำหนดในอีก \(วัน\): 7\n/],
    ['morning-kickoff', /^ประชุมชี้แจง: วันนี้\n/],
    ['morning-behind-pace', /^เบิกจ่ายแล้ว เป้าหมายร้อยละ 50: ร้อยละ 49\.99\n/],
    ['reminder', /^เกินกำหนด \(วันทำการ\): 4\n/],
    ['extension', /^กำหนดใหม่: 16 มิ\.ย\. 2568\n/],
    ['report-returned', /^ส่งรายงานใหม่ภายใน: 17 มิ\.ย\. 2568\n/],
    ['resumption', /^เลื่อนออกไป \(วันทำการ\): 5\nเกินกำหนดอยู่ก่อน \(รายการ\): 1\n/],
    ['digest-province', /^เกินกำหนด: 4\n/],
  ])('%s', (name, begins) => {
    expect(renderMail(sample(name)).text).toMatch(begins)
  })
})

test('a digest begins with the figures, orders by lateness, and gives whom to call', () => {
  const view = sample<DigestView>('digest-province')
  const { text } = renderMail({
    ...view,
    rows: view.rows.map((r, i) => ({ ...r, workingDaysLate: r.workingDaysLate + i })),
  })
  expect(text).toMatch(/^เกินกำหนด: 4\nรายการใหม่: 1\nพ้นรายการค้าง: 1\nเบิกจ่ายช้า: 1\n/)
  const order = ['อำเภอกุสุมาลย์', 'อำเภอพังโคน', 'อำเภอพรรณานิคม', 'อำเภอกุดบาก', 'อำเภอสว่างแดนดิน', 'อำเภอวาริชภูมิ']
  const found = order.map((name) => text.indexOf(`- ${name} [`))
  expect(found).toEqual([...found].sort((a, b) => a - b))
  expect(found[0]).toBeGreaterThan(0)
  expect(text).toContain('ผู้ประสานงาน: ผู้ประสานงาน (ตัวอย่าง) โทร. 0-0000-0000')
  expect(text).toContain('ผู้ประสานงาน: ยังไม่ได้แจ้งชื่อ')
  expect(text).toContain('จังหวัดชี้แจงว่าจะแล้วเสร็จ 23 พ.ค. 2568')
})

test("the department's worst digest counts every row by province though it spells out only the latest", () => {
  const { text } = renderMail(sample('digest-department-worst'))
  expect(text).toContain('== รายจังหวัด (76 จังหวัด) ==')
  const rows = [...text.matchAll(/^ตัวอย่าง \d+ \| (\d+) \|.*\| ([\d,.]+)$/gm)]
  const sum = (n: number) => rows.reduce((total, m) => total + Number(m[n]!.replaceAll(',', '')), 0)
  expect(sum(1)).toBe(878)
  expect(sum(2)).toBeCloseTo(878 * 12_500.5)
  expect(text).toContain('878 รายการ ใน 878 หน่วยงาน เงินคงเหลือรวม 10,975,439.00 บาท')
  expect(text).toContain('แสดง 50 รายการแรก อีก 650 รายการดูได้ในระบบ')
})

test('acts of the department cite their order', () => {
  const { text } = renderMail(sample('extension'))
  expect(text).toContain('กำหนดเดิม: วันพฤหัสบดีที่ 15 พฤษภาคม 2568\nกำหนดใหม่: วันจันทร์ที่ 16 มิถุนายน 2568')
  expect(text).toContain('ตาม: หนังสือ/คำสั่ง ที่ มท 0322/0000 (ตัวอย่าง) ลงวันที่ 13 พฤษภาคม 2568')
  expect(renderMail(sample('resumption')).text).toContain('กำหนดใหม่ (เลื่อนออกไป 5 วันทำการ)')
})

describe('what people wrote cannot pass for anything else', () => {
  const hostile = '<script>alert(1)</script> & "x"\r\nBcc: a@example.org\u202Egnp'

  test('in HTML it is escaped', () => {
    const view = sample<DigestView>('digest-province')
    const { html } = renderMail({
      ...view,
      rows: view.rows.map((r) => ({
        ...r,
        office: { ...r.office, name: hostile },
        coordinator: { name: hostile, phone: '0-0000-0000', sample: false },
      })),
    })
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script>alert(1)&lt;/script> &amp;')
    expect(html).not.toContain('\u202E')
  })

  test('in plain text every line of a reason is marked as quoted', () => {
    const { text } = renderMail({ ...sample<ReportReturnedView>('report-returned'), reason: 'หนึ่ง\r\nสอง\n== ปลอม ==' })
    expect(text).toContain('เหตุผลที่ส่งคืน:\n> หนึ่ง\n> สอง\n> == ปลอม ==\n')
  })

  test('subjects and single lines have no line breaks', () => {
    const view = sample<ExtensionView>('extension')
    const rendered = renderMail({
      ...view,
      office: { code: '4701', name: hostile, province: hostile },
      order: { number: hostile, date: '2025-05-13' },
    })
    expect(rendered.text).not.toMatch(/^Bcc:/m)
    expect(rendered.html).not.toContain('<script')
    const notice = renderMail({
      ...sample<DigestView>('digest-province'),
      reader: { tier: 'province', province: hostile },
    })
    expect(notice.subject).not.toMatch(/[\r\n\u202E]/)
  })
})
