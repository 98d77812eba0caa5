import { Client } from 'pg'

/** Between two tries to reach a database that went away, in milliseconds. */
const RECONNECT_MS = 1000

/**
 * Calls back whenever mail has been queued, by any process, and whenever the connection has been made (anew): what was queued
 * meanwhile made no sound here. Keeps one connection of its own and reconnects by itself.
 * @returns what stops it
 */
export function onMailQueued(databaseUrl: string, callback: () => void): () => Promise<void> {
  let stopped = false
  let client: Client | undefined
  let retry: NodeJS.Timeout | undefined

  const listen = async () => {
    const own = new Client({ connectionString: databaseUrl, keepAlive: true })
    client = own
    let lost = false
    const onLost = () => {
      if (lost || stopped) return
      lost = true
      own.end().catch(() => undefined)
      retry = setTimeout(listen, RECONNECT_MS)
    }
    own.on('notification', callback)
    own.on('error', onLost)
    own.on('end', onLost)
    try {
      await own.connect()
      await own.query('LISTEN mail_queued')
      callback()
    } catch {
      onLost()
    }
  }
  void listen()

  return async () => {
    stopped = true
    clearTimeout(retry)
    await client?.end().catch(() => undefined)
  }
}
