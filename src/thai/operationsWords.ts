import type { FindingView } from '../doctor/examinations.ts'
import { say } from '../language/say.ts'
import type { PartName } from '../operations/parts.ts'

/** The parts of the service, and what to do when one is away. */
export const partTh: Readonly<
  Record<PartName, { readonly name: string; readonly what: string; readonly todo: string }>
> = {
  postgres: {
    name: 'PostgreSQL',
    what: 'ฐานข้อมูล',
    todo: 'ตรวจสอบเครื่องแม่ข่ายฐานข้อมูลและ DATABASE_URL',
  },
  temporal: {
    name: 'Temporal',
    what: 'กำหนดเวลาและลำดับงาน',
    todo: 'ตรวจสอบเครื่องแม่ข่าย Temporal และ TEMPORAL_ADDRESS ข้อมูลเดิมยังดูได้ แต่บันทึกไม่ได้',
  },
  workers: {
    name: 'Worker',
    what: 'ผู้ดำเนินงานตามกำหนดและส่งอีเมล',
    todo: 'เริ่ม worker ใหม่ และดูบันทึก (log) ของ worker',
  },
  mail: {
    name: 'อีเมล (SMTP)',
    what: 'ส่งภายใน 30 นาทีหลังถึงกำหนด',
    todo: 'ดูสาเหตุในส่วนคิวอีเมล แล้วตรวจสอบเครื่องแม่ข่ายอีเมลหรือผู้รับ',
  },
}

/** What an examination found, and what to do about it. @param place the office, province or department by name */
export function driftTh(
  { record, ended, fields }: FindingView,
  place: string,
): { readonly what: string; readonly todo: string } {
  const restore = say('หน่วยงานจะรับคำสั่งและแจ้งเตือนไม่ได้ โปรดตรวจสอบร่องรอยก่อน แล้วใช้คำสั่ง npm run doctor -- --restart')
  if (ended !== undefined) {
    const whose = record === 'oversight' ? say('workflow กำกับ') : say('workflow ของ')
    if (ended === 'unanswered')
      return {
        what: `${whose}${place} ${say('ทำงานต่อไม่ได้')}`,
        todo: say('หน่วยงานจะรับคำสั่งและแจ้งเตือนไม่ได้ โปรดดูสาเหตุในหน้า workflow ของ Temporal แล้วเริ่ม worker รุ่นที่ถูกต้อง'),
      }
    return { what: `${whose}${place} ${ended === 'missing' ? say('ไม่มีอยู่') : say`หยุดทำงาน (${ended})`}`, todo: restore }
  }
  const differing = `(${fields.join(', ')})`
  return record === 'read-model'
    ? {
        what: say`ข้อมูลที่แสดงของ${place} ไม่ตรงกับร่องรอย ${differing}`,
        todo: say('มีผู้แก้ฐานข้อมูลโดยไม่ผ่านระบบ โปรดตรวจสอบร่องรอยก่อน แล้วใช้คำสั่ง npm run doctor -- --repair'),
      }
    : {
        what: say`workflow ของ${place} ไม่ตรงกับร่องรอย ${differing}`,
        todo: say('มีการกู้คืนฐานข้อมูลหรือ Temporal ย้อนหลัง โปรดดูคู่มือผู้ดูแลระบบก่อนดำเนินการ'),
      }
}
