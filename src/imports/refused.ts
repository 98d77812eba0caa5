/** Why a plan is not applied, in English and in Thai. The keys are stable. */
const words = {
  'unknown-programme': ['There is no such programme.', 'ไม่พบโครงการนี้'],
  'has-errors': [
    'The file has errors: nothing of it is applied. Mend them and send it again.',
    'ไฟล์มีข้อผิดพลาด ระบบจึงยังไม่บันทึกข้อมูลใด โปรดแก้ไขแล้วส่งใหม่',
  ],
  'changed-since': [
    'What the file was compared with has changed since. Look at the comparison again.',
    'ข้อมูลในระบบเปลี่ยนแปลงไปหลังจากตรวจสอบไฟล์ โปรดตรวจสอบผลเปรียบเทียบอีกครั้ง',
  ],
  'programme-open': [
    'The programme is open or being opened: every office has its allocation, which an import cannot change any more.',
    'โครงการเปิดแล้วหรืออยู่ระหว่างเปิด แต่ละหน่วยงานมีวงเงินจัดสรรแล้ว จึงนำเข้าเงินจัดสรรใหม่ไม่ได้',
  ],
} as const

export type ImportRefusal = keyof typeof words

/** A plan that is not applied; nothing was written. */
export class ImportRefusedError extends Error {
  override readonly name = 'ImportRefusedError'
  readonly type: ImportRefusal
  readonly messageTh: string

  constructor(type: ImportRefusal) {
    const [message, messageTh] = words[type]
    super(message)
    this.type = type
    this.messageTh = messageTh
  }
}
