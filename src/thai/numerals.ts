/** With which digits a paper is written: official letters have Thai ones, spreadsheets and most mails Arabic ones. */
export const numerals = ['arabic', 'thai'] as const
export type Numerals = (typeof numerals)[number]

/** A text with every Arabic digit as a Thai one: `มท 0322` becomes `มท ๐๓๒๒`. */
export function thaiDigits(text: string): string {
  return text.replaceAll(/\d/g, (digit) => String.fromCodePoint('๐'.codePointAt(0)! + Number(digit)))
}
