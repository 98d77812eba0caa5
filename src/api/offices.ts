import type { Router } from 'express'
import { z } from 'zod'
import { formatBaht, type Satang } from '../domain/money.ts'
import { phases } from '../domain/office.ts'
import { obligationNames } from '../domain/policy.ts'
import { listOffices, officeDetail } from '../store/offices.ts'
import type { Store } from '../store/store.ts'
import { officeTimeline } from '../store/timeline.ts'
import { callerOf } from './authenticate.ts'
import { inForm, programmeNow, requireReach, resourceRouter, unknownOffice } from './read.ts'

const limitSchema = z.coerce.number().int('a whole number').min(1).max(1000)
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
  level: z.coerce.number().int().min(0).max(2).optional(),
  obligation: z.enum(obligationNames, { error: `one of ${obligationNames.join(', ')}` }).optional(),
  after: z
    .string()
    .regex(/^\d{2}(\d{2})?$/, 'an office code')
    .optional(),
  limit: limitSchema.default(100),
})
const timelineSchema = z.strictObject({
  after: z.coerce.number().int('a whole number').min(0).max(2_147_483_647).default(0),
  limit: limitSchema.default(200),
})

/** Reading offices: lists, one office, its history. */
export function officeRoutes(store: Store): Router {
  const router = resourceRouter()

  router.get('/programmes/:programme/offices', async (request, response) => {
    const filter = inForm(listSchema, request.query)
    const { programme, now } = await programmeNow(store, request.params.programme)
    const { role, area } = callerOf(response)
    // The caller's area narrows the list; a filter outside it finds nothing.
    const within = area === 'all' ? {} : role === 'district' ? { code: area } : { province: area }
    const isOutside = 'province' in within && filter.province !== undefined && filter.province !== within.province
    const offices = isOutside ? [] : await listOffices(store, programme.id, now, { ...filter, ...within })
    const last = offices.length === filter.limit ? offices.at(-1)?.code : undefined
    response.json({ offices, ...(last ? { next: last } : {}) })
  })

  router.get('/programmes/:programme/offices/:office', async (request, response) => {
    const { programme, now } = await programmeNow(store, request.params.programme)
    const { office } = request.params
    requireReach(response, office)
    const found = await officeDetail(store, programme.id, office, now)
    if (!found) throw unknownOffice(office)
    const { contacts, ...detail } = found
    const names = new Map(programme.details.budget.lines.map((l) => [l.code, l.name]))
    response.json({
      ...detail,
      lines: detail.lines.map((line) => ({ line: line.line, name: names.get(line.line), ...balance(line) })),
      ledger: detail.ledger.map(({ amount, ...entry }) => ({ ...entry, amount: formatBaht(amount) })),
      // Persons are for those who work with the office, not for reading along.
      ...(callerOf(response).role === 'auditor' ? {} : { contacts }),
    })
  })

  router.get('/programmes/:programme/offices/:office/timeline', async (request, response) => {
    const { office } = request.params
    const { programme, now } = await programmeNow(store, request.params.programme)
    requireReach(response, office)
    const detail = await officeDetail(store, programme.id, office, now)
    if (!detail) throw unknownOffice(office)
    const timeline = await officeTimeline(store, programme.id, office, inForm(timelineSchema, request.query))
    const isAuditor = callerOf(response).role === 'auditor'
    response.json({
      events: timeline.events.map(({ texts, event, ...entry }) => {
        const { coordinator: _, ...words } = texts ?? {}
        return { ...entry, event: eventInBaht(event), texts: texts && (isAuditor ? words : texts) }
      }),
      // Why a mail was not taken is in the words of a mail server, which repeat addresses.
      mails: isAuditor ? timeline.mails.map(({ reason: _, ...mail }) => mail) : timeline.mails,
      nextAt: detail.nextAt,
    })
  })

  return router
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
function eventInBaht(event: object): object {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => {
      if (['amount', 'disbursed', 'returned'].includes(name) && typeof value === 'number')
        return [name, formatBaht(value)]
      if (name === 'lines' && Array.isArray(value)) return [name, value.map((line: object) => eventInBaht(line))]
      return [name, value]
    }),
  )
}
