import type { Day } from '../domain/time.ts'
import type { Language } from '../language/language.ts'
import { fullDay } from '../thai/dates.ts'
import { department } from '../thai/vocabulary.ts'

/** What stands around a page. */
export interface ShellWords {
  readonly service: string
  readonly department: string
  readonly skip: string
  readonly forOfficials: string
  /** The same page in the other language, called in it. */
  readonly other: { readonly language: Language; readonly label: string }
  readonly rehearsal: string
  readonly sample: string
  readonly asOf: (programme: string, day: Day) => string
  readonly areas: string
}

const english = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Asia/Bangkok' })

export const shellWords: Readonly<Record<Language, ShellWords>> = {
  th: {
    service: 'ระบบติดตามโครงการ DOPA × AMPHOE ITA',
    department,
    skip: 'ข้ามไปยังเนื้อหา',
    forOfficials: 'สำหรับเจ้าหน้าที่',
    other: { language: 'en', label: 'English' },
    rehearsal: 'ซ้อมระบบ: ข้อมูลในหน้านี้มาจากการซ้อมระบบ ไม่ใช่ผลการดำเนินงานจริง',
    sample: 'จำนวนเงิน รายการงบประมาณ และรายชื่อเป็นข้อมูลตัวอย่าง',
    asOf: (programme, day) => `${programme} ข้อมูล ณ วันที่ ${fullDay(day)}`,
    areas: 'เขตพื้นที่: GeoThai (CC BY 4.0) จากสถิติการทะเบียน กรมการปกครอง',
  },
  en: {
    service: 'DOPA × AMPHOE ITA programme tracking',
    department: 'Department of Provincial Administration, Thailand',
    skip: 'Skip to the content',
    forOfficials: 'For officials',
    other: { language: 'th', label: 'ภาษาไทย' },
    rehearsal: 'Rehearsal: what this page shows comes from a rehearsal of the system and is not the real result.',
    sample: 'Amounts, budget lines and names are samples.',
    asOf: (_programme, day) => `As of ${english.format(new Date(`${day}T12:00:00+07:00`))}`,
    areas:
      'Areas: GeoThai (CC BY 4.0), from the registration statistics of the Department of Provincial Administration',
  },
}
