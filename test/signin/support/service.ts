import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client, Connection } from '@temporalio/client'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import { createApp } from '../../../src/api/app.ts'
import { CommandGateway } from '../../../src/commands/gateway.ts'
import { openTransport } from '../../../src/mail/transport.ts'
import { deliverLinks } from '../../../src/signin/deliverLinks.ts'
import type { OidcSetting, SignInAudit, SignInSetting } from '../../../src/signin/setting.ts'
import { assign } from '../../../src/store/assignments.ts'
import { addPerson } from '../../../src/store/people.ts'
import type { Store } from '../../../src/store/store.ts'
import { freshStore, type Sql } from '../../support/database.ts'
import { Browser } from './browser.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
const FROM = 'ศปท.ปค. กรมการปกครอง <no-reply@amphoe-ita.example>'

/** So many requests a minute that no test meets them unasked. */
const LIMITS = { requestsPerMinute: 10_000, strangersPerMinute: 10_000 }

type AuditRecord = Parameters<SignInAudit>[0]

/** The app on a port, with a clock of its own, a log that is kept, and an audit trail that is collected. */
export interface Service {
  readonly url: string
  readonly store: Store
  readonly sql: Sql
  readonly setting: SignInSetting
  readonly databaseUrl: string
  /** What the audit trail was told, and what was logged, since the service was started. */
  readonly audited: AuditRecord[]
  readonly logged: string[]
  /** Moves the clock on, by milliseconds. */
  pass(ms: number): void
  now(): Date
  browser(): Browser
  /** Sends what links are due to a mail server. */
  deliver(smtpUrl: string): Promise<void>
  /** Enters somebody who is assigned to these roles and areas. */
  person(name: string, who: { email?: string; subject?: string }, ...roles: [Role, string][]): Promise<string>
  /** Another app of the same service, with something about it changed, or its limits. */
  listen(change: Partial<SignInSetting>, limits?: Partial<typeof LIMITS>): Promise<string>
}

type Role = Parameters<typeof assign>[1]['role']

/** @param oidc the provider, once the service's address is known */
export async function startService(oidc?: (url: string) => Promise<OidcSetting>): Promise<Service> {
  const { store, api, worker, sql, databaseUrl } = await freshStore()
  const audited: AuditRecord[] = []
  const logged: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) })
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  // Nothing here reaches a workflow.
  const connection = Connection.lazy()
  const client = new Client({ connection })
  const gateway = new CommandGateway(api, client, 1000)

  const listen = async (settingAt: (url: string) => SignInSetting | Promise<SignInSetting>, limits = LIMITS) => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterAll(() => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const signIn = await settingAt(url)
    const setting = { store: api, gateway, client, connection, log, taskQueue: 'none', openDeadlineMs: 1000 }
    const webhooks = { store: api, key: undefined, allowLoopback: false }
    const publicUrl = url
    server.on('request', createApp({ ...setting, ...limits, publicUrl, webhooks, signIn, trustedProxies: 'loopback' }))
    return { url, signIn }
  }
  const { url, signIn: setting } = await listen(async (address) => ({
    ...{ store: api, log, now, publicUrl: address },
    limits: { idleMs: 30 * MINUTE, lifetimeMs: 12 * HOUR },
    oidc: await oidc?.(address),
    audit: async (record) => void audited.push(record),
  }))

  return {
    ...{ url, store, sql, databaseUrl, setting, audited, logged, now },
    pass: (ms) => {
      ahead += ms
    },
    browser: () => new Browser(url),
    deliver: async (smtpUrl) => {
      const transport = openTransport(smtpUrl, { from: FROM })
      while ((await deliverLinks({ store: worker, transport, publicUrl: url, log, now })) > 0);
      transport.close()
    },
    person: async (name, { email, subject }, ...roles) => {
      const of = setting.oidc?.issuer ?? 'https://provider.example'
      const id = await addPerson(store, { name, email, oidc: subject ? { issuer: of, subject } : undefined })
      // One after the other, since that is the order in which they are shown.
      for (const [n, [role, area]] of roles.entries())
        await assign(store, { person: id, role, area, from: new Date(n) })
      return id
    },
    listen: async (change, limits) => (await listen(() => ({ ...setting, ...change }), { ...LIMITS, ...limits })).url,
  }
}
