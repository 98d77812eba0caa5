import type { AuditKind } from '../store/audit.ts'
import type { Finding } from '../store/verifyAudit.ts'

/** What is recorded of the service, in Thai. */
export const auditKindTh: Readonly<Record<AuditKind, string>> = {
  'action-link': 'ใช้ลิงก์ในอีเมล',
  allocation: 'นำเข้าเงินจัดสรร',
  'area-command': 'คำสั่งต่อหลายหน่วยงาน',
  'assignment-switched': 'เปลี่ยนหน้าที่ที่ปฏิบัติ',
  contact: 'แก้ไขผู้รับหนังสือแจ้ง',
  denial: 'ปฏิเสธการเข้าถึง',
  examination: 'ตรวจความสอดคล้องของข้อมูล',
  export: 'นำข้อมูลออก',
  import: 'นำเข้าข้อมูล',
  mail: 'การส่งอีเมล',
  'mail-alarm': 'สัญญาณเตือนอีเมลล่าช้า',
  'mail-pause': 'พักการส่งอีเมล',
  'person-added': 'เพิ่มผู้ใช้งาน',
  'person-assigned': 'มอบหมายหน้าที่',
  'person-disabled': 'ระงับผู้ใช้งาน',
  'person-enabled': 'ให้ผู้ใช้งานกลับมาใช้งาน',
  'person-unassigned': 'สิ้นสุดการมอบหมายหน้าที่',
  'programme-loaded': 'นำเข้าโครงการ',
  'programme-opened': 'เปิดโครงการ',
  repair: 'แก้ไขข้อมูลแสดงผลให้ตรงกับร่องรอย',
  seal: 'ผนึกร่องรอย',
  'sign-in': 'เข้าสู่ระบบ',
  'sign-in-failed': 'เข้าสู่ระบบไม่สำเร็จ',
  'sign-out': 'ออกจากระบบ',
  'token-created': 'ออกโทเคน',
  'token-revoked': 'เพิกถอนโทเคน',
  'token-rotated': 'เปลี่ยนโทเคน',
  verification: 'ตรวจสอบความถูกต้องของร่องรอย',
  webhook: 'การเชื่อมต่อกับระบบอื่น',
}

/** What is not as it was recorded. */
export const findingTh: Readonly<Record<Finding['about'], string>> = {
  event: 'เหตุการณ์ของหน่วยงาน',
  words: 'ข้อความประกอบคำสั่ง',
  receipt: 'คำตอบที่ให้ไว้แก่คำสั่ง',
  entry: 'รายการในทะเบียนการเบิกจ่าย',
  balance: 'ยอดคงเหลือ',
  allocation: 'เงินจัดสรร',
  record: 'บันทึกของระบบ',
  seal: 'ผนึก',
}
