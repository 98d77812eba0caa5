import { expect, it } from 'vitest'
import { thaiDigits } from '../../src/thai/numerals.ts'

it.for([
  ['มท 0322/ว 55878', 'มท ๐๓๒๒/ว ๕๕๘๗๘'],
  ['1,234,567.89 บาท', '๑,๒๓๔,๕๖๗.๘๙ บาท'],
  ['๒๕๖๘ ½ ٣', '๒๕๖๘ ½ ٣'],
  ['', ''],
])('every Arabic digit, and nothing else, becomes a Thai one: %s', ([text, thai]) => {
  expect(thaiDigits(text!)).toBe(thai)
})
