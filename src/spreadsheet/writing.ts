/** How the same word is written: what differs between two hands and means nothing. */

/** Thai digits as 0 to 9, full-width letters as plain ones, every gap as one space, nothing at either end. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
    .replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim()
}

/** What is left of a word to compare by: no spaces, marks of punctuation, silencing marks, or twice-written vowels. */
export function likenessOf(text: string): string {
  return tidy(text)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/เเ/g, 'แ')
    .replace(/[^\p{L}\p{M}\p{N}]|์/gu, '')
}
