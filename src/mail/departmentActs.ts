import type { Order } from '../domain/command.ts'
import { dayOf } from '../domain/time.ts'
import { longDay, shortDay } from '../thai/dates.ts'
import { officeName } from '../thai/offices.ts'
import { obligationTh } from '../thai/vocabulary.ts'
import type { Block, Draft, Fact, Figure } from './block.ts'
import type { DutyView, ExtensionView, ResumptionView, SuspensionView } from './letterView.ts'
import { askToAct, askToNote, orderTh } from './wording.ts'

/** What the department decides on an office's time: extension, suspension, resumption. Each cites its order. */

export function draftExtension(view: ExtensionView): Draft {
  const duty = obligationTh[view.obligation]
  return {
    subject: `[ขยายเวลา] ${duty} ขยายถึง${longDay(view.deadline)}`,
    to: `ผู้ประสานงานโครงการ ${officeName(view.office)}`,
    lead: [{ type: 'figures', figures: [{ value: shortDay(view.deadline), label: 'กำหนดใหม่', tone: 'good' }] }],
    body: [
      { type: 'paragraph', text: `กรมการปกครองขยายเวลาให้ ${officeName(view.office)} ดังนี้` },
      {
        type: 'facts',
        facts: [
          { label: 'รายการ', value: duty },
          { label: 'กำหนดเดิม', value: longDay(view.previous) },
          { label: 'กำหนดใหม่', value: longDay(view.deadline) },
          { label: 'ตาม', value: orderTh(view.order) },
        ],
      },
      ...reason(view.reason),
      { type: 'link', label: 'เปิดหน้าของหน่วยงานในระบบ', href: view.link },
      { type: 'paragraph', text: askToAct },
    ],
  }
}

export function draftSuspension(view: SuspensionView): Draft {
  return {
    subject: `[ระงับชั่วคราว] ระงับการดำเนินโครงการตั้งแต่${longDay(dayOf(view.at))}`,
    to: `ผู้ประสานงานโครงการ ${officeName(view.office)}`,
    body: [
      {
        type: 'paragraph',
        text: `กรมการปกครองให้ระงับการดำเนินโครงการของ ${officeName(view.office)} ไว้ชั่วคราว ตั้งแต่${longDay(dayOf(view.at))} จนกว่าจะแจ้งให้ดำเนินการต่อ`,
      },
      ...cited(view.order),
      ...reason(view.reason),
      {
        type: 'paragraph',
        text: 'ระหว่างนี้ไม่มีรายการครบกำหนดและไม่มีการแจ้งเตือน กำหนดเวลาที่ยังไม่ครบจะเลื่อนออกไปเท่าจำนวนวันทำการที่ระงับ หากมีการเบิกจ่ายหรือดำเนินการใด ยังบันทึกในระบบได้ตามปกติ',
      },
      { type: 'link', label: 'เปิดหน้าของหน่วยงานในระบบ', href: view.link },
      { type: 'paragraph', text: askToNote },
    ],
  }
}

export function draftResumption(view: ResumptionView): Draft {
  return {
    subject: `[ดำเนินการต่อ] ให้ดำเนินโครงการต่อตั้งแต่${longDay(dayOf(view.at))}${view.moved.length > 0 ? ' กำหนดเลื่อนออกไป' : ''}`,
    to: `ผู้ประสานงานโครงการ ${officeName(view.office)}`,
    lead: movedFigures(view),
    body: [
      {
        type: 'paragraph',
        text: `กรมการปกครองให้ ${officeName(view.office)} ดำเนินโครงการต่อ ตั้งแต่${longDay(dayOf(view.at))} เป็นต้นไป`,
      },
      ...cited(view.order),
      ...reason(view.reason),
      ...(view.moved.length > 0
        ? [
            { type: 'heading' as const, text: `กำหนดใหม่ (เลื่อนออกไป ${view.lost} วันทำการ)` },
            { type: 'facts' as const, facts: view.moved.map(movedFact) },
          ]
        : []),
      ...(view.risen.length > 0
        ? [
            { type: 'heading' as const, text: 'รายการที่เกินกำหนดก่อนการระงับ ขอให้เร่งดำเนินการ' },
            {
              type: 'facts' as const,
              facts: view.risen.map((d) => ({
                label: obligationTh[d.obligation],
                value: `ครบกำหนดเมื่อ${longDay(d.deadline)}`,
              })),
            },
          ]
        : []),
      ...(view.moved.length + view.risen.length === 0
        ? [{ type: 'paragraph' as const, text: 'กำหนดของรายการต่าง ๆ คงเดิม' }]
        : []),
      { type: 'link', label: 'เปิดหน้าของหน่วยงานในระบบ', href: view.link },
      { type: 'paragraph', text: askToAct },
    ],
  }
}

function movedFigures({ lost, moved, risen }: ResumptionView): Block[] {
  const figures: Figure[] = [
    ...(moved.length > 0 ? [{ value: String(lost), label: 'เลื่อนออกไป (วันทำการ)', tone: 'good' as const }] : []),
    ...(risen.length > 0
      ? [{ value: String(risen.length), label: 'เกินกำหนดอยู่ก่อน (รายการ)', tone: 'alert' as const }]
      : []),
  ]
  return figures.length > 0 ? [{ type: 'figures', figures }] : []
}

function movedFact({ obligation, deadline }: DutyView): Fact {
  return { label: obligationTh[obligation], value: longDay(deadline) }
}

function cited(order: Order | null): Block[] {
  return order ? [{ type: 'facts', facts: [{ label: 'ตาม', value: orderTh(order) }] }] : []
}

function reason(text: string | null): Block[] {
  return text ? [{ type: 'quote', label: 'เหตุผล', text }] : []
}
