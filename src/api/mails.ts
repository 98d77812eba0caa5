import { z } from 'zod'
import { mailKinds } from '../domain/letter.ts'
import { listMails } from '../store/mailLog.ts'
import { decideHeld, listPauses, pauseMail, resumeMail } from '../store/mailPause.ts'
import { mailAlarm } from '../store/mailWatch.ts'
import type { Store } from '../store/store.ts'
import type { Caller } from './authenticate.ts'
import { cursorOf, cursorSchema, readCursor } from './cursor.ts'
import { momentSchema } from './moment.ts'
import { programmeNow } from './read.ts'
import { type Route, route } from './route.ts'
import { count, machineTime } from './views/fields.ts'
import { mailStatus, mailTier, mailView, pauseView } from './views/mails.ts'

const base = '/programmes/{programme}/mails'
const pauses = '/programmes/{programme}/mail-pauses'
const seeing = { tag: 'Mail', right: 'see-mails' } as const
const pausing = { tag: 'Mail', right: 'pause-mail' } as const

const recipientSchema = z
  .string()
  .regex(/^(office:\d{2}(\d{2})?|province:\d{2}|department)$/, 'such as office:4718, province:47 or department')
const listSchema = z.strictObject({
  tier: mailTier.optional(),
  recipient: recipientSchema.optional(),
  kind: z.enum(mailKinds).optional(),
  status: mailStatus.optional(),
  held: z
    .enum(['true'])
    .transform(() => true)
    .optional()
    .meta({ description: 'Only mails that are held back.' }),
  cursor: cursorSchema.optional(),
  limit: z.coerce.number({ error: 'a whole number' }).int('a whole number').min(1).max(1000).default(100),
})
const placeSchema = z.tuple([momentSchema, z.string().max(200)])
const reasonSchema = z.string().trim().min(1, 'a reason').max(500)
const selectionSchema = z.strictObject({
  tier: mailTier,
  recipient: recipientSchema.optional(),
  kind: z.enum(mailKinds).optional(),
  decision: z.enum(['release', 'drop']),
})

/** Mails and what became of them; holding mail back, and what is done with what was held. */
export function mailRoutes(store: Store): Route[] {
  const programmeOf = async (id: string) => (await programmeNow(store, id)).programme.id
  return [
    route({
      ...{ ...seeing, method: 'get', path: base, id: 'listMails', query: listSchema },
      summary: 'Mails and what became of them at every address, the latest first',
      answer: z.strictObject({ mails: z.array(mailView), next: z.string().optional() }),
      problems: ['unknown-programme'],
      handle: async ({ params, query: { cursor, limit, held, ...selection } }) => {
        const programme = await programmeOf(params.programme)
        const after = readCursor(placeSchema, cursor)
        const mails = await listMails(
          store,
          programme,
          { ...selection, isHeld: held },
          { after, limit, now: new Date() },
        )
        const last = mails.at(-1)
        return { mails, ...(last && mails.length === limit ? { next: cursorOf([last.at, last.id]) } : {}) }
      },
    }),
    route({
      ...{ ...seeing, method: 'get', path: '/mail-alarm', id: 'getMailAlarm' },
      summary: 'Whether mail that is due has waited for longer than 30 minutes',
      answer: z.strictObject({
        late: count.meta({ description: 'Mails that should have gone more than 30 minutes ago.' }),
        dueSince: machineTime.nullable().meta({ description: 'Since when the first of them is due.' }),
        reasons: z
          .array(z.strictObject({ reason: z.string().nullable(), mails: count }))
          .meta({ description: 'Why they wait, the most frequent first; null: nobody has tried to send them.' }),
      }),
      handle: () => mailAlarm(store, new Date()),
    }),
    route({
      ...{ ...seeing, method: 'get', path: pauses, id: 'listMailPauses' },
      summary: 'What is held back and what was, the latest first',
      ...{ answer: z.strictObject({ pauses: z.array(pauseView) }), problems: ['unknown-programme'] },
      handle: async ({ params }) => ({ pauses: await listPauses(store, await programmeOf(params.programme)) }),
    }),
    route({
      ...{ ...pausing, method: 'post', path: pauses, id: 'pauseMail' },
      summary: 'Holds mail to a tier back until it is resumed; what is on its way goes',
      body: z.strictObject({ tier: mailTier, reason: reasonSchema }).meta({ id: 'MailPauseWanted' }),
      example: { tier: 'office', reason: 'ปรับข้อมูลผู้ประสานงานทั้งประเทศ' },
      ...{ status: 201, answer: pauseView, problems: ['unknown-programme', 'already-paused'] },
      handle: async ({ params, body, ...told }) =>
        pauseMail(store, await programmeOf(params.programme), body, doer(told)),
    }),
    route({
      ...{ ...pausing, method: 'post', path: `${pauses}/decide`, id: 'decideHeldMail' },
      summary: 'Releases or drops some of the mails that are held back; the rest stays held',
      ...{
        body: selectionSchema.meta({ id: 'HeldMailDecision' }),
        example: { tier: 'office', decision: 'release', kind: 'notice' },
      },
      ...{ answer: z.strictObject({ mails: count }), problems: ['unknown-programme', 'not-paused'] },
      handle: async ({ params, body: { decision, ...selection }, ...told }) => ({
        mails: await decideHeld(store, await programmeOf(params.programme), decision, selection, doer(told)),
      }),
    }),
    route({
      ...{ ...pausing, method: 'post', path: `${pauses}/resume`, id: 'resumeMail' },
      summary: 'Holds mail to a tier back no more: what was held is sent as far as it still applies, or dropped',
      body: z.strictObject({ tier: mailTier, held: z.enum(['release', 'drop']) }).meta({ id: 'MailResumption' }),
      example: { tier: 'office', held: 'release' },
      answer: z.strictObject({ released: count, dropped: count }),
      problems: ['unknown-programme', 'not-paused'],
      handle: async ({ params, body, ...told }) =>
        resumeMail(store, await programmeOf(params.programme), body, doer(told)),
    }),
  ]
}

function doer({ caller, request }: { readonly caller: Caller; readonly request: string }) {
  return { actor: caller.id, role: caller.role, requestId: request }
}
