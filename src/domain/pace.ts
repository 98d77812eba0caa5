import { isBehindPace, type OfficeState } from './office.ts'
import type { OfficeCode, Policy } from './policy.ts'
import type { Day } from './time.ts'

export type Checkpoint = Policy['checkpoints'][number]

/** The last checkpoint that is past, if any. */
export function pastCheckpoint({ checkpoints }: Policy, today: Day): Checkpoint | null {
  return [...checkpoints].filter((c) => c.on < today).sort((a, b) => (a.on < b.on ? 1 : -1))[0] ?? null
}

/** The checkpoint that spending is held against: the next one that comes, or when all are past the last. */
export function currentCheckpoint(policy: Policy, today: Day): Checkpoint | null {
  const coming = policy.checkpoints.filter((c) => c.on >= today).sort((a, b) => (a.on < b.on ? -1 : 1))
  return coming[0] ?? pastCheckpoint(policy, today)
}

/** Of some offices those that spend money: how many there are, and which are below a checkpoint. */
export function paceOf(
  states: Iterable<OfficeState>,
  { percent }: Checkpoint,
): { readonly spending: number; readonly behind: readonly OfficeCode[] } {
  const spending = [...states].filter((s) => Object.keys(s.lines).length > 0 && !s.withdrawnAt)
  return { spending: spending.length, behind: spending.filter((s) => isBehindPace(s, percent)).map((s) => s.office) }
}
