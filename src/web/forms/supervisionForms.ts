import type { ObligationName, Policy } from '../../domain/policy.ts'
import { say } from '../../language/say.ts'
import { obligationTh } from '../../thai/vocabulary.ts'
import type { CommandForm } from './commandForms.ts'
import type { Field } from './field.ts'

/** The forms of what the tiers above do, to one office or to many at once. */

export const reason = (label: string): Field => ({ kind: 'text', name: 'reason', label, rows: 4, max: 1000 })

const order = (isOptional: boolean): Field[] => [
  {
    kind: 'text',
    name: 'order.number',
    label: say('เลขที่หนังสือหรือคำสั่ง'),
    hint: say('เช่น มท 0322/1234'),
    max: 60,
    isOptional,
  },
  { kind: 'day', name: 'order.date', label: say('ลงวันที่'), isOptional },
]

/** @param choice the fields by which it is chosen what is answered */
export function answerForm({ escalation }: Policy, choice: readonly Field[]): CommandForm {
  return {
    intro: say`ชี้แจงได้รายการละหนึ่งครั้ง วันที่คาดว่าจะแล้วเสร็จต้องอยู่ภายใน ${escalation.promiseWithinWorkingDays} วันทำการ ระบบจะรายงานกรมการปกครองเมื่อพ้นวันนั้นแล้วยังไม่แล้วเสร็จ`,
    fields: [
      ...choice,
      { kind: 'text', name: 'action', label: say('การดำเนินการของจังหวัด'), rows: 5, max: 2000 },
      { kind: 'day', name: 'promisedOn', label: say('วันที่คาดว่าจะแล้วเสร็จ') },
    ],
    ...{ prefilled: {}, button: say('ส่งคำชี้แจง'), done: say('บันทึกคำชี้แจงแล้ว') },
  }
}

export function remindForm(): CommandForm {
  return {
    intro: say('ระบบจะส่งหนังสือเร่งรัดทุกรายการที่ยังไม่แล้วเสร็จถึงหน่วยงานทันที ทำได้วันละหนึ่งครั้ง'),
    ...{ fields: [], prefilled: {}, button: say('แจ้งเตือนให้เร่งดำเนินการ'), done: say('แจ้งเตือนหน่วยงานแล้ว') },
  }
}

/** @param obligations those that may be extended */
export function extendForm(obligations: readonly ObligationName[]): CommandForm {
  return {
    fields: [
      {
        ...{ kind: 'choice', name: 'obligation', label: say('รายการที่ขยายเวลา') },
        options: obligations.map((value) => ({ value, label: say(obligationTh[value]) })),
      },
      { kind: 'day', name: 'deadline', label: say('กำหนดใหม่') },
      ...order(false),
      reason(say('เหตุผล')),
    ],
    ...{ prefilled: {}, button: say('ขยายเวลา'), done: say('ขยายเวลาแล้ว หน่วยงานได้รับแจ้งทันที') },
  }
}

export function suspendForm(): CommandForm {
  return {
    intro: say('ระหว่างระงับ ไม่มีรายการครบกำหนดและไม่มีการแจ้งเตือน กำหนดที่ยังไม่ครบจะเลื่อนออกไปเท่าจำนวนวันทำการที่ระงับ'),
    fields: [reason(say('เหตุผลที่ระงับ')), ...order(true)],
    ...{ prefilled: {}, button: say('ระงับชั่วคราว'), done: say('ระงับการดำเนินการชั่วคราวแล้ว') },
  }
}

export function resumeForm(): CommandForm {
  return {
    fields: [reason(say('เหตุผลที่ให้ดำเนินการต่อ')), ...order(true)],
    ...{ prefilled: {}, button: say('ให้ดำเนินการต่อ'), done: say('ให้ดำเนินการต่อแล้ว') },
  }
}
