import { listen } from './listen.ts'

/** Calls back whenever mail has been queued, by any process. @returns what stops it */
export function onMailQueued(databaseUrl: string, callback: () => void): () => Promise<void> {
  return listen(databaseUrl, 'mail_queued', callback)
}
