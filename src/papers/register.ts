import type { LineCode } from '../domain/policy.ts'
import { dayOf } from '../domain/time.ts'
import { writeCsv } from '../spreadsheet/csv.ts'
import { type Column, sheet } from '../spreadsheet/sheet.ts'
import { writeWorkbook } from '../spreadsheet/write.ts'
import type { RecordedEntry } from '../store/ledger.ts'
import type { Register, RegisterBalance } from '../store/register.ts'
import { shortDay } from '../thai/dates.ts'
import { entryKindTh } from '../thai/happened.ts'
import { type OfficeNames, officeName } from '../thai/offices.ts'

/** The disbursement register (ทะเบียนคุมการเบิกจ่าย) as a file. */

export interface RegisterSubject {
  /** The programme's name, and what a reader must know of it: that it is a rehearsal, that amounts are samples. */
  readonly programme: string
  readonly warnings: readonly string[]
  /** Budget lines by their codes. */
  readonly lineName: (line: LineCode) => string
}

/** A workbook of two sheets: every entry in the order it was recorded, and the balance of every line with a total. */
export async function registerWorkbook(register: Register, subject: RegisterSubject): Promise<Buffer> {
  const title = [`ทะเบียนคุมการเบิกจ่าย ${subject.programme}`, ...subject.warnings]
  const sum = (of: (b: RegisterBalance) => number) => register.balances.reduce((total, b) => total + of(b), 0)
  const total: RegisterBalance = {
    ...{ office: '', line: '' },
    allocated: sum((b) => b.allocated),
    disbursed: sum((b) => b.disbursed),
    returned: sum((b) => b.returned),
  }
  return writeWorkbook([
    sheet({ name: 'รายการ', title, columns: entryColumns(register, subject), rows: register.entries }),
    sheet({
      name: 'ยอดคงเหลือ',
      title,
      columns: balanceColumns(register, subject),
      rows: [...register.balances, total],
    }),
  ])
}

/** The entries alone, as CSV. */
export function registerCsv(register: Register, subject: RegisterSubject): string {
  return writeCsv(entryColumns(register, subject), register.entries)
}

function entryColumns({ offices }: Register, { lineName }: RegisterSubject): Column<RecordedEntry>[] {
  const nameOf = namesBy(offices)
  return [
    { header: 'รหัสหน่วยงาน', width: 14, value: (e) => e.office },
    { header: 'หน่วยงาน', width: 44, value: (e) => nameOf(e.office) },
    { header: 'ลำดับที่', width: 10, value: (e) => e.sequence },
    { header: 'รายการงบประมาณ', width: 30, value: (e) => lineName(e.line) },
    { header: 'ประเภท', width: 22, value: entryKindTh },
    { header: 'เลขที่เอกสาร', width: 18, value: (e) => e.documentNo },
    { header: 'วันที่จ่าย', width: 16, value: (e) => e.paidOn && shortDay(e.paidOn) },
    { header: 'เลขอ้างอิง e-fms', width: 18, value: (e) => e.efmsRef },
    { header: 'จำนวนเงิน (บาท)', width: 18, value: (e) => ({ baht: e.amount }) },
    { header: 'วันที่บันทึก', width: 16, value: (e) => shortDay(dayOf(e.at)) },
    { header: 'หมายเหตุ', width: 24, value: (e) => (e.late ? 'บันทึกหลังกำหนดเบิกจ่าย' : null) },
  ]
}

function balanceColumns({ offices }: Register, { lineName }: RegisterSubject): Column<RegisterBalance>[] {
  const nameOf = namesBy(offices)
  return [
    { header: 'รหัสหน่วยงาน', width: 14, value: (b) => b.office || null },
    { header: 'หน่วยงาน', width: 44, value: (b) => (b.office === '' ? 'รวมทั้งสิ้น' : nameOf(b.office)) },
    { header: 'รายการงบประมาณ', width: 30, value: (b) => (b.line === '' ? null : lineName(b.line)) },
    { header: 'จัดสรร (บาท)', width: 18, value: (b) => ({ baht: b.allocated }) },
    { header: 'เบิกจ่าย (บาท)', width: 18, value: (b) => ({ baht: b.disbursed }) },
    { header: 'ส่งคืน (บาท)', width: 18, value: (b) => ({ baht: b.returned }) },
    { header: 'คงเหลือ (บาท)', width: 18, value: (b) => ({ baht: b.allocated - b.disbursed - b.returned }) },
  ]
}

function namesBy(offices: readonly OfficeNames[]): (code: string) => string {
  const names = new Map(offices.map((office) => [office.code, officeName(office)]))
  return (code) => names.get(code) ?? code
}
