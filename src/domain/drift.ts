import type { AgendaEntry } from './agenda.ts'
import { canonical } from './canonical.ts'
import { type LineBalance, levelOf, nextDeadline, type OfficeState } from './office.ts'
import type { LineCode } from './policy.ts'
import type { Standing } from './step.ts'

/**
 * Where one record of an office says that it stands: what its events have made of it. Its phase and whether it is overdue are
 * left out, since a day that passes changes them without an event.
 */
export type Account = Omit<Standing, 'phase' | 'overdue'> & {
  /** Lines with an allocation. Only where this record keeps balances. */
  readonly lines?: Readonly<Record<LineCode, LineBalance>>
}

/** One thing in which two records of an office differ, each side in canonical JSON. */
export interface Drift {
  /** `level`, `obligations.report`, `lines.materials`. */
  readonly field: string
  readonly expected: string
  readonly found: string
}

/** The account that follows from an office's state, and from what its agenda has next. */
export function accountOf(state: OfficeState, next: AgendaEntry | null): Account {
  const { report, notifiedAt, suspendedAt, withdrawnAt, sequence, obligations, lines } = state
  return {
    ...{ report, notifiedAt, suspendedAt, withdrawnAt, sequence, obligations, lines },
    level: levelOf(state),
    nextDeadline: nextDeadline(state),
    nextAt: next?.at ?? null,
  }
}

/** In what an account differs from the one expected of it, by field. Balances are compared where it keeps any. */
export function driftOf(expected: Account, found: Account): Drift[] {
  const [ours, theirs] = [fieldsOf(expected), fieldsOf(found)]
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((field) => found.lines !== undefined || !field.startsWith('lines.'))
    .map((field) => ({ field, expected: canonical(ours.get(field)), found: canonical(theirs.get(field)) }))
    .filter((drift) => drift.expected !== drift.found)
    .sort((a, b) => (a.field < b.field ? -1 : 1))
}

function fieldsOf({ obligations, lines = {}, ...rest }: Account): Map<string, unknown> {
  return new Map<string, unknown>([
    ...Object.entries(rest),
    ...Object.entries(obligations).map(([name, o]): [string, unknown] => [`obligations.${name}`, o]),
    ...Object.entries(lines).map(([line, balance]): [string, unknown] => [`lines.${line}`, balance]),
  ])
}
