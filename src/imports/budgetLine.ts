import type { LineCode } from '../domain/policy.ts'
import { likenessOf } from '../spreadsheet/writing.ts'

/** A budget line of a programme with its Thai name. */
export interface NamedLine {
  readonly code: LineCode
  readonly name: string
}

/** What a line is known by: its name, that name without a remark in brackets at its end, its code. */
export function namesOfLine({ code, name }: NamedLine): string[] {
  return [name, name.replace(/\s*\([^)]*\)$/, ''), code]
}

/** The line of this name or code, if it is one of them. */
export function lineNamed(lines: readonly NamedLine[], text: string): NamedLine | undefined {
  const like = likenessOf(text)
  return lines.find((line) => namesOfLine(line).some((known) => likenessOf(known) === like))
}
