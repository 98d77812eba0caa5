import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/domain/access.ts'
import { programme } from '../api/support/programme.ts'
import { launchChromium } from '../support/chromium.ts'
import { type Pages, startOpenPages } from './support/pages.ts'

const base = `/programmes/${programme.id}`

let pages: Pages
let chromium: Browser
beforeAll(async () => {
  ;({ pages } = await startOpenPages())
  chromium = await launchChromium()
})
afterAll(() => chromium?.close())

/** Everybody's main jobs as they do them, in a real browser; two districts, one for each way. */
describe.each([
  ['with JavaScript', true, '4702', '4703'],
  ['without JavaScript', false, '4704', '4705'],
] as const)('%s', (_way, javaScriptEnabled, own, other) => {
  /** The first page of somebody who has signed in. */
  async function begin(role: Role | undefined, area: string, path = '/'): Promise<Page> {
    const context = await chromium.newContext({ javaScriptEnabled, locale: 'th-TH' })
    if (role) {
      const signedIn = await pages.as(role, area)
      await context.addCookies([{ name: 'aita', value: signedIn.cookie('aita')!, url: pages.url }])
    }
    const page = await context.newPage()
    await page.goto(pages.url + path)
    return page
  }
  const notice = (page: Page) => page.locator('.notice').textContent()
  const inMenu = (page: Page, name: string) =>
    page.getByLabel('เมนูหลัก').getByRole('link', { name, exact: true }).click()
  const day = async (page: Page, legend: string, [date, month, year]: readonly [string, string, string]) => {
    const group = page.getByRole('group', { name: legend })
    await group.getByLabel('วันที่').fill(date)
    await group.getByLabel('เดือน').selectOption({ label: month })
    await group.getByLabel('ปี พ.ศ.').fill(year)
  }

  test('a district acknowledges, says how it heard the kick-off, pays, and takes a payment back', async () => {
    const page = await begin('district', own)
    await page.getByRole('link', { name: 'ตอบรับหนังสือและแจ้งชื่อผู้ประสานงาน' }).first().click()
    await page.getByLabel('ชื่อและนามสกุลผู้ประสานงาน').fill('สมศรี ใจดี')
    await page.getByLabel(/อีเมล/).fill('not an address')
    await page.getByRole('button', { name: 'ตอบรับหนังสือ' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('อีเมลไม่ถูกต้อง')
    expect(await page.getByLabel('ชื่อและนามสกุลผู้ประสานงาน').inputValue()).toBe('สมศรี ใจดี')
    await page.getByLabel(/อีเมล/).fill('somsri@example.go.th')
    await page.getByRole('button', { name: 'ตอบรับหนังสือ' }).click()
    expect(await notice(page)).toContain('ตอบรับหนังสือ')

    await page.getByRole('link', { name: 'บันทึกการเข้าร่วมประชุมชี้แจง' }).first().click()
    await page.getByLabel('รับฟังการชี้แจงภายหลัง').check()
    await page.getByRole('button', { name: 'บันทึกการเข้าร่วม' }).click()
    expect(await notice(page)).toContain('บันทึกการเข้าร่วมประชุมชี้แจงแล้ว')

    await page.getByRole('link', { name: 'บันทึกการเบิกจ่าย' }).first().click()
    await page.getByLabel(/ค่าวัสดุ/).check()
    await page.getByLabel('จำนวนเงินที่จ่าย').fill('๒๕๐.๕๐')
    await page.getByLabel('เลขที่เอกสาร').fill('ฎ 9/2568')
    await page.getByRole('button', { name: 'บันทึกการเบิกจ่าย' }).click()
    expect(await notice(page)).toContain('บันทึกการเบิกจ่ายแล้ว')
    expect(await page.getByText('ฎ 9/2568').first().isVisible()).toBe(true)

    await page.getByRole('link', { name: 'กลับรายการ' }).first().click()
    await page.getByLabel(/ฎ 9\/2568/).check()
    await page.getByLabel('เหตุผลที่กลับรายการ').fill('บันทึกผิดหน่วยงาน')
    await page.getByRole('button', { name: 'กลับรายการ' }).click()
    expect(await notice(page)).toContain('กลับรายการแล้ว')
    expect(await page.locator('main').textContent()).toContain('เบิกจ่ายและส่งคืนแล้ว 0.00 บาท')
    await page.context().close()
  })

  test('a province reminds a district that it has chosen, after seeing whom', async () => {
    const page = await begin('province', '47')
    await page.locator(`input[name=office][value="${other}"]`).check()
    await page.getByRole('button', { name: 'แจ้งเตือนให้เร่งดำเนินการ' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('ตรวจสอบก่อนยืนยัน')
    expect(await page.getByRole('heading', { name: 'จะมีผลกับ 1 หน่วยงาน' }).isVisible()).toBe(true)
    await page.getByRole('button', { name: 'แจ้งเตือนให้เร่งดำเนินการ 1 หน่วยงาน' }).click()
    expect(await notice(page)).toBe('แจ้งเตือนให้เร่งดำเนินการแล้ว 1 หน่วยงาน')
    await page.context().close()
  })

  test('the department goes from the map to a district, extends a deadline, sends a file, and takes a summary', async () => {
    const page = await begin('department', 'all')
    await page.getByRole('link', { name: 'เบิกจ่ายและส่งคืน' }).click()
    await page.getByRole('link', { name: 'สกลนคร', exact: true }).last().click()
    await page.locator(`input[name=office][value="${other}"]`).check()
    await page.getByRole('button', { name: 'ขยายเวลา' }).click()
    await page.getByLabel('ส่งรายงานผลการดำเนินโครงการ').check()
    await day(page, 'กำหนดใหม่', ['16', 'มิถุนายน', '2568'])
    await page.getByLabel('เลขที่หนังสือหรือคำสั่ง').fill('มท 0322/77')
    await day(page, 'ลงวันที่', ['26', 'ธันวาคม', '2567'])
    await page.getByLabel('เหตุผล').fill('อุทกภัย')
    await page.getByRole('button', { name: 'ตรวจสอบก่อนยืนยัน' }).click()
    expect(await page.locator('main').textContent()).toContain('30 พ.ค. 2568 → 16 มิ.ย. 2568')
    await page.getByRole('button', { name: 'แก้ไข' }).click()
    expect(await page.getByLabel('เหตุผล').inputValue()).toBe('อุทกภัย')
    await page.getByRole('button', { name: 'ตรวจสอบก่อนยืนยัน' }).click()
    await page.getByRole('button', { name: 'ขยายเวลา 1 หน่วยงาน' }).click()
    expect(await notice(page)).toBe('ขยายเวลาแล้ว 1 หน่วยงาน')

    await inMenu(page, 'นำเข้าไฟล์')
    await page.getByRole('link', { name: 'รายชื่อผู้ติดต่อ' }).click()
    const contact = `รหัส,บทบาท,ชื่อ,อีเมล\n${other},ผู้ประสานงานสำรอง,สมชาย ตัวอย่าง,somchai@example.go.th\n`
    await page
      .getByLabel('ไฟล์', { exact: true })
      .setInputFiles({ name: 'ผู้ติดต่อ.csv', mimeType: 'text/csv', buffer: Buffer.from(contact) })
    await page.getByRole('button', { name: 'ตรวจไฟล์' }).click()
    expect(await page.locator('main').textContent()).toContain('somchai@example.go.th')
    await page.getByRole('button', { name: 'นำเข้ารายชื่อ 1 รายการ' }).click()
    expect(await notice(page)).toBe('นำเข้ารายชื่อผู้ติดต่อแล้ว')

    await inMenu(page, 'สรุปผล')
    await page.getByRole('button', { name: 'จัดทำสรุปผล ณ ขณะนี้' }).click()
    expect(await notice(page)).toBe('จัดทำสรุปผลแล้ว')
    await page.context().close()
  })

  test('an auditor finds what happened to an office, has the trail verified, and takes the dossier along', async () => {
    const page = await begin('auditor', 'all')
    await inMenu(page, 'ร่องรอยการดำเนินงาน')
    await page.getByText('เลือกเฉพาะบางรายการ').click()
    await page.getByLabel('รหัสหน่วยงาน').fill(other)
    await page.getByRole('button', { name: 'แสดงรายการ' }).click()
    expect(await page.locator('main').textContent()).toContain('ขยายเวลา รายงานผล จาก 30 พ.ค. 2568 เป็น 16 มิ.ย. 2568')
    await page.getByRole('button', { name: 'ตรวจสอบตอนนี้' }).click()
    expect(await page.locator('main').textContent()).toContain('ถูกต้องครบถ้วนตามที่บันทึกไว้')
    await page.goto(`${pages.url}${base}/offices/${other}`)
    const dossier = page.waitForEvent('download')
    await page.getByRole('link', { name: /แฟ้มข้อมูลหน่วยงาน/ }).click()
    expect((await dossier).suggestedFilename()).toMatch(/\.pdf$/)
    await page.context().close()
  })

  test('an operator sees that all parts work and all records agree, and holds mail back for a while', async () => {
    const page = await begin('operator', 'all')
    await inMenu(page, 'การทำงานของระบบ')
    await page.getByLabel('พื้นที่ที่ตรวจ').selectOption({ label: 'สกลนคร' })
    await page.getByRole('button', { name: 'ตรวจตอนนี้' }).click()
    expect(await page.locator('main').textContent()).toContain('ตรงกันทั้ง 19 หน่วยงาน')
    await inMenu(page, 'อีเมล')
    await page.locator('summary', { hasText: 'พักการส่งอีเมล' }).click()
    await page.getByLabel('ผู้บริหารจังหวัด').check()
    await page.getByLabel('เหตุผล').fill('ปรับรายชื่อ')
    await page.getByRole('button', { name: 'พักการส่ง', exact: true }).click()
    expect(await notice(page)).toBe('พักการส่งอีเมลแล้ว')
    await page.getByRole('button', { name: /เลิกพักและส่ง/ }).click()
    expect(await notice(page)).toContain('เลิกพักแล้ว')
    await page.context().close()
  })

  test('anybody sees how the programme fares, and takes the data', async () => {
    const page = await begin(undefined, '', '/open')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(programme.name)
    const data = page.waitForEvent('download')
    await page.getByRole('link', { name: 'รายจังหวัด (CSV)' }).click()
    expect((await data).suggestedFilename()).toBe(`${programme.id}-provinces.csv`)
    await page.context().close()
  })
})
