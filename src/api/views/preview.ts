import { z } from 'zod'
import { mailKinds } from '../../domain/letter.ts'
import { type Comparison, changes, toldKinds } from '../../preview/compare.ts'
import { busiestOf, daysOf, perTier, rowsOf } from '../../preview/days.ts'
import { skipReasons } from '../../preview/expectations.ts'
import type { Preview } from '../../preview/preview.ts'
import { count, day, moment, obligationName } from './fields.ts'

/** What the API answers about what is to come. */

const tier = z.enum(['office', 'province', 'department']).meta({ id: 'Tier', description: 'Whose mailboxes.' })
const mailsPerTier = z.strictObject({ office: count, province: count, department: count })
const recipient = z.string().meta({ example: 'office:4701', description: 'office:4701, province:47 or department.' })
const daysBefore = count.meta({ description: 'Of a reminder: calendar days before the deadline, or the kick-off.' })
const busiest = z
  .array(z.strictObject({ day, mails: mailsPerTier }))
  .meta({ description: 'The days with the most mails, the busiest first.' })
const rows = z
  .array(
    z.strictObject({
      obligation: obligationName,
      state: z.enum(['reminder', 'overdue', 'behind-pace', 'new', 'outstanding', 'settled']),
      count,
    }),
  )
  .meta({ description: 'How often the mails say it of an obligation.' })

const skip = {
  what: z.enum(['notice', 'reminder', 'behind-pace', 'digest']),
  obligation: obligationName.optional(),
  daysBefore: daysBefore.optional(),
  why: z
    .enum(skipReasons)
    .meta({ id: 'SkipReason', description: 'Why it is not sent; docs/preview.md explains each.' }),
  into: count.optional().meta({ description: 'Of merged: the reminder in which it is said, by its days before.' }),
}

/** What a preview is of, and from when on. */
const scope = { programme: z.string(), now: moment, until: day }

export const previewView = z
  .strictObject({
    ...scope,
    mails: mailsPerTier,
    skipped: count,
    busiest,
    days: z.array(
      z.strictObject({
        day,
        mails: mailsPerTier,
        groups: z.array(z.strictObject({ at: moment, kind: z.enum(mailKinds), tier, mails: count, rows })),
        moved: z
          .array(
            z.strictObject({
              obligation: obligationName,
              daysBefore,
              stated: day,
              because: z.enum(['weekend', 'holiday']),
              count,
            }),
          )
          .meta({ description: 'Reminders whose own day is no working day.' }),
        skipped: z.array(z.strictObject({ ...skip, tier, count })),
      }),
    ),
  })
  .meta({ id: 'Preview' })

export const previewedMailsView = z
  .strictObject({
    ...scope,
    mails: z.array(z.strictObject({ at: moment, to: recipient, kind: z.enum(mailKinds), rows })),
    next: z.string().optional().meta({ description: 'The cursor of the next page; absent on the last.' }),
  })
  .meta({ id: 'PreviewedMails' })

export const previewedSkipsView = z
  .strictObject({
    ...scope,
    skipped: z.array(z.strictObject({ at: moment, to: recipient, ...skip, since: day.optional() })),
    next: z.string().optional().meta({ description: 'The cursor of the next page; absent on the last.' }),
  })
  .meta({ id: 'PreviewedSkips' })

const told = z.enum(toldKinds)
const side = z.strictObject({ mails: mailsPerTier, busiest })

export const comparisonView = z
  .strictObject({
    ...scope,
    offices: count.meta({ description: 'How many offices the extension takes.' }),
    before: side,
    after: side,
    told: z.array(
      z.strictObject({
        told,
        obligation: obligationName.optional(),
        before: count,
        after: count,
        fallsAway: count,
        comesAnew: count,
        moves: count,
        saysElse: count,
      }),
    ),
    days: z.array(
      z.strictObject({
        day,
        before: mailsPerTier,
        after: mailsPerTier,
        changes: z.array(
          z.strictObject({
            change: z.enum(changes),
            told,
            obligation: obligationName.optional(),
            tier,
            other: day
              .optional()
              .meta({ description: 'Of what moves: the day to which it goes, or from which it comes.' }),
            count,
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'PreviewComparison' })

/** A preview in counts: however many recipients there are, its size is that of its days. */
export function previewCounts(preview: Preview) {
  const { mails, skipped } = preview
  return {
    mails: perTier(mails),
    skipped: skipped.length,
    busiest: busiestOf(mails),
    // Since when a reason holds differs from office to office.
    days: daysOf({ ...preview, skipped: skipped.map(({ since: _, ...rest }) => rest) }).map((d) => ({
      ...d,
      groups: d.groups.map(({ recipients, ...group }) => ({ ...group, mails: recipients.length })),
      moved: d.moved.map(counted),
      skipped: d.skipped.map(counted),
    })),
  }
}

/** Mails with what they say counted: a digest of the whole country is a few rows. */
export function mailsInRows(mails: Preview['mails']) {
  return mails.map(({ at, to, kind, items }) => ({ at, to, kind, rows: rowsOf(items) }))
}

/** A comparison in counts. */
export function comparisonCounts({ days, ...rest }: Comparison) {
  return { ...rest, days: days.map((d) => ({ ...d, changes: d.changes.map(counted) })) }
}

function counted<T extends { readonly recipients: readonly unknown[] }>({ recipients, ...rest }: T) {
  return { ...rest, count: recipients.length }
}
