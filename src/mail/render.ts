import { fullDay, longMoment } from '../thai/dates.ts'
import { centre } from '../thai/vocabulary.ts'
import type { Block, Draft } from './block.ts'
import { draftExtension, draftResumption, draftSuspension } from './departmentActs.ts'
import { draftDigest } from './digestLetter.ts'
import { writeHtml } from './html.tsx'
import type { MailView } from './letterView.ts'
import { draftMorning } from './morning.ts'
import { draftNotice } from './notice.ts'
import { oneLine } from './oneLine.ts'
import { draftReminder } from './reminderLetter.ts'
import { draftReportAccepted, draftReportReturned } from './reportLetters.ts'
import { writeText } from './text.ts'

/** A mail written out, in both its forms. */
export interface RenderedMail {
  /** One line. */
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Writes a mail in Thai: subject, plain text, and HTML of the same content. Pure. */
export function renderMail(view: MailView): RenderedMail {
  const draft = draftOf(view)
  const subject = oneLine(`${view.rehearsal ? '[ซ้อมระบบ] ' : ''}${draft.subject}`)
  const blocks = [...opening(view, draft), ...draft.body, ...closing(view)]
  return { subject, text: writeText(blocks), html: writeHtml(subject, blocks) }
}

function draftOf(view: MailView): Draft {
  switch (view.kind) {
    case 'notice':
      return draftNotice(view)
    case 'morning':
      return draftMorning(view)
    case 'digest':
      return draftDigest(view)
    case 'reminder':
      return draftReminder(view)
    case 'report-returned':
      return draftReportReturned(view)
    case 'report-accepted':
      return draftReportAccepted(view)
    case 'extension':
      return draftExtension(view)
    case 'suspension':
      return draftSuspension(view)
    case 'resumption':
      return draftResumption(view)
  }
}

function opening({ rehearsal, programme }: MailView, { subject, to, lead = [] }: Draft): Block[] {
  return [
    ...(rehearsal
      ? [
          {
            type: 'banner' as const,
            tone: 'alert' as const,
            text: 'ซ้อมระบบ: ข้อความนี้จัดทำขึ้นในการซ้อมระบบ ไม่ใช่หนังสือราชการ โปรดอย่าดำเนินการตาม',
          },
        ]
      : []),
    ...lead,
    {
      type: 'letterhead',
      facts: [
        { label: 'เรื่อง', value: subject.replace(/^\[[^\]]*\] /, '') },
        { label: 'เรียน', value: to },
        ...programme.letters.map(({ from, number, date }, i) => ({
          label: i === 0 ? 'อ้างถึง' : '',
          value: `${programme.letters.length > 1 ? `${i + 1}. ` : ''}หนังสือ${from} ที่ ${number} ลงวันที่ ${fullDay(date)}`,
        })),
      ],
    },
  ]
}

function closing({ sample, programme, at }: MailView): Block[] {
  return [
    { type: 'paragraph', text: 'ขอแสดงความนับถือ' },
    { type: 'paragraph', text: centre },
    ...(sample
      ? [
          {
            type: 'small' as const,
            text: 'จำนวนเงิน รายการงบประมาณ และรายชื่อในข้อความนี้เป็นข้อมูลตัวอย่าง ไม่ใช่ข้อมูลจริงของกรมการปกครอง',
          },
        ]
      : []),
    {
      type: 'small',
      text: `${programme.name} ปีงบประมาณ พ.ศ. ${programme.fiscalYear} ข้อมูล ณ ${longMoment(at)} ระบบติดตามโครงการจัดส่งโดยอัตโนมัติ โปรดอย่าตอบกลับ`,
    },
  ]
}
