/** Something that goes on until it is stopped. */
export interface Repeating {
  /** Waits for what is under way. */
  stop(): Promise<void>
}

/**
 * Does a work again and again, never two at once: while one takes longer, a beat is left out. The work sees to its own failures.
 * @param everyMs milliseconds between two beginnings
 */
export function repeatedly(everyMs: number, work: () => Promise<void>): Repeating {
  let underWay: Promise<void> | undefined
  const timer = setInterval(() => {
    underWay ??= work().finally(() => {
      underWay = undefined
    })
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await underWay
    },
  }
}
