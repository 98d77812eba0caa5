import { describe, expect, it } from 'vitest'
import { Paper } from '../../src/papers/pdf.ts'
import { pdfPages } from '../support/pdfText.ts'

const paper = () => new Paper('ชื่อ', 'ท้ายกระดาษ')
const column = (header: string) => ({ header, share: 1, text: (row: string) => row })

describe('What is read, copied or searched from a paper', () => {
  const words = ['กำหนดสำนักงาน', 'น้ำ ค้ำ ทำ', 'ดำเนินการ จำนวน', 'ปำ ฝำ ฟำ', 'ที่ปั้นญูฐู', 'พ.ศ. 2568', 'ฎ.1/2568 (1,234.50)']

  it.for(words)('is what was written: %s', async (text) => {
    const [page] = await pdfPages(
      await paper()
        .heading(text)
        .line(text)
        .table([column(text)], [text])
        .finish(),
    )
    expect(page!.split(text)).toHaveLength(5)
  })

  it('is also what stands at the foot, on every page with its number', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `แถว ${i}`)
    const pages = await pdfPages(
      await paper()
        .table([column('กำหนด')], rows)
        .finish(),
    )
    expect(pages.length).toBeGreaterThan(3)
    pages.forEach((page, i) => {
      expect(page).toContain('กำหนด')
      expect(page).toContain(`ท้ายกระดาษ หน้า ${i + 1}/${pages.length}`)
    })
    expect(pages.join('').match(/แถว \d+/g)).toEqual(rows)
  })
})

describe('A table', () => {
  it('breaks a word that is longer than its cell, between syllables, and loses nothing', async () => {
    const long = `ก็${'กิ่ง'.repeat(80)}`
    const code = 'A'.repeat(300)
    const table = paper().table([column('ก'), { ...column('ข'), text: () => code }], [long])
    const bytes = await table.finish()
    const [page] = await pdfPages(bytes)
    expect(page!.replaceAll('A', '')).toContain(long)
    const lines = [...bytes.toString('latin1').matchAll(/ActualText \((A+)\)/g)].map(([, line]) => line!.length)
    expect(lines.reduce((sum, length) => sum + length)).toBe(300)
    // Half of 16 cm, in letters of 9 points.
    expect(Math.max(...lines)).toBeLessThan(45)
  })

  it('has a header even without rows, and a row that is taller than a page is drawn all the same', async () => {
    expect(
      (
        await pdfPages(
          await paper()
            .table([column('หัวตาราง')], [])
            .finish(),
        )
      )[0],
    ).toContain('หัวตาราง')
    const tall = await pdfPages(
      await paper()
        .table([column('ก')], ['คำ '.repeat(9000), 'ถัดไป'])
        .finish(),
    )
    expect(tall.join('')).toContain('ถัดไป')
  })
})

it('the same content is the same bytes', async () => {
  const made = () =>
    paper()
      .heading('หัวเรื่อง')
      .table([column('ก')], ['ข้อมูล'])
      .finish()
  expect(await made()).toEqual(await made())
})
