import { tierOf } from '../domain/policy.ts'
import { officeName } from '../thai/offices.ts'
import { department } from '../thai/vocabulary.ts'
import type { Draft } from './block.ts'
import type { ReminderView } from './letterView.ts'
import { dutyBlocks, dutyFigures, matterTh } from './morning.ts'

/** An official has an office reminded, at once, of everything it has not settled. */
export function draftReminder(view: ReminderView): Draft {
  const { office } = view
  const above = tierOf(office.code) === 'province' ? department : `จังหวัด${office.province}`
  return {
    subject: `[ขอให้เร่งดำเนินการ] ${matterTh(view)}`,
    to: `ผู้ประสานงานโครงการ ${officeName(office)}`,
    lead: [dutyFigures(view)],
    body: [
      {
        type: 'paragraph',
        text: `ขอเรียนติดตามว่า ${officeName(office)} มีรายการที่ยังไม่แล้วเสร็จ จำนวน ${view.rows.length} รายการ ดังนี้`,
      },
      ...dutyBlocks(view),
      {
        type: 'paragraph',
        text: `จึงเรียนมาเพื่อโปรดทราบและเร่งดำเนินการให้แล้วเสร็จ หากได้ดำเนินการแล้ว โปรดบันทึกผลในระบบ หากมีเหตุขัดข้องประการใด โปรดแจ้ง${above}โดยด่วน`,
      },
    ],
  }
}
