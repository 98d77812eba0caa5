import express, { Router } from 'express'
import { Problem } from './problem.ts'

/** The largest body taken: a national allocation list. Commands are a hundredth of it. */
export const LOAD_LIMIT = '10mb'
export const BODY_LIMIT = '100kb'

/** Reads request bodies: JSON, no larger than their address needs. */
export function jsonBodies(): Router {
  const router = Router()
  router.use((request, _response, next) => {
    const hasBody =
      Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined
    if (hasBody && !request.is('application/json'))
      throw new Problem('unsupported-media-type', 'Send the body as application/json.')
    next()
  })
  router.post('/programmes', express.json({ limit: LOAD_LIMIT }))
  router.use(express.json({ limit: BODY_LIMIT }))
  return router
}
