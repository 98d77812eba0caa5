import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit'
import { rateLimited } from '../telemetry/measures.ts'
import { callerOf } from './authenticate.ts'
import { Problem } from './problem.ts'

const common: Partial<Options> = {
  windowMs: 60_000,
  legacyHeaders: false,
  handler: (_request, _response, _next, { identifier }) => {
    rateLimited.inc({ limit: String(identifier) })
    throw new Problem('too-many-requests', 'Too many requests in one minute. Wait for the seconds in Retry-After.')
  },
}

/**
 * Takes so many requests a minute of one principal, in each process of the API. Every answer says how many are left (the
 * RateLimit headers of draft-ietf-httpapi-ratelimit-headers-08).
 */
export function limitPrincipals(perMinute: number): RequestHandler {
  return rateLimit({
    ...{ ...common, limit: perMinute, identifier: 'principal', standardHeaders: 'draft-8' },
    keyGenerator: (_request, response) => callerOf(response as Response).id,
  })
}

/** Takes so many requests a minute from one address that no valid token comes with. Others from there are not counted. */
export function limitStrangers(perMinute: number): ErrorRequestHandler {
  const count = rateLimit({
    ...{ ...common, limit: perMinute, identifier: 'stranger', standardHeaders: false },
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
  })
  return (error, request, response, next) => {
    if (!(error instanceof Problem) || error.type !== 'unauthenticated') return next(error)
    return count(request, response, (refused?: unknown) => next(refused ?? error))
  }
}
