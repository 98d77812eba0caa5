import type { ObligationName, Policy } from '../../domain/policy.ts'
import { obligationTh } from '../../thai/vocabulary.ts'
import type { CommandForm } from './commandForms.ts'
import type { Field } from './field.ts'

/** The forms of what the tiers above do, to one office or to many at once. */

export const reason = (label: string): Field => ({ kind: 'text', name: 'reason', label, rows: 4, max: 1000 })

const order = (isOptional: boolean): Field[] => [
  { kind: 'text', name: 'order.number', label: 'เลขที่หนังสือหรือคำสั่ง', hint: 'เช่น มท 0322/1234', max: 60, isOptional },
  { kind: 'day', name: 'order.date', label: 'ลงวันที่', isOptional },
]

/** @param choice the fields by which it is chosen what is answered */
export function answerForm({ escalation }: Policy, choice: readonly Field[]): CommandForm {
  return {
    intro: `ชี้แจงได้รายการละหนึ่งครั้ง วันที่คาดว่าจะแล้วเสร็จต้องอยู่ภายใน ${escalation.promiseWithinWorkingDays} วันทำการ ระบบจะรายงานกรมการปกครองเมื่อพ้นวันนั้นแล้วยังไม่แล้วเสร็จ`,
    fields: [
      ...choice,
      { kind: 'text', name: 'action', label: 'การดำเนินการของจังหวัด', rows: 5, max: 2000 },
      { kind: 'day', name: 'promisedOn', label: 'วันที่คาดว่าจะแล้วเสร็จ' },
    ],
    ...{ prefilled: {}, button: 'ส่งคำชี้แจง', done: 'บันทึกคำชี้แจงแล้ว' },
  }
}

export function remindForm(): CommandForm {
  return {
    intro: 'ระบบจะส่งหนังสือเร่งรัดทุกรายการที่ยังไม่แล้วเสร็จถึงหน่วยงานทันที ทำได้วันละหนึ่งครั้ง',
    ...{ fields: [], prefilled: {}, button: 'แจ้งเตือนให้เร่งดำเนินการ', done: 'แจ้งเตือนหน่วยงานแล้ว' },
  }
}

/** @param obligations those that may be extended */
export function extendForm(obligations: readonly ObligationName[]): CommandForm {
  return {
    fields: [
      {
        ...{ kind: 'choice', name: 'obligation', label: 'รายการที่ขยายเวลา' },
        options: obligations.map((value) => ({ value, label: obligationTh[value] })),
      },
      { kind: 'day', name: 'deadline', label: 'กำหนดใหม่' },
      ...order(false),
      reason('เหตุผล'),
    ],
    ...{ prefilled: {}, button: 'ขยายเวลา', done: 'ขยายเวลาแล้ว หน่วยงานได้รับแจ้งทันที' },
  }
}

export function suspendForm(): CommandForm {
  return {
    intro: 'ระหว่างระงับ ไม่มีรายการครบกำหนดและไม่มีการแจ้งเตือน กำหนดที่ยังไม่ครบจะเลื่อนออกไปเท่าจำนวนวันทำการที่ระงับ',
    fields: [reason('เหตุผลที่ระงับ'), ...order(true)],
    ...{ prefilled: {}, button: 'ระงับชั่วคราว', done: 'ระงับการดำเนินการชั่วคราวแล้ว' },
  }
}

export function resumeForm(): CommandForm {
  return {
    fields: [reason('เหตุผลที่ให้ดำเนินการต่อ'), ...order(true)],
    ...{ prefilled: {}, button: 'ให้ดำเนินการต่อ', done: 'ให้ดำเนินการต่อแล้ว' },
  }
}
