import type { Role } from '../domain/access.ts'
import type { CommandName } from '../domain/command.ts'
import type { DeliveryState } from '../domain/delivery.ts'
import type { OfficeEventType } from '../domain/event.ts'
import type { MailItem, MailKind } from '../domain/letter.ts'
import type { EscalationLevel, OfficeState, Phase } from '../domain/office.ts'
import type { ObligationName } from '../domain/policy.ts'
import type { ContactRole } from '../domain/readers.ts'

/** The programme's words in Thai, each once: mails and pages say the same thing by the same name. */

export const department = 'กรมการปกครอง'
export const centre = 'ศูนย์ปฏิบัติการต่อต้านการทุจริต กรมการปกครอง (ศปท.ปค.)'

/** What an office owes. */
export const obligationTh: Readonly<Record<ObligationName, string>> = {
  forward: 'แจ้งหนังสือกรมการปกครองให้อำเภอทราบ',
  acknowledge: 'ตอบรับหนังสือและแจ้งชื่อผู้ประสานงาน',
  kickoff: 'เข้าร่วมประชุมชี้แจงโครงการ',
  disbursement: 'เบิกจ่ายเงินครบ',
  report: 'ส่งรายงานผลการดำเนินโครงการ',
}

/** The same said of an office that has not done it. */
export const owedTh: Readonly<Record<ObligationName, string>> = {
  forward: 'ยังไม่แจ้งหนังสือให้อำเภอทราบ',
  acknowledge: 'ยังไม่ตอบรับหนังสือและแจ้งชื่อผู้ประสานงาน',
  kickoff: 'ยังไม่บันทึกการเข้าร่วมประชุมชี้แจง',
  disbursement: 'ยังเบิกจ่ายเงินไม่ครบ',
  report: 'ยังไม่ส่งรายงานผลการดำเนินโครงการ',
}

/** The same for narrow columns. */
export const obligationShortTh: Readonly<Record<ObligationName, string>> = {
  forward: 'แจ้งอำเภอ',
  acknowledge: 'ตอบรับหนังสือ',
  kickoff: 'ประชุมชี้แจง',
  disbursement: 'เบิกจ่าย',
  report: 'รายงานผล',
}

/** Where an office is on its way. */
export const phaseTh: Readonly<Record<Phase, string>> = {
  'awaiting-notice': 'รอรับแจ้งจากจังหวัด',
  kickoff: 'ช่วงประชุมชี้แจง',
  spending: 'อยู่ระหว่างเบิกจ่าย',
  reporting: 'อยู่ระหว่างจัดทำรายงาน',
  'under-review': 'รอกรมการปกครองตรวจรายงาน',
  closed: 'แล้วเสร็จ',
  suspended: 'ระงับการดำเนินการชั่วคราว',
  withdrawn: 'ออกจากโครงการ',
}

/** Where the final report is. */
export const reportTh: Readonly<Record<OfficeState['report'], string>> = {
  none: 'ยังไม่ส่ง',
  'under-review': 'ส่งแล้ว รอตรวจ',
  returned: 'ส่งคืนให้แก้ไข',
  accepted: 'ตรวจรับแล้ว',
}

/** Who above has been told of what is overdue. */
export const levelTh: Readonly<Record<EscalationLevel, string>> = {
  0: 'ยังไม่ได้รายงานหน่วยเหนือ',
  1: 'รายงานจังหวัดแล้ว',
  2: 'รายงานกรมการปกครองแล้ว',
}

/** What a mail says of an obligation. */
export const itemStateTh: Readonly<Record<MailItem['state'], string>> = {
  reminder: 'แจ้งเตือนก่อนครบกำหนด',
  overdue: 'เกินกำหนด',
  'behind-pace': 'เบิกจ่ายต่ำกว่าเป้าหมาย',
  new: 'เกินกำหนด รายการใหม่',
  outstanding: 'เกินกำหนด รายงานไปแล้ว',
  settled: 'พ้นจากรายการค้างแล้ว',
}

/** Every kind of mail. */
export const mailKindTh: Readonly<Record<MailKind, string>> = {
  notice: 'แจ้งการดำเนินโครงการ',
  morning: 'แจ้งเตือนและติดตาม',
  digest: 'สรุปรายการค้างประจำวัน',
  reminder: 'แจ้งเตือนให้เร่งดำเนินการ',
  'report-returned': 'ส่งคืนรายงานให้แก้ไข',
  'report-accepted': 'ตรวจรับรายงาน',
  extension: 'ขยายเวลา',
  suspension: 'ระงับการดำเนินการชั่วคราว',
  resumption: 'ให้ดำเนินการต่อ',
}

