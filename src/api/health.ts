import type { Connection } from '@temporalio/client'
import { Router } from 'express'
import type { Logger } from 'pino'
import type { Store } from '../store/store.ts'
import { Problem } from './problem.ts'

interface HealthSetting {
  readonly store: Store
  readonly connection: Connection
  readonly log: Logger
}

/** Whether the process lives, and whether what it needs answers: for those who run it, without a token. */
export function healthRoutes({ store, connection, log }: HealthSetting): Router {
  const router = Router()
  const expectAnswer = async (part: string, answer: PromiseLike<unknown>) => {
    try {
      await answer
    } catch (error) {
      log.warn({ err: error }, `${part} does not answer`)
      throw new Problem('unavailable', `${part} does not answer.`)
    }
  }

  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' })
  })

  router.get('/readyz', async (_request, response) => {
    await Promise.all([
      expectAnswer('PostgreSQL', store.prisma.$queryRaw`SELECT 1`),
      expectAnswer(
        'Temporal',
        connection.withDeadline(Date.now() + 3000, () => connection.workflowService.getSystemInfo({})),
      ),
    ])
    response.json({ status: 'ready' })
  })

  return router
}
