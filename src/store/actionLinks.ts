import type { Principal, Role } from '../domain/access.ts'
import type { MailAct } from '../domain/mailActs.ts'
import { recordAudit } from './audit.ts'
import { hashOfSecret, isSecretForm, newSecret } from './secret.ts'
import type { Store } from './store.ts'

/** Links in mails with which one thing can be done, once, without signing in. */

/** How long a link works from the moment its mail is sent. */
export const LINK_DAYS = 14
const DAY_MS = 86_400_000

/** What a link stands for. */
export interface ActionLink extends MailAct {
  readonly id: string
  readonly programme: string
  readonly mail: string
  /** As what its reader acts. */
  readonly principal: Principal
  readonly madeAt: Date
  readonly expiresAt: Date
  readonly usedAt: Date | null
}

/**
 * Makes the links of a mail that is about to be sent. A mail that is sent again has new ones.
 * @param now the machine's clock
 * @returns the secrets, in the order of what they do: they are in the mail and nowhere else
 */
export async function makeLinks(
  store: Store,
  { mail, programme, principal }: { mail: string; programme: string; principal: Principal },
  acts: readonly MailAct[],
  now: Date,
): Promise<string[]> {
  const secrets = acts.map(() => newSecret())
  await store.prisma.actionLink.createMany({
    data: acts.map((act, i) => ({
      ...{ ...act, secretHash: hashOfSecret(secrets[i]!), programmeId: programme, mailId: mail },
      ...{ role: principal.role, area: principal.area },
      ...{ madeAt: now, expiresAt: new Date(now.getTime() + LINK_DAYS * DAY_MS) },
    })),
  })
  return secrets
}

/** The link that a secret belongs to, used or not, in time or not. */
export async function linkOfSecret(store: Store, secret: unknown): Promise<ActionLink | undefined> {
  if (!isSecretForm(secret)) return undefined
  const row = await store.prisma.actionLink.findUnique({ where: { secretHash: hashOfSecret(secret) } })
  if (!row) return undefined
  const { id, programmeId, mailId, command, office, obligation, role, area, madeAt, expiresAt, usedAt } = row
  return {
    ...{ id, programme: programmeId, mail: mailId, office, madeAt, expiresAt, usedAt },
    command: command as MailAct['command'],
    obligation: obligation as MailAct['obligation'],
    principal: { role: role as Role, area },
  }
}

/**
 * Notes that what a link is for was done by it; once, however often it is told. A process that dies between the command and this leaves the
 * link unused: used again it gets the first answer, since the command has the link's own key.
 */
export async function markLinkUsed({ prisma }: Store, link: ActionLink, request: string, now: Date): Promise<void> {
  const { id, programme, mail, command, office, principal } = link
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.actionLink.updateMany({ where: { id, usedAt: null }, data: { usedAt: now } })
    if (count === 0) return
    await recordAudit(tx, {
      ...{ kind: 'action-link', programme, office, actor: linkActor(link), role: principal.role, requestId: request },
      details: { link: id, mail, command },
    })
  })
}

/** How the audit trail names who acts by a link. */
export function linkActor({ id }: Pick<ActionLink, 'id'>): string {
  return `link:${id}`
}
