import type { Logger } from 'pino'
import { onMailQueued } from '../store/mailQueued.ts'
import { type Watch, watchQueue } from '../store/watchQueue.ts'

/**
 * Delivers mail until stopped: at once when one is queued, and every second.
 *
 * @param databaseUrl where to listen for queued mail
 * @param deliver delivers one batch of what is due and answers how many mails it took; 0 when none is due
 */
export function keepDelivering({
  databaseUrl,
  deliver,
  log,
}: {
  readonly databaseUrl: string
  readonly deliver: () => Promise<number>
  readonly log: Pick<Logger, 'error'>
}): Watch {
  return watchQueue({
    work: deliver,
    listen: (wake) => onMailQueued(databaseUrl, wake),
    onFailure: (error) => log.error({ err: error }, 'the outbox cannot be read'),
  })
}
