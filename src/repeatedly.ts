/** Something that goes on until it is stopped. */
export interface Repeating {
  /** Waits for what is under way. */
  stop(): Promise<void>
}

/** Does a work again and again, never two at once. The work sees to its own failures. @param everyMs milliseconds between two beginnings */
export function repeatedly(everyMs: number, work: () => Promise<void>): Repeating {
  let working = Promise.resolve()
  const timer = setInterval(() => {
    working = working.then(work)
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await working
    },
  }
}
