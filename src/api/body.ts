import express, { type RequestHandler } from 'express'
import { Problem } from './problem.ts'

/** What a body may be: of a command, and of what loads or imports for the whole country. */
export const BODY_LIMIT = '100kb'
export const LARGE_LIMIT = '10mb'

/** Reads a request's body as JSON, no larger than its address needs. */
export function jsonBody(limit: string): RequestHandler[] {
  return [onlyOf(['application/json']), express.json({ limit })]
}

/** Reads a request's body as a file of one of these media types. */
export function fileBody(types: readonly string[]): RequestHandler[] {
  return [onlyOf(types), express.raw({ type: [...types], limit: LARGE_LIMIT })]
}

function onlyOf(types: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    const hasBody =
      Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined
    if (hasBody && !request.is([...types]))
      throw new Problem('unsupported-media-type', `Send the body as ${types.join(' or ')}.`)
    next()
  }
}
