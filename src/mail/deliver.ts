import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { isRehearsal } from '../domain/clock.ts'
import { msOf } from '../domain/time.ts'
import { recipientContacts } from '../store/contacts.ts'
import { claimMails, markDropped, markFailedAttempt, markSent, type QueuedMail } from '../store/outbox.ts'
import { programmeOf, type StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import type { Watch } from '../store/watchQueue.ts'
import { gatherView } from './gatherView.ts'
import { keepDelivering } from './keepDelivering.ts'
import { renderMail } from './render.ts'
import { nextAttemptAt } from './retry.ts'
import type { MailTransport } from './transport.ts'

export interface DeliverySetting {
  readonly store: Store
  readonly transport: MailTransport
  /** The address at which people reach the service, for links. */
  readonly publicUrl: string
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
  /** Whether a rehearsal's mail may go to a mail server that is not on this machine. It may not unless told so. */
  readonly rehearsalMailMayLeave?: boolean
  /** The machine's clock. */
  readonly now?: () => Date
}

/** Mails taken at once, how many of them are under way together, and how long they are ours: longer than all can take. */
const BATCH = 32
const AT_ONCE = 8
const LEASE_MS = 10 * 60_000

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
  const queue = await claimMails(setting.store, { limit: BATCH, leaseMs: LEASE_MS, now: setting.now?.() })
  const taken = queue.length
  const programmes = new Map<string, Promise<StoredProgramme | undefined>>()
  const programmeFor = (id: string) => {
    const known = programmes.get(id) ?? programmeOf(setting.store, id)
    programmes.set(id, known)
    return known
  }
  const worker = async () => {
    for (let mail = queue.shift(); mail; mail = queue.shift()) await deliverOne(setting, mail, programmeFor)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, taken) }, worker))
  return taken
}

async function deliverOne(
  setting: DeliverySetting,
  mail: QueuedMail,
  programmeFor: (id: string) => Promise<StoredProgramme | undefined>,
): Promise<void> {
  // Codes only: addresses and the server's words, which repeat them, stay in the database.
  const log = { mail: mail.id, attempt: mail.attempt }
  try {
    await attempt(setting, mail, programmeFor, log)
  } catch (error) {
    setting.log.error({ ...log, err: error }, 'a mail could not be made; it will be tried again')
    const reason = `not sent: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500)
    await failed(setting, mail, reason, false).catch((err) =>
      setting.log.error({ ...log, err }, 'a failed mail could not be marked; it is tried again when its lease is over'),
    )
  }
}

async function attempt(
  setting: DeliverySetting,
  mail: QueuedMail,
  programmeFor: (id: string) => Promise<StoredProgramme | undefined>,
  log: object,
): Promise<void> {
  const { store, transport, publicUrl } = setting
  const now = clockOf(setting)
  const programme = await programmeFor(mail.programme)
  if (!programme) throw new Error(`there is no programme ${mail.programme}`)
  const rehearsal = isRehearsal(programme.clock)
  if (rehearsal && !transport.isLocal && !setting.rehearsalMailMayLeave) {
    setting.log.warn(log, "a rehearsal's mail does not leave this machine")
    return markDropped(store, mail.id, "a rehearsal's mail does not leave this machine: its mail server is elsewhere")
  }

  const gathered = await gatherView({ store, programme, now, publicUrl }, mail)
  if ('nothingLeft' in gathered) {
    setting.log.info({ ...log, reason: gathered.nothingLeft }, 'a mail is not needed any more')
    return markDropped(store, mail.id, gathered.nothingLeft)
  }
  const contacts = await recipientContacts(store, mail.programme, mail.to)
  if (contacts.length === 0) {
    // Whoever acknowledges the notice becomes one.
    const again = await failed(setting, mail, 'no contact', false)
    return setting.log.warn({ ...log, recipient: mail.to, again }, 'nobody to write to: enter a contact')
  }

  const handed = await transport.send({
    id: mail.id,
    programme: mail.programme,
    to: contacts,
    // A rehearsal's inbox reads in the order of programme time.
    date: rehearsal ? new Date(msOf(mail.at)) : now,
    ...renderMail(gathered.view),
  })
  if (handed.outcome === 'not-taken') {
    const again = await failed(setting, mail, handed.reason, handed.permanent)
    return setting.log.warn({ ...log, again }, 'the mail server has not taken a mail')
  }
  await noteSent(setting, mail.id)
  if (handed.refused > 0) setting.log.warn({ ...log, refused: handed.refused }, 'some addressees were refused')
  else setting.log.debug(log, 'sent')
}

/**
 * Notes that the mail server has a mail. A database that is away for a moment must not have it sent again, so this is tried
 * for as long as the mail is ours.
 */
async function noteSent({ store, log }: DeliverySetting, id: string): Promise<void> {
  for (let pause = 250, until = Date.now() + LEASE_MS / 2; ; pause = Math.min(2 * pause, 10_000)) {
    try {
      return await markSent(store, id)
    } catch (err) {
      if (Date.now() > until)
        return log.error({ mail: id, err }, 'sent, but it could not be noted: it may be sent again')
      await delay(pause)
    }
  }
}

/** Notes a failure. @returns when the mail is tried again; null for never */
async function failed(
  setting: DeliverySetting,
  mail: QueuedMail,
  reason: string,
  permanent: boolean,
): Promise<Date | null> {
  const again = permanent ? null : nextAttemptAt(mail.attempt, mail.queuedAt, clockOf(setting))
  await markFailedAttempt(setting.store, mail.id, reason, again)
  return again
}

function clockOf({ now }: DeliverySetting): Date {
  return now?.() ?? new Date()
}
