import { CommandGateway } from '../commands/gateway.ts'
import { readConfig } from '../config.ts'
import { Parts } from '../operations/parts.ts'
import { apiReadiness } from '../operations/readiness.ts'
import { ServiceFigures } from '../operations/serviceFigures.ts'
import { auditToTrail } from '../signin/auditTrail.ts'
import { signInSetting } from '../signin/setting.ts'
import { schemaAtStart } from '../store/schemaAtStart.ts'
import { openStore } from '../store/store.ts'
import { tellConnections } from '../telemetry/connections.ts'
import { openLog } from '../telemetry/log.ts'
import { startTracing } from '../telemetry/tracing.ts'
import { connectClient } from '../temporal/connect.ts'
import { clientTracing } from '../temporal/tracing.ts'
import { STOPPING } from '../web/live/routes.ts'
import { createApp } from './app.ts'
import { openOperatorsPort } from './operatorsPort.ts'

/** The API process. */

/** Opening a whole country takes some half a minute. */
const OPEN_DEADLINE_MS = 60_000

/** What is left of a request after its command's deadline. */
const ANSWER_MS = 2000

const config = readConfig()
const log = openLog('api', config.LOG_LEVEL)
const tracing = await startTracing('api', process.env)
await schemaAtStart(config, log)
const store = openStore(config.DATABASE_URL, { poolSize: config.DATABASE_POOL })
const { client, connection, namespace } = await connectClient({ interceptors: await clientTracing() })
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

const { METRICS_PORT: metricsPort, METRICS_HOST: metricsHost, TASK_QUEUE: taskQueue } = config
const parts = new Parts({ store, connection, namespace, taskQueue, log })
const figures = new ServiceFigures({ store, parts, log })
const operatorsPort =
  metricsPort &&
  (await openOperatorsPort(
    {
      ...{ process: 'api', log },
      needs: apiReadiness({ store, connection }),
      refresh: async () => {
        tellConnections(store)
        await figures.refresh()
      },
      others: [figures.registry],
    },
    { port: metricsPort, host: metricsHost },
  ))

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
    if (operatorsPort) await operatorsPort.stop()
    await connection.close()
    await store.close()
    await tracing?.stop()
    process.exit()
  })
  setTimeout(() => server.closeAllConnections(), config.COMMAND_DEADLINE_MS + ANSWER_MS)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
