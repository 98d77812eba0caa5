import { z } from 'zod'
import { officeCodeForm } from '../domain/policy.ts'
import { WEBHOOK_TEST, type WebhookEventType, webhookEventTypes } from '../domain/webhook.ts'
import { listDeliveries, replay, sendTest } from '../webhooks/deliveries.ts'
import {
  createEndpoint,
  deleteEndpoint,
  listEndpoints,
  type Registrant,
  rotateSecret,
  updateEndpoint,
  type Webhooks,
} from '../webhooks/endpoints.ts'
import { cursorOf, cursorSchema, readCursor } from './cursor.ts'
import { momentSchema } from './moment.ts'
import type { ProblemType } from './problem.ts'
import { given, programmeNow } from './read.ts'
import { type Asked, type Route, route } from './route.ts'
import { deliveryView, endpointView } from './views/webhooks.ts'

const eventTypes = webhookEventTypes.map((t) => t.type) as [WebhookEventType, ...WebhookEventType[]]
const eventTypeSchema = z.enum(eventTypes, { error: `one of ${eventTypes.join(', ')}` })

const settingSchema = z.strictObject({
  url: z.string().max(2000).meta({ description: 'https, on port 443 or 8443; without user and password.' }),
  description: z.string().trim().min(1, 'a text that is not empty').max(200),
  types: z.array(eventTypeSchema).max(eventTypes.length).meta({ description: 'None for all.' }),
  area: z.string().max(10).meta({ description: 'An office, a province with its districts, or all.', example: '47' }),
})
const changeSchema = settingSchema.partial().extend({ disabled: z.boolean().optional() }).meta({ id: 'EndpointChange' })
const replaySchema = z
  .strictObject({
    from: momentSchema.meta({ description: 'Recorded from this moment on, by the clock of the service.' }),
    to: momentSchema.meta({ description: 'Up to but without this one.' }),
    types: z.array(eventTypeSchema).optional().meta({ description: 'All that the endpoint asked for when left out.' }),
    onlyFailed: z.boolean().optional().meta({ description: 'Leaves out what has been delivered.' }),
  })
  .meta({ id: 'Replay' })
const deliveriesSchema = z.strictObject({
  endpoint: z.uuid('an id').optional(),
  status: z.enum(['queued', 'delivered', 'failed', 'dropped']).optional(),
  type: z.enum([...eventTypes, WEBHOOK_TEST]).optional(),
  office: z.string().regex(officeCodeForm, 'an office code').optional(),
  cursor: cursorSchema.optional(),
  limit: z.coerce.number({ error: 'a whole number' }).int('a whole number').min(1).max(1000).default(100),
})
const positionSchema = z.string().regex(/^\d{1,18}$/)

const base = '/programmes/{programme}/webhooks'
const one = `${base}/{webhook}` as const
const common = { tag: 'Webhooks', right: 'manage-webhooks' } as const
const known: readonly ProblemType[] = ['unknown-programme', 'unknown-endpoint']
const settingProblems: readonly ProblemType[] = ['invalid-endpoint', 'endpoint-exists', 'forbidden']

