/**
 * Lets one thing be done at a time, in the order in which they were asked for: without it a handler could decide on a state
 * that another is still recording. A chain of promises and no more, because every promise of a workflow costs a stack trace
 * (a mutex from a library took a tenth of an Update's time).
 */
export class InTurn {
  private last: Promise<unknown> = Promise.resolve()

  /** Does `act` when everything asked for before has ended, well or not. */
  run<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.last.then(act, act)
    this.last = turn
    return turn
  }
}
