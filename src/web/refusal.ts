/** Why a page is not shown or a form not taken: what is wrong and what to do, for people. */
export const pageRefusals = {
  'not-found': {
    status: 404,
    title: 'ไม่พบหน้าที่ต้องการ',
    text: 'ไม่มีหน้านี้ หรือหน้านี้อยู่นอกพื้นที่ที่ท่านรับผิดชอบ โปรดตรวจสอบที่อยู่ หรือเริ่มจากหน้าแรก',
  },
  'csrf-failed': {
    status: 403,
    title: 'ยังไม่ได้บันทึก',
    text: 'แบบฟอร์มนี้มาจากการเข้าสู่ระบบครั้งก่อน หรือมาจากเว็บไซต์อื่น ระบบจึงไม่ได้บันทึก โปรดเปิดหน้าเดิมอีกครั้งแล้วส่งใหม่',
  },
  forbidden: {
    status: 403,
    title: 'ไม่มีสิทธิดำเนินการ',
    text: 'หน้าที่ที่ท่านปฏิบัติอยู่ไม่มีสิทธิดำเนินการเรื่องนี้ หากท่านได้รับมอบหมายหน้าที่อื่นด้วย โปรดเปลี่ยนหน้าที่ในหน้าบัญชีผู้ใช้งาน',
  },
  unreadable: {
    status: 400,
    title: 'อ่านข้อมูลที่ส่งมาไม่ได้',
    text: 'ข้อมูลที่ส่งมาไม่อยู่ในรูปแบบที่ระบบอ่านได้ ระบบจึงไม่ได้บันทึก โปรดเปิดหน้าเดิมอีกครั้งแล้วส่งใหม่',
  },
  'too-many-requests': {
    status: 429,
    title: 'มีการเรียกดูถี่เกินไป',
    text: 'มีการเรียกดูจากเครือข่ายของท่านถี่เกินไป โปรดรอสักครู่แล้วเปิดหน้านี้อีกครั้ง',
  },
  unavailable: {
    status: 503,
    title: 'ระบบไม่พร้อมให้บริการชั่วคราว',
    text: 'ระบบบางส่วนไม่ตอบรับ โปรดลองอีกครั้งในอีกสักครู่',
  },
  'internal-error': {
    status: 500,
    title: 'เกิดข้อผิดพลาดในระบบ',
    text: 'ระบบดำเนินการไม่สำเร็จและได้บันทึกเหตุไว้แล้ว โปรดลองอีกครั้ง หากยังไม่สำเร็จ โปรดแจ้งผู้ดูแลระบบพร้อมหมายเลขอ้างอิง',
  },
} as const satisfies Record<string, { status: number; title: string; text: string }>
export type PageRefusalType = keyof typeof pageRefusals

/** A request for a page that ends with one of them. Thrown by handlers, answered in one place. */
export class PageRefusal extends Error {
  readonly type: PageRefusalType

  constructor(type: PageRefusalType) {
    super(pageRefusals[type].title)
    this.name = 'PageRefusal'
    this.type = type
  }
}
