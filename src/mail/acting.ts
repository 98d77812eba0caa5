import type { MailAct } from '../domain/mailActs.ts'
import { LINK_DAYS } from '../store/actionLinks.ts'
import type { Block, Entry } from './block.ts'
import type { MailView } from './letterView.ts'

/** What a mail says of the links by which its reader can act at once. */

const actTh: Readonly<Record<MailAct['command'], string>> = {
  acknowledge: 'ตอบรับหนังสือและแจ้งชื่อผู้ประสานงาน โดยไม่ต้องเข้าสู่ระบบ',
  'attend-kickoff': 'บันทึกการรับฟังการชี้แจง โดยไม่ต้องเข้าสู่ระบบ',
  'answer-escalation': 'ชี้แจงรายการนี้ โดยไม่ต้องเข้าสู่ระบบ',
}

/** What can be done about an obligation from this mail, if anything. */
export function actOn(
  { acts }: Pick<MailView, 'acts'>,
  of: { readonly office: string; readonly obligation: MailAct['obligation'] },
): Pick<Entry, 'act'> {
  const act = acts?.find(({ office, obligation }) => office === of.office && obligation === of.obligation)
  return act ? { act: { label: actTh[act.command], href: act.href } } : {}
}

/** Everything that can be done from this mail, as links of their own. */
export function actBlocks({ acts = [] }: Pick<MailView, 'acts'>): Block[] {
  return acts.map(({ command, href }) => ({ type: 'link', label: actTh[command], href }))
}

/** What a reader must know of such links; nothing in a mail without any. */
export function actNote({ acts = [] }: Pick<MailView, 'acts'>): Block[] {
  if (acts.length === 0) return []
  const text = `ลิงก์ที่ไม่ต้องเข้าสู่ระบบใช้ได้ครั้งเดียว ภายใน ${LINK_DAYS} วัน ผู้ที่ถือลิงก์ดำเนินการแทนหน่วยงานได้ โปรดส่งต่อเฉพาะผู้รับผิดชอบ`
  return [{ type: 'small', text }]
}
