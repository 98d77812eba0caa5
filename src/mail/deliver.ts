import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { debugPoint } from '../debugPoint.ts'
import { Calendar } from '../domain/calendar.ts'
import { isRehearsal, programmeTime } from '../domain/clock.ts'
import { NO_CONTACT } from '../domain/delivery.ts'
import type { Rules } from '../domain/policy.ts'
import { isTimed, judgeTimed } from '../domain/quiet.ts'
import { dayOf, msOf } from '../domain/time.ts'
import { type Addressee, readersFor } from '../store/contacts.ts'
import {
  type AddresseeOutcome,
  type AddresseeRecord,
  addresseesOf,
  claimMails,
  markBounced,
  markDropped,
  markFailed,
  markFailedAttempt,
  markSent,
  markWaiting,
  type QueuedMail,
} from '../store/outbox.ts'
import { programmeOf, type StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { mergeInto, readerToday } from '../store/timedMail.ts'
import type { Watch } from '../store/watchQueue.ts'
import { mailAttempts } from '../telemetry/measures.ts'
import { withActLinks } from './actLinks.ts'
import { type Gathering, gatherView } from './gatherView.ts'
import { keepDelivering } from './keepDelivering.ts'
import { renderMail } from './render.ts'
import { nextAttemptAt } from './retry.ts'
import type { Handed, MailTransport } from './transport.ts'

export interface DeliverySetting {
  readonly store: Store
  readonly transport: MailTransport
  /** The address at which people reach the service, for links. */
  readonly publicUrl: string
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
  /** Whether a rehearsal's mail may go to a mail server that is not on this machine. It may not unless told so. */
  readonly rehearsalMailMayLeave?: boolean
  /** How many mails a minute all processes together take from the outbox; as many as they can when left out. */
  readonly perMinute?: number | undefined
  /** The machine's clock. */
  readonly now?: () => Date
}

/** Mails taken at once, how many of them are under way together, and how long they are ours. */
const BATCH = 32
const AT_ONCE = 8
const LEASE_MS = 10 * 60_000
/** What is left of that must be enough to hand a mail over and to note it. Where it is not, the mail is left to whoever takes it next. */
const ENOUGH_MS = 5 * 60_000

/**
 * Delivers what is in the outbox until stopped. Any number of processes may deliver together.
 *
 * @param databaseUrl where to listen for queued mail
 */
export function startDelivery(setting: DeliverySetting & { readonly databaseUrl: string }): Watch {
  const { databaseUrl, log } = setting
  return keepDelivering({ databaseUrl, log, deliver: () => deliverDue(setting) })
}

/**
 * Delivers one batch of what is due. A mail that fails holds up no other.
 * @returns how many mails were taken from the outbox; 0 when none is due
 * @throws when the outbox cannot be read
 */
export async function deliverDue(setting: DeliverySetting): Promise<number> {
  const { store, perMinute } = setting
  const oursUntil = performance.now() + LEASE_MS
  const queue = await claimMails(store, { limit: BATCH, leaseMs: LEASE_MS, perMinute, now: setting.now?.() })
  const taken = queue.length
  const programmes = new Map<string, Promise<StoredProgramme | undefined>>()
  const programmeFor = (id: string) => {
    const known = programmes.get(id) ?? programmeOf(setting.store, id)
    programmes.set(id, known)
    return known
  }
  const worker = async () => {
    for (let mail = queue.shift(); mail; mail = queue.shift())
      await deliverOne({ ...setting, oursUntil }, mail, programmeFor)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, taken) }, worker))
  return taken
}

interface Turn extends DeliverySetting {
  /** Until when what was taken is ours, as `performance.now()` counts. */
  readonly oursUntil: number
}

