import type { BatchItem } from '../domain/batch.ts'
import type { Answer, CommandCause } from '../domain/step.ts'
import { type BatchOutcome, KEY_REUSED, type Receipt, type Refusal } from './protocol.ts'
import { refuse } from './refusal.ts'

/** How many answers are kept to be given again. Older ones are in the database, which refuses to record a key twice. */
const RECEIPTS_KEPT = 32

const keyReused: Refusal = {
  type: KEY_REUSED,
  message: 'This idempotency key has been used for another request.',
  facts: {},
}

/** What commands were answered not long ago: the same key gets the same answer, and is refused for anything else. */
export class Receipts {
  private kept: readonly Receipt[]

  constructor(kept: readonly Receipt[]) {
    this.kept = kept
  }

  /** The receipts, for continuing as new. */
  get carried(): readonly Receipt[] {
    return this.kept
  }

  /**
   * The answer that a command has been given, if any.
   * @throws ApplicationFailure when its key was used for something else
   */
  answerTo(cause: CommandCause): Answer | undefined {
    const outcome = this.outcomeOf(cause)
    if (outcome && 'refusal' in outcome) throw refuse(outcome.refusal)
    return outcome?.answer
  }

  /** The same of several commands, by their keys; those not known are left out. */
  outcomesOf(items: readonly BatchItem[]): Map<string, BatchOutcome> {
    return new Map(
      items.flatMap(({ cause }) => {
        const outcome = this.outcomeOf(cause)
        return outcome ? [[cause.key, outcome]] : []
      }),
    )
  }

  private outcomeOf({ key, bodyHash }: CommandCause): BatchOutcome | undefined {
    const receipt = this.kept.find((r) => r.key === key)
    if (!receipt) return undefined
    return receipt.bodyHash === bodyHash ? { answer: receipt.answer } : { refusal: keyReused }
  }

  keep({ key, bodyHash }: CommandCause, answer: Answer): void {
    this.kept = [...this.kept, { key, bodyHash, answer }].slice(-RECEIPTS_KEPT)
  }
}
