import type { Logger } from 'pino'
import type { MailTransport } from '../mail/transport.ts'
import { type ClaimedLink, claimLinks, issueLink, postponeLink, settleLink } from '../store/signInLinks.ts'
import type { Store } from '../store/store.ts'
import { signInLetter } from './letter.ts'

export interface LinkDeliverySetting {
  readonly store: Store
  readonly transport: MailTransport
  /** The address at which people reach the service. */
  readonly publicUrl: string
  readonly log: Pick<Logger, 'debug' | 'warn' | 'error'>
  /** The machine's clock. */
  readonly now?: () => Date
}

/** Links taken at once, and how long they are ours: longer than sending them takes. */
const BATCH = 8
const LEASE_MS = 5 * 60_000

/**
 * Sends the sign-in links that are due. Several processes may do so together. Each attempt makes a new secret: should one die
 * after its mail was taken, the link in the next mail is the one that works.
 * @returns how many were taken up; 0 when none is due
 * @throws when the database cannot be read
 */
export async function deliverLinks(setting: LinkDeliverySetting): Promise<number> {
  const links = await claimLinks(setting.store, { limit: BATCH, leaseMs: LEASE_MS, now: clockOf(setting) })
  await Promise.all(
    links.map((link) =>
      deliverOne(setting, link).catch((err) =>
        setting.log.error({ link: link.id, err }, 'a sign-in link could not be sent; it is tried again'),
      ),
    ),
  )
  return links.length
}

async function deliverOne(setting: LinkDeliverySetting, link: ClaimedLink): Promise<void> {
  const { store, transport, publicUrl } = setting
  // Neither the address nor the server's words, which repeat it.
  const log = { link: link.id, attempt: link.attempt }
  const now = clockOf(setting)
  const issued = await issueLink(store, link, now)
  if (!issued) return setting.log.debug(log, 'a sign-in link is not needed')
  const { secret, to, expiresAt } = issued
  const handed = await transport.send({
    id: `sign-in-link/${link.id}/${link.attempt}`,
    to: [to],
    date: now,
    ...signInLetter({ name: to.name, link: linkTo(publicUrl, secret), expiresAt }),
  })
  if (handed.outcome === 'taken' || handed.permanent) await settleLink(store, link)
  if (handed.outcome === 'taken') return setting.log.debug(log, 'a sign-in link was sent')
  const again = handed.permanent ? null : await postponeLink(store, link, clockOf(setting))
  setting.log.warn({ ...log, again }, 'the mail server has not taken a sign-in link')
}

/** The page with the button. The secret is in the query, which is not logged. */
function linkTo(publicUrl: string, secret: string): string {
  const url = new URL('/signin/link', publicUrl)
  url.searchParams.set('s', secret)
  return url.href
}

const clockOf = ({ now }: LinkDeliverySetting) => now?.() ?? new Date()
