import type { Recipient } from '../../domain/letter.ts'
import type { OfficeCode } from '../../domain/policy.ts'
import type { Given } from '../../filesIn/filesIn.ts'
import type { AllocationPlan } from '../../imports/allocations.ts'
import type { Attendance } from '../../imports/attendance.ts'
import type { ContactEntry, ContactPlan } from '../../imports/contacts.ts'
import type { DryRun } from '../../imports/dryRun.ts'
import type { Extract, ExtractEntry, LedgerPayment, Match, Reconciliation } from '../../imports/efms.ts'
import type { FormsResponses } from '../../imports/formsResponses.ts'
import { say } from '../../language/say.ts'
import { shortDay } from '../../thai/dates.ts'
import { amount, baht } from '../../thai/money.ts'
import { areaName, type OfficeNames } from '../../thai/offices.ts'
import { refusalTitleTh } from '../../thai/refusals.ts'
import { contactRoleTh, department } from '../../thai/vocabulary.ts'

/** What a file would do, or has done, in words: the same shape for every kind. */
export interface Shown extends Omit<DryRun, 'basis'> {
  readonly basis?: string
  /** How many things pressing the button would do; 0 when there is nothing to do. */
  readonly toDo: number
  readonly remarks: readonly string[]
  readonly sections: readonly ShownSection[]
}

