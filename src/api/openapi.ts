import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { rights } from '../domain/access.ts'
import { webhookEventTypes } from '../domain/webhook.ts'
import { pathParameters } from './address.ts'
import { type ProblemType, problems } from './problem.ts'
import { idempotencyKey, type Route } from './route.ts'
import { problemView } from './views/problem.ts'

/** The OpenAPI 3.1 document, made from the routes themselves. */

type Document = ReturnType<OpenApiGeneratorV31['generateDocument']>

/** What any request may meet; with a body, and with a key. */
const always = ['invalid-request', 'unauthenticated', 'too-many-requests', 'internal-error', 'unavailable'] as const
const withBody = ['invalid-json', 'body-too-large', 'unsupported-media-type'] as const
const withFile = ['body-too-large', 'unsupported-media-type'] as const
const changing = ['csrf-failed'] as const
const withKey = ['idempotency-key-required'] as const

const responseHeaders = {
  'x-request-id': { description: 'The id of the request; your own, if you sent one.', schema: { type: 'string' } },
} as const

/** The document of these routes. */
export function openApiDocument(routes: readonly Route[]): Document {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'token', {
    ...{ type: 'http', scheme: 'bearer' },
    description: 'A token that an operator made (npm run token).',
  })
  registry.registerComponent('securitySchemes', 'session', {
    ...{ type: 'apiKey', in: 'cookie', name: '__Host-aita' },
    description: 'The session of a person who has signed in. What changes something needs its X-CSRF-Token too.',
  })
  for (const declared of routes) registry.registerPath(pathOf(declared))
  for (const told of webhookEventTypes) registry.registerWebhook(webhookOf(told))
  return new OpenApiGeneratorV31([{ type: 'schema', schema: problemView }, ...registry.definitions]).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'DOPA × AMPHOE ITA',
      version: '1',
      description:
        'Carries the programme from its kick-off meeting to its final report, for every province and district office. Amounts are baht as text, days of the Common Era, moments in Thai time.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
    tags: [...new Set(routes.map((r) => r.tag))].map((name) => ({ name })),
  })
}

type PathConfig = Parameters<OpenAPIRegistry['registerPath']>[0]

function pathOf(route: Route): PathConfig {
  const { method, path, id, tag, summary, description, right, query, example, isIdempotent, answer } = route
  const body = route.bodyOf ?? route.body
  const files = route.fileTypes?.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])
  return {
    ...{ method, path, operationId: id, tags: [tag], summary },
    description: [description, `Roles: ${rights[right].join(', ')}.`].filter(Boolean).join('\n\n'),
    request: {
      params: paramsOf(path),
      ...(query ? { query } : {}),
      ...(isIdempotent ? { headers: z.object({ 'Idempotency-Key': idempotencyKey }) } : {}),
      ...(files ? { body: { required: true, content: Object.fromEntries(files) } } : {}),
      ...(body
        ? {
            body: {
              required: true,
              content: { 'application/json': { schema: body, ...(example === undefined ? {} : { example }) } },
            },
          }
        : {}),
    },
    responses: {
      [route.status ?? 200]: {
        description: 'file' in answer ? answer.description : 'Done.',
        headers: responseHeaders,
        content: {
          ['file' in answer ? answer.file : 'application/json']: {
            schema: 'file' in answer ? { type: 'string', format: 'binary' } : answer,
          },
        },
      },
      ...problemResponses([
        ...always,
        ...(body ? withBody : files ? withFile : []),
        ...(method === 'get' ? [] : changing),
        ...(isIdempotent ? withKey : []),
        ...rightProblems(route),
        ...(route.problems ?? []),
      ]),
    },
  } as PathConfig
}

/** What an endpoint is sent, signed as standardwebhooks.com has it. */
function webhookOf({ type, says, facts }: (typeof webhookEventTypes)[number]): PathConfig {
  const data = z.looseObject({
    ...{ programme: z.string(), office: z.string(), sequence: z.int(), at: z.string(), rehearsal: z.boolean() },
    ...Object.fromEntries(facts.map((fact) => [fact, z.unknown().optional()])),
  })
  const schema = z.object({ type: z.literal(type), timestamp: z.string().meta({ format: 'date-time' }), data })
  const headers = z.object({
    'webhook-id': z.string(),
    'webhook-timestamp': z.string(),
    'webhook-signature': z.string(),
  })
  return {
    ...{ method: 'post', path: type, operationId: type, tags: ['Webhooks'], summary: says },
    request: { headers, body: { required: true, content: { 'application/json': { schema } } } },
    responses: { '2XX': { description: 'Any answer of success. Any other is tried again, for some three days.' } },
  }
}

/** A right that some roles have not is refused to them. */
function rightProblems({ right }: Route): ProblemType[] {
  return rights[right].length < rights.read.length ? ['forbidden'] : []
}

function paramsOf(path: string): z.ZodObject {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  return z.object(
    Object.fromEntries(
      names.map((name) => {
        const { form, description, example } = pathParameters[name]!
        return [name, z.string().regex(form).meta({ description, example })]
      }),
    ),
  )
}

/** The problems of a route, by status: of each status, only these types. */
function problemResponses(types: readonly ProblemType[]) {
  const statuses = [...new Set(types.map((type) => problems[type].status))].sort((a, b) => a - b)
  return Object.fromEntries(
    statuses.map((status) => {
      const found = [...new Set(types)].filter((type) => problems[type].status === status)
      const these = { type: 'object', properties: { type: { enum: found.map((type) => `/problems/${type}`) } } }
      return [
        status,
        {
          description: found.map((type) => `\`${type}\`: ${problems[type].title}`).join('\n\n'),
          headers: responseHeaders,
          content: {
            'application/problem+json': {
              schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, these] },
              example: exampleOf(found[0]!),
            },
          },
        },
      ]
    }),
  )
}

function exampleOf(type: ProblemType) {
  const { title, status } = problems[type]
  return { type: `/problems/${type}`, title, status, detail: title, instance: '6f1f0c0e-5d0b-4a43-9a51-6d1f1c6a2a10' }
}
