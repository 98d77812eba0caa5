import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import express, { type Express } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import { collectDefaultMetrics, type Registry } from 'prom-client'
import type { Need } from '../operations/readiness.ts'
import { measures, processInfo } from '../telemetry/measures.ts'
import { problemHandler } from './failure.ts'
import { healthRoutes } from './health.ts'
import { Problem } from './problem.ts'

export interface OperatorsPortSetting {
  /** Which part of the service this process is. */
  readonly process: 'api' | 'worker'
  readonly needs: readonly Need[]
  readonly log: Logger
  /** Done before each answer to `/metrics`; sees to its own failures. */
  readonly refresh: () => Promise<void>
  /** What is told besides what this process measures of itself. */
  readonly others?: readonly Pick<Registry, 'metrics'>[]
}

export interface OperatorsPort {
  stop(): Promise<void>
}

/**
 * Listens for those who run the service, apart from the port that everybody reaches: `/metrics` for Prometheus, `/healthz` and
 * `/readyz`. It asks nobody who they are.
 * @throws when it cannot listen there
 */
export async function openOperatorsPort(
  setting: OperatorsPortSetting,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<OperatorsPort> {
  processInfo.set({ process: setting.process }, 1)
  if (!measures.getSingleMetric('process_start_time_seconds')) collectDefaultMetrics({ register: measures })
  const server = createServer(operatorsApp(setting)).listen(port, host)
  await once(server, 'listening')
  setting.log.info({ host, port }, 'listens for operators')
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function operatorsApp({ needs, log, refresh, others = [] }: OperatorsPortSetting): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(helmet())
  app.use((_request, response, next) => {
    response.setHeader('x-request-id', randomUUID())
    next()
  })
  app.use(healthRoutes(needs, log))
  app.get('/metrics', async (_request, response) => {
    await refresh()
    const told = await Promise.all([measures, ...others].map((registry) => registry.metrics()))
    response.type(measures.contentType).send(told.map((text) => `${text.trimEnd()}\n`).join(''))
  })
  app.use(() => {
    throw new Problem('not-found', 'There is /metrics, /healthz and /readyz here.')
  })
  app.use(problemHandler(log))
  return app
}
