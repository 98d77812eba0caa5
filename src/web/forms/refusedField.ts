import type { RejectionType } from '../../domain/rejection.ts'
import type { Field } from './field.ts'

/** Beside which field a refusal by the rules is said; undefined when it is about the whole. */
export function refusedField(type: string, fields: readonly Field[]): string | undefined {
  const names = about[type as RejectionType] ?? []
  const days = fields.filter((f) => f.kind === 'day')
  if (type === 'invalid-deadline') return days[0]?.name
  // Of a form with an order, its date is the one that may be wrong as such.
  if (type === 'invalid-date') return (days.find((f) => f.name === 'order.date') ?? days[0])?.name
  return fields.find((f) => names.includes(f.name))?.name
}

const about: Readonly<Partial<Record<RejectionType, readonly string[]>>> = {
  'invalid-amount': ['amount'],
  'line-exceeded': ['amount'],
  'unknown-line': ['line'],
  'duplicate-document': ['documentNo'],
  'unknown-document': ['documentNo'],
  'not-escalated': ['obligation'],
  'nothing-to-extend': ['obligation'],
}
