import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../src/domain/time.ts'
import type { Field, Typed } from '../../src/web/forms/field.ts'
import { typedDay } from '../../src/web/forms/fieldView.tsx'
import { readForm } from '../../src/web/forms/readForm.ts'

const amount: Field = { kind: 'amount', name: 'amount', label: 'จำนวนเงิน' }
const day: Field = { kind: 'day', name: 'on', label: 'วันที่' }
const name: Field = { kind: 'text', name: 'coordinator.name', label: 'ชื่อ', max: 5 }
const phone: Field = { kind: 'text', name: 'coordinator.phone', label: 'โทรศัพท์', max: 30, isOptional: true }
const line: Field = { kind: 'choice', name: 'line', label: 'รายการ', options: [{ value: 'materials', label: 'ค่าวัสดุ' }] }

const read = (fields: Field[], typed: Typed) => readForm(fields, typed)
const onDay = (d: string, m: string, y: string) => read([day], { 'on.day': d, 'on.month': m, 'on.year': y })
const said = (reading: ReturnType<typeof readForm>) =>
  'errors' in reading ? reading.errors.map((e) => e.text) : reading

describe('an amount is read as people write it', () => {
  test.each([
    ['12500.50', '12500.50'],
    ['12,500.50', '12500.50'],
    [' ๑๒,๕๐๐.๕๐ บาท', '12500.50'],
    ['500', '500'],
    ['1 000', '1000'],
    // Whether it may be taken is a rule's to say, in the rule's own words.
    ['0.005', '0.005'],
    ['-5', '-5'],
  ])('%s', (typed, value) => {
    expect(read([amount], { amount: typed })).toEqual({ body: { amount: value } })
  })

  test.each(['สิบบาท', '1.2.3', '=1+1', '1e5', '12.'])('%s is none, and the message shows how', (typed) => {
    expect(said(read([amount], { amount: typed }))).toEqual(['จำนวนเงินต้องเป็นตัวเลข ทศนิยมไม่เกินสองตำแหน่ง เช่น 12,500.50'])
  })
})

describe('a day is read in the years of the Buddhist era', () => {
  test.each([
    ['15', '5', '2568', '2025-05-15'],
    ['๑๕', '๕', '๒๕๖๘', '2025-05-15'],
    ['29', '2', '2567', '2024-02-29'],
    // Nobody means 1482 BE.
    ['15', '5', '2025', '2025-05-15'],
  ])('%s/%s/%s', (d, m, y, value) => {
    expect(onDay(d, m, y)).toEqual({ body: { on: value } })
  })

  test.each([
    ['30', '2', '2568'],
    ['29', '2', '2568'],
    ['0', '1', '2568'],
    ['1', '13', '2568'],
    ['1.5', '1', '2568'],
    ['1', '1', '68'],
    ['1', '1', '99999'],
  ])('%s/%s/%s is none', (d, m, y) => {
    expect(said(onDay(d, m, y))).toEqual([`ไม่มีวันที่ ${d}/${m}/${y} โปรดตรวจสอบวัน เดือน และปี พ.ศ.`])
  })

  test('a part that is missing is asked for', () => {
    expect(said(onDay('15', '', '2568'))).toEqual(['โปรดระบุวัน เดือน และปี พ.ศ. ให้ครบ'])
  })

  test('a day that a form is opened with is read back as the same day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (n) => {
        const given = addDays('2001-01-01', n)
        expect(readForm([day], typedDay('on', given))).toEqual({ body: { on: given } })
      }),
    )
  })
})

describe('a form', () => {
  test('makes the body of a command, leaving out what was not filled in', () => {
    const typed = { 'coordinator.name': ' สมศรี', 'coordinator.phone': ' ', line: 'materials', other: 'x' }
    expect(read([name, phone, line], typed)).toEqual({
      body: { coordinator: { name: 'สมศรี' }, line: 'materials' },
    })
  })

  test('says everything that is wrong at once, in the order of its fields', () => {
    expect(read([name, line, amount], { 'coordinator.name': 'ยาวเกินไป', line: 'travel' })).toEqual({
      errors: [
        { field: 'coordinator.name', text: 'ยาวเกินไป ใส่ได้ไม่เกิน 5 ตัวอักษร' },
        { field: 'line', text: 'โปรดเลือกรายการ' },
        { field: 'amount', text: 'โปรดระบุจำนวนเงิน' },
      ],
    })
  })

  test('whatever is typed, it is read or refused in words', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('amount', 'on.day', 'on.month', 'on.year', 'line', 'coordinator.name', '__proto__'),
          fc.string({ unit: 'binary' }),
        ),
        (typed) => {
          const reading = readForm([amount, day, name, line], typed)
          if ('errors' in reading) expect(reading.errors.every((e) => e.text !== '')).toBe(true)
          else expect(Object.keys(reading.body).sort()).toEqual(['amount', 'coordinator', 'line', 'on'])
        },
      ),
    )
  })
})
