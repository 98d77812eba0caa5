import { type ActableRow, actsAs, type MailAct, mailActs } from '../domain/mailActs.ts'
import { makeLinks } from '../store/actionLinks.ts'
import type { QueuedMail } from '../store/outbox.ts'
import type { Store } from '../store/store.ts'
import type { MailView } from './letterView.ts'
import { isOver } from './wording.ts'

/** A mail with the links by which its reader can act at once. They are made now: the mail is about to be sent. */
export async function withActLinks(
  { store, publicUrl, now }: { store: Store; publicUrl: string; now: Date },
  mail: QueuedMail,
  view: MailView,
): Promise<MailView> {
  const principal = actsAs(mail.to)
  const acts = actsFrom(view)
  if (!principal || acts.length === 0) return view
  const secrets = await makeLinks(store, { mail: mail.id, programme: mail.programme, principal }, acts, now)
  return { ...view, acts: acts.map((act, i) => ({ ...act, href: hrefOf(publicUrl, secrets[i]!) })) }
}

/** What can be done at once from a mail. */
export function actsFrom(view: MailView): MailAct[] {
  return mailActs(view.kind, rowsOf(view), 'kickoff' in view && isOver(view.kickoff, view.at))
}

/** The address of the page behind a link. The secret is in the query, which is not logged. */
export function hrefOf(publicUrl: string, secret: string): string {
  const url = new URL('/act', publicUrl)
  url.searchParams.set('s', secret)
  return url.href
}

function rowsOf(view: MailView): ActableRow[] {
  const nothing = { isOpen: false, isAnswerable: false }
  switch (view.kind) {
    case 'notice':
      return view.duties.map(({ obligation }) => ({ ...nothing, office: view.office.code, obligation, isOpen: true }))
    case 'morning':
    case 'reminder':
      return view.rows.map(({ obligation }) => ({ ...nothing, office: view.office.code, obligation, isOpen: true }))
    case 'digest':
      return view.rows.map(({ office, obligation, state, level, promisedOn, standing }) => ({
        ...{ ...nothing, office: office.code, obligation },
        isAnswerable:
          (state === 'new' || state === 'outstanding') && level === 1 && !promisedOn && standing === 'taking-part',
      }))
    default:
      return []
  }
}
