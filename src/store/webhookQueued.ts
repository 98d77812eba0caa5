import { listen } from './listen.ts'

/** Calls back whenever a webhook has been queued, by any process. @returns what stops it */
export function onWebhookQueued(databaseUrl: string, callback: () => void): () => Promise<void> {
  return listen(databaseUrl, 'webhook_queued', callback)
}
