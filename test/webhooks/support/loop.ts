import { openStore } from '../../../src/store/store.ts'
import { startWebhookDelivery } from '../../../src/webhooks/deliver.ts'

/** A process that delivers webhooks until it is killed: `loop.ts DATABASE_URL KEY`. */
const [databaseUrl, key] = process.argv.slice(2) as [string, string]
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
startWebhookDelivery({
  ...{ store: openStore(databaseUrl, { poolSize: 4 }), databaseUrl, allowLoopback: true, log: silent },
  key: Buffer.from(key, 'base64'),
})
