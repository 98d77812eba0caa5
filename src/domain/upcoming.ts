import { type AgendaEntry, agenda, catchUp } from './agenda.ts'
import type { OfficeState } from './office.ts'
import type { Rules } from './policy.ts'

/** The entries that an office's agenda will have, one after the other, while nobody does anything; at most `count`. */
export function upcoming(state: OfficeState, rules: Rules, count: number): AgendaEntry[] {
  const entries: AgendaEntry[] = []
  let current = state
  while (entries.length < count) {
    const next = agenda(current, rules)
    if (!next) break
    entries.push(next)
    current = catchUp(current, rules, next.at, next).after
  }
  return entries
}
