import { z } from 'zod'
import type { Principal } from '../domain/access.ts'
import { formatBaht, type Satang } from '../domain/money.ts'
import { phases } from '../domain/office.ts'
import { obligationNames } from '../domain/policy.ts'
import { isDay } from '../domain/time.ts'
import { listOffices, type OfficeFilter, officeDetail, officeOrders, pageAfter } from '../store/offices.ts'
import type { Store } from '../store/store.ts'
import { officeTimeline } from '../store/timeline.ts'
import { cursorOf, cursorSchema, readCursor } from './cursor.ts'
import { programmeNow, unknownOffice } from './read.ts'
import { type Route, route } from './route.ts'
import { readerBody } from './views/contacts.ts'
import { day } from './views/fields.ts'
import { officeDetailView, officeView, timelineView } from './views/offices.ts'

const limitSchema = z.coerce.number({ error: 'a whole number' }).int('a whole number').min(1).max(1000)
const listSchema = z.strictObject({
  province: z
    .string()
    .regex(/^\d{2}$/, 'a province code of two digits')
    .optional(),
  phase: z.enum(phases, { error: `one of ${phases.join(', ')}` }).optional(),
  overdue: z
    .enum(['true', 'false'], { error: 'true or false' })
    .transform((t) => t === 'true')
    .optional(),
  level: z.coerce
    .number({ error: '0, 1 or 2' })
    .int()
    .min(0)
    .max(2)
    .optional()
    .meta({ description: 'Escalated at least this far.' }),
  obligation: z
    .enum(obligationNames, { error: `one of ${obligationNames.join(', ')}` })
    .optional()
    .meta({ description: 'Owing this obligation still.' }),
  sort: z
    .enum(officeOrders, { error: `one of ${officeOrders.join(', ')}` })
    .default('code')
    .meta({ description: 'By code; -level: the highest escalation first; nextDeadline: the nearest deadline first.' }),
  cursor: cursorSchema.optional(),
  limit: limitSchema.default(100),
})
const timelineSchema = z.strictObject({
  after: z.coerce
    .number({ error: 'a whole number' })
    .int('a whole number')
    .min(0)
    .max(2_147_483_647)
    .optional()
    .meta({ description: 'Only events with a higher number.' }),
  cursor: cursorSchema.optional(),
  limit: limitSchema.default(200),
})
const pageSchema = z.union([
  z.tuple([z.literal('code'), z.null(), z.string()]),
  z.tuple([z.literal('-level'), z.int().min(0).max(2), z.string()]),
  z.tuple([z.literal('nextDeadline'), day.refine(isDay).nullable(), z.string()]),
])

/** Reading offices: lists, one office, its history. */
export function officeRoutes(store: Store): Route[] {
  return [
    route({
      ...{ method: 'get', path: '/programmes/{programme}/offices', id: 'listOffices', tag: 'Offices', right: 'read' },
      summary: 'Offices within reach, a page at a time',
      query: listSchema,
      answer: z.strictObject({
        offices: z.array(officeView),
        next: z.string().optional().meta({ description: 'The cursor of the next page; absent on the last.' }),
      }),
      problems: ['unknown-programme'],
      handle: async ({ params, query: { cursor, ...query }, caller }) => {
        const { programme, now } = await programmeNow(store, params.programme)
        const [sort, value, code] = readCursor(pageSchema, cursor) ?? [query.sort]
        const after = code === undefined ? undefined : { value: value ?? null, code }
        const filter = within(caller, { ...query, sort, after })
        const offices = filter ? await listOffices(store, programme.id, now, filter) : []
        const last = offices.length === query.limit ? offices.at(-1) : undefined
        return { offices, ...(last ? { next: cursorOf(pageAfter(last, sort)) } : {}) }
      },
    }),
    route({
      ...{ method: 'get', path: '/programmes/{programme}/offices/{office}', id: 'getOffice', tag: 'Offices' },
      right: 'read',
      summary: 'One office: what it owes by when, its budget lines, its ledger, whom mails go to',
      ...{ answer: officeDetailView, problems: ['unknown-programme', 'unknown-office'] },
      handle: async ({ params, caller }) => {
        const { programme, now } = await programmeNow(store, params.programme)
        const found = await officeDetail(store, programme.id, params.office, now)
        if (!found) throw unknownOffice(params.office)
        const { contacts, ...detail } = found
        const names = new Map(programme.details.budget.lines.map((l) => [l.code, l.name]))
        return {
          ...detail,
          lines: detail.lines.map((line) => ({ line: line.line, name: names.get(line.line), ...balance(line) })),
          ledger: detail.ledger.map(({ office: _, amount, ...entry }) => ({ ...entry, amount: formatBaht(amount) })),
          // Persons are for those who work with the office, not for reading along.
          ...(caller.role === 'auditor' ? {} : { contacts: contacts.map(readerBody) }),
        }
      },
    }),
    route({
      ...{
        method: 'get',
        path: '/programmes/{programme}/offices/{office}/timeline',
        id: 'getTimeline',
        tag: 'Offices',
      },
      right: 'read',
      summary: 'What happened to an office, when, by whom, in which words; the mails it got; what comes next',
      query: timelineSchema,
      ...{ answer: timelineView, problems: ['unknown-programme', 'unknown-office'] },
      handle: async ({ params: { office, ...params }, query, caller }) => {
        const { programme, now } = await programmeNow(store, params.programme)
        const detail = await officeDetail(store, programme.id, office, now)
        if (!detail) throw unknownOffice(office)
        const after = readCursor(z.int().min(0).max(2_147_483_647), query.cursor) ?? query.after ?? 0
        const timeline = await officeTimeline(store, programme.id, office, { after, limit: query.limit })
        const isAuditor = caller.role === 'auditor'
        const last = timeline.events.length === query.limit ? timeline.events.at(-1) : undefined
        return {
          events: timeline.events.map(({ texts, event, ...entry }) => {
            const { coordinator: _, ...words } = texts ?? {}
            return { ...entry, event: eventInBaht(event), texts: texts && (isAuditor ? words : texts) }
          }),
          // Why a mail was not taken is in the words of a mail server, which repeat addresses.
          mails: isAuditor ? timeline.mails.map(({ reason: _, ...mail }) => mail) : timeline.mails,
          nextAt: detail.nextAt,
          ...(last ? { next: cursorOf(last.sequence) } : {}),
        }
      },
    }),
  ]
}

/** The caller's area narrows a list; a filter outside it finds nothing, which is undefined. */
function within({ role, area }: Principal, filter: OfficeFilter): OfficeFilter | undefined {
  if (area === 'all') return filter
  if (role === 'district') return { ...filter, code: area }
  return filter.province === undefined || filter.province === area ? { ...filter, province: area } : undefined
}

function balance({ allocated, disbursed, returned }: { allocated: Satang; disbursed: Satang; returned: Satang }) {
  return {
    allocated: formatBaht(allocated),
    disbursed: formatBaht(disbursed),
    returned: formatBaht(returned),
    remaining: formatBaht(allocated - disbursed - returned),
  }
}

/** An event with its amounts in baht, as everything on the wire. */
export function eventInBaht<E extends object>(event: E): E {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => {
      if (['amount', 'disbursed', 'returned'].includes(name) && typeof value === 'number')
        return [name, formatBaht(value)]
      if (name === 'lines' && Array.isArray(value)) return [name, value.map((line: object) => eventInBaht(line))]
      return [name, value]
    }),
  ) as E
}
