import type { VNode } from 'preact'
import { dayOf, instantFromMs } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { LINK_DAYS } from '../../store/actionLinks.ts'
import { fullDay, timeOfDay } from '../../thai/dates.ts'

/** What a link in a mail came to, or why it is no use: what is so, and what to do. */
export const actOutcomes = {
  done: {
    status: 200,
    title: 'บันทึกเรียบร้อยแล้ว',
    text: 'ระบบบันทึกแล้ว และลิงก์นี้ใช้ไม่ได้อีก ตรวจสอบหรือดำเนินการเรื่องอื่นได้โดยเข้าสู่ระบบ',
  },
  used: {
    status: 410,
    title: 'ลิงก์นี้ใช้ไปแล้ว',
    text: 'ลิงก์ในอีเมลใช้ได้ครั้งเดียว และเรื่องนี้บันทึกแล้ว หากต้องการแก้ไข โปรดเข้าสู่ระบบ',
  },
  expired: {
    status: 410,
    title: 'ลิงก์นี้หมดอายุแล้ว',
    text: `ลิงก์ในอีเมลใช้ได้ภายใน ${LINK_DAYS} วันนับแต่วันที่ส่ง โปรดใช้ลิงก์ในอีเมลฉบับล่าสุด หรือเข้าสู่ระบบเพื่อดำเนินการ`,
  },
  settled: {
    status: 409,
    title: 'เรื่องนี้ดำเนินการแล้ว',
    text: 'หน่วยงานดำเนินการเรื่องนี้เรียบร้อยแล้วก่อนที่ท่านจะใช้ลิงก์ ท่านไม่ต้องดำเนินการอีก',
  },
  answered: {
    status: 409,
    title: 'รายการนี้ชี้แจงแล้ว',
    text: 'จังหวัดชี้แจงรายการนี้ไว้แล้ว ชี้แจงได้รายการละหนึ่งครั้ง ดูคำชี้แจงได้โดยเข้าสู่ระบบ',
  },
  suspended: {
    status: 409,
    title: 'หน่วยงานระงับการดำเนินการชั่วคราว',
    text: 'ระหว่างนี้ยังไม่ต้องดำเนินการ เมื่อกรมการปกครองให้ดำเนินการต่อ ระบบจะแจ้งกำหนดใหม่ทางอีเมล',
  },
  withdrawn: {
    status: 409,
    title: 'หน่วยงานออกจากโครงการแล้ว',
    text: 'ไม่มีเรื่องที่ต้องดำเนินการอีก หากเห็นว่าไม่ถูกต้อง โปรดติดต่อกรมการปกครอง',
  },
  unknown: {
    status: 404,
    title: 'ลิงก์นี้ใช้ไม่ได้',
    text: 'ลิงก์ไม่ครบถ้วนหรือไม่ถูกต้อง โปรดเปิดจากอีเมลอีกครั้ง หากโปรแกรมอีเมลตัดลิงก์เป็นหลายบรรทัด โปรดคัดลอกให้ครบทุกบรรทัด หรือเข้าสู่ระบบเพื่อดำเนินการ',
  },
  'too-many': {
    status: 429,
    title: 'เปิดลิงก์ถี่เกินไป',
    text: 'มีการเปิดลิงก์จากเครือข่ายของท่านมากเกินไปในหนึ่งนาที โปรดรอสักครู่แล้วลองอีกครั้ง',
  },
} as const satisfies Record<string, { status: number; title: string; text: string }>
export type ActOutcome = keyof typeof actOutcomes

interface OutcomeView {
  readonly outcome: ActOutcome
  /** What the link was for. */
  readonly matter: { readonly command: string; readonly obligation: string } | undefined
  readonly usedAt: Date | undefined
  readonly office: { readonly name: string; readonly href: string } | undefined
}

export function ActOutcomePage({ outcome, matter, usedAt, office }: OutcomeView): VNode {
  const { title, text } = actOutcomes[outcome]
  const used = usedAt && instantFromMs(usedAt.getTime())
  return (
    <>
      <h1>{say(title)}</h1>
      {office ? <p class="about">{office.name}</p> : null}
      {matter ? (
        <p>
          <b>{matter.command}</b> ({matter.obligation})
        </p>
      ) : null}
      {outcome === 'used' && used ? <p>{say`บันทึกเมื่อวันที่ ${fullDay(dayOf(used))} เวลา ${timeOfDay(used)}`}</p> : null}
      <p>{say(text)}</p>
      <p>
        <a class="button" href={office?.href ?? '/'}>
          {say('เข้าสู่ระบบ')}
        </a>
      </p>
    </>
  )
}
