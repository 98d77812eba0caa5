/** How often a queue is looked at though nobody has called, and how long after the database failed, in milliseconds. */
const POLL_MS = 1000
const AFTER_FAILURE_MS = 5000

export interface QueueSetting {
  /** Does what is due. @returns how much was taken from the queue; 0 when nothing is due */
  readonly work: () => Promise<number>
  /** Begins to call back when something is queued. @returns what stops it */
  readonly listen: (wake: () => void) => () => Promise<void>
  /** Called with what `work` threw. */
  readonly onFailure: (error: unknown) => void
}

export interface Watch {
  /** Looks at the queue now. */
  wake(): void
  /** Finishes the work under way and begins no more. */
  stop(): Promise<void>
}

/**
 * Does what is due in a queue until stopped: at once when something is queued, and every second, since a call can be missed
 * and things fall due again after a while.
 */
export function watchQueue({ work, listen, onFailure }: QueueSetting): Watch {
  let stopped = false
  let called = false
  let rouse = () => {}
  const wake = () => {
    called = true
    rouse()
  }
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      rouse = () => {
        clearTimeout(timer)
        resolve()
      }
      if (stopped || (called && ms === POLL_MS)) rouse()
    })

  const loop = async () => {
    while (!stopped) {
      called = false
      try {
        if ((await work()) === 0) await sleep(POLL_MS)
      } catch (error) {
        onFailure(error)
        await sleep(AFTER_FAILURE_MS)
      }
    }
  }
  const running = loop()
  const silence = listen(wake)
  return {
    wake,
    async stop() {
      stopped = true
      rouse()
      await Promise.all([silence(), running])
    },
  }
}
