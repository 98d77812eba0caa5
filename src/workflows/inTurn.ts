/**
 * Lets one thing be done at a time, in the order in which they were asked for: without it a handler could decide on a state
 * that another is still recording. It makes no promise while nobody waits, because every promise of a workflow costs a stack
 * trace (a mutex from a library took a tenth of an Update's time).
 */
export class InTurn {
  private isTaken = false
  private readonly waiting: (() => void)[] = []

  /** Does `act` when everything asked for before has ended, well or not. */
  async run<T>(act: () => Promise<T>): Promise<T> {
    if (this.isTaken) await new Promise<void>((resolve) => this.waiting.push(resolve))
    this.isTaken = true
    try {
      return await act()
    } finally {
      // Whoever has waited longest is next. The turn is not free meanwhile, or one that comes now would be before it.
      const next = this.waiting.shift()
      if (next) next()
      else this.isTaken = false
    }
  }
}
