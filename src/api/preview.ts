import { z } from 'zod'
import { commandBodySchemas, selectionSchema } from '../commands/wire.ts'
import { type Recipient, recipientOrder } from '../domain/letter.ts'
import { isRejection } from '../domain/rejection.ts'
import { addDays, type Day, dayOf, type Instant, isDay } from '../domain/time.ts'
import type { Skipped } from '../preview/expectations.ts'
import { previewExtension, previewRunning, type Window } from '../preview/running.ts'
import { previewTurns } from '../preview/turns.ts'
import { lineNames, type StoredProgramme } from '../store/programmes.ts'
import { programmeStanding } from '../store/standing.ts'
import type { Store } from '../store/store.ts'
import { cursorOf, cursorSchema, readCursor } from './cursor.ts'
import { type Problem, problemOfRefusal } from './problem.ts'
import { invalidRequest, programmeNow, unknownOffice } from './read.ts'
import { type Route, route } from './route.ts'
import {
  comparisonCounts,
  comparisonView,
  mailsInRows,
  previewCounts,
  previewedMailsView,
  previewedSkipsView,
  previewView,
} from './views/preview.ts'

/** How far a preview looks ahead, in days, when nothing else is asked; and at most. */
const AHEAD = 30
const FARTHEST = 300

const windowSchema = z.strictObject({
  until: z
    .string()
    .refine(isDay, 'a day such as 2025-05-15')
    .optional()
    .meta({
      format: 'date',
      description: `The last day, at most ${FARTHEST} days from today; ${AHEAD} when left out.`,
    }),
  province: z
    .string()
    .regex(/^\d{2}$/, 'a province code of two digits')
    .optional()
    .meta({ description: 'Only what goes to this province and its offices.' }),
})

const pageSchema = z.strictObject({
  cursor: cursorSchema.optional(),
  limit: z.coerce.number({ error: 'a whole number' }).int('a whole number').min(1).max(1000).default(100),
})

const { obligation, deadline, order, reason } = commandBodySchemas.extend.shape
const extensionSchema = windowSchema.extend({
  area: z.string().regex(/^(all|\d{2})$/, 'a province code of two digits, or all'),
  offices: selectionSchema.optional().meta({ description: 'Only these of the area.' }),
  body: z
    .strictObject({ obligation, deadline, order: order.optional(), reason: reason.optional() })
    .meta({ description: 'As of the command extend; the order need not have been given yet.' }),
})