/** Other systems that are told what happens: registering them, trying them, what was sent, sending it again. */
export function webhookRoutes(webhooks: Webhooks): Route[] {
  const programmeOf = async (id: string) => (await programmeNow(webhooks.store, id)).programme.id

  const registrant = ({ caller, request }: Told): Registrant => ({ ...caller, request })

  return [
    route({
      ...{ ...common, method: 'get', path: base, id: 'listWebhooks' },
      summary: 'The endpoints within reach, the latest first',
      ...{ answer: z.strictObject({ endpoints: z.array(endpointView) }), problems: ['unknown-programme'] },
      handle: async ({ params, caller }) => ({
        endpoints: await listEndpoints(webhooks, caller, await programmeOf(params.programme)),
      }),
    }),
    route({
      ...{ ...common, method: 'post', path: base, id: 'createWebhook' },
      summary: 'Registers an endpoint; its secret is shown this once',
      body: settingSchema.meta({ id: 'EndpointWanted' }),
      example: {
        url: 'https://portal.example.go.th/hooks/amphoe-ita',
        ...{ description: 'ระบบของจังหวัดสกลนคร', types: ['office.disbursed', 'office.entry-reversed'], area: '47' },
      },
      ...{ status: 201, answer: z.strictObject({ endpoint: endpointView, secret: z.string() }) },
      problems: ['unknown-programme', 'webhooks-off', 'too-many-endpoints', ...settingProblems],
      handle: async ({ params, body, ...told }) =>
        createEndpoint(webhooks, registrant(told), await programmeOf(params.programme), body),
    }),
    route({
      ...{ ...common, method: 'patch', path: one, id: 'changeWebhook' },
      summary: 'Changes an endpoint, disables or enables it',
      ...{ body: changeSchema, example: { disabled: true } },
      ...{ answer: endpointView, problems: [...known, ...settingProblems] },
      handle: async ({ params, body, ...told }) => {
        const programme = await programmeOf(params.programme)
        return updateEndpoint(webhooks, registrant(told), programme, params.webhook, given(body))
      },
    }),
    route({
      ...{ ...common, method: 'delete', path: one, id: 'deleteWebhook' },
      summary: 'Removes an endpoint and its secrets; what was sent stays known',
      ...{ answer: z.strictObject({ deleted: z.literal(true) }), problems: known },
      handle: async ({ params, ...told }) => {
        await deleteEndpoint(webhooks, registrant(told), await programmeOf(params.programme), params.webhook)
        return { deleted: true as const }
      },
    }),
    route({
      ...{ ...common, method: 'post', path: `${one}/rotate`, id: 'rotateWebhookSecret' },
      summary: 'Gives an endpoint a new secret; those before it sign beside it for 24 hours',
      ...{ answer: z.strictObject({ secret: z.string() }), problems: [...known, 'webhooks-off'] },
      handle: async ({ params, ...told }) =>
        rotateSecret(webhooks, registrant(told), await programmeOf(params.programme), params.webhook),
    }),
    route({
      ...{ ...common, method: 'post', path: `${one}/test`, id: 'testWebhook' },
      summary: 'Sends a webhook of type webhook.test',
      ...{ status: 202, answer: z.strictObject({ id: z.string() }), problems: [...known, 'endpoint-disabled'] },
      handle: async ({ params, ...told }) =>
        sendTest(webhooks, registrant(told), await programmeOf(params.programme), params.webhook),
    }),
    route({
      ...{ ...common, method: 'post', path: `${one}/replay`, id: 'replayWebhooks' },
      summary: 'Sends again what was recorded in a span of time, under the same ids',
      ...{ body: replaySchema, example: { from: '2025-05-15T08:30:00+07:00', to: '2025-05-16T08:30:00+07:00' } },
      ...{ status: 202, answer: z.strictObject({ queued: z.int().min(0) }), problems: [...known, 'endpoint-disabled'] },
      handle: async ({ params, body, ...told }) =>
        replay(webhooks, registrant(told), await programmeOf(params.programme), params.webhook, body),
    }),
    route({
      ...{ ...common, method: 'get', path: '/programmes/{programme}/webhook-deliveries', id: 'listDeliveries' },
      summary: 'What was sent and what waits, the one queued last first',
      query: deliveriesSchema,
      answer: z.strictObject({ deliveries: z.array(deliveryView), next: z.string().optional() }),
      problems: ['unknown-programme'],
      handle: async ({ params, caller, query: { cursor, limit, ...filter } }) => {
        const after = readCursor(positionSchema, cursor)
        const programme = await programmeOf(params.programme)
        const { deliveries, next } = await listDeliveries(webhooks, caller, programme, filter, { after, limit })
        return { deliveries, ...(next === null ? {} : { next: cursorOf(next) }) }
      },
    }),
  ]
}

/** Whose request it is. */
type Told = Pick<Asked<never, z.ZodType, z.ZodType>, 'caller' | 'request'>
