import { Router } from 'express'
import type { Logger } from 'pino'
import type { Need } from '../operations/readiness.ts'
import { Problem } from './problem.ts'

/** Whether the process lives, and whether it has what it needs: for those who run it, without a token. */
export function healthRoutes(needs: readonly Need[], log: Logger): Router {
  const router = Router()

  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' })
  })

  router.get('/readyz', async (_request, response) => {
    const wrong = await Promise.all(needs.map((need) => wrongWith(need, log)))
    const said = wrong.filter((sentence) => sentence !== undefined)
    if (said.length > 0) throw new Problem('unavailable', said.join(' '))
    response.json({ status: 'ready' })
  })

  return router
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
