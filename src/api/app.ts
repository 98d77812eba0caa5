import { randomUUID } from 'node:crypto'
import type { Client, Connection } from '@temporalio/client'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import type { CommandGateway } from '../commands/gateway.ts'
import type { Store } from '../store/store.ts'
import { authenticate } from './authenticate.ts'
import { jsonBodies } from './body.ts'
import { commandRoutes } from './commands.ts'
import { problemHandler } from './failure.ts'
import { healthRoutes } from './health.ts'
import { officeRoutes } from './offices.ts'
import { Problem } from './problem.ts'
import { programmeRoutes } from './programmes.ts'

export interface ApiSetting {
  readonly store: Store
  readonly gateway: CommandGateway
  readonly client: Client
  readonly connection: Connection
  readonly taskQueue: string
  /** How long opening a programme may take before the caller is told to ask again, in milliseconds. */
  readonly openDeadlineMs: number
  readonly log: Logger
}

/** The API: what it answers, to whom, and what it says when it cannot. */
export function createApp(setting: ApiSetting): Express {
  const { store, gateway, log } = setting
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.use(helmet())
  app.use(requestLog(log))
  app.use(healthRoutes(setting))

  const api = express.Router()
  api.use(authenticate(store))
  api.use(jsonBodies())
  api.use(programmeRoutes(setting), officeRoutes(store), commandRoutes(store, gateway))
  app.use('/api/v1', api)

  app.use((request) => {
    throw new Problem('not-found', `There is nothing at ${request.method} ${request.path}.`)
  })
  app.use(problemHandler(log))
  return app
}

/** Gives every request an id and logs how it went: no token, no body, no query. */
function requestLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.headers['x-request-id']
    const id = typeof given === 'string' && /^[\w.-]{1,100}$/.test(given) ? given : randomUUID()
    response.setHeader('x-request-id', id)
    const began = performance.now()
    response.on('finish', () => {
      const ms = Math.round(performance.now() - began)
      log.info({ request: id, method: request.method, path: request.path, status: response.statusCode, ms }, 'request')
    })
    next()
  }
}
