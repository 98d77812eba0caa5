import { type AgendaEntry, catchUp } from './agenda.ts'
import type { Command } from './command.ts'
import { decide } from './decide.ts'
import type { OfficeState } from './office.ts'
import type { Rules } from './policy.ts'
import { isRejection, type Rejection } from './rejection.ts'
import { type CommandCause, type OfficeStep, stepOf } from './step.ts'
import type { Instant } from './time.ts'

/** The most commands that one office is given at once. */
export const BATCH_LIMIT = 100

/** One of several commands given to an office at once. */
export interface BatchItem {
  readonly command: Command
  readonly cause: CommandCause
}

/** What comes of several commands. */
export interface DecidedBatch {
  /** What time alone had brought about before them. */
  readonly due: readonly AgendaEntry[]
  /** A step for each command that is accepted, in order. */
  readonly steps: readonly OfficeStep[]
  /** Why the others are refused, by their key. */
  readonly refused: ReadonlyMap<string, Rejection>
  /** The office after all of it, and what comes next. */
  readonly after: OfficeState
  readonly next: AgendaEntry | null
}

/**
 * What comes of several commands to an office at one moment, one after the other: each is judged by itself, on what the
 * ones before it have left. Nothing but being given together tells them from as many single commands.
 * @param items each under a key of its own
 */
export function decideAll(rules: Rules, state: OfficeState, items: readonly BatchItem[], at: Instant): DecidedBatch {
  const { events: due, ...caughtUp } = catchUp(state, rules, at)
  let { after, next }: Pick<DecidedBatch, 'after' | 'next'> = caughtUp
  const steps: OfficeStep[] = []
  const refused = new Map<string, Rejection>()
  for (const { command, cause } of items) {
    const decided = decide(rules, after, command, at)
    if (isRejection(decided)) {
      refused.set(cause.key, decided)
      continue
    }
    const made = stepOf(rules, after, decided, at, cause)
    steps.push(made.step)
    after = made.after
    next = made.next
  }
  return { due, steps, refused, after, next }
}
