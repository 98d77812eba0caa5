import { say } from '../../language/say.ts'

/** How much of what was recorded a page shows: an import of the whole country names thousands of rows. */
const SHOWN = 40
const IN_SHORT = 4
const LINE = 140

/** What was recorded with something, flat: `lines.0.amount` and what it says. The rest of what is too long is counted. */
export function detailsShown(recorded: unknown): [name: string, value: string][] {
  const all = flat('', recorded)
  const rest = all.length - SHOWN
  return rest > 0 ? [...all.slice(0, SHOWN), ['…', say`และอีก ${rest} ค่า`]] : all
}

/** The first of it, for a line in a list. */
export function detailsInShort(recorded: unknown): string {
  const first = flat('', recorded).slice(0, IN_SHORT)
  const text = first.map(([name, value]) => `${name} ${value}`).join(' · ')
  return text.length > LINE ? `${text.slice(0, LINE)}…` : text
}

function flat(name: string, value: unknown): [string, string][] {
  if (value === null || typeof value !== 'object') return [[name, String(value ?? '-')]]
  if (Array.isArray(value) && value.every((v) => v === null || typeof v !== 'object')) return [[name, value.join(', ')]]
  return Object.entries(value).flatMap(([key, inner]) => flat(name === '' ? key : `${name}.${key}`, inner))
}
