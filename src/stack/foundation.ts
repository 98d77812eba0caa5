import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { grantRights } from '../store/grantRights.ts'
import { migrate } from '../store/migrate.ts'
import type { Process } from '../store/rights.ts'
import { startInbox } from './inbox.ts'
import type { Part } from './part.ts'
import { choosePort } from './ports.ts'
import { processRoles, startPostgres } from './postgres.ts'
import { startTemporal } from './temporal.ts'
import { temporalCli } from './temporalCli.ts'
import { startTemporalCluster } from './temporalCluster.ts'
import { type TemporalPrograms, temporalPrograms } from './temporalPrograms.ts'

/** What the service stands on: PostgreSQL, Temporal with its UI and, where mails are delivered, an inbox. */
export interface Foundation {
  readonly parts: {
    readonly postgres: Part
    readonly temporal: Part
    /** Of a cluster, the hosts beside the first. */
    readonly otherHosts: readonly Part[]
    readonly inbox?: Part
  }
  /** For the owner of the database. */
  readonly databaseUrl: string
  /** For API and workers, each as the role that may do what it does and nothing else. */
  readonly databaseUrls: Readonly<Record<Process, string>>
  readonly temporalAddress: string
  /** Of the development server; a cluster's would be a program of its own. */
  readonly temporalUi: string | undefined
  readonly inbox?: { readonly smtpUrl: string; readonly webUrl: string }
  /** The environment with which whoever owns it finds it all. */
  readonly environment: NodeJS.ProcessEnv
  stop(): Promise<void>
}

export interface FoundationSetting {
  readonly dataDir: string
  readonly withInbox: boolean
  /** A real Temporal cluster of so many hosts on the PostgreSQL; the development server when left out. */
  readonly cluster?: { readonly hosts: number; readonly shards?: number } | undefined
  /** Whether a crash of the machine may lose data: only for tests, rehearsals and measurements. */
  readonly durable: boolean
  /** Preferred ports; others are taken, and said so, when these are in use. */
  readonly ports: {
    readonly postgres: number
    readonly temporal: number
    readonly ui: number
    readonly smtp: number
    readonly web: number
  }
  /** Dynamic configuration of Temporal's server beside its usual limits. */
  readonly temporalLimits?: Readonly<Record<string, number | boolean>>
  readonly say: (line: string) => void
}

/** The ports that are tried first. */
export const usualPorts = { postgres: 54_320, temporal: 7233, ui: 8233, smtp: 1025, web: 1080 } as const

/**
 * Starts all of it and brings the database to this version. What has been started is stopped again when a later part fails.
 */
export async function startFoundation({
  dataDir,
  withInbox,
  cluster,
  durable,
  ports,
  temporalLimits = {},
  say,
}: FoundationSetting): Promise<Foundation> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const taken = new Set<number>()
  const portFor = async (name: string, preferred: number) => {
    const { port, moved } = await choosePort(preferred, taken)
    taken.add(port)
    if (moved) say(`Port ${preferred} is taken: ${name} takes ${port}.`)
    return port
  }
  const started: Part[] = []
  const stop = async () => {
    for (const part of started.reverse()) await part.stop()
  }
  try {
    // What may take minutes to be had comes before anything is started.
    const had: { programs: TemporalPrograms } | { cliPath: string } = cluster
      ? { programs: await temporalPrograms(say) }
      : { cliPath: await temporalCli(say) }
    const postgres = await startPostgres({
      dataDir: join(dataDir, 'postgres'),
      port: await portFor('PostgreSQL', ports.postgres),
      durable,
      onEvent: say,
    })
    started.push(postgres)
    await migrate(postgres.url, (name) => say(`The database is brought to version ${name}.`))
    await grantRights(postgres.url, processRoles)
    const there = { dataDir: join(dataDir, 'temporal'), limits: temporalLimits, onEvent: say }
    const temporal =
      'programs' in had
        ? await startTemporalCluster({
            ...{ ...had, ...there, ...cluster },
            ...{ postgresUrl: postgres.url, port: ports.temporal, taken },
          })
        : await startTemporal({
            ...{ ...had, ...there },
            port: await portFor('Temporal', ports.temporal),
            uiPort: await portFor('the Temporal UI', ports.ui),
          })
    const [firstHost, ...otherHosts] = 'hosts' in temporal ? temporal.hosts : [temporal]
    const temporalUi = 'uiUrl' in temporal ? temporal.uiUrl : undefined
    started.push(firstHost!, ...otherHosts)
    const inbox = withInbox
      ? await startInbox({
          dataDir: join(dataDir, 'inbox'),
          smtpPort: await portFor('the inbox (SMTP)', ports.smtp),
          webPort: await portFor('the inbox (web)', ports.web),
          onEvent: say,
        })
      : undefined
    if (inbox) started.push(inbox)
    return {
      parts: { postgres, temporal: firstHost!, otherHosts, ...(inbox ? { inbox } : {}) },
      databaseUrl: postgres.url,
      databaseUrls: postgres.urls,
      temporalAddress: temporal.address,
      temporalUi,
      ...(inbox ? { inbox: { smtpUrl: inbox.smtpUrl, webUrl: inbox.webUrl } } : {}),
      environment: {
        DATABASE_URL: postgres.url,
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: temporal.namespace,
        ...(temporalUi ? { TEMPORAL_UI_URL: temporalUi } : {}),
        ...(inbox ? { SMTP_URL: inbox.smtpUrl } : {}),
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
