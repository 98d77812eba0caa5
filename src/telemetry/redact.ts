/**
 * What tells of a person or opens a door, by its form: addresses, telephone numbers as they are written in Thailand, tokens, the
 * secrets of links, passwords in the addresses of servers.
 */
const forms: readonly (readonly [RegExp, string])[] = [
  // Before addresses: a password may look like the beginning of one.
  [/(\w:\/\/[^\s/:@"]*:)[^\s/"]+@/g, '$1[redacted]@'],
  [/\b(Bearer|Basic) +[\w.~+/=-]+/gi, '$1 [redacted]'],
  [/\baita_[\w-]+/g, '[token]'],
  [/\bwhsec_[\w+/=-]+/g, '[secret]'],
  // `?s=…` of a link in a mail, `?token=…` of a link to sign in, and what a sign-in provider sends back.
  [/([?&](?:s|token|code|state|secret)=)[^&\s"\\]+/gi, '$1[redacted]'],
  [/[\p{L}\p{M}\p{N}._%+-]+@(?:[\p{L}\p{M}\p{N}-]+\.)+[\p{L}\p{M}]{2,}/gu, '[e-mail]'],
  [/(?<![\w.-])(?:\+66|0)[ -]?\d{1,2}[ -]\d{3,4}[ -]?\d{3,4}(?![\w-])/g, '[telephone]'],
  [/(?<![\w.-])(?:\+66[ -]?|0)\d{8,9}(?![\w-])/g, '[telephone]'],
]

/** A text without what tells of a person or opens a door. */
export function redact(text: string): string {
  return forms.reduce((left, [form, instead]) => left.replaceAll(form, instead), text)
}

/** The same of a line of JSON, in all its texts; what is JSON stays so. */
export function redactLine(line: string): string {
  // Hardly any line has anything of it. What stands for a line break would join the word after it.
  const plain = line.replaceAll(ESCAPED, ' ')
  if (redact(plain) === plain) return line
  const told = JSON.parse(line, (_name, value: unknown) => (typeof value === 'string' ? redact(value) : value))
  return `${JSON.stringify(told)}\n`
}

const ESCAPED = /\\(?:u[\da-f]{4}|.)/gi
