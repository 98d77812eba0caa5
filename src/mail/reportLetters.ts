import { longDay, shortDay } from '../thai/dates.ts'
import { baht } from '../thai/money.ts'
import { officeName } from '../thai/offices.ts'
import { owedTh } from '../thai/vocabulary.ts'
import type { Draft } from './block.ts'
import type { ReportAcceptedView, ReportReturnedView } from './letterView.ts'
import { askToAct, askToNote } from './wording.ts'

/** The department returns a final report, with the reason and the day by which it is sent again. */
export function draftReportReturned(view: ReportReturnedView): Draft {
  return {
    subject: `[ส่งคืนรายงาน] โปรดแก้ไขและส่งรายงานผลใหม่ภายใน${longDay(view.deadline)}`,
    to: `ผู้ประสานงานโครงการ ${officeName(view.office)}`,
    lead: [{ type: 'figures', figures: [{ value: shortDay(view.deadline), label: 'ส่งรายงานใหม่ภายใน', tone: 'warn' }] }],
    body: [
      {
        type: 'paragraph',
        text: `ตามที่ ${officeName(view.office)} ได้ส่งรายงานผลการดำเนินโครงการ กรมการปกครองได้ตรวจสอบแล้ว ขอส่งคืนเพื่อแก้ไข`,
      },
      ...(view.reason ? [{ type: 'quote' as const, label: 'เหตุผลที่ส่งคืน', text: view.reason }] : []),
      { type: 'facts', facts: [{ label: 'ส่งรายงานใหม่ภายใน', value: longDay(view.deadline) }] },
      {
        type: 'paragraph',
        text: 'ระหว่างนี้บันทึกหรือกลับรายการเบิกจ่ายได้อีกครั้ง โดยยอดเงินในรายงานที่ส่งใหม่ต้องตรงกับทะเบียนเบิกจ่ายทุกรายการ',
      },
      { type: 'link', label: 'แก้ไขรายงานในระบบ', href: view.link },
      { type: 'paragraph', text: askToAct },
    ],
  }
}

/** The department accepts a final report. */
export function draftReportAccepted(view: ReportAcceptedView): Draft {
  const done = view.owed.length === 0
  return {
    subject: `[ตรวจรับรายงาน] กรมการปกครองตรวจรับรายงานผลการดำเนินโครงการแล้ว${done ? '' : ` ยังมีรายการค้าง ${view.owed.length} รายการ`}`,
    to: `ผู้ประสานงานโครงการ ${officeName(view.office)}`,
    body: [
      {
        type: 'paragraph',
        text: `กรมการปกครองได้ตรวจรับรายงานผลการดำเนินโครงการของ ${officeName(view.office)} เรียบร้อยแล้ว${
          done ? ' ถือว่าหน่วยงานดำเนินโครงการแล้วเสร็จ ขอขอบคุณในความร่วมมือ' : ''
        }`,
      },
      ...(view.money
        ? [
            {
              type: 'facts' as const,
              facts: [
                { label: 'เงินจัดสรร', value: baht(view.money.allocated) },
                { label: 'เบิกจ่ายและส่งคืน', value: baht(view.money.accounted) },
              ],
            },
          ]
        : []),
      ...(done
        ? []
        : [
            { type: 'heading' as const, text: 'รายการที่ยังค้าง' },
            {
              type: 'facts' as const,
              facts: view.owed.map((d) => ({
                label: owedTh[d.obligation],
                value: `กำหนด${longDay(d.deadline)}`,
              })),
            },
          ]),
      { type: 'link', label: 'เปิดหน้าของหน่วยงานในระบบ', href: view.link },
      { type: 'paragraph', text: done ? askToNote : askToAct },
    ],
  }
}
