import { type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { holds, mayRead, type Right } from '../domain/access.ts'
import { officeCodeForm } from '../domain/policy.ts'
import { pathParameters } from './address.ts'
import { type Caller, callerOf } from './authenticate.ts'
import { BODY_LIMIT, fileBody, jsonBody, LARGE_LIMIT } from './body.ts'
import { Problem, type ProblemType } from './problem.ts'
import { inForm, invalidRequest, unknownOffice } from './read.ts'

/**
 * One request that the API takes: what is asked, who may ask it, what is answered. The router, the OpenAPI document and the
 * test of who may do what are all made from the same list of these, so that none can say what the others do not.
 */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below the base address, parameters in braces: `/programmes/{programme}/offices/{office}`. */
  readonly path: string
  /** The operationId: what a generated client calls it. */
  readonly id: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  /** What a caller's role must allow. Whether an office in the path is within reach is judged before it, for every route. */
  readonly right: Right
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** A body of the document that the handler reads by itself. */
  readonly bodyOf?: z.ZodType
  /** Media types of a body that is a file; the handler is given its bytes. */
  readonly fileTypes?: readonly string[]
  /** Whether the body may hold something for the whole country. */
  readonly isLarge?: boolean
  readonly example?: unknown
  /** Whether the request needs an Idempotency-Key. */
  readonly isIdempotent?: boolean
  readonly status?: 200 | 201 | 202
  readonly answer: z.ZodType | FileAnswer
  /** Problems besides those that any request may meet. */
  readonly problems?: readonly ProblemType[]
  handle(asked: Asked<Record<string, string>, z.ZodObject, z.ZodType>): Promise<unknown>
}

/** An answer that is a file. */
export interface FileAnswer {
  readonly file: string
  readonly description: string
}

/** What a handler is given: everything in the form that the route declares, and judged. */
export interface Asked<P, Q extends z.ZodType, B extends z.ZodType> {
  readonly caller: Caller
  readonly params: P
  readonly query: z.output<Q>
  readonly body: z.output<B>
  /** The body as it was sent; of a file, its bytes. */
  readonly sent: unknown
  /** The Idempotency-Key; empty where the route needs none. */
  readonly key: string
  /** The id of the request. */
  readonly request: string
  /** For headers; what the handler returns is sent. */
  readonly response: Response
}

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never

/** What a handler returns for an answer: the same, and never changed. */
type Given<T> = T extends Date
  ? T
  : T extends readonly (infer Element)[]
    ? readonly Given<Element>[]
    : T extends object
      ? { readonly [K in keyof T]: Given<T[K]> }
      : T

/** Declares a route; what the handler is given and returns follows from the schemas. */
export function route<
  const Path extends string,
  Q extends z.ZodObject = z.ZodObject<Record<never, never>>,
  B extends z.ZodType = z.ZodUnknown,
  A extends z.ZodType | FileAnswer = z.ZodType,
>(
  definition: Omit<Route, 'path' | 'query' | 'body' | 'answer' | 'handle'> & {
    readonly path: Path
    readonly query?: Q
    readonly body?: B
    readonly answer: A
    handle(
      asked: Asked<{ readonly [N in NamesIn<Path>]: string }, Q, B>,
    ): Promise<A extends z.ZodType ? Given<z.input<A>> : Buffer | string>
  },
): Route {
  return definition as unknown as Route
}

/** A key of the caller's choice, under which a request is done once. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, '1 to 200 visible ASCII characters')
  .meta({ description: 'A key of your choice: the same request again with the same key is done once.' })
const noQuery = z.strictObject({})

/** The router of a list of routes. */
export function routerOf(routes: readonly Route[]): Router {
  const router = Router()
  for (const [name, { form, unknown }] of Object.entries(pathParameters))
    router.param(name, (_request, _response, next, value: string) => {
      // What can be no programme, office or province reaches no database.
      if (!form.test(value)) throw unknown(value)
      next()
    })
  for (const declared of routes)
    router[declared.method](addressOf(declared), gateOf(declared), ...bodyOf(declared), handlerOf(declared))
  for (const address of new Set(routes.map(addressOf))) {
    const methods = routes.filter((r) => addressOf(r) === address).map((r) => r.method.toUpperCase())
    router.all(address, (request, response) => {
      response.setHeader('Allow', methods.join(', '))
      throw new Problem('method-not-allowed', `${request.method} is not taken here. Taken are: ${methods.join(', ')}.`)
    })
  }
  return router
}

const addressOf = ({ path }: Route) => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** Judges who asks, before anything else of the request is read. */
function gateOf({ right }: Route): RequestHandler {
  return (request, response, next) => {
    const caller = callerOf(response)
    const { office, province } = request.params as Record<string, string>
    requireReach(caller, office ?? province)
    if (!holds(caller, right)) throw new Problem('forbidden', `The role ${caller.role} may not do this.`, { right })
    next()
  }
}

function bodyOf({ body, bodyOf, fileTypes, isLarge }: Route): RequestHandler[] {
  if (fileTypes) return fileBody(fileTypes)
  return body || bodyOf ? jsonBody(isLarge ? LARGE_LIMIT : BODY_LIMIT) : []
}

function handlerOf(route: Route): RequestHandler {
  return async (request, response) => {
    const answer = await route.handle({
      caller: callerOf(response),
      params: request.params as Record<string, string>,
      key: route.isIdempotent ? keyOf(request.headers['idempotency-key']) : '',
      query: inForm(route.query ?? noQuery, request.query),
      body: route.body ? inForm(route.body, request.body ?? {}) : undefined,
      sent: request.body,
      request: String(response.getHeader('x-request-id')),
      response,
    })
    response.status(route.status ?? 200)
    if ('file' in route.answer) response.type(route.answer.file).send(answer)
    else response.json(answer)
  }
}

/**
 * Refuses an office or a province outside the caller's area in the words for one that does not exist, so that neither tells
 * of the other.
 */
function requireReach(caller: Caller, office: string | undefined): void {
  if (office !== undefined && officeCodeForm.test(office) && !mayRead(caller, office)) throw unknownOffice(office)
}

function keyOf(header: string | string[] | undefined): string {
  if (header === undefined)
    throw new Problem(
      'idempotency-key-required',
      'Send an Idempotency-Key header of your choice: the same request again with the same key is done once.',
    )
  const read = idempotencyKey.safeParse(header)
  if (!read.success) throw invalidRequest([{ path: 'Idempotency-Key', expected: '1 to 200 visible ASCII characters' }])
  return read.data
}
