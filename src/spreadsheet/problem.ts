import { say } from '../language/say.ts'
import { type Cell, type CellValue, referenceOf } from './table.ts'

/** What is wrong with one cell of a file: where it stands, what it says, and what to do about it in both languages. */

/** What the words of a problem name. `candidates` are what may have been meant. */
export interface ProblemFacts {
  readonly given?: string | undefined
  readonly expected?: string | undefined
  readonly limit?: number | undefined
  readonly candidates?: readonly string[] | undefined
}

/** In English and in Thai. The keys are stable. */
const words = {
  'missing-value': () => ['Nothing is here.', say('ยังไม่ได้กรอกข้อมูล')],
  'merged-cell': () => [
    'This cell is merged with others: which of them the figure is for cannot be told. Unmerge them.',
    say('เซลล์นี้ถูกผสานกับเซลล์อื่น จึงไม่ทราบว่าเป็นจำนวนเงินของแถวใด โปรดยกเลิกการผสานเซลล์'),
  ],
  formula: () => [
    'This is a formula without its value. Open the file in Excel, save it and send it again, or paste the value.',
    say('เซลล์นี้เป็นสูตรที่ยังไม่มีค่า โปรดเปิดไฟล์ด้วยโปรแกรม Excel แล้วบันทึกใหม่ หรือวางเฉพาะค่า'),
  ],
  'error-value': (f) => [`This is an error of a formula, ${f.given}.`, say`สูตรในเซลล์นี้ผิดพลาด (${f.given})`],
  'not-an-amount': (f) => [
    `${f.given} is not an amount in baht such as 1,234.50.`,
    say`${f.given} ไม่ใช่จำนวนเงินบาท ตัวอย่างที่ถูกต้อง 1,234.50`,
  ],
  'negative-amount': (f) => [`The amount ${f.given} is below zero.`, say`จำนวนเงิน ${f.given} ติดลบ`],
  'too-many-decimals': (f) => [
    `${f.given} has more than two decimals: nothing is rounded here.`,
    say`${f.given} มีทศนิยมเกิน 2 ตำแหน่ง ระบบไม่ปัดเศษ โปรดระบุเป็นสตางค์ให้ครบถ้วน`,
  ],
  'not-a-day': (f) => [
    `${f.given} is not a day such as 15/05/2568 or 15 พฤษภาคม 2568.`,
    say`${f.given} ไม่ใช่วันที่ ตัวอย่างที่ถูกต้อง 15/05/2568 หรือ 15 พฤษภาคม 2568`,
  ],
  'ambiguous-year': (f) => [
    `The year of ${f.given} may be of either era. Write it in four digits, such as 2568.`,
    say`ไม่ทราบว่าปีของ ${f.given} เป็น พ.ศ. หรือ ค.ศ. โปรดระบุปีเป็นเลขสี่หลัก เช่น 2568`,
  ],
  'not-an-email': (f) => [`${f.given} is not an e-mail address.`, say`${f.given} ไม่ใช่ที่อยู่อีเมล`],
  'not-a-phone': (f) => [
    `${f.given} is not a telephone number such as 042-711-111.`,
    say`${f.given} ไม่ใช่หมายเลขโทรศัพท์ ตัวอย่างที่ถูกต้อง 042-711-111`,
  ],
  'not-minutes': (f) => [`${f.given} is not a number of minutes.`, say`${f.given} ไม่ใช่จำนวนนาที`],
  'not-a-code': (f) => [`${f.given} is not a code.`, say`${f.given} ไม่ใช่รหัส`],
  'too-long': (f) => [`At most ${f.limit} characters.`, say`ยาวเกิน ${f.limit} ตัวอักษร`],
  'unknown-office': (f) => [
    `There is no office ${f.given} in the programme.${didYouMean(f)}`,
    say`ไม่พบหน่วยงาน ${f.given} ในโครงการ${didYouMeanTh(f)}`,
  ],
  'unknown-province': (f) => [
    `There is no province ${f.given} in the programme.${didYouMean(f)}`,
    say`ไม่พบจังหวัด ${f.given} ในโครงการ${didYouMeanTh(f)}`,
  ],
  'ambiguous-office': (f) => [
    `${f.given} may be more than one office: ${list(f)}. Give the code or the province.`,
    say`${f.given} อาจหมายถึงหลายหน่วยงาน ได้แก่ ${list(f)} โปรดระบุรหัสหรือจังหวัด`,
  ],
  'conflicting-office': (f) => [
    `Code ${f.expected} is not ${f.given}: the row names two offices.`,
    say`รหัสเป็นของ ${f.expected} แต่ชื่อคือ ${f.given} โปรดตรวจสอบว่าแถวนี้เป็นของหน่วยงานใด`,
  ],
  'unknown-line': (f) => [
    `There is no budget line ${f.given}. The lines are: ${list(f)}.`,
    say`ไม่พบรายการงบประมาณ ${f.given} รายการที่มี ได้แก่ ${list(f)}`,
  ],
  'unknown-word': (f) => [`${f.given} is none of ${list(f)}.`, say`${f.given} ไม่อยู่ในรายการที่ใช้ได้ ได้แก่ ${list(f)}`],
  'unfitting-role': (f) => [
    `${f.given} is not a role of ${f.expected}: managers are provinces' and the department's, the others offices'.`,
    say`${f.given} ไม่ใช่หน้าที่ของ ${f.expected} เพราะผู้กำกับดูแลเป็นของจังหวัดหรือกรมการปกครอง หน้าที่อื่นเป็นของหน่วยงาน`,
  ],
  'second-coordinator': (f) => [
    `An office has one coordinator; ${f.expected} names another.`,
    say`หน่วยงานมีผู้ประสานงานได้หนึ่งคน เซลล์ ${f.expected} ระบุไว้แล้วอีกคนหนึ่ง`,
  ],
  'ends-before-it-begins': (f) => [
    `It ends before ${f.expected}, when it begins.`,
    say`วันสิ้นสุดอยู่ก่อนวันเริ่มต้น ${f.expected}`,
  ],
  duplicate: (f) => [`The same stands in ${f.expected} already.`, say`ซ้ำกับเซลล์ ${f.expected}`],
  'total-mismatch': (f) => [
    `The total says ${f.given}; the rows above add up to ${f.expected}.`,
    say`ยอดรวมระบุ ${f.given} แต่ผลรวมของแถวข้างบนคือ ${f.expected}`,
  ],
  'row-total-mismatch': (f) => [
    `The sum of this row says ${f.given}; its lines add up to ${f.expected}.`,
    say`ยอดรวมของแถวระบุ ${f.given} แต่ผลรวมของทุกรายการในแถวคือ ${f.expected}`,
  ],
} satisfies Record<string, (facts: ProblemFacts) => [string, string]>

