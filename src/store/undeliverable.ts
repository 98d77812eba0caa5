import type { Store } from './store.ts'

/** Addresses that a mail could not reach for good. */

/** Why nothing is sent to an address. */
export interface Undeliverable {
  /** The machine's clock. */
  readonly since: Date
  /** In the words of the mail server, or of its report. */
  readonly reason: string
}

/**
 * Notes that a mail could not reach an address for good. What was noted of it first stays.
 * @param email in any spelling
 * @param mail the id of the mail that showed it
 */
export async function noteUndeliverable(
  store: { readonly prisma: Pick<Store['prisma'], 'undeliverable'> },
  { email, reason, mail, now = new Date() }: { email: string; reason: string; mail: string; now?: Date },
): Promise<void> {
  await store.prisma.undeliverable.createMany({
    data: [{ email: email.toLowerCase(), since: now, reason: reason.slice(0, 500), mail }],
    skipDuplicates: true,
  })
}

/** Forgets what was noted of an address: it is written to again. @returns whether anything was noted */
export async function clearUndeliverable(store: Pick<Store, 'prisma'>, email: string): Promise<boolean> {
  const { count } = await store.prisma.undeliverable.deleteMany({ where: { email: email.toLowerCase() } })
  return count > 0
}

/** Which of these addresses cannot be reached, in lower case, and why. */
export async function undeliverableAmong(
  store: Pick<Store, 'prisma'>,
  emails: readonly string[],
): Promise<Map<string, Undeliverable>> {
  const rows = await store.prisma.undeliverable.findMany({
    where: { email: { in: [...new Set(emails.map((e) => e.toLowerCase()))] } },
  })
  return new Map(rows.map(({ email, since, reason }) => [email, { since, reason }]))
}