export interface ShownSection {
  readonly heading: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Names of offices and of budget lines. */
export interface Names {
  readonly offices: ReadonlyMap<OfficeCode, OfficeNames>
  readonly line: (code: string) => string
}

export function shownAllocations(plan: AllocationPlan, names: Names): Shown {
  const row = (c: { office: OfficeCode; line: string }) => [office(names, c.office), names.line(c.line)]
  return {
    ...plan,
    toDo: plan.added.length + plan.changed.length,
    remarks: [
      say`รวมเงินในไฟล์ ${baht(plan.total)}`,
      say`เหมือนเดิม ${plan.unchanged.length} รายการ ไม่มีในไฟล์และคงเดิม ${plan.notInFile.length} รายการ`,
      ...(plan.linesNotInFile.length > 0
        ? [say`รายการงบประมาณที่ไม่มีจำนวนเงินในไฟล์: ${plan.linesNotInFile.map(names.line).join(', ')}`]
        : []),
    ],
    sections: [
      {
        ...{ heading: say('เพิ่มใหม่'), head: [say('หน่วยงาน'), say('รายการ'), say('จำนวนเงิน (บาท)')] },
        rows: plan.added.map((c) => [...row(c), amount(c.to)]),
      },
      {
        ...{ heading: say('เปลี่ยนแปลง'), head: [say('หน่วยงาน'), say('รายการ'), say('เดิม (บาท)'), say('ใหม่ (บาท)')] },
        rows: plan.changed.map((c) => [...row(c), amount(c.from), amount(c.to)]),
      },
    ],
  }
}

export function shownContacts(plan: ContactPlan, names: Names): Shown {
  const row = (c: ContactEntry) => [
    recipient(names, c.recipient),
    say(contactRoleTh[c.role]),
    c.name,
    c.email,
    c.phone ?? '-',
  ]
  const head = [say('หน่วยงาน'), say('หน้าที่'), say('ชื่อ'), say('อีเมล'), say('โทรศัพท์')]
  return {
    ...plan,
    toDo: plan.added.length + plan.changed.length + plan.removed.length,
    remarks: [say`เหมือนเดิม ${plan.unchanged.length} ราย ไม่มีในไฟล์และคงเดิม ${plan.notInFile.length} ราย`],
    sections: [
      { heading: say('เพิ่มใหม่'), head, rows: plan.added.map(row) },
      { heading: say('เปลี่ยนแปลงเป็น'), head, rows: plan.changed.map(({ to }) => row(to)) },
      { heading: say('นำออก'), head, rows: plan.removed.map(row) },
    ],
  }
}

export function shownEfms({ extract, found }: { extract: Extract; found: Reconciliation }, names: Names): Shown {
  const entry = (e: ExtractEntry) => [
    e.cell,
    office(names, e.office),
    amount(e.amount),
    shortDay(e.paidOn),
    e.documentNo ?? '-',
  ]
  const payment = (p: LedgerPayment) => [
    ...[
      office(names, p.office),
      names.line(p.line),
      amount(p.amount),
      p.paidOn ? shortDay(p.paidOn) : '-',
      p.documentNo,
    ],
  ]
  return {
    ...extract,
    toDo: found.offices.length,
    remarks: [say`ตรงกัน ${found.same.length} รายการ ใน ${found.offices.length} หน่วยงานที่มีในไฟล์`],
    sections: [
      {
        ...{
          heading: say('ไม่ตรงกัน'),
          head: [say('เซลล์'), say('หน่วยงาน'), say('เลขที่เอกสาร'), say('ใน e-fms'), say('ในทะเบียน')],
        },
        rows: found.different.map((m) => differences(m, names)),
      },
      {
        ...{
          heading: say('มีใน e-fms แต่ไม่มีในทะเบียน'),
          head: [say('เซลล์'), say('หน่วยงาน'), say('จำนวนเงิน (บาท)'), say('วันที่'), say('เลขที่เอกสาร')],
        },
        rows: found.missing.map(entry),
      },
      {
        ...{
          heading: say('มีในทะเบียนแต่ไม่มีใน e-fms'),
          head: [say('หน่วยงาน'), say('รายการ'), say('จำนวนเงิน (บาท)'), say('วันที่'), say('เลขที่เอกสาร')],
        },
        rows: found.extra.map(payment),
      },
    ],
  }
}

export function shownResponses(plan: FormsResponses, names: Names): Shown {
  return {
    ...plan,
    toDo: plan.commands.length,
    remarks: plan.superseded.length > 0 ? [say`ไม่นับ ${plan.superseded.length} คำตอบ เพราะหน่วยงานตอบใหม่ภายหลัง`] : [],
    sections: [
      {
        ...{ heading: say('รายงานที่จะส่ง'), head: [say('หน่วยงาน'), say('ผลการดำเนินโครงการ')] },
        rows: plan.commands.map((c) => [office(names, c.office), c.body.outcome]),
      },
    ],
  }
}

export function shownAttendance(plan: Attendance, names: Names): Shown {
  const row = (code: OfficeCode) => [office(names, code), String(plan.minutes.get(code) ?? 0)]
  const head = [say('หน่วยงาน'), say('นาทีที่เข้าประชุม')]
  return {
    ...plan,
    ...{ toDo: plan.commands.length, remarks: [] },
    sections: [
      { heading: say('เข้าร่วมประชุม'), head, rows: plan.commands.map((c) => row(c.office)) },
      { heading: say('อยู่ไม่ถึงเวลาที่กำหนด'), head, rows: plan.tooShort.map(row) },
    ],
  }
}

/** What came of each office's command. */
export function shownResults(results: readonly Given[], names: Names): ShownSection[] {
  const of = (isDone: boolean) => results.filter((r) => (r.outcome === 'accepted') === isDone)
  return [
    { heading: say('บันทึกแล้ว'), head: [say('หน่วยงาน')], rows: of(true).map((r) => [office(names, r.office)]) },
    {
      ...{ heading: say('ไม่ได้บันทึก'), head: [say('หน่วยงาน'), say('เหตุ')] },
      rows: of(false).map((r) => [office(names, r.office), outcomeTh(r.outcome)]),
    },
  ]
}

function outcomeTh(outcome: string): string {
  if (outcome in refusalTitleTh) return say(refusalTitleTh[outcome as keyof typeof refusalTitleTh])
  return outcome === 'unavailable' ? say('ระบบยังไม่ตอบรับ ส่งไฟล์เดิมอีกครั้งได้ ระบบจะไม่บันทึกซ้ำ') : say('ข้อมูลไม่ถูกต้อง')
}

function differences({ entry, payment, differences }: Match, names: Names): string[] {
  const told = (side: 'efms' | 'ledger') =>
    differences.map((d) => `${say(fieldTh[d.field])} ${d[side] || '-'}`).join(', ')
  return [entry.cell, office(names, entry.office), payment.documentNo, told('efms'), told('ledger')]
}

const fieldTh = {
  amount: 'จำนวนเงิน',
  paidOn: 'วันที่',
  line: 'รายการ',
  documentNo: 'เลขที่เอกสาร',
  efmsRef: 'เลขอ้างอิง',
} as const

function office({ offices }: Names, code: OfficeCode): string {
  const name = offices.get(code)
  return name ? areaName(name) : code
}

function recipient(names: Names, to: Recipient): string {
  return to === 'department' ? department : office(names, to.slice(to.indexOf(':') + 1))
}
