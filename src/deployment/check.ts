import type { Connection } from '@temporalio/client'
import nodemailer from 'nodemailer'
import { Client } from 'pg'
import { type Config, InvalidConfigError, readConfig } from '../config.ts'
import { pendingMigrations } from '../store/migrate.ts'
import { type Process, processes } from '../store/rights.ts'
import { lackingRights, powersOverRecords } from '../store/rightsHeld.ts'
import { connectClient } from '../temporal/connect.ts'
import { namespaceExists } from '../temporal/prepare.ts'
import { checkSearchAttributes } from '../temporal/searchAttributeCheck.ts'

/** What was found of one thing that a deployment needs. */
export interface Found {
  readonly part: 'environment' | 'PostgreSQL' | 'Temporal' | 'mail'
  /** The variable, or what was tried. */
  readonly subject: string
  /** `mind` for what works and could be safer; `left out` for what cannot be told, or is not wanted. */
  readonly outcome: 'good' | 'wrong' | 'mind' | 'left out'
  /** What it is, or what is wrong and what to do. May hold what a server said. */
  readonly said: string
}

/** The oldest PostgreSQL that the service is offered for: the tests run on 18. */
const OLDEST_POSTGRES = 17
const VERSION_PARTS = 10_000
const ANSWERS_WITHIN_MS = 10_000
const RIGHTS_NAMED = 5
const NAMES = { api: 'the API', worker: 'workers' } as const

/** Examines the environment and then each part that it names. Only reads. Never throws. */
export async function checkDeployment(environment: NodeJS.ProcessEnv): Promise<Found[]> {
  let config: Config
  try {
    config = readConfig(environment)
  } catch (error) {
    if (!(error instanceof InvalidConfigError)) throw error
    return [
      ...error.issues.map(({ path, message }): Found => wrong('environment', path.map(String).join('.'), message)),
      {
        part: 'environment',
        subject: 'PostgreSQL, Temporal, mail',
        outcome: 'left out',
        said: 'until the above is right',
      },
    ]
  }
  const parts = [checkPostgres(config.DATABASE_URL), checkTemporal(environment), checkMail(config.SMTP_URL)]
  return [good('environment', 'variables', 'as they must be'), ...(await Promise.all(parts)).flat()]
}

/** The database as the role of its address finds it. Only reads. Never throws. */
export async function checkPostgres(databaseUrl: string): Promise<Found[]> {
  const part = 'PostgreSQL'
  const found: Found[] = []
  let client: Client | undefined
  try {
    client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: ANSWERS_WITHIN_MS })
    client.on('error', () => undefined)
    await client.connect()
    found.push(good(part, 'connection', `database ${client.database}, as ${client.user}`))
    const { rows: versions } = await client.query(`SELECT current_setting('server_version_num')::int AS version`)
    const version = Math.floor(versions[0].version / VERSION_PARTS)
    found.push(
      version >= OLDEST_POSTGRES
        ? good(part, 'version', String(version))
        : wrong(part, 'version', `${version}: ${OLDEST_POSTGRES} or later is needed`),
    )
    const pending = await pendingMigrations(databaseUrl)
    found.push(
      pending.length === 0
        ? good(part, 'migrations', 'all applied')
        : wrong(part, 'migrations', `${pending.length} missing, ${pending[0]} first: run migrate`),
    )
    found.push(await checkRights(client), await checkConfinement(client))
  } catch (error) {
    found.push(wrong(part, found.length === 0 ? 'connection' : 'examination', reasonOf(error)))
  } finally {
    await client?.end().catch(() => undefined)
  }
  return found
}

/** Whether the role may do all that an API or a worker needs: which of them it is for, only it shows. */
async function checkRights(client: Client): Promise<Found> {
  const lacking: { process: Process; rights: string[] }[] = []
  for (const process of processes) lacking.push({ process, rights: await lackingRights(client, process) })
  const enough = lacking.filter(({ rights }) => rights.length === 0).map(({ process }) => NAMES[process])
  if (enough.length > 0) return good('PostgreSQL', 'rights', `enough for ${enough.join(' and ')}`)
  const [nearest] = lacking.sort((a, b) => a.rights.length - b.rights.length)
  const { process, rights } = nearest!
  return wrong(
    'PostgreSQL',
    'rights',
    `${client.user} lacks ${rights.slice(0, RIGHTS_NAMED).join(', ')}${rights.length > RIGHTS_NAMED ? ' and more' : ''}, which ${NAMES[process]} need: run migrate with DATABASE_ROLE_${process.toUpperCase()}=${client.user}`,
  )
}

/** Whether what was recorded is safe from who connects so. The owner is needed by migrate, and by nothing that runs on. */
async function checkConfinement(client: Client): Promise<Found> {
  const powers = await powersOverRecords(client)
  if (powers.length === 0) return good('PostgreSQL', 'records', `cannot be altered by ${client.user}`)
  return {
    ...{ part: 'PostgreSQL', subject: 'records', outcome: 'mind' },
    said: `${client.user} ${powers.join(', ')}, and so could alter the audit trail. That is for migrate and the commands of the terminal: give API and workers roles of their own (docs/deployment.md)`,
  }
}

async function checkTemporal(environment: NodeJS.ProcessEnv): Promise<Found[]> {
  const part = 'Temporal'
  let connection: Connection
  let namespace: string
  try {
    ;({ connection, namespace } = await connectClient({ environment }))
  } catch (error) {
    const said =
      error instanceof InvalidConfigError ? error.issues.map((i) => `${String(i.path[0])}: ${i.message}`) : []
    return [wrong(part, 'connection', said.length > 0 ? said.join('; ') : reasonOf(error))]
  }
  const found = [good(part, 'connection', connection.options.address)]
  try {
    await connection.withDeadline(Date.now() + ANSWERS_WITHIN_MS, async () => {
      if (!(await namespaceExists(connection, namespace))) {
        found.push(wrong(part, 'namespace', `there is no ${namespace}: run migrate`))
        return
      }
      found.push(good(part, 'namespace', namespace))
      await checkSearchAttributes(connection, namespace)
      found.push(good(part, 'search attributes', 'all registered'))
    })
  } catch (error) {
    found.push(wrong(part, found.length === 1 ? 'namespace' : 'search attributes', reasonOf(error)))
  } finally {
    await connection.close()
  }
  return found
}

async function checkMail(smtpUrl: string | undefined): Promise<Found[]> {
  const part = 'mail'
  if (smtpUrl === undefined)
    return [{ part, subject: 'mail server', outcome: 'left out', said: 'SMTP_URL names none: no mail is delivered' }]
  const patience = {
    connectionTimeout: ANSWERS_WITHIN_MS,
    greetingTimeout: ANSWERS_WITHIN_MS,
    dnsTimeout: ANSWERS_WITHIN_MS,
  }
  try {
    const transport = nodemailer.createTransport({ url: smtpUrl, ...patience, socketTimeout: ANSWERS_WITHIN_MS })
    await transport.verify()
    transport.close()
    return [good(part, 'mail server', `${new URL(smtpUrl).host} takes mail`)]
  } catch (error) {
    return [wrong(part, 'mail server', reasonOf(error))]
  }
}

const good = (part: Found['part'], subject: string, said: string): Found => ({ part, subject, outcome: 'good', said })
const wrong = (part: Found['part'], subject: string, said: string): Found => ({ part, subject, outcome: 'wrong', said })

/** What is said of an error: of several at once the first, where a name has more than one address. */
function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error
  if (!(first instanceof Error)) return String(first)
  const cause = first.cause instanceof Error ? ` (${first.cause.message})` : ''
  return `${first.message}${cause}`
}
