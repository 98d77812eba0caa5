import type { RejectionType } from '../../domain/rejection.ts'
import type { Field } from './field.ts'

/** Beside which field a refusal by the rules is said; undefined when it is about the whole. */
export function refusedField(type: string, fields: readonly Field[]): string | undefined {
  const names = about[type as RejectionType] ?? []
  if (type === 'invalid-date' || type === 'invalid-deadline') return fields.find((f) => f.kind === 'day')?.name
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