/** What is to come in a programme that runs, and what an extension would change. Nothing is written. */
export function previewRoutes(store: Store): Route[] {
  const of = async (programme: string, asked: z.output<typeof windowSchema>, reaching: Day = '') => {
    const found = await programmeNow(store, programme)
    const window = windowOf(asked, found.now, reaching)
    const standing = await programmeStanding(store, found.programme.id, found.now)
    if (window.province && !standing.states.has(window.province)) throw unknownOffice(window.province)
    return { ...found, window, standing, scope: { programme: found.programme.id, now: found.now, until: window.until } }
  }
  const comingTo = (programme: string, asked: z.output<typeof windowSchema>) =>
    previewTurns.take(async () => {
      const { window, standing, scope, ...found } = await of(programme, asked)
      return { scope, preview: await previewRunning(found.programme, standing, window) }
    })
  const shared = { method: 'post', tag: 'Preview', right: 'preview' } as const
  const windowed = { body: windowSchema, example: { until: '2025-01-31', province: '47' } }
  return [
    route({
      ...{ ...shared, path: '/programmes/{programme}/preview', id: 'previewMails', ...windowed },
      summary: 'What is to come by day when nobody does anything more, and what is not sent and why',
      answer: previewView,
      problems: ['unknown-programme', 'unknown-office'],
      handle: async ({ params, body }) => {
        const { scope, preview } = await comingTo(params.programme, body)
        return { ...scope, ...previewCounts(preview) }
      },
    }),
    route({
      ...{ ...shared, path: '/programmes/{programme}/preview/mails', id: 'previewRecipients', ...windowed },
      summary: 'The mails to come one by one, a page at a time',
      ...{ query: pageSchema, answer: previewedMailsView, problems: ['unknown-programme', 'unknown-office'] },
      handle: async ({ params, body, query }) => {
        const { scope, preview } = await comingTo(params.programme, body)
        const { rows, next } = pageOf(preview.mails, (m) => m.kind, query)
        return { ...scope, mails: mailsInRows(rows), ...next }
      },
    }),
    route({
      ...{ ...shared, path: '/programmes/{programme}/preview/skipped', id: 'previewSkipped', ...windowed },
      summary: 'What is not sent one by one with its reason, a page at a time',
      ...{ query: pageSchema, answer: previewedSkipsView, problems: ['unknown-programme', 'unknown-office'] },
      handle: async ({ params, body, query }) => {
        const { scope, preview } = await comingTo(params.programme, body)
        const { rows, next } = pageOf(preview.skipped, skipKey, query)
        return { ...scope, skipped: rows, ...next }
      },
    }),
    route({
      ...{ ...shared, path: '/programmes/{programme}/preview/extension', id: 'previewExtension' },
      summary: 'What an extension given now would change of the mails to come, before and after',
      ...{ body: extensionSchema, answer: comparisonView },
      example: { area: '47', body: { obligation: 'report', deadline: '2025-06-16' } },
      problems: ['unknown-programme', 'unknown-office', 'invalid-deadline', 'invalid-date', 'nothing-to-extend'],
      handle: async ({ params, body: { area, offices, body, ...asked } }) =>
        previewTurns.take(async () => {
          const { programme, window, standing, scope } = await of(params.programme, asked, body.deadline)
          const { obligation, deadline, order } = body
          const intended = { area, offices, obligation, deadline, order }
          const found = await previewExtension(programme, standing, intended, window)
          if (isRejection(found)) throw refusalOf(found, programme)
          return { ...scope, offices: found.offices, ...comparisonCounts(found.comparison) }
        }),
    }),
  ]
}

/** @param reaching a day that a preview must not end before: it looks a month past it when nothing else is asked */
function windowOf({ until, province }: z.output<typeof windowSchema>, now: Instant, reaching: Day): Window {
  const today = dayOf(now)
  const farthest = addDays(today, FARTHEST)
  if (until !== undefined && (until < today || until > farthest))
    throw invalidRequest([{ path: 'until', expected: `a day from ${today} to ${farthest}` }])
  const reached = isDay(reaching) && reaching > today && reaching < farthest ? reaching : today
  const usual = [addDays(reached, AHEAD), farthest].sort()[0]!
  return { until: until ?? usual, province }
}

/** A page of rows in the order of time, recipient and what else tells them apart. */
function pageOf<T extends { readonly at: Instant; readonly to: Recipient }>(
  all: readonly T[],
  keyOf: (row: T) => string,
  { cursor, limit }: z.output<typeof pageSchema>,
): { rows: readonly T[]; next: { next?: string } } {
  const after = readCursor(z.string(), cursor) ?? ''
  const rows = all
    .map((row) => ({ row, key: `${row.at} ${recipientOrder(row.to)} ${row.to} ${keyOf(row)}` }))
    .filter(({ key }) => key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const page = rows.slice(0, limit)
  return { rows: page.map(({ row }) => row), next: rows.length > limit ? { next: cursorOf(page.at(-1)!.key) } : {} }
}

function skipKey({ what, obligation, daysBefore, why }: Skipped): string {
  return [what, obligation, String(daysBefore ?? '').padStart(3, '0'), why].join(' ')
}

function refusalOf(
  { type, message, facts }: Extract<Awaited<ReturnType<typeof previewExtension>>, { rejected: true }>,
  { details }: StoredProgramme,
): Problem {
  return problemOfRefusal(type, message, facts, lineNames(details))
}
