import { Router } from 'express'
import type { Logger } from 'pino'
import type { Need } from '../operations/readiness.ts'
import { Problem } from './problem.ts'

/** Whether the process lives, and whether it has what it needs: for those who run it, without a token. */
export function healthRoutes(needs: readonly Need[], log: Logger): Router {
  const router = Router()
  const checks = needs.map((need) => together(() => wrongWith(need, log)))

  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' })
  })

  router.get('/readyz', async (_request, response) => {
    const wrong = await Promise.all(checks.map((check) => check()))
    const said = wrong.filter((sentence) => sentence !== undefined)
    if (said.length > 0) throw new Problem('unavailable', said.join(' '))
    response.json({ status: 'ready' })
  })

  return router
}

/** However many ask at once, one of them is answered for all: anybody may ask, and each would hold a connection. */
function together<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined
  return () => {
    underWay ??= ask().finally(() => {
      underWay = undefined
    })
    return underWay
  }
}

async function wrongWith({ part, check }: Need, log: Logger): Promise<string | undefined> {
  try {
    return await check()
  } catch (err) {
    const sentence = `${part} does not answer.`
    log.warn({ err }, sentence)
    return sentence
  }
}
