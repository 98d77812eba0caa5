import type { Day } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { fullDay } from '../../thai/dates.ts'
import type { Field } from '../forms/field.ts'

/** What was typed into a form, told back by its fields' labels; fields left empty are not told. */
export function shownBody(
  fields: readonly Field[],
  body: Readonly<Record<string, unknown>>,
): { readonly label: string; readonly text: string }[] {
  return fields.flatMap((field) => {
    const value = valueAt(body, field.name.split('.'))
    return value === undefined ? [] : [{ label: field.label, text: textOf(field, value) }]
  })
}

function textOf(field: Field, value: string): string {
  if (field.kind === 'day') return fullDay(value as Day)
  if (field.kind === 'choice') return field.options.find((o) => o.value === value)?.label ?? value
  return field.kind === 'amount' ? say`${value} บาท` : value
}

function valueAt(body: unknown, [first, ...rest]: readonly string[]): string | undefined {
  if (first === undefined) return typeof body === 'string' ? body : undefined
  return valueAt((body as Record<string, unknown> | undefined)?.[first], rest)
}
