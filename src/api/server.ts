import { pino } from 'pino'
import { CommandGateway } from '../commands/gateway.ts'
import { readConfig } from '../config.ts'
import { openStore } from '../store/store.ts'
import { connectClient } from '../temporal/connect.ts'
import { createApp } from './app.ts'

/** The API process. */

const config = readConfig()
const log = pino({ level: config.LOG_LEVEL, base: { process: 'api' } })
const store = openStore(config.DATABASE_URL, { poolSize: config.DATABASE_POOL })
const { client, connection } = await connectClient()
const gateway = new CommandGateway(store, client, config.COMMAND_DEADLINE_MS)
const app = createApp({ store, gateway, client, connection, taskQueue: config.TASK_QUEUE, log })

const server = app.listen(config.PORT, config.HOST, (error?: Error) => {
  if (error) {
    log.fatal({ err: error }, 'the API cannot listen')
    process.exit(1)
  }
  log.info({ host: config.HOST, port: config.PORT }, 'API listens')
})

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    server.close(async () => {
      await connection.close()
      await store.close()
      process.exit()
    })
    server.closeIdleConnections()
  })
