import { openOperatorsPort } from './api/operatorsPort.ts'
import { readConfig } from './config.ts'
import { startDelivery } from './mail/deliver.ts'
import { keepDelivering } from './mail/keepDelivering.ts'
import { keepWatchingMail } from './mail/keepWatching.ts'
import { withSimulator } from './mail/simulator.ts'
import { openTransport } from './mail/transport.ts'
import { apiReadiness, workerReadiness } from './operations/readiness.ts'
import { WorkerPolls } from './operations/workerPolls.ts'
import { repeatedly } from './repeatedly.ts'
import { deliverLinks } from './signin/deliverLinks.ts'
import { anyFreePort } from './stack/ports.ts'
import { forgetOldFiles } from './store/importFiles.ts'
import { listProgrammes } from './store/programmes.ts'
import { schemaAtStart } from './store/schemaAtStart.ts'
import { openStore } from './store/store.ts'
import { tellConnections } from './telemetry/connections.ts'
import { openLog } from './telemetry/log.ts'
import { startTracing } from './telemetry/tracing.ts'
import { bundleForWorker } from './temporal/bundle.ts'
import { connectClient } from './temporal/connect.ts'
import { keepNightlyExamination } from './temporal/nightly.ts'
import { promoteFirst } from './temporal/releases.ts'
import { endRuntime, prepareRuntime, SdkMetrics } from './temporal/runtime.ts'
import { checkSearchAttributes } from './temporal/searchAttributeCheck.ts'
import { clientTracing, workerTracing } from './temporal/tracing.ts'
import { createWorker } from './temporal/worker.ts'
import { startWebhookDelivery } from './webhooks/deliver.ts'

/**
 * The worker process: runs workflows and activities, and delivers what they queue: mail when SMTP_URL names a server, webhooks
 * when WEBHOOK_KEY is given.
 */

/** How often files between dry run and import are looked through for old ones, in milliseconds. */
const FORGET_EVERY_MS = 10 * 60_000

const config = readConfig()
const log = openLog('worker', config.LOG_LEVEL)
const tracing = await startTracing('worker', process.env)
const { METRICS_PORT: metricsPort, METRICS_HOST: metricsHost } = config
const sdkPort = metricsPort && (await anyFreePort())
prepareRuntime({ log, metricsPort: sdkPort })
await schemaAtStart(config, log)
const store = openStore(config.DATABASE_URL, { poolSize: config.DATABASE_POOL })
const { client, connection, namespace } = await connectClient({ interceptors: await clientTracing() })
await checkSearchAttributes(connection, namespace)
const worker = await createWorker({
  store,
  client,
  taskQueue: config.TASK_QUEUE,
  bundle: await bundleForWorker(config.WORKFLOW_BUNDLE, { isTraced: tracing !== undefined }),
  maxCachedWorkflows: config.MAX_CACHED_WORKFLOWS,
  buildId: config.WORKER_BUILD_ID,
  tracing: tracing && (await workerTracing(tracing)),
})
const transport =
  config.SMTP_URL === undefined ? undefined : withSimulator(openTransport(config.SMTP_URL, { from: config.MAIL_FROM }))
const { DATABASE_URL: databaseUrl, PUBLIC_URL: publicUrl, MAIL_PER_MINUTE: perMinute } = config
const delivery = transport && startDelivery({ store, transport, publicUrl, log, databaseUrl, perMinute })
const watch = transport && keepWatchingMail(store, log)
// Beside the others: whoever waits for a link does not wait for a morning's thousand mails.
const linkDelivery =
  transport && keepDelivering({ databaseUrl, log, deliver: () => deliverLinks({ store, transport, publicUrl, log }) })
if (!transport) log.warn('no mail is delivered: SMTP_URL names no mail server')
const webhooks =
  config.WEBHOOK_KEY &&
  startWebhookDelivery({
    store,
    key: config.WEBHOOK_KEY,
    allowLoopback: config.WEBHOOK_ALLOW_LOOPBACK,
    log,
    databaseUrl: config.DATABASE_URL,
  })
if (!webhooks) log.warn('no webhooks are delivered: there is no WEBHOOK_KEY')
const forgetting = repeatedly(FORGET_EVERY_MS, () =>
  forgetOldFiles(store, new Date()).then(
    () => undefined,
    (err) => log.error({ err }, 'files that were never imported cannot be forgotten'),
  ),
)
// Of programmes that were opened before there were nightly examinations, too.
for (const programme of await listProgrammes(store))
  if (programme.openedAt) await keepNightlyExamination({ client, taskQueue: config.TASK_QUEUE, programme })
const buildId = config.WORKER_BUILD_ID
const ended = new AbortController()
const first =
  buildId !== undefined &&
  promoteFirst({ client, taskQueue: config.TASK_QUEUE }, buildId, ended.signal).then(
    (isFirst) => isFirst && log.info({ buildId }, 'the first release: it is the current one'),
    (err) =>
      log.error({ err, buildId }, 'whether this is the first release cannot be found out; npm run release does it'),
  )
const polls = new WorkerPolls({ worker, connection, namespace, taskQueue: config.TASK_QUEUE })
const operatorsPort =
  sdkPort &&
  (await openOperatorsPort(
    {
      ...{ process: 'worker', log },
      needs: [...apiReadiness({ store, connection }), workerReadiness(polls)],
      refresh: async () => {
        tellConnections(store)
        await polls
          .whatIsWrong(new Date())
          .catch((err) => log.warn({ err }, 'it cannot be told whether the worker polls'))
      },
      others: [new SdkMetrics(sdkPort, log)],
    },
    { port: metricsPort, host: metricsHost },
  ))
log.info({ taskQueue: config.TASK_QUEUE, namespace, ...(buildId && { buildId }) }, 'worker runs')
// The SDK ends a worker politely on SIGINT and SIGTERM by itself.
await worker.run()
ended.abort()
await first
await Promise.all([forgetting.stop(), watch?.stop(), delivery?.stop(), linkDelivery?.stop(), webhooks?.stop()])
transport?.close()
if (operatorsPort) await operatorsPort.stop()
await connection.close()
await store.close()
await tracing?.stop()
await endRuntime()
