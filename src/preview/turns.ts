/** How many may wait for a preview at once: each takes seconds of a processor. */
const WAITING = 4

/** Many wait already. */
export class BusyError extends Error {
  override readonly name = 'BusyError'

  constructor() {
    super('Other previews are being computed. Ask again in a moment.')
  }
}

/** What is asked one after the other: a preview keeps a processor busy. */
class Turns {
  private last: Promise<unknown> = Promise.resolve()
  private waiting = 0

  /** @throws BusyError when many wait already */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= WAITING) throw new BusyError()
    this.waiting++
    const turn = this.last.then(work).finally(() => this.waiting--)
    // The next one's turn comes however this one ends.
    this.last = turn.catch(() => undefined)
    return turn
  }
}

/** The turns of this process, which has one thread for all of them. */
export const previewTurns = new Turns()
