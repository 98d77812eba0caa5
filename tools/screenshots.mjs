// Pictures of the pages for docs/, taken from a running `npm start` in a real Chromium:
//   node tools/screenshots.mjs http://127.0.0.1:3000 http://127.0.0.1:1080
// The addresses are those of its pages and of its inbox. It signs in as the sample person, whose link comes to the inbox.
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [pages, inbox] = process.argv.slice(2)
const PROGRAMME = '/programmes/amphoe-ita-2568'
const SAMPLE = 'somying@amphoe-ita.example'
const WIDTHS = [360, 768, 1440]
const shots = [
  ['office', 'เจ้าหน้าที่ระดับอำเภอ', `${PROGRAMME}/offices/4718`],
  ['province', 'เจ้าหน้าที่ระดับจังหวัด', `${PROGRAMME}/provinces/47`],
  ['country', 'ผู้จัดการโครงการ', PROGRAMME],
  ['imports', 'ผู้จัดการโครงการ', `${PROGRAMME}/imports/allocations`],
  ['audit', 'ผู้ตรวจสอบ', `${PROGRAMME}/audit`],
  ['operations', 'ผู้ดูแลระบบ', '/operations'],
  ['open', undefined, '/open/amphoe-ita-2568'],
]

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
const context = await browser.newContext({ locale: 'th-TH' })
const page = await context.newPage()
await signIn()
const folder = new URL('../docs/images/pages/', import.meta.url)
mkdirSync(folder, { recursive: true })
for (const [name, role, path] of shots) {
  if (role) await actAs(role)
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 500 ? 780 : 900 })
    await page.goto(pages + path)
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: new URL(`${name}-${width}.png`, folder).pathname })
  }
  console.log(name)
}
await actAs('เจ้าหน้าที่ระดับจังหวัด')
await page.goto(`${pages}${PROGRAMME}/provinces/47?lang=en`)
await page.screenshot({ path: new URL('province-english-1440.png', folder).pathname, fullPage: true })
await browser.close()

async function signIn() {
  await page.goto(`${pages}/signin`)
  await page.locator('input[type=email]').fill(SAMPLE)
  await page.locator('form button').first().click()
  for (;;) {
    const mails = await (await fetch(`${inbox}/api/email`)).json()
    const link = mails
      .filter((mail) => JSON.stringify(mail.to).includes(SAMPLE))
      .map((mail) => /https?:\/\/\S+\/signin\/link\S*/.exec(mail.text)?.[0])
      .findLast(Boolean)
    if (link) {
      await page.goto(link)
      await page.locator('form button').first().click()
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function actAs(role) {
  await page.goto(`${pages}/signin/account`)
  await page.locator('label.choice', { hasText: role }).first().locator('input').check()
  await page.getByRole('button', { name: 'ปฏิบัติหน้าที่นี้' }).click()
}
