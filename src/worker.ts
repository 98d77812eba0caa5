import { pino } from 'pino'
import { readConfig } from './config.ts'
import { startDelivery } from './mail/deliver.ts'
import { keepDelivering } from './mail/keepDelivering.ts'
import { keepWatchingMail } from './mail/keepWatching.ts'
import { withSimulator } from './mail/simulator.ts'
import { openTransport } from './mail/transport.ts'
import { repeatedly } from './repeatedly.ts'
import { deliverLinks } from './signin/deliverLinks.ts'
import { forgetOldFiles } from './store/importFiles.ts'
import { migrate } from './store/migrate.ts'
import { listProgrammes } from './store/programmes.ts'
import { openStore } from './store/store.ts'
import { bundleWorkflows } from './temporal/bundle.ts'
import { connectClient } from './temporal/connect.ts'
import { keepNightlyExamination } from './temporal/nightly.ts'
import { checkSearchAttributes } from './temporal/searchAttributeCheck.ts'
import { createWorker } from './temporal/worker.ts'
import { startWebhookDelivery } from './webhooks/deliver.ts'

/**
 * The worker process: runs workflows and activities, and delivers what they queue: mail when SMTP_URL names a server, webhooks
 * when WEBHOOK_KEY is given.
 */

/** How often files between dry run and import are looked through for old ones, in milliseconds. */
const FORGET_EVERY_MS = 10 * 60_000

const config = readConfig()
const log = pino({ level: config.LOG_LEVEL, base: { process: 'worker' } })
await migrate(config.DATABASE_URL, (name) => log.info({ migration: name }, 'bringing the database to this version'))
const store = openStore(config.DATABASE_URL, { poolSize: config.DATABASE_POOL })
const { client, connection, namespace } = await connectClient()
await checkSearchAttributes(connection, namespace)
const worker = await createWorker({
  store,
  client,
  taskQueue: config.TASK_QUEUE,
  bundle: config.WORKFLOW_BUNDLE ? { codePath: config.WORKFLOW_BUNDLE } : await bundleWorkflows(),
  maxCachedWorkflows: config.MAX_CACHED_WORKFLOWS,
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
log.info({ taskQueue: config.TASK_QUEUE, namespace }, 'worker runs')
// The SDK ends a worker politely on SIGINT and SIGTERM by itself.
await worker.run()
await Promise.all([forgetting.stop(), watch?.stop(), delivery?.stop(), linkDelivery?.stop(), webhooks?.stop()])
transport?.close()
await connection.close()
await store.close()
