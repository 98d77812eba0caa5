import type { Client, Connection } from '@temporalio/client'
import compression from 'compression'
import express, { type Express } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import type { CommandGateway } from '../commands/gateway.ts'
import { apiReadiness } from '../operations/readiness.ts'
import { signInRoutes } from '../signin/routes.ts'
import type { SignInSetting } from '../signin/setting.ts'
import type { Store } from '../store/store.ts'
import { webRoutes } from '../web/routes.tsx'
import type { Webhooks } from '../webhooks/endpoints.ts'
import { auditRoutes } from './audit.ts'
import { authenticate, callerOf } from './authenticate.ts'
import { commandRoutes, unknownCommand } from './commands.ts'
import { contactRoutes } from './contacts.ts'
import { recordDenials } from './denials.ts'
import { documentationRoutes } from './documentation.ts'
import { problemHandler } from './failure.ts'
import { healthRoutes } from './health.ts'
import { importRoutes } from './imports.ts'
import { letterRoutes } from './letters.ts'
import { mailRoutes } from './mails.ts'
import { observeRequests } from './observe.ts'
import { officeRoutes } from './offices.ts'
import { openDataRoutes } from './openData.ts'
import { paperRoutes } from './papers.ts'
import { previewRoutes } from './preview.ts'
import { Problem } from './problem.ts'
import { programmeRoutes } from './programmes.ts'
import { limitPrincipals, limitStrangers } from './rateLimit.ts'
import { type Route, routerOf } from './route.ts'
import { snapshotRoutes } from './snapshots.ts'
import { tokenRoutes } from './tokens.ts'
import { webhookRoutes } from './webhooks.ts'
import { whoAmI } from './whoAmI.ts'

export interface ApiSetting {
  readonly store: Store
  readonly gateway: CommandGateway
  readonly client: Client
  readonly connection: Connection
  readonly taskQueue: string
  /** To which operators' pages link; without it they have no such links. */
  readonly temporalUiUrl?: string | undefined
  /** How long opening a programme may take before the caller is told to ask again, in milliseconds. */
  readonly openDeadlineMs: number
  /** The address at which people reach the service. */
  readonly publicUrl: string
  readonly webhooks: Webhooks
  /** Requests a minute of one principal, and of one address where nobody is known, in each process. */
  readonly requestsPerMinute: number
  readonly strangersPerMinute: number
  readonly log: Logger
  /** Without it there are bearer tokens alone. */
  readonly signIn?: SignInSetting | undefined
  /** Proxies whose word on a caller's address is taken, as Express names them: `loopback`, addresses, subnets. */
  readonly trustedProxies?: string | undefined
}

/** Answers are data: whatever opens one in a browser loads and runs nothing. */
const NOTHING_LOADED = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
}

/** The API: what it answers, to whom, and what it says when it cannot. */
export function createApp(setting: ApiSetting): Express {
  const { store, log, signIn, trustedProxies } = setting
  const app = express()
  app.disable('x-powered-by')
  // Every open page's stream listens for the end of its server.
  app.setMaxListeners(0)
  app.set('query parser', 'simple')
  if (trustedProxies !== undefined) app.set('trust proxy', trustedProxies)
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: NOTHING_LOADED } }))
  app.use(observeRequests(log))
  app.use(compression())
  app.use(healthRoutes(apiReadiness(setting), log))
  app.use(openDataRoutes(store, setting.publicUrl, setting.strangersPerMinute))
  if (signIn) app.use(signInRoutes(signIn, setting.strangersPerMinute), webRoutes({ ...setting, signIn }))

  const routes = apiRoutes(setting)
  const api = express.Router()
  api.use(documentationRoutes(routes))
  api.use((request, response, next) => {
    // What is answered is one principal's; an ETag says whether it is still so.
    response.setHeader('Cache-Control', 'private, no-cache')
    // fetch adds "no-cache" to whatever has an If-None-Match. It is said to caches; the question is for us to answer.
    if (request.headers['if-none-match']) delete request.headers['cache-control']
    next()
  })
  api.use(authenticate(store, signIn), limitStrangers(setting.strangersPerMinute))
  api.use(limitPrincipals(setting.requestsPerMinute))
  api.use((_request, response, next) => {
    // A person's browser may be another's tomorrow: it keeps nothing.
    if (callerOf(response).kind === 'person') response.setHeader('Cache-Control', 'no-store')
    next()
  })
  api.use(routerOf(routes), unknownCommand())
  app.use('/api/v1', api)

  app.use((request) => {
    throw new Problem('not-found', `There is nothing at ${request.method} ${request.path}.`)
  })
  app.use(recordDenials(store, log))
  app.use(problemHandler(log))
  return app
}

/** Everything the API takes. */
export function apiRoutes(setting: Omit<ApiSetting, 'connection' | 'log'>): Route[] {
  const { store, gateway } = setting
  return [
    ...programmeRoutes(setting),
    ...officeRoutes(store),
    ...commandRoutes(store, gateway),
    ...previewRoutes(store),
    ...webhookRoutes(setting.webhooks),
    ...paperRoutes(store),
    ...letterRoutes(store),
    ...snapshotRoutes(store),
    ...importRoutes(store, gateway),
    ...contactRoutes(store),
    ...mailRoutes(store),
    ...auditRoutes(store),
    ...tokenRoutes(store),
    whoAmI(),
  ]
}
