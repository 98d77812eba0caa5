import { expect, test } from 'vitest'
import { rejectionTypes } from '../../src/domain/rejection.ts'
import { fullDay, longDay, longMoment, shortDay, timeOfDay, timeSpan } from '../../src/thai/dates.ts'
import { amount, baht, percentOf } from '../../src/thai/money.ts'
import { areaName, headOf, officeName, shortOfficeName } from '../../src/thai/offices.ts'
import { refusalTh, refusalTitleTh } from '../../src/thai/refusals.ts'

test('days of the Buddhist era, as official letters write them', () => {
  expect(longDay('2025-05-15')).toBe('วันพฤหัสบดีที่ 15 พฤษภาคม 2568')
  expect(longDay('2024-12-25')).toBe('วันพุธที่ 25 ธันวาคม 2567')
  expect(fullDay('2025-01-01')).toBe('1 มกราคม 2568')
  expect(shortDay('2025-05-15')).toBe('15 พ.ค. 2568')
})

test("times by Thailand's clock, also just before and after midnight", () => {
  expect(timeOfDay('2024-12-25T13:30:00+07:00')).toBe('13.30 น.')
  expect(timeSpan('2024-12-25T13:30:00+07:00', '2024-12-25T15:30:00+07:00')).toBe('13.30 - 15.30 น.')
  expect(longMoment('2025-05-16T00:05:00+07:00')).toBe('วันศุกร์ที่ 16 พฤษภาคม 2568 เวลา 00.05 น.')
})

test('money to the satang, and shares never rounded up', () => {
  expect(baht(1_250_050)).toBe('12,500.50 บาท')
  expect(amount(5)).toBe('0.05')
  expect(amount(-100_000_001)).toBe('-1,000,000.01')
  expect(percentOf(2_249_999, 4_500_000)).toBe('ร้อยละ 49.99')
  expect(percentOf(4_500_000, 4_500_000)).toBe('ร้อยละ 100.00')
  expect(percentOf(0, 0)).toBe('ร้อยละ 0.00')
})

test('offices by their full names, and who heads them', () => {
  const district = { code: '4701', name: 'เมืองสกลนคร', province: 'สกลนคร' }
  const province = { code: '47', name: 'สกลนคร', province: 'สกลนคร' }
  expect(officeName(district)).toBe('ที่ทำการปกครองอำเภอเมืองสกลนคร จังหวัดสกลนคร')
  expect(officeName(province)).toBe('ที่ทำการปกครองจังหวัดสกลนคร')
  expect(areaName(district)).toBe('อำเภอเมืองสกลนคร จังหวัดสกลนคร')
  expect(shortOfficeName(district)).toBe('อำเภอเมืองสกลนคร')
  expect(headOf(district)).toBe('นายอำเภอเมืองสกลนคร')
  expect(headOf(province)).toBe('ผู้ว่าราชการจังหวัดสกลนคร')
})

test('every refusal has a Thai title and sentence, even when no fact is known', () => {
  for (const type of rejectionTypes) {
    expect(refusalTitleTh[type]).toMatch(/[ก-๙]/)
    expect(refusalTh({ type, facts: {} })).toMatch(/[ก-๙]/)
    expect(refusalTh({ type, facts: {} })).not.toMatch(/undefined|null|\[object/)
  }
})

test('a refusal says what to do, with its figures', () => {
  const names = (code: string) => (code === 'materials' ? 'ค่าวัสดุ' : code)
  expect(
    refusalTh(
      {
        type: 'line-exceeded',
        facts: { line: 'materials', amount: '12500.50', remaining: '12500.49', excess: '0.01' },
      },
      names,
    ),
  ).toBe(
    'จำนวนเงิน 12,500.50 บาท เกินวงเงินคงเหลือของรายการ ค่าวัสดุ ซึ่งเหลือ 12,500.49 บาท (เกิน 0.01 บาท) และห้ามนำเงินรายการอื่นมาถัวจ่าย',
  )
  expect(
    refusalTh({ type: 'invalid-date', facts: { date: '2568-05-15', earliest: '2024-12-25', latest: '2025-05-16' } }),
  ).toBe('วันที่ต้องอยู่ระหว่างวันที่ 25 ธันวาคม 2567 ถึงวันที่ 16 พฤษภาคม 2568 โปรดตรวจสอบปี: ระบบรับปีคริสต์ศักราช')
  expect(
    refusalTh(
      {
        type: 'report-mismatch',
        facts: {
          differences: [
            {
              line: 'materials',
              timesReported: 1,
              reported: { disbursed: '900.00', returned: '0.00' },
              ledger: { disbursed: '1000.00', returned: '0.00' },
            },
          ],
        },
      },
      names,
    ),
  ).toContain('ค่าวัสดุ รายงานเบิกจ่าย 900.00 บาท ส่งคืน 0.00 บาท แต่ทะเบียนเบิกจ่าย 1,000.00 บาท ส่งคืน 0.00 บาท')
  expect(refusalTh({ type: 'already-done', facts: { remindedOn: '2025-05-20' } })).toBe(
    'แจ้งเตือนให้ดำเนินการในวันนี้แล้ว แจ้งเตือนได้อีกครั้งในวันถัดไป',
  )
  expect(refusalTh({ type: 'nothing-to-remind', facts: { suspendedAt: '2025-05-20T10:00:00+07:00' } })).toContain(
    'อยู่ระหว่างระงับการดำเนินการ',
  )
  expect(refusalTh({ type: 'virement-forbidden', facts: { from: 'materials', to: 'training' } }, names)).toContain(
    'ห้ามถัวจ่ายระหว่างรายการ (จาก ค่าวัสดุ ไป training)',
  )
})
