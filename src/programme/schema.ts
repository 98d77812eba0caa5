import { z } from 'zod'
import { isDay } from '../domain/time.ts'

/** What a programme file, its areas and its calendar must look like. Messages say what is expected. */

export const daySchema = z
  .string({ error: 'a day such as 2025-05-15' })
  .refine(isDay, 'a real calendar day such as 2025-05-15')

export const instantSchema = z
  .string({ error: 'a moment such as 2024-12-25T09:00:00+07:00' })
  .refine(
    (text) => /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\+07:00$/.test(text) && isDay(text.slice(0, 10)),
    'a moment in Thailand such as 2024-12-25T09:00:00+07:00',
  )

const timeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "08:30" (in quotation marks)')
const textSchema = z.string({ error: 'a text' }).trim().min(1, 'a text that is not empty')
const countSchema = (least: number) =>
  z.int({ error: 'a whole number' }).min(least, `a whole number, at least ${least}`).max(366)
const reminderDaysSchema = z
  .array(countSchema(0))
  .refine((days) => new Set(days).size === days.length, 'each number of days once')

const countedSchema = z.strictObject({ withinWorkingDays: countSchema(1), reminderDaysBefore: reminderDaysSchema })
const fixedSchema = z.strictObject({
  deadline: daySchema,
  reminderDaysBefore: reminderDaysSchema,
  onNonWorkingDay: z.enum(['as-stated', 'previous-working-day', 'next-working-day']).optional(),
})

export const codeSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a code of small letters, digits and hyphens')

export const programmeSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{2,39}$/, 'an id of small letters, digits and hyphens, such as amphoe-ita-2568'),
  fiscalYear: z
    .int()
    .min(2560, 'a fiscal year of the Buddhist era, such as 2568')
    .max(2700, 'a fiscal year of the Buddhist era, such as 2568'),
  name: textSchema,
  activity: textSchema,
  letters: z
    .array(z.strictObject({ from: textSchema, number: textSchema, date: daySchema, subject: textSchema }))
    .min(1, 'at least the letter that the programme rests on'),
  opensAt: instantSchema,
  kickoff: z.strictObject({ beginsAt: instantSchema, endsAt: instantSchema, place: textSchema }),
  budget: z.strictObject({
    allocatedOn: daySchema,
    sample: z.boolean().default(false),
    lines: z
      .array(z.strictObject({ code: codeSchema, name: textSchema }))
      .min(1, 'at least one budget line')
      .refine((lines) => new Set(lines.map((l) => l.code)).size === lines.length, 'each budget line once'),
  }),
  obligations: z.strictObject({
    forward: countedSchema,
    acknowledge: countedSchema,
    kickoff: countedSchema,
    disbursement: fixedSchema,
    report: fixedSchema.extend({ resubmitWithinWorkingDays: countSchema(1) }),
  }),
  escalation: z.strictObject({
    provinceOnWorkingDay: countSchema(1),
    departmentOnWorkingDay: countSchema(1),
    repeatEveryWorkingDays: countSchema(1),
    promiseWithinWorkingDays: countSchema(1),
  }),
  checkpoints: z.array(z.strictObject({ on: daySchema, percent: countSchema(1).max(100, 'a percentage') })),
  extensionLimit: daySchema,
  times: z.strictObject({ morning: timeSchema, provinceDigest: timeSchema, departmentDigest: timeSchema }),
  calendar: textSchema,
  areas: textSchema,
})

const nameFields = { nameTh: textSchema, nameEn: textSchema }

export const areasSchema = z.object({
  source: textSchema,
  provinces: z
    .array(
      z.object({
        code: z.string().regex(/^\d{2}$/, 'a province code of two digits'),
        ...nameFields,
        districts: z.array(
          z.object({ code: z.string().regex(/^\d{4}$/, 'a district code of four digits'), ...nameFields }),
        ),
      }),
    )
    .min(1, 'at least one province'),
})
export type Province = z.output<typeof areasSchema>['provinces'][number]

export const holidaysSchema = z.object({
  source: textSchema,
  covers: z.object(
    { from: daySchema, through: daySchema },
    { error: 'the span the calendar speaks for: { from, through }' },
  ),
  days: z
    .array(z.object({ date: daySchema, name: textSchema }))
    .refine((days) => new Set(days.map((d) => d.date)).size === days.length, 'each day once'),
})
