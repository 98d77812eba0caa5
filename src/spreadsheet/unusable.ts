import { say } from '../language/say.ts'
import { MAX_COLUMNS, MAX_ROWS } from './table.ts'

/** The largest file taken, and the most that a workbook may unpack to. Fifty thousand rows of ten columns need half of it. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024
export const MAX_UNPACKED_BYTES = 40 * 1024 * 1024

type Facts = Readonly<Record<string, string | number | readonly string[] | undefined>>

/** Why a file as a whole cannot be used, in English and in Thai. The keys are stable. */
const words = {
  'empty-file': () => ['The file is empty.', say('ไฟล์ว่างเปล่า โปรดตรวจสอบไฟล์ที่แนบ')],
  'file-too-large': () => [
    `The file is too large: at most ${MAX_FILE_BYTES / 1024 / 1024} MB, ${MAX_UNPACKED_BYTES / 1024 / 1024} MB unpacked.`,
    say`ไฟล์มีขนาดใหญ่เกินไป รับได้ไม่เกิน ${MAX_FILE_BYTES / 1024 / 1024} เมกะไบต์ โปรดลบรูปภาพและแผ่นงานที่ไม่เกี่ยวข้องออก`,
  ],
  'too-many-rows': () => [
    `The sheet has more than ${MAX_ROWS} rows.`,
    say`แผ่นงานมีมากกว่า ${MAX_ROWS.toLocaleString('en')} แถว โปรดแบ่งเป็นหลายไฟล์`,
  ],
  'too-many-columns': () => [
    `The sheet has more than ${MAX_COLUMNS} columns.`,
    say`แผ่นงานมีมากกว่า ${MAX_COLUMNS} คอลัมน์ โปรดลบคอลัมน์ที่ไม่เกี่ยวข้องออก`,
  ],
  'old-excel': () => [
    'This is an Excel file of the old kind (.xls). Open it in Excel and save it as .xlsx.',
    say('ไฟล์เป็น Excel รุ่นเก่า (.xls) โปรดเปิดด้วยโปรแกรม Excel แล้วบันทึกเป็นไฟล์ .xlsx'),
  ],
  'encrypted-file': () => [
    'The file is locked with a password. Save it without one.',
    say('ไฟล์ถูกล็อกด้วยรหัสผ่าน โปรดบันทึกใหม่โดยไม่ตั้งรหัสผ่าน'),
  ],
  'unreadable-file': (f) => [
    `The file cannot be read as a spreadsheet${f.because ? ` (${f.because})` : ''}. Save it as .xlsx or as CSV in UTF-8.`,
    say('อ่านไฟล์นี้เป็นตารางไม่ได้ โปรดเปิดด้วยโปรแกรม Excel แล้วบันทึกเป็นไฟล์ .xlsx หรือ CSV UTF-8'),
  ],
  'unknown-sheet': (f) => [
    `There is no sheet ${f.sheet}. The file has: ${list(f.sheets) || 'none (CSV)'}.`,
    say`ไม่พบแผ่นงาน ${f.sheet} ในไฟล์ แผ่นงานที่มี ได้แก่ ${list(f.sheets) || say('ไม่มี (ไฟล์ CSV)')}`,
  ],
  'empty-sheet': (f) => [
    `There is nothing on sheet ${f.sheet ?? ''}. The file has: ${list(f.sheets)}.`,
    say`แผ่นงาน ${f.sheet ?? ''} ไม่มีข้อมูล แผ่นงานที่มีในไฟล์ ได้แก่ ${list(f.sheets)}`,
  ],
  'missing-column': (f) => [
    `These columns are missing: ${list(f.missing)}. Headers seen in row ${f.row}: ${list(f.seen) || 'none'}.${otherSheets(f)}`,
    say`ไม่พบคอลัมน์ ${list(f.missing)} หัวคอลัมน์ที่พบในแถวที่ ${f.row} ได้แก่ ${list(f.seen) || say('ไม่มี')}${otherSheetsTh(f)}`,
  ],
  'ambiguous-column': (f) => [
    `Two headers mean the same column, ${f.column}: ${list(f.cells)}. Leave one of them.`,
    say`หัวคอลัมน์ ${list(f.cells)} หมายถึงคอลัมน์เดียวกัน คือ ${f.column} โปรดเหลือไว้เพียงคอลัมน์เดียว`,
  ],
} satisfies Record<string, (facts: Facts) => [string, string]>

export type UnusableType = keyof typeof words

/** A file that cannot be used at all. `type` is stable; the message says what to do about it, in both languages. */
export class UnusableFileError extends Error {
  override readonly name = 'UnusableFileError'
  readonly type: UnusableType
  readonly messageTh: string
  readonly facts: Facts

  /** @param facts what the message names: the sheet and the sheets there are, headers missing and seen */
  constructor(type: UnusableType, facts: Facts = {}, options?: ErrorOptions) {
    const told: (facts: Facts) => [string, string] = words[type]
    const [message, messageTh] = told(facts)
    super(message, options)
    this.type = type
    this.messageTh = messageTh
    this.facts = facts
  }
}

function list(items: Facts[string]): string {
  return Array.isArray(items) ? items.join(', ') : ''
}

function otherSheets({ sheet, sheets }: Facts): string {
  return Array.isArray(sheets) && sheets.length > 1 ? ` This is sheet ${sheet}; the file has: ${list(sheets)}.` : ''
}

function otherSheetsTh({ sheet, sheets }: Facts): string {
  return Array.isArray(sheets) && sheets.length > 1 ? say` (แผ่นงานที่อ่านคือ ${sheet} ในไฟล์มีแผ่นงาน ${list(sheets)})` : ''
}
