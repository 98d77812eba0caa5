import { type AssignmentView, assignmentView } from './assignments.ts'
import { isUuid } from './forms.ts'
import type { Assignment, Person, Prisma } from './generated/client.ts'
import { endSessionsOf } from './sessions.ts'
import { sqlErrorOf } from './sqlError.ts'
import type { Store } from './store.ts'

/** Those who may sign in. Entered by an operator, never removed: the audit trail names them. */

/** Whom a sign-in provider says someone is. */
export interface Subject {
  /** The provider's issuer, as `issuerOf` writes it. */
  readonly issuer: string
  readonly subject: string
}

export interface PersonView {
  readonly id: string
  readonly name: string
  readonly email: string | null
  /** Whether the sign-in provider's subject is known. */
  readonly linked: boolean
  readonly createdAt: Date
  readonly disabledAt: Date | null
  /** All of them, ended ones too, oldest first. */
  readonly assignments: readonly AssignmentView[]
}

/** The e-mail address or the provider's subject belongs to a person already. */
export class PersonExistsError extends Error {
  override readonly name = 'PersonExistsError'

  constructor() {
    super('There is a person with this e-mail address or subject.')
  }
}

/** An issuer in one spelling, with or without a slash at its end. @throws TypeError when it is no URL */
export function issuerOf(url: string): string {
  return new URL(url).href
}

/** An e-mail address in one spelling. */
export function emailOf(text: string): string {
  return text.trim().toLowerCase()
}

/**
 * Enters a person, who can then sign in by e-mail, by the provider's subject, or both.
 * @returns the person's id
 * @throws PersonExistsError
 */
export async function addPerson(
  store: Store,
  { name, email, oidc }: { name: string; email?: string | undefined; oidc?: Subject | undefined },
): Promise<string> {
  try {
    const { id } = await store.prisma.person.create({
      data: {
        name,
        email: email === undefined ? null : emailOf(email),
        oidcIssuer: oidc ? issuerOf(oidc.issuer) : null,
        oidcSubject: oidc?.subject ?? null,
      },
    })
    return id
  } catch (error) {
    if (isTaken(error)) throw new PersonExistsError()
    throw error
  }
}

/** Everybody, in the order in which they were entered. */
export async function listPeople(store: Store): Promise<PersonView[]> {
  const rows = await store.prisma.person.findMany({ include: withAssignments, orderBy: [{ createdAt: 'asc' }] })
  return rows.map(view)
}

/** A person by id or e-mail address. */
export async function findPerson(store: Store, idOrEmail: string): Promise<PersonView | undefined> {
  const where = isUuid(idOrEmail) ? { id: idOrEmail } : { email: emailOf(idOrEmail) }
  const row = await store.prisma.person.findUnique({ where, include: withAssignments })
  return row ? view(row) : undefined
}

/**
 * The person whom a provider's subject is: known by it, or, at the first sign-in, invited by the e-mail address that the
 * provider has verified, and linked from then on. Nobody is entered here. A person who has a subject is never given another.
 *
 * @param verifiedEmail asked only of a subject that is not known
 */
export async function personOfSubject(
  store: Store,
  { issuer, subject }: Subject,
  verifiedEmail: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const oidc = { oidcIssuer: issuer, oidcSubject: subject }
  const known = () => store.prisma.person.findUnique({ where: { oidcIssuer_oidcSubject: oidc }, select: { id: true } })
  const person = await known()
  if (person) return person.id
  const email = await verifiedEmail()
  if (email === undefined) return undefined
  try {
    await store.prisma.person.updateMany({
      where: { email: emailOf(email), oidcSubject: null, disabledAt: null },
      data: oidc,
    })
  } catch (error) {
    if (!isTaken(error)) throw error
  }
  // Linked now, or meanwhile in another window.
  return (await known())?.id
}

/**
 * Shuts a person out: sessions and sign-in links end at once, and no new ones are begun.
 * @returns how many sessions were ended, or undefined when there was nobody to disable
 */
export async function disablePerson(store: Store, person: string, now: Date): Promise<number | undefined> {
  return store.prisma.$transaction(async (db) => {
    const { count } = await db.person.updateMany({
      where: { id: person, disabledAt: null },
      data: { disabledAt: now },
    })
    if (count === 0) return undefined
    await db.signInLink.updateMany({ where: { personId: person, replacedAt: null }, data: { replacedAt: now } })
    return endSessionsOf(db, person, 'disabled', now)
  })
}

/** Lets a disabled person sign in again. Answers whether there was somebody to enable. */
export async function enablePerson(store: Store, person: string): Promise<boolean> {
  const { count } = await store.prisma.person.updateMany({
    where: { id: person, disabledAt: { not: null } },
    data: { disabledAt: null },
  })
  return count > 0
}

const withAssignments = {
  assignments: { orderBy: [{ from: 'asc' as const }, { id: 'asc' as const }] },
} satisfies Prisma.PersonInclude

function view({ id, name, email, oidcSubject, createdAt, disabledAt, assignments }: PersonRow): PersonView {
  const linked = oidcSubject !== null
  return { id, name, email, linked, createdAt, disabledAt, assignments: assignments.map(assignmentView) }
}

type PersonRow = Person & { assignments: Assignment[] }

function isTaken(error: unknown): boolean {
  return sqlErrorOf(error)?.code === '23505'
}
