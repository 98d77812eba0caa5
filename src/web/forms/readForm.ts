import { type Day, isDay } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { dayInputs, type Field, type FieldError, type Typed } from './field.ts'

/** What a form's fields come to: a command's body, or what is wrong with them. */
export type FormReading = { readonly body: Record<string, unknown> } | { readonly errors: readonly FieldError[] }

/**
 * Reads a form as people fill it: Thai digits, thousands parted by commas, years of the Buddhist era. Whether an amount or a
 * day may be taken is a rule's to say; here only that there is one.
 */
export function readForm(fields: readonly Field[], typed: Typed): FormReading {
  const errors: FieldError[] = []
  const body: Record<string, unknown> = {}
  for (const field of fields) {
    const read = readField(field, typed)
    if ('wrong' in read) errors.push({ field: field.name, text: read.wrong })
    else if (read.value !== undefined) put(body, field.name, read.value)
  }
  return errors.length > 0 ? { errors } : { body }
}

type Read = { readonly value: string | undefined } | { readonly wrong: string }

function readField(field: Field, typed: Typed): Read {
  if (field.kind === 'day') return readDay(field.name, field.isOptional === true, typed)
  const text = (typed[field.name] ?? '').trim()
  if (text === '') return field.isOptional ? { value: undefined } : { wrong: missing(field) }
  switch (field.kind) {
    case 'text':
      return text.length > field.max ? { wrong: say`ยาวเกินไป ใส่ได้ไม่เกิน ${field.max} ตัวอักษร` } : { value: text }
    case 'amount':
      return readAmount(text)
    case 'choice':
      return field.options.some((o) => o.value === text) ? { value: text } : { wrong: missing(field) }
  }
}

function missing(field: Field): string {
  return field.kind === 'choice' ? say`โปรดเลือก${field.label}` : say`โปรดระบุ${field.label}`
}

/** `1,234.50`, `๑๒๓๔`, `500 บาท` as a decimal text. */
function readAmount(text: string): Read {
  const bare = inArabicDigits(text).replace(/บาท$/, '').replace(/[\s,]/g, '')
  return /^-?\d{1,15}(\.\d+)?$/.test(bare)
    ? { value: bare }
    : { wrong: say('จำนวนเงินต้องเป็นตัวเลข ทศนิยมไม่เกินสองตำแหน่ง เช่น 12,500.50') }
}

/** A day from its three inputs. A year before 2400 is of the Common Era: nobody means 481 CE. */
function readDay(name: string, isOptional: boolean, typed: Typed): Read {
  const inputs = dayInputs(name)
  const [day, month, year] = [inputs.day, inputs.month, inputs.year].map((n) => inArabicDigits((typed[n] ?? '').trim()))
  if (!day && !month && !year && isOptional) return { value: undefined }
  if (!day || !month || !year) return { wrong: say('โปรดระบุวัน เดือน และปี พ.ศ. ให้ครบ') }
  const numbers = [day, month, year].map(Number)
  const common = numbers[2]! > 2400 ? numbers[2]! - 543 : numbers[2]!
  const read: Day = `${String(common).padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return numbers.every(Number.isInteger) && isDay(read)
    ? { value: read }
    : { wrong: say`ไม่มีวันที่ ${day}/${month}/${year} โปรดตรวจสอบวัน เดือน และปี พ.ศ.` }
}

function inArabicDigits(text: string): string {
  return text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
}

function put(body: Record<string, unknown>, name: string, value: string): void {
  const [first, rest] = [name.split('.')[0]!, name.split('.').slice(1).join('.')]
  if (rest === '') body[first] = value
  else {
    const inner = (body[first] ?? {}) as Record<string, unknown>
    put(inner, rest, value)
    body[first] = inner
  }
}
