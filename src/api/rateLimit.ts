import type { ErrorRequestHandler, RequestHandler } from 'express'
import { limitRequests } from '../requestLimit.ts'
import { callerOf } from './authenticate.ts'
import { Problem } from './problem.ts'

function refuse(): never {
  throw new Problem('too-many-requests', 'Too many requests in one minute. Wait for the seconds in Retry-After.')
}

/** Takes so many requests a minute of one principal, in each process of the API. Behind `authenticate`. */
export function limitPrincipals(perMinute: number): RequestHandler {
  return limitRequests({ name: 'principal', perMinute, refuse, askerOf: (_request, response) => callerOf(response).id })
}

/** Takes so many requests a minute from one address that no valid token comes with. Others from there are not counted. */
export function limitStrangers(perMinute: number): ErrorRequestHandler {
  const count = limitRequests({ name: 'stranger', perMinute, refuse })
  return (error, request, response, next) => {
    if (!(error instanceof Problem) || error.type !== 'unauthenticated') return next(error)
    return count(request, response, (refused?: unknown) => next(refused ?? error))
  }
}

/** Takes so many requests a minute from one address, whoever asks: for what is open to everybody. */
export function limitEverybody(perMinute: number): RequestHandler {
  return limitRequests({ name: 'open-data', perMinute, refuse })
}
