import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { english } from '../../src/english/catalogue.ts'
import { readBy, say } from '../../src/language/say.ts'
import { fullDay, timeOfDay } from '../../src/thai/dates.ts'
import { baht } from '../../src/thai/money.ts'
import { areaName, officeName } from '../../src/thai/offices.ts'
import * as vocabulary from '../../src/thai/vocabulary.ts'
import { sayingsIn, sourcesIn } from './sayings.ts'

const SRC = fileURLToPath(new URL('../../src', import.meta.url))
const sayings = sayingsIn(SRC)
const source = sourcesIn(SRC).join('\n')
const places = (text: string) => (text.match(/\{\d+\}/g) ?? []).sort()
const inEnglish = <T>(act: () => T) => readBy({ language: 'en' }, act)

describe('The English catalogue', () => {
  it('has every text that pages are written with', () => {
    expect(sayings.size).toBeGreaterThan(600)
    expect([...sayings].filter((text) => !english.has(text))).toEqual([])
  })

  it('has every word of the vocabulary', () => {
    const tables = Object.entries(vocabulary).filter(([name]) => name.endsWith('Th'))
    const words = tables.flatMap(([, table]) => Object.values(table as Readonly<Record<string, string>>))
    expect(words.length).toBeGreaterThan(90)
    expect(words.filter((word) => !english.has(word))).toEqual([])
  })

  it('has nothing that is said no more', () => {
    const isSaid = (text: string) =>
      places(text).length > 0
        ? sayings.has(text)
        : ['`', '"', "'"].some((quote) => source.includes(quote + text + quote))
    expect([...english.keys()].filter((text) => !isSaid(text))).toEqual([])
  })

  it('fills the same places, and is in English but for what is typed in Thai', () => {
    for (const [thai, text] of english) {
      expect([thai, places(text)]).toEqual([thai, places(thai)])
      expect([thai, text.replace(/มท 0322\/1234|งป\.1/g, '')]).toEqual([
        thai,
        expect.not.stringMatching(/[\u0E00-\u0E7F]/),
      ])
    }
  })
})

describe('What is said', () => {
  it('is Thai unless its reader has chosen otherwise, whatever stands in its places', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(say`แก้ไข${a}ส่งคืน ${b}`).toBe(`แก้ไข${a}ส่งคืน ${b}`)
        expect(inEnglish(() => say`โปรดระบุ${a}`)).toBe(`Please enter: ${a}`)
        expect(inEnglish(() => say`ไม่มีในรายการคำแปล ${a}`)).toBe(`ไม่มีในรายการคำแปล ${a}`)
      }),
    )
  })

  it('is each reader’s own, also of two at the same time', async () => {
    const later = () => new Promise((resolve) => setTimeout(resolve, 5)).then(() => say('บาท'))
    expect(await Promise.all([inEnglish(later), later(), inEnglish(later)])).toEqual(['baht', 'บาท', 'baht'])
  })

  it('has days, money and places in the reader’s way', () => {
    const names = { code: '4701', name: 'เมืองสกลนคร', province: 'สกลนคร' }
    const said = () => [fullDay('2025-05-15'), timeOfDay('2025-05-15T08:30:00+07:00'), baht(100_050), areaName(names)]
    expect(said()).toEqual(['15 พฤษภาคม 2568', '08.30 น.', '1,000.50 บาท', 'อำเภอเมืองสกลนคร จังหวัดสกลนคร'])
    const known = new Map([
      ['47', 'Sakon Nakhon'],
      ['4701', 'Mueang Sakon Nakhon'],
    ])
    expect(readBy({ language: 'en', names: known }, () => [...said(), officeName(names)])).toEqual([
      ...['15 May 2025', '08:30', '1,000.50 baht', 'Mueang Sakon Nakhon District, Sakon Nakhon Province'],
      'Administration Office of Mueang Sakon Nakhon District, Sakon Nakhon Province',
    ])
  })
})
