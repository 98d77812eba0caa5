import type { Logger } from 'pino'
import { type Repeating, repeatedly } from '../repeatedly.ts'
import { mailAlarm, watchMail } from '../store/mailWatch.ts'
import type { Store } from '../store/store.ts'

/** How often it is looked whether mail is late, in milliseconds. */
const EVERY_MS = 60_000

/** Raises the alarm when mail that is due waits for longer than is promised, until stopped. Any number of processes may watch. */
export function keepWatchingMail(store: Store, log: Pick<Logger, 'info' | 'error'>): Repeating {
  const watch = async () => {
    try {
      const now = new Date()
      const changed = await watchMail(store, now)
      if (changed === 'raised')
        log.error({ event: 'mail-late', ...(await mailAlarm(store, now)) }, 'mail that is due has not been sent')
      if (changed === 'ended') log.info({ event: 'mail-in-time' }, 'no mail is late any more')
    } catch (err) {
      log.error({ err }, 'it cannot be told whether mail is late')
    }
  }
  return repeatedly(EVERY_MS, watch)
}