async function deliverOne(
  setting: Turn,
  mail: QueuedMail,
  programmeFor: (id: string) => Promise<StoredProgramme | undefined>,
): Promise<void> {
  // Codes only: addresses and the server's words, which repeat them, stay in the database.
  const log = { mail: mail.id, attempt: mail.attempt }
  try {
    await attempt(setting, mail, programmeFor, log)
  } catch (error) {
    mailAttempts.inc({ outcome: 'not-made' })
    setting.log.error({ ...log, err: error }, 'a mail could not be made; it will be tried again')
    const reason = `not sent: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500)
    await giveBack(setting, mail, reason).catch((err) =>
      setting.log.error({ ...log, err }, 'a failed mail could not be marked; it is tried again when its lease is over'),
    )
  }
}

/** Has a mail that could not be made tried again, and given up after three days of that. */
async function giveBack(setting: DeliverySetting, mail: QueuedMail, reason: string): Promise<void> {
  const now = clockOf(setting)
  const again = nextAttemptAt(mail.attempt, mail.dueAt, now)
  if (again) await markFailedAttempt(setting.store, mail.id, { reason, outcomes: [], nextAttemptAt: again, now })
  else await markFailed(setting.store, mail.id, reason, [], now)
}

async function attempt(
  setting: Turn,
  mail: QueuedMail,
  programmeFor: (id: string) => Promise<StoredProgramme | undefined>,
  log: object,
): Promise<void> {
  const { store, transport, publicUrl } = setting
  const now = clockOf(setting)
  const programme = await programmeFor(mail.programme)
  if (!programme) throw new Error(`there is no programme ${mail.programme}`)
  const rehearsal = isRehearsal(programme.clock)
  const drop = (reason: string) => {
    const uncertain = mail.isUncertain ? '; an earlier attempt may have reached the mail server' : ''
    return markDropped(store, mail.id, reason + uncertain, now)
  }
  if (rehearsal && !transport.isLocal && !setting.rehearsalMailMayLeave) {
    setting.log.warn(log, "a rehearsal's mail does not leave this machine")
    return drop("a rehearsal's mail does not leave this machine: its mail server is elsewhere")
  }
  if (!rehearsal && (await waits({ store, programme, now }, mail))) return setting.log.debug(log, 'a timed mail waits')

  const at = rehearsal ? mail.at : programmeTime(programme.clock, now.getTime())
  const [had, readers] = await Promise.all([
    mail.attempt > 1 ? addresseesOf(store, mail.id) : [],
    readersFor(store, mail.programme, mail.to, dayOf(at)),
  ])
  const to = readers.to.filter(({ email }) => !had.some((h) => h.email === email.toLowerCase()))
  if (to.length === 0 && had.length > 0) return settle(store, mail, had, now)

  const gathered = await gatherView({ store, programme, now, publicUrl }, mail)
  if ('nothingLeft' in gathered && had.length > 0) return settle(store, mail, had, now)
  if ('nothingLeft' in gathered) {
    setting.log.info({ ...log, reason: gathered.nothingLeft }, 'a mail is not needed any more')
    return drop(gathered.nothingLeft)
  }
  if (to.length === 0) {
    // Whoever is entered as a contact gets it, however long that takes.
    const again = nextAttemptAt(mail.attempt, now, now)!
    await markFailedAttempt(store, mail.id, { reason: NO_CONTACT, outcomes: [], nextAttemptAt: again, now })
    return setting.log.warn({ ...log, event: 'nobody-to-tell', recipient: mail.to, again }, 'nobody to write to')
  }

  if (performance.now() > setting.oursUntil - ENOUGH_MS)
    return setting.log.warn(log, 'a mail is left to whoever takes it next: the ones before it took too long')
  const handed = await transport.send({
    id: mail.id,
    envelope: mail.envelope,
    programme: mail.programme,
    to,
    // A rehearsal's inbox reads in the order of programme time.
    date: rehearsal ? new Date(msOf(mail.at)) : now,
    ...renderMail(await withActLinks({ store, publicUrl, now }, mail, gathered.view)),
  })
  debugPoint('mail-taken')
  await noteHanded(setting, mail, to, handed, log)
}

/** Notes what the mail server has said, of each address; what was not taken for good is tried again, or for who is next. */
async function noteHanded(
  setting: Turn,
  mail: QueuedMail,
  to: readonly Addressee[],
  handed: Handed,
  log: object,
): Promise<void> {
  const { store } = setting
  const now = clockOf(setting)
  const refusalOf = (email: string) => handed.refused.find((r) => r.email.toLowerCase() === email.toLowerCase())
  const outcomes = to.flatMap(({ email }): AddresseeOutcome[] => {
    const refusal = refusalOf(email)
    if (refusal?.permanent) return [{ email, outcome: 'refused', reason: refusal.reason, isGone: refusal.isGone }]
    return refusal || handed.outcome === 'not-taken' ? [] : [{ email, outcome: 'taken', reason: null, isGone: false }]
  })
  const isTaken = handed.outcome === 'taken'
  const reason = isTaken ? handed.refused.map((r) => r.reason).join('; ') : handed.reason
  const isForWhoIsNext = handed.refused.some((r) => r.isGone)
  const isRetried = isTaken ? handed.refused.some((r) => !r.permanent) : !handed.permanent
  const again = isForWhoIsNext ? now : isRetried ? nextAttemptAt(mail.attempt, mail.dueAt, now) : null
  const note = () => {
    if (again) return markFailedAttempt(store, mail.id, { reason, outcomes, nextAttemptAt: again, now })
    return isTaken ? markSent(store, mail.id, outcomes, now) : markFailed(store, mail.id, reason, outcomes, now)
  }
  // What nobody was told of may be handed over again; the rest must not be forgotten.
  await (outcomes.length > 0 ? persist(setting, mail.id, note) : note())
  mailAttempts.inc({ outcome: isTaken ? (handed.refused.length > 0 ? 'taken-in-part' : 'taken') : handed.outcome })
  if (handed.refused.length === 0 && isTaken) setting.log.debug(log, 'sent')
  else
    setting.log.warn(
      { ...log, again, refused: handed.refused.length, of: to.length },
      isTaken ? 'some addressees were refused' : 'the mail server has not taken a mail',
    )
}

/** Everybody who is to be written to has been: what became of the mail is what became of it there. */
async function settle(store: Store, mail: QueuedMail, had: readonly AddresseeRecord[], now: Date): Promise<void> {
  if (had.some((h) => h.outcome === 'taken' || h.outcome === 'delivered')) return markSent(store, mail.id, [], now)
  if (had.some((h) => h.outcome === 'bounced')) return markBounced(store, mail.id, now)
  const reason = [...new Set(had.flatMap((h) => h.reason ?? []))].join('; ')
  return markFailed(store, mail.id, reason, [], now)
}

/** Whether a timed mail of a live programme is not to go now. It has been put off then, or merged into the one after it. */
async function waits(
  { store, programme, now }: Pick<Gathering, 'store' | 'programme' | 'now'>,
  mail: QueuedMail,
): Promise<boolean> {
  if (!isTimed(mail.kind)) return false
  const at = programmeTime(programme.clock, now.getTime())
  const today = await readerToday(store, mail, dayOf(at))
  const verdict = judgeTimed(mail.to, today, rulesOf(programme), at)
  if (verdict === 'send') return false
  if (verdict !== 'merge') await markWaiting(store, mail.id, new Date(msOf(verdict.waitUntil)), WAITS_FOR_WORKING_DAY)
  else if (!(await mergeInto(store, mail, today.newer!)))
    await markWaiting(store, mail.id, new Date(now.getTime() + RECONSIDERED_MS), 'waits for the mail after it')
  return true
}

const WAITS_FOR_WORKING_DAY = 'waits for a working day: one timed mail a day goes to a reader'
/** When a mail is looked at again whose successor was on its way just then. */
const RECONSIDERED_MS = 60_000

const rules = new WeakMap<StoredProgramme, Rules>()

function rulesOf(programme: StoredProgramme): Rules {
  const { policy, calendar } = programme.rules
  const known = rules.get(programme) ?? { policy, calendar: new Calendar(calendar) }
  rules.set(programme, known)
  return known
}

/**
 * Notes what the mail server has said of addresses. A database that is away for a moment must not have a mail sent to the same
 * people again, so this is tried for as long as the mail is ours.
 */
async function persist({ log, oursUntil }: Turn, id: string, note: () => Promise<void>): Promise<void> {
  for (let pause = 250; ; pause = Math.min(2 * pause, 10_000)) {
    try {
      return await note()
    } catch (err) {
      if (performance.now() > oursUntil)
        return log.error({ mail: id, err }, 'sent, but it could not be noted: it may be sent again')
      await delay(pause)
    }
  }
}

function clockOf({ now }: DeliverySetting): Date {
  return now?.() ?? new Date()
}
