import type { FileKind } from '../../filesIn/filesIn.ts'
import type { TemplateKind } from '../../imports/templates.ts'

/** What a page says of each kind of file. */
export interface KindTh {
  readonly title: string
  readonly about: string
  /** What pressing the button does. */
  readonly button: string
  readonly done: string
  readonly template?: TemplateKind
}

export const kindsTh: Readonly<Record<FileKind, KindTh>> = {
  allocations: {
    title: 'เงินจัดสรร (รายละเอียดแบบ งป.1)',
    about:
      'หนึ่งแถวต่อหน่วยงาน และหนึ่งคอลัมน์ต่อรายการงบประมาณ ช่องว่างหมายถึงไม่กล่าวถึง ส่วนเลขศูนย์หรือขีดหมายถึงไม่มีเงิน นำเข้าได้จนกว่าจะเปิดโครงการ',
    ...{ button: 'นำเข้าเงินจัดสรร', done: 'นำเข้าเงินจัดสรรแล้ว', template: 'allocations' },
  },
  contacts: {
    title: 'รายชื่อผู้ติดต่อ',
    about:
      'ผู้ประสานงาน ผู้ประสานงานสำรอง อีเมลกลาง และผู้กำกับดูแลของแต่ละหน่วยงาน รายชื่อในไฟล์แทนที่รายชื่อเดิมของหน้าที่เดียวกันในหน่วยงานเดียวกัน',
    ...{ button: 'นำเข้ารายชื่อ', done: 'นำเข้ารายชื่อผู้ติดต่อแล้ว', template: 'contacts' },
  },
  efms: {
    title: 'ข้อมูลเบิกจ่ายจากระบบ e-fms',
    about: 'ระบบจะเทียบทีละรายการกับทะเบียนเบิกจ่าย และไม่แก้ไขทะเบียน เมื่อเก็บผลแล้ว อีเมลสรุปถึงจังหวัดจะแจ้งหน่วยงานที่ยอดไม่ตรงกัน',
    ...{ button: 'เก็บผลการเทียบ', done: 'เก็บผลการเทียบกับ e-fms แล้ว' },
  },
  'forms-responses': {
    title: 'คำตอบแบบรายงานใน Google Forms',
    about: 'นับคำตอบล่าสุดของแต่ละหน่วยงาน จำนวนเงินในรายงานนำมาจากทะเบียนเบิกจ่าย ส่งไฟล์เดิมซ้ำจะไม่ส่งรายงานซ้ำ',
    ...{ button: 'ส่งรายงานตามคำตอบ', done: 'ส่งรายงานตามคำตอบแล้ว' },
  },
  'zoom-attendance': {
    title: 'รายชื่อผู้เข้าประชุมจาก Zoom',
    about: 'ดูจากรหัสหรือชื่อหน่วยงานที่ขึ้นต้นชื่อผู้เข้าประชุม หรือจากอีเมลของผู้ติดต่อ เพื่อบันทึกการเข้าร่วมประชุมชี้แจง',
    ...{ button: 'บันทึกการเข้าร่วมประชุม', done: 'บันทึกการเข้าร่วมประชุมแล้ว' },
  },
}
