import { randomUUID } from 'node:crypto'
import type { Client, Connection } from '@temporalio/client'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import type { CommandGateway } from '../commands/gateway.ts'
import type { Store } from '../store/store.ts'
import { authenticate } from './authenticate.ts'
import { commandRoutes } from './commands.ts'
import { officeRoutes } from './offices.ts'
import { Problem, type ProblemType, sendProblem } from './problem.ts'
import { programmeRoutes } from './programmes.ts'

export interface ApiSetting {
  readonly store: Store
  readonly gateway: CommandGateway
  readonly client: Client
  readonly connection: Connection
  readonly taskQueue: string
  readonly log: Logger
}

/** The largest body taken: a national allocation list. Commands are a thousandth of it. */
const LOAD_LIMIT = '10mb'
const BODY_LIMIT = '100kb'

/** The API: what it answers, to whom, and what it says when it cannot. */
export function createApp(setting: ApiSetting): Express {
  const { store, gateway, connection, log } = setting
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.use(helmet())
  app.use(requestLog(log))

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' })
  })
  app.get('/readyz', async (_request, response) => {
    await Promise.all([
      store.prisma.$queryRaw`SELECT 1`,
      connection.withDeadline(Date.now() + 3000, () => connection.workflowService.getSystemInfo({})),
    ])
    response.json({ status: 'ready' })
  })

  const api = express.Router()
  api.use(authenticate(store))
  api.use((request, _response, next) => {
    const hasBody =
      Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined
    if (hasBody && !request.is('application/json'))
      throw new Problem('unsupported-media-type', 'Send the body as application/json.')
    next()
  })
  api.post('/programmes', express.json({ limit: LOAD_LIMIT }))
  api.use(express.json({ limit: BODY_LIMIT }))
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

/** What Express's own parsers call what they refuse. */
const parserProblems: Readonly<Record<string, [ProblemType, string]>> = {
  'entity.parse.failed': ['invalid-json', 'The body is not well-formed JSON.'],
  'entity.too.large': ['body-too-large', `A body may have at most ${BODY_LIMIT}.`],
  'charset.unsupported': ['unsupported-media-type', 'Send the body as UTF-8.'],
  'encoding.unsupported': ['unsupported-media-type', 'Send the body without compression, or with gzip.'],
}

function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    if (error instanceof Problem) {
      if (error.type === 'unavailable') response.setHeader('Retry-After', '5')
      return sendProblem(response, error)
    }
    const { type, status } = error as { type?: string; status?: number }
    const known = type === undefined ? undefined : parserProblems[type]
    if (known) return sendProblem(response, new Problem(...known))
    if (status === 400) return sendProblem(response, new Problem('invalid-request', 'The request cannot be read.'))
    log.error({ err: error, request: response.getHeader('x-request-id') }, 'a request failed')
    return sendProblem(
      response,
      new Problem('internal-error', 'The request could not be answered. It has been logged under its id.'),
    )
  }
}
