/** Looking for what must not stand in a text: by the words that are known, and by the form of what opens a door. */

/** What opens a door, by its form. What was blackened is none. */
const doors: readonly RegExp[] = [
  /\baita_[\w-]{20,}/g,
  /\bwhsec_[\w+/=-]{20,}/g,
  /\b(?:Bearer|Basic) +(?!\[redacted\])[\w.~+/=-]{8,}/gi,
  /\b(?:aita|aita-signin)=[\w-]{43}/g,
  /[?&]s=[\w-]{43}/g,
  /\w:\/\/[^\s/:@"]+:(?!\[redacted\])[^\s/@"]+@/g,
]

/** A word or a door, and the text in which it stands. */
export interface Leak {
  readonly where: string
  readonly what: string
}

/** Which of these words stand in which of these texts. */
export function wordsIn(texts: ReadonlyMap<string, string>, words: readonly string[]): Leak[] {
  return [...texts].flatMap(([where, text]) =>
    words.filter((what) => text.includes(what)).map((what) => ({ where, what })),
  )
}

/** What opens a door in these texts, by its form. */
export function doorsIn(texts: ReadonlyMap<string, string>): Leak[] {
  return [...texts].flatMap(([where, text]) =>
    doors.flatMap((form) => [...text.matchAll(form)].map(([what]) => ({ where, what }))),
  )
}