export type CellProblemType = keyof typeof words

export interface CellProblem {
  /** `C12` */
  readonly cell: string
  /** The header over the cell as the file has it, or the column's own name where it has none. */
  readonly column: string
  readonly problem: CellProblemType
  readonly message: string
  readonly messageTh: string
  /** What stands in the cell. */
  readonly value: string
  readonly candidates?: readonly string[]
}

/**
 * Says what is wrong with a cell.
 * @param at the cell, or the place where one is missing
 */
export function problemAt(
  at: Pick<Cell, 'row' | 'column'> & { readonly value?: CellValue },
  column: string,
  problem: CellProblemType,
  facts: ProblemFacts = {},
): CellProblem {
  const value = at.value === undefined ? '' : shown(at.value)
  const told: (facts: ProblemFacts) => [string, string] = words[problem]
  const [message, messageTh] = told({ given: value, ...facts })
  const { candidates } = facts
  return { cell: referenceOf(at), column, problem, message, messageTh, value, ...(candidates ? { candidates } : {}) }
}

/** The most of a cell that is said again. */
const SHOWN = 100

function shown(value: CellValue): string {
  const text = typeof value === 'object' ? value.day : String(value)
  return text.length > SHOWN ? `${[...text].slice(0, SHOWN).join('')}…` : text
}

function list({ candidates = [] }: ProblemFacts): string {
  return candidates.join(', ')
}

function didYouMean(facts: ProblemFacts): string {
  return facts.candidates?.length ? ` Did you mean ${list(facts)}?` : ''
}

function didYouMeanTh(facts: ProblemFacts): string {
  return facts.candidates?.length ? say` หมายถึง ${list(facts)} หรือไม่` : ''
}
