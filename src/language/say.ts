import { AsyncLocalStorage } from 'node:async_hooks'
import type { OfficeCode } from '../domain/policy.ts'
import { english } from '../english/catalogue.ts'
import type { Language } from './language.ts'

/** Who reads what is being made. Papers, mails and the API speak Thai; a page speaks the language its reader has chosen. */
export interface Reader {
  readonly language: Language
  /** English names of the areas of a programme, by code. */
  readonly names?: ReadonlyMap<OfficeCode, string>
  /** Where the reader finds the same page in the other language; not there for what is shown in answer to a form. */
  readonly inOther?: string | undefined
}

const THAI: Reader = { language: 'th' }
const readers = new AsyncLocalStorage<Reader>()

/** The reader of what is being made; one of Thai unless `readBy` says otherwise. */
export function reader(): Reader {
  return readers.getStore() ?? THAI
}

/** Does something, and all that follows from it, for a reader. */
export function readBy<T>(reader: Reader, act: () => T): T {
  return readers.run(reader, act)
}

/** Makes what is in Thai whoever asks for it: a paper, and what is kept for later. */
export function inThai<T>(act: () => T): T {
  return readers.run(THAI, act)
}

/**
 * A text in the language of its reader, written in Thai where it is used: say`ภายในวันที่ ${day}`. What is not in the English
 * catalogue (a name, what somebody wrote) stays as it is.
 */
export function say(text: string): string
export function say(parts: TemplateStringsArray, ...values: readonly unknown[]): string
export function say(given: string | TemplateStringsArray, ...values: readonly unknown[]): string {
  const isEnglish = reader().language === 'en'
  if (typeof given === 'string') return isEnglish ? (english.get(given) ?? given) : given
  const form = isEnglish ? english.get(keyOf(given)) : undefined
  if (form === undefined) return String.raw({ raw: given }, ...values)
  return form.replaceAll(/\{(\d+)\}/g, (_, n: string) => String(values[Number(n)]))
}

/** Under which a text with places to fill is in the catalogue: `ภายในวันที่ {0}`. */
export function keyOf(parts: readonly string[]): string {
  return parts.map((part, i) => (i === 0 ? part : `{${i - 1}}${part}`)).join('')
}
