import { describe, expect, it } from 'vitest'
import { editDistance } from '../../src/imports/editDistance.ts'
import { type NamedOffice, OfficeDirectory } from '../../src/imports/offices.ts'
import { areaName, officeName } from '../../src/thai/offices.ts'
import { offices } from './support.ts'

const directory = new OfficeDirectory(offices)
const find = (named: NamedOffice) => directory.find(named)
const CHALOEM = ['1913', '3032', '3123', '5515', '8023']

describe('An office', () => {
  it('is found by its code alone, and each of all 954 by its full name, by its area, and by district and province', () => {
    for (const office of offices) {
      const isDistrict = office.code.length === 4
      const ways: NamedOffice[] = [
        { office: office.code },
        { name: officeName(office) },
        { name: areaName(office) },
        { province: office.province, district: isDistrict ? office.name : officeName(office) },
        { province: `จ.${office.province}`, district: isDistrict ? `อ. ${office.name}` : 'ที่ทำการปกครองจังหวัด' },
        { office: office.code, name: officeName(office), province: office.province },
      ]
      for (const way of ways) expect(find(way), JSON.stringify(way)).toBe(office.code)
    }
  })

  it('is found by its name alone where only one has it', () => {
    expect(find({ name: 'ที่ว่าการอำเภอกุสุมาลย์' })).toBe('4702')
    expect(find({ district: 'อ.สุไหงโก ลก' })).toBe('9610')
  })

  it('of a capital district is found by the word for it, within its province', () => {
    expect(find({ province: 'สกลนคร', district: 'เมือง' })).toBe('4701')
    expect(find({ name: 'อ.เมือง จ.สกลนคร' })).toBe('4701')
    expect(find({ district: 'เมือง' })).toMatchObject({ problem: 'unknown-office' })
  })

  it('called by a name that five have is not chosen among them', () => {
    expect(find({ district: 'เฉลิมพระเกียรติ' })).toEqual({
      field: 'district',
      problem: 'ambiguous-office',
      facts: { given: 'เฉลิมพระเกียรติ', candidates: CHALOEM.map((code) => directory.label(code)) },
    })
    expect(find({ district: 'เฉลิมพระเกียรติ', province: 'น่าน' })).toBe('5515')
  })

  it('nearly named is not guessed: what may have been meant is offered, the nearest first', () => {
    const { problem, facts } = find({ province: 'สกลนคร', district: 'กุสุมาล' }) as never as {
      problem: string
      facts: { candidates: string[] }
    }
    expect(problem).toBe('unknown-office')
    expect(facts.candidates[0]).toBe('4702 อำเภอกุสุมาลย์ จังหวัดสกลนคร')
    expect(find({ district: 'กุสุมาลย', province: 'สกลนคน' })).toMatchObject({
      field: 'province',
      problem: 'unknown-province',
      facts: { candidates: ['47 จังหวัดสกลนคร'] },
    })
    expect(find({ district: 'กุสุมาลย์', province: 'นครพนม' })).toMatchObject({
      problem: 'unknown-office',
      facts: { candidates: [expect.stringContaining('4702')] },
    })
    expect(find({ district: 'ไม่มีที่ไหนเลย' })).toMatchObject({ problem: 'unknown-office', facts: { candidates: [] } })
  })

  it('whose district is left blank is not taken for the province office', () => {
    expect(find({ province: 'สกลนคร' })).toMatchObject({ problem: 'missing-value' })
    expect(find({})).toMatchObject({ problem: 'missing-value' })
  })

  it('whose code is not one of the programme is refused, with the one that its name says', () => {
    expect(find({ office: '1001' })).toMatchObject({
      field: 'office',
      problem: 'unknown-office',
      facts: { candidates: [] },
    })
    expect(find({ office: '4799', district: 'กุสุมาลย์' })).toMatchObject({
      problem: 'unknown-office',
      facts: { candidates: ['4702 อำเภอกุสุมาลย์ จังหวัดสกลนคร'] },
    })
  })

  it('whose code is gainsaid by a name is refused: a row may have slipped', () => {
    for (const [named, field] of [
      [{ office: '4701', district: 'กุสุมาลย์' }, 'district'],
      [{ office: '4701', province: 'นครพนม', district: 'เมืองสกลนคร' }, 'province'],
      [{ office: '4701', name: 'ที่ทำการปกครองจังหวัดสกลนคร' }, 'name'],
      [{ office: '47', district: 'เมืองสกลนคร' }, 'district'],
      [{ office: '4701', name: 'อำเภอเมืองสกลนคร จังหวัดนครพนม' }, 'name'],
    ] as const)
      expect(find(named), JSON.stringify(named)).toMatchObject({ field, problem: 'conflicting-office' })
  })

  it('whose code is right may have its name misspelt', () => {
    expect(find({ office: '4702', district: 'กุสุมาล', province: 'สกลนคน' })).toBe('4702')
    expect(find({ office: '4701', district: 'เมือง', province: 'สกลนคร' })).toBe('4701')
  })

  it('is of one province: two named are refused', () => {
    expect(find({ name: 'อำเภอเฉลิมพระเกียรติ จังหวัดน่าน', province: 'สระบุรี' })).toMatchObject({
      problem: 'ambiguous-office',
      facts: { candidates: ['19 จังหวัดสระบุรี', '55 จังหวัดน่าน'] },
    })
  })
})

it('The distance of two words is the letters that differ', () => {
  expect(editDistance('กุสุมาลย์', 'กุสุมาลย์')).toBe(0)
  expect(editDistance('กุสุมาล', 'กุสุมาลย์')).toBe(2)
  expect(editDistance('', 'abc')).toBe(3)
  expect(editDistance('kitten', 'sitting')).toBe(3)
})
