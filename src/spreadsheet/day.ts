import { type Day, isDay } from '../domain/time.ts'
import { tidy } from './writing.ts'

const months = [
  ['มกราคม', 'มค', 'jan', 'january'],
  ['กุมภาพันธ์', 'กพ', 'feb', 'february'],
  ['มีนาคม', 'มีค', 'mar', 'march'],
  ['เมษายน', 'เมย', 'apr', 'april'],
  ['พฤษภาคม', 'พค', 'may'],
  ['มิถุนายน', 'มิย', 'jun', 'june'],
  ['กรกฎาคม', 'กค', 'jul', 'july'],
  ['สิงหาคม', 'สค', 'aug', 'august'],
  ['กันยายน', 'กย', 'sep', 'september'],
  ['ตุลาคม', 'ตค', 'oct', 'october'],
  ['พฤศจิกายน', 'พย', 'nov', 'november'],
  ['ธันวาคม', 'ธค', 'dec', 'december'],
]

const TIME = /[ ,T]+(เวลา )?\d{1,2}[:.]\d{2}([:.]\d{2}(\.\d+)?)?( ?([ap]m|น\.?|Z|[+-]\d{2}:\d{2}))?$/i

const ERA_AND_YEAR = '(?<era>พ\\.?ศ\\.? ?|ค\\.?ศ\\.? ?)?(?<year>\\d+)$'
/** Figures are parted by something, always the same: 1112568 may be two days. */
const IN_FIGURES = new RegExp(`^(?<day>\\d{1,2}) ?([/.-]) ?(?<written>\\d{1,2}) ?\\2 ?${ERA_AND_YEAR}`)
const IN_WORDS = new RegExp(`^(?<day>\\d{1,2})[ /.-]?(?<written>[ก-์a-z.]+?)[ /.-]? ?${ERA_AND_YEAR}`, 'i')

/**
 * Reads a day as officials write it: `15/05/2568`, `15 พ.ค. 2568`, `วันพฤหัสบดีที่ 15 พฤษภาคม พ.ศ. 2568`, `2025-05-15`, in
 * Thai digits or not; day before month always. A time after it is passed over.
 * @returns `not-a-day` for anything else, `ambiguous-year` when the year may be of either era
 */
export function readDay(text: string): Day | 'not-a-day' | 'ambiguous-year' {
  const plain = tidy(text)
    .replace(TIME, '')
    .replace(/^(วัน\S*?)?ที่ ?/, '')
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain)
  if (iso) return dayIn(iso[1]!, Number(iso[2]), iso[3]!)
  const { day, written, era, year } = (IN_FIGURES.exec(plain) ?? IN_WORDS.exec(plain))?.groups ?? {}
  if (day === undefined) return 'not-a-day'
  const name = written!.replaceAll('.', '').toLowerCase()
  const month = /^\d/.test(name) ? Number(name) : months.findIndex((names) => names.includes(name)) + 1
  const read = dayIn(year!, month, day)
  return era && isDay(read) && era.startsWith('พ') !== isBuddhist(Number(year)) ? 'ambiguous-year' : read
}

/** A day that the spreadsheet held as a date. Typed in the Buddhist era where Excel did not know it, its year is 2568. */
export function inCommonEra(day: Day): Day | 'not-a-day' | 'ambiguous-year' {
  const [year, month, date] = day.split('-')
  return dayIn(year!, Number(month), date!)
}

/** Years that one era alone can mean: nothing here happened before 1950 or happens after 2200. */
function isBuddhist(year: number): boolean {
  return year >= 2493 && year <= 2743
}

function isCommon(year: number): boolean {
  return year >= 1950 && year <= 2200
}

function dayIn(year: string, month: number, date: string): Day | 'not-a-day' | 'ambiguous-year' {
  const number = Number(year)
  const common = isBuddhist(number) ? number - 543 : number
  const day = `${String(common).padStart(4, '0')}-${String(month).padStart(2, '0')}-${date.padStart(2, '0')}`
  if (year.length === 4 && isCommon(common)) return isDay(day) ? day : 'not-a-day'
  return month >= 1 && month <= 12 ? 'ambiguous-year' : 'not-a-day'
}
