import { pino } from 'pino'
import { CommandGateway } from '../commands/gateway.ts'
import { readConfig } from '../config.ts'
import { auditToTrail } from '../signin/auditTrail.ts'
import { signInSetting } from '../signin/setting.ts'
import { migrate } from '../store/migrate.ts'
import { openStore } from '../store/store.ts'
import { connectClient } from '../temporal/connect.ts'
import { STOPPING } from '../web/live/routes.ts'
import { createApp } from './app.ts'

/** The API process. */

/** Opening a whole country takes some half a minute. */
const OPEN_DEADLINE_MS = 60_000

/** What is left of a request after its command's deadline. */
const ANSWER_MS = 2000

const config = readConfig()
const log = pino({ level: config.LOG_LEVEL, base: { process: 'api' } })
await migrate(config.DATABASE_URL, (name) => log.info({ migration: name }, 'bringing the database to this version'))
const store = openStore(config.DATABASE_URL, { poolSize: config.DATABASE_POOL })
const { client, connection } = await connectClient()
const gateway = new CommandGateway(store, client, config.COMMAND_DEADLINE_MS)
const app = createApp({
  ...{ store, gateway, client, connection, log },
  taskQueue: config.TASK_QUEUE,
  temporalUiUrl: config.TEMPORAL_UI_URL,
  openDeadlineMs: OPEN_DEADLINE_MS,
  publicUrl: config.PUBLIC_URL,
  webhooks: { store, key: config.WEBHOOK_KEY, allowLoopback: config.WEBHOOK_ALLOW_LOOPBACK },
  requestsPerMinute: config.REQUESTS_PER_MINUTE,
  strangersPerMinute: config.STRANGERS_PER_MINUTE,
  signIn: signInSetting(config, { store, log, audit: auditToTrail(store) }),
  trustedProxies: config.TRUSTED_PROXIES,
})

const server = app.listen(config.PORT, config.HOST, (error?: Error) => {
  if (error) {
    log.fatal({ err: error }, 'the API cannot listen')
    process.exit(1)
  }
  log.info({ host: config.HOST, port: config.PORT }, 'API listens')
})

/** Answers what is under way and takes no more; whoever keeps a connection open is sent away with its next answer. */
function stop(): void {
  server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'))
  app.emit(STOPPING)
  server.close(async () => {
    await connection.close()
    await store.close()
    process.exit()
  })
  setTimeout(() => server.closeAllConnections(), config.COMMAND_DEADLINE_MS + ANSWER_MS)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
