import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { rateLimited } from './telemetry/measures.ts'

export interface RequestLimit {
  /** What is limited, in a word: of metrics, and of the answer's headers. */
  readonly name: string
  /** Requests a minute of one asker, in each process. */
  readonly perMinute: number
  /** Who asks: one address when left out. */
  readonly askerOf?: (request: Request, response: Response) => string
  /** Answers a request that is one too many, or throws what will be answered. */
  readonly refuse: (response: Response) => void
}

const WINDOW_MS = 60_000

/**
 * Takes so many requests a minute of one asker, in each process. Every answer says how many are left (the RateLimit headers of
 * draft-ietf-httpapi-ratelimit-headers-08), and one that is refused when to come back.
 */
export function limitRequests({ name, perMinute, askerOf = addressOf, refuse }: RequestLimit): RequestHandler {
  return rateLimit({
    ...{ windowMs: WINDOW_MS, limit: perMinute, identifier: name, legacyHeaders: false, standardHeaders: 'draft-8' },
    keyGenerator: (request, response) => askerOf(request, response as Response),
    handler: (_request, response) => {
      rateLimited.inc({ limit: name })
      refuse(response as Response)
    },
  })
}

/** From where a request comes, for counting: one line has a whole network of IPv6 addresses to ask from. */
export function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '')
}
