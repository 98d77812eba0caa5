import { Client } from 'pg'

/** Between two tries to reach a database that went away, in milliseconds. */
const RECONNECT_MS = 1000

/**
 * Calls back whenever any process notifies a channel, and whenever the connection has been made (anew): what was said
 * meanwhile made no sound here. Keeps one connection of its own and reconnects by itself.
 *
 * @param channel a plain SQL name
 * @returns what stops it
 */
export function listen(databaseUrl: string, channel: string, callback: () => void): () => Promise<void> {
  let stopped = false
  let client: Client | undefined
  let retry: NodeJS.Timeout | undefined

  const connect = async () => {
    const own = new Client({ connectionString: databaseUrl, keepAlive: true })
    client = own
    let lost = false
    const onLost = () => {
      if (lost || stopped) return
      lost = true
      own.end().catch(() => undefined)
      retry = setTimeout(connect, RECONNECT_MS)
    }
    own.on('notification', callback)
    own.on('error', onLost)
    own.on('end', onLost)
    try {
      await own.connect()
      await own.query(`LISTEN ${channel}`)
      callback()
    } catch {
      onLost()
    }
  }
  void connect()

  return async () => {
    stopped = true
    clearTimeout(retry)
    await client?.end().catch(() => undefined)
  }
}