/** What people do in the service. */
export const commandTh: Readonly<Record<CommandName, string>> = {
  forward: 'แจ้งหนังสือให้อำเภอทราบ',
  acknowledge: 'ตอบรับหนังสือและแจ้งชื่อผู้ประสานงาน',
  'attend-kickoff': 'บันทึกการเข้าร่วมประชุมชี้แจง',
  'record-activity': 'บันทึกกิจกรรม',
  disburse: 'บันทึกการเบิกจ่าย',
  reverse: 'กลับรายการ',
  'return-funds': 'ส่งคืนเงินเหลือจ่าย',
  virement: 'ถัวจ่าย',
  'submit-report': 'ส่งรายงานผลการดำเนินโครงการ',
  'accept-report': 'ตรวจรับรายงาน',
  'return-report': 'ส่งคืนรายงานให้แก้ไข',
  'answer-escalation': 'ชี้แจงรายการเกินกำหนด',
  remind: 'แจ้งเตือนให้เร่งดำเนินการ',
  extend: 'ขยายเวลา',
  suspend: 'ระงับการดำเนินการชั่วคราว',
  resume: 'ให้ดำเนินการต่อ',
  withdraw: 'ให้ออกจากโครงการ',
}

/** What happened to an office, for its history. */
export const eventTh: Readonly<Record<OfficeEventType, string>> = {
  notified: 'ได้รับแจ้งการดำเนินโครงการ',
  forwarded: 'แจ้งหนังสือให้อำเภอทราบแล้ว',
  acknowledged: 'ตอบรับหนังสือและแจ้งชื่อผู้ประสานงานแล้ว',
  'kickoff-attended': 'เข้าร่วมประชุมชี้แจงแล้ว',
  'activity-recorded': 'บันทึกกิจกรรม',
  disbursed: 'เบิกจ่าย',
  'funds-returned': 'ส่งคืนเงินเหลือจ่าย',
  'entry-reversed': 'กลับรายการ',
  'report-submitted': 'ส่งรายงานผลการดำเนินโครงการ',
  'report-accepted': 'กรมการปกครองตรวจรับรายงาน',
  'report-returned': 'กรมการปกครองส่งคืนรายงานให้แก้ไข',
  reminded: 'ได้รับแจ้งเตือนให้เร่งดำเนินการ',
  'escalation-answered': 'จังหวัดชี้แจงรายการเกินกำหนด',
  extended: 'ขยายเวลา',
  suspended: 'ระงับการดำเนินการชั่วคราว',
  resumed: 'ให้ดำเนินการต่อ',
  withdrawn: 'ออกจากโครงการ',
  morning: 'แจ้งเตือนและติดตามประจำวัน',
}

/** What an office drives under the department's guideline. */
export const activityTh: Readonly<Record<'amphoe-ita' | 'model-district' | 'prevention', string>> = {
  'amphoe-ita': 'การขับเคลื่อน AMPHOE ITA',
  'model-district': 'อำเภอคุณธรรมต้นแบบ',
  prevention: 'การป้องกันการทุจริตและประพฤติมิชอบ',
}

/** How the kick-off was heard. */
export const attendedTh: Readonly<Record<'meeting' | 'briefing', string>> = {
  meeting: 'เข้าร่วมประชุม',
  briefing: 'รับฟังการชี้แจงภายหลัง',
}

/** What a contact is at its office. */
export const contactRoleTh: Readonly<Record<ContactRole, string>> = {
  coordinator: 'ผู้ประสานงาน',
  deputy: 'ผู้ประสานงานสำรอง',
  mailbox: 'อีเมลกลางของหน่วยงาน',
  manager: 'ผู้กำกับดูแล',
}

/** Who mails are for. */
export const tierTh: Readonly<Record<'office' | 'province' | 'department', string>> = {
  office: 'ที่ทำการปกครอง',
  province: 'ผู้บริหารจังหวัด',
  department,
}

/** What became of a mail. */
export const deliveryTh: Readonly<Record<DeliveryState, string>> = {
  queued: 'รอส่ง',
  held: 'พักการส่งไว้',
  'nobody-to-tell': 'ยังไม่มีผู้รับ',
  retrying: 'ส่งไม่สำเร็จชั่วคราว จะส่งใหม่',
  sent: 'ส่งแล้ว',
  delivered: 'ถึงเครื่องแม่ข่ายของผู้รับแล้ว',
  failed: 'ส่งไม่ได้',
  bounced: 'ถูกตีกลับ',
  dropped: 'ไม่ต้องส่งแล้ว',
}

/** As what people act. */
export const roleTh: Readonly<Record<Role, string>> = {
  district: 'เจ้าหน้าที่ระดับอำเภอ',
  province: 'เจ้าหน้าที่ระดับจังหวัด',
  department: 'ผู้จัดการโครงการ',
  auditor: 'ผู้ตรวจสอบ (ดูข้อมูลเท่านั้น)',
  operator: 'ผู้ดูแลระบบ',
}
