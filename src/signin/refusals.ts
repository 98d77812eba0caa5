import type { LinkRefusal } from '../store/signInLinks.ts'

/** Why somebody is not signed in, or a request is not carried out. */
export type RefusalType =
  | `link-${LinkRefusal}`
  | 'too-many-links'
  | 'too-many'
  | 'attempt-unknown'
  | 'cancelled'
  | 'provider-refused'
  | 'provider-away'
  | 'unknown-person'
  | 'disabled'
  | 'no-assignment'
  | 'not-signed-in'
  | 'csrf-failed'
  | 'unreadable'
  | 'not-found'
  | 'unavailable'
  | 'internal-error'

/** What each says in Thai, and its HTTP status. */
export const refusals: Readonly<Record<RefusalType, { status: number; title: string; text: string }>> = {
  'link-unknown': {
    status: 404,
    title: 'ลิงก์ไม่ถูกต้อง',
    text: 'ไม่พบลิงก์นี้ในระบบ โปรดตรวจสอบว่าเปิดลิงก์จากอีเมลครบทั้งบรรทัด หรือขอลิงก์ใหม่',
  },
  'link-used': {
    status: 410,
    title: 'ลิงก์นี้ใช้ไปแล้ว',
    text: 'ลิงก์สำหรับเข้าสู่ระบบใช้ได้ครั้งเดียว โปรดขอลิงก์ใหม่ หากท่านมิได้เป็นผู้ใช้ลิงก์นี้ โปรดแจ้งผู้ดูแลระบบ',
  },
  'link-replaced': {
    status: 410,
    title: 'ลิงก์นี้ยกเลิกแล้ว',
    text: 'มีการขอลิงก์ใหม่หลังจากลิงก์นี้ โปรดใช้ลิงก์ในอีเมลฉบับล่าสุด หรือขอลิงก์ใหม่',
  },
  'link-expired': {
    status: 410,
    title: 'ลิงก์นี้หมดอายุแล้ว',
    text: 'ลิงก์สำหรับเข้าสู่ระบบใช้ได้ภายใน 10 นาทีนับแต่เวลาที่ส่ง โปรดขอลิงก์ใหม่',
  },
  'too-many-links': {
    status: 429,
    title: 'ขอลิงก์บ่อยเกินไป',
    text: 'มีการขอลิงก์สำหรับเข้าสู่ระบบเกินจำนวนที่กำหนดต่อชั่วโมง โปรดใช้ลิงก์ในอีเมลฉบับล่าสุด หรือรอสักครู่แล้วขอใหม่ภายในหนึ่งชั่วโมง',
  },
  'too-many': { status: 429, title: 'มีการเรียกดูถี่เกินไป', text: 'โปรดรอหนึ่งนาทีแล้วลองใหม่' },
  'attempt-unknown': {
    status: 400,
    title: 'เข้าสู่ระบบไม่สำเร็จ',
    text: 'การเข้าสู่ระบบครั้งนี้หมดเวลา ใช้ไปแล้ว หรือเริ่มจากหน้าต่างอื่น โปรดเริ่มใหม่อีกครั้ง',
  },
  cancelled: {
    status: 403,
    title: 'ยกเลิกการเข้าสู่ระบบ',
    text: 'ท่านได้ยกเลิกหรือไม่อนุญาตการยืนยันตัวตน หากต้องการเข้าสู่ระบบ โปรดเริ่มใหม่อีกครั้ง',
  },
  'provider-refused': {
    status: 400,
    title: 'เข้าสู่ระบบไม่สำเร็จ',
    text: 'ระบบไม่สามารถยอมรับผลการยืนยันตัวตนครั้งนี้ โปรดเริ่มใหม่อีกครั้ง หากยังไม่สำเร็จ โปรดแจ้งผู้ดูแลระบบ',
  },
  'provider-away': {
    status: 503,
    title: 'ระบบยืนยันตัวตนไม่ตอบสนอง',
    text: 'ขณะนี้ติดต่อระบบยืนยันตัวตนไม่ได้ โปรดรอสักครู่แล้วลองใหม่ หรือเข้าสู่ระบบด้วยลิงก์ทางอีเมล',
  },
  'unknown-person': {
    status: 403,
    title: 'ยังไม่มีสิทธิเข้าใช้ระบบ',
    text: 'การยืนยันตัวตนถูกต้อง แต่ยังไม่มีรายชื่อของท่านในระบบ โปรดติดต่อผู้ดูแลระบบเพื่อลงทะเบียน',
  },
  disabled: {
    status: 403,
    title: 'บัญชีนี้ถูกระงับการใช้งาน',
    text: 'บัญชีของท่านถูกระงับการใช้งาน โปรดติดต่อผู้ดูแลระบบ',
  },
  'no-assignment': {
    status: 403,
    title: 'ยังไม่ได้รับมอบหมายหน้าที่',
    text: 'ขณะนี้ท่านไม่มีหน้าที่ที่ได้รับมอบหมายในระบบ โปรดติดต่อผู้ดูแลระบบ',
  },
  'not-signed-in': {
    status: 401,
    title: 'ยังไม่ได้เข้าสู่ระบบ',
    text: 'ท่านออกจากระบบแล้ว หรือไม่ได้ใช้งานเกินเวลาที่กำหนด โปรดเข้าสู่ระบบใหม่',
  },
  'csrf-failed': {
    status: 403,
    title: 'คำขอนี้ไม่ได้ดำเนินการ',
    text: 'ระบบไม่สามารถยืนยันได้ว่าคำขอนี้มาจากหน้าของระบบในหน้าต่างของท่าน โปรดเปิดหน้าใหม่แล้วดำเนินการอีกครั้ง',
  },
  unreadable: {
    status: 400,
    title: 'อ่านคำขอไม่ได้',
    text: 'ข้อมูลที่ส่งมาไม่อยู่ในรูปแบบที่กำหนด โปรดเปิดหน้าใหม่แล้วดำเนินการอีกครั้ง',
  },
  'not-found': { status: 404, title: 'ไม่พบหน้านี้', text: 'ไม่มีหน้านี้ในระบบ โปรดตรวจสอบที่อยู่อีกครั้ง' },
  unavailable: {
    status: 503,
    title: 'ระบบไม่พร้อมให้บริการชั่วคราว',
    text: 'บางส่วนของระบบไม่ตอบสนอง โปรดรอสักครู่แล้วลองใหม่',
  },
  'internal-error': {
    status: 500,
    title: 'เกิดข้อผิดพลาดในระบบ',
    text: 'ระบบดำเนินการตามคำขอไม่สำเร็จ โปรดแจ้งหมายเลขอ้างอิงแก่ผู้ดูแลระบบ',
  },
}

/** A request that ends with a refusal. Thrown by handlers, answered as a page in one place. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly type: RefusalType

  constructor(type: RefusalType) {
    super(refusals[type].title)
    this.type = type
  }
}
