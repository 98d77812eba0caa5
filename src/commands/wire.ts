import { z } from 'zod'
import { type Command, type CommandName, type CommandTexts, type Coordinator, commandNames } from '../domain/command.ts'
import { BAHT_FORM } from '../domain/money.ts'
import { obligationNames, officeCodeForm } from '../domain/policy.ts'

/**
 * What a command looks like on the wire: in the API's request bodies and in rehearsal scripts. Only the shape is judged here.
 * Whether an amount, a day or a document number is right is a rule, and the domain's to say.
 */

/** PostgreSQL holds neither: a step with one of them could never be recorded, and its office would wait for ever. */
const isStorable = (given: string) => !given.includes('\0') && !/\p{Cs}/u.test(given)
const STORABLE = 'a text of whole characters, none of them NUL'

const text = (limit: number) =>
  z
    .string({ error: `a text of 1 to ${limit} characters` })
    .trim()
    .min(1, 'a text that is not empty')
    .max(limit, `at most ${limit} characters`)
    .refine(isStorable, STORABLE)
// Their forms are for the API's document. A wrong amount or day is a rule's to refuse, in its own words.
const amount = z
  .string({ error: 'an amount in baht as a text, such as "12500.50"' })
  .max(20, 'at most 20 characters')
  .meta({ pattern: BAHT_FORM.source, example: '12500.50', description: 'Baht with at most two decimals.' })
const day = z
  .string({ error: 'a day as a text, such as "2025-05-15"' })
  .max(20, 'at most 20 characters')
  .meta({ format: 'date', example: '2025-05-15', description: 'A day, of the Common Era.' })
const code = z.string({ error: 'a code' }).min(1, 'a code that is not empty').max(60, 'at most 60 characters')
const documentNo = text(60)
const obligation = z.enum(obligationNames, { error: `one of ${obligationNames.join(', ')}` })
const order = z.strictObject({ number: text(60), date: day })
const reason = text(1000)

const coordinatorSchema: z.ZodType<Coordinator> = z.strictObject({
  name: text(200),
  email: z.email('an e-mail address').max(254),
  phone: z
    .string()
    .regex(/^[0-9+ ()-]{3,30}$/, 'a telephone number')
    .optional(),
})

/** One schema per command; every command has one. */
export const commandBodySchemas = {
  forward: z.strictObject({}),
  acknowledge: z.strictObject({ coordinator: coordinatorSchema }),
  'attend-kickoff': z.strictObject({
    attended: z.enum(['meeting', 'briefing'], { error: 'meeting or briefing' }),
    on: day,
  }),
  'record-activity': z.strictObject({
    activity: z.enum(['amphoe-ita', 'model-district', 'prevention'], {
      error: 'amphoe-ita, model-district or prevention',
    }),
    on: day,
    note: text(2000),
    evidenceUrl: z
      .url({ protocol: /^https?$/, error: 'a web address' })
      .max(1000)
      .refine(isStorable, STORABLE)
      .optional(),
  }),
  disburse: z.strictObject({ line: code, amount, paidOn: day, documentNo, efmsRef: text(60).optional() }),
  reverse: z.strictObject({ documentNo, reason }),
  'return-funds': z.strictObject({ line: code, amount, returnedOn: day, documentNo }),
  virement: z.strictObject({ from: code, to: code, amount: amount.optional(), reason: reason.optional() }),
  'submit-report': z.strictObject({
    lines: z
      .array(z.strictObject({ line: code, disbursed: amount, returned: amount }))
      .max(200, 'at most 200 budget lines'),
    outcome: text(5000),
    formsResponseId: text(200).optional(),
  }),
  'accept-report': z.strictObject({}),
  'return-report': z.strictObject({ reason }),
  'answer-escalation': z.strictObject({ obligation, action: text(2000), promisedOn: day }),
  remind: z.strictObject({}),
  extend: z.strictObject({ obligation, deadline: day, order, reason }),
  suspend: z.strictObject({ reason, order: order.optional() }),
  resume: z.strictObject({ reason, order: order.optional() }),
  withdraw: z.strictObject({ reason }),
} satisfies Record<CommandName, z.ZodType>

/** A body that has not the shape of its command. */
export interface InvalidBody {
  readonly invalid: readonly { readonly path: string; readonly expected: string }[]
}

/** What a schema has found wrong, each with its path below `root`. */
export function invalidIn({ issues }: z.ZodError, ...root: readonly string[]): InvalidBody {
  return { invalid: issues.map((i) => ({ path: [...root, ...i.path.map(String)].join('.'), expected: i.message })) }
}

const textFields = ['coordinator', 'note', 'evidenceUrl', 'reason', 'action', 'outcome'] as const

/** Commands that cannot be given without something written in words. */
export const commandsWithWords: readonly CommandName[] = commandNames.filter((name) => {
  const fields: Readonly<Record<string, z.ZodType>> = commandBodySchemas[name].shape
  return textFields.some((field) => fields[field] && !fields[field].safeParse(undefined).success)
})

/**
 * Reads a command's body and parts what the rules look at from what was written in words.
 * @returns the command, and its texts (undefined when it has none); or what is wrong with the body's shape
 */
export function readCommand(
  name: CommandName,
  body: unknown,
): { command: Command; texts: CommandTexts | undefined } | InvalidBody {
  const read = commandBodySchemas[name].safeParse(body ?? {})
  if (!read.success) return invalidIn(read.error)
  const facts: Record<string, unknown> = { ...read.data }
  const texts: Record<string, unknown> = {}
  for (const field of textFields) {
    if (facts[field] !== undefined) texts[field] = facts[field]
    delete facts[field]
  }
  return {
    command: { name, ...facts } as Command,
    texts: Object.keys(texts).length > 0 ? (texts as CommandTexts) : undefined,
  }
}

/** The most offices that may be chosen of an area. */
const SELECTION_LIMIT = 1000

/** The offices of an area for which a command is meant, where not for all of it. */
export const selectionSchema = z
  .array(z.string().regex(officeCodeForm, 'an office code of two or four digits'), {
    error: 'a list of office codes',
  })
  .min(1, 'at least one office')
  .max(SELECTION_LIMIT, `at most ${SELECTION_LIMIT} offices`)
