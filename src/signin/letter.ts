import type { Block } from '../mail/block.ts'
import { writeHtml } from '../mail/html.tsx'
import { oneLine } from '../mail/oneLine.ts'
import type { RenderedMail } from '../mail/render.ts'
import { writeText } from '../mail/text.ts'
import { toInstant } from '../store/forms.ts'
import { longMoment } from '../thai/dates.ts'
import { centre } from '../thai/vocabulary.ts'

/** The mail with a link that signs in. Pure. */
export function signInLetter({ name, link, expiresAt }: { name: string; link: string; expiresAt: Date }): RenderedMail {
  const subject = 'ลิงก์สำหรับเข้าสู่ระบบติดตามโครงการ DOPA x AMPHOE ITA'
  const blocks: Block[] = [
    {
      type: 'letterhead',
      facts: [
        { label: 'เรื่อง', value: subject },
        { label: 'เรียน', value: oneLine(name) },
      ],
    },
    {
      type: 'paragraph',
      text: 'ระบบได้รับคำขอเข้าสู่ระบบด้วยอีเมลนี้ โปรดเปิดลิงก์ด้านล่าง แล้วกดปุ่ม "เข้าสู่ระบบ" ในหน้าที่เปิดขึ้น',
    },
    { type: 'link', label: 'เปิดหน้าเข้าสู่ระบบ', href: link },
    {
      type: 'paragraph',
      text: `ลิงก์นี้ใช้ได้ครั้งเดียว ภายใน${longMoment(toInstant(expiresAt))} หากขอลิงก์หลายครั้ง ใช้ได้เฉพาะลิงก์ในอีเมลฉบับล่าสุด`,
    },
    {
      type: 'banner',
      tone: 'warn',
      text: 'ผู้ที่มีลิงก์นี้เข้าสู่ระบบในนามของท่านได้ โปรดอย่าส่งต่อให้ผู้ใด หากท่านมิได้ขอเข้าสู่ระบบ ไม่ต้องดำเนินการใด',
    },
    { type: 'paragraph', text: 'ขอแสดงความนับถือ' },
    { type: 'paragraph', text: centre },
    { type: 'small', text: 'ระบบติดตามโครงการจัดส่งโดยอัตโนมัติ โปรดอย่าตอบกลับ' },
  ]
  return { subject, text: writeText(blocks), html: writeHtml(subject, blocks) }
}
