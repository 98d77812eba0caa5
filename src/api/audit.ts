import { z } from 'zod'
import { reachOf } from '../domain/access.ts'
import { officeCodeForm } from '../domain/policy.ts'
import { recordInBaht } from '../store/audit/inBaht.ts'
import { listAudit, listEvents } from '../store/audit.ts'
import type { Store } from '../store/store.ts'
import { type AuditState, sealAudit, verifyAudit } from '../store/verifyAudit.ts'
import { cursorOf, cursorSchema, readCursor } from './cursor.ts'
import { momentSchema } from './moment.ts'
import { eventInBaht } from './offices.ts'
import { programmeNow } from './read.ts'
import { type Route, route } from './route.ts'
import { auditEventView, auditRecordView, auditStateView, sealView } from './views/audit.ts'

const common = {
  office: z.string().regex(officeCodeForm, 'an office code').optional(),
  actor: z.string().max(100).optional().meta({ description: 'The id of a token or a person.' }),
  from: momentSchema.optional(),
  to: momentSchema.optional().meta({ description: 'Before this moment.' }),
  cursor: cursorSchema.optional(),
  limit: z.coerce.number({ error: 'a whole number' }).int('a whole number').min(1).max(1000).default(100),
}
const eventsSchema = z.strictObject({ ...common, type: z.string().max(60).optional() })
const recordsSchema = z.strictObject({
  ...common,
  kind: z.string().max(60).optional(),
  programme: z.string().max(60).optional(),
})
const placeSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00\/\d{2}(\d{2})?\/\d{1,9}$/)

/** What happened, for those who look into it, and whether it is still what was recorded. */
export function auditRoutes(store: Store): Route[] {
  let verifying: Promise<AuditState> | undefined
  return [
    route({
      ...{ method: 'get', path: '/programmes/{programme}/audit', id: 'listAuditEvents', tag: 'Audit' },
      ...{ right: 'read-audit', summary: 'What happened to the offices within reach, in order of programme time' },
      query: eventsSchema,
      answer: z.strictObject({ events: z.array(auditEventView), next: z.string().optional() }),
      problems: ['unknown-programme'],
      handle: async ({ params, caller, query: { cursor, ...filter } }) => {
        const { programme } = await programmeNow(store, params.programme)
        const after = readCursor(placeSchema, cursor)
        const reach = reachOf(caller, filter.office)
        if (!reach) return { events: [] }
        const { events, next } = await listEvents(store, { programme: programme.id, ...filter, ...reach, after })
        return {
          events: events.map((e) => ({ ...e, event: eventInBaht(e.event) })),
          ...(next === null ? {} : { next: cursorOf(next) }),
        }
      },
    }),
    route({
      ...{ method: 'get', path: '/audit/records', id: 'listAuditRecords', tag: 'Audit', right: 'read-records' },
      summary: 'What concerns the service: sign-ins, denials, tokens, imports, exports, mails',
      query: recordsSchema,
      answer: z.strictObject({ records: z.array(auditRecordView), next: z.string().optional() }),
      handle: async ({ caller, query: { cursor, ...filter } }) => {
        const reach = reachOf(caller, filter.office)
        if (!reach) return { records: [] }
        const after = readCursor(z.int().min(0), cursor)
        const records = await listAudit(store, { ...filter, ...reach, after })
        const last = records.length === filter.limit ? records.at(-1) : undefined
        return { records: records.map(recordInBaht), ...(last ? { next: cursorOf(last.sequence) } : {}) }
      },
    }),
    route({
      ...{ method: 'get', path: '/audit/verification', id: 'verifyAudit', tag: 'Audit', right: 'read-records' },
      summary: 'Verifies the whole audit trail now, and says what is not as it was recorded',
      description: 'Some seconds for the whole country. Those who ask while it runs are given the same answer.',
      query: z.strictObject({
        seal: z
          .string()
          .regex(/^[0-9a-fA-F]{64}$/, '64 hexadecimal digits')
          .optional()
          .meta({ description: 'The hash of a seal that was kept elsewhere.' }),
      }),
      answer: auditStateView,
      handle: async ({ query: { seal } }) => {
        if (seal !== undefined) return verifyAudit(store, { seal })
        verifying ??= verifyAudit(store).finally(() => {
          verifying = undefined
        })
        return verifying
      },
    }),
    route({
      ...{ method: 'post', path: '/audit/seals', id: 'sealAudit', tag: 'Audit', right: 'manage-programme' },
      summary: 'Seals the audit trail as it stands; the hash is to be kept elsewhere',
      ...{ status: 201, answer: sealView },
      handle: () => sealAudit(store),
    }),
  ]
}
