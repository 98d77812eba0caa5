import { grantRights } from '../store/grantRights.ts'
import { migrate } from '../store/migrate.ts'
import { connectClient } from '../temporal/connect.ts'
import { prepareNamespace } from '../temporal/prepare.ts'
import { operatorConfig } from './operator.ts'
import { readOptions, runCommand, UsageError } from './runCommand.ts'

const USAGE = `npm run migrate [-- --retention-days N]
    Brings the database to this version and makes the Temporal namespace with its search attributes where they are missing.
    What is there already stays as it is; two may run at once. The roles that DATABASE_ROLE_API and DATABASE_ROLE_WORKER name are
    granted what API and workers need, each time anew. Before an upgrade: first this, then the workers, then the API.
    --retention-days  how long a namespace that is made here keeps the history of what has ended; 30 when left out
The database is the one that DATABASE_URL names or, without it, that of npm start or npm run dev.`

const RETENTION_DAYS = 30

await runCommand(USAGE, async () => {
  const { 'retention-days': days = String(RETENTION_DAYS) } = readOptions([], ['retention-days'])
  const retentionDays = Number(days)
  if (!Number.isInteger(retentionDays) || retentionDays < 1)
    throw new UsageError('--retention-days must be a whole number above 0.')
  const { DATABASE_URL, DATABASE_ROLE_API: api, DATABASE_ROLE_WORKER: worker } = operatorConfig()
  const applied = await migrate(DATABASE_URL, (name) => console.log(`Applying ${name} …`))
  console.log(applied.length === 0 ? 'The database is at this version.' : `Applied ${applied.length} migrations.`)
  await grantRights(DATABASE_URL, { api, worker })
  const named = [api, worker].filter((role) => role !== undefined)
  if (named.length > 0) console.log(`What they need, and nothing else, is granted to ${named.join(' and ')}.`)
  const { connection, namespace } = await connectClient()
  try {
    await prepareNamespace(connection, namespace, { retentionDays, onProgress: console.log })
  } finally {
    await connection.close()
  }
  console.log(`The Temporal namespace ${namespace} has all search attributes.`)
})
