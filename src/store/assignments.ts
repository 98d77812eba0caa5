import { fitsRole, type Role } from '../domain/access.ts'
import type { Area } from '../domain/area.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { isUuid } from './forms.ts'
import type { Assignment, Prisma } from './generated/client.ts'
import type { Store } from './store.ts'

/** What people may act as. An assignment is ended, never removed: sessions name it. */

/** What a person may act as, until (not including) `until`. */
export interface AssignmentView {
  readonly id: string
  readonly role: Role
  readonly area: OfficeCode | Area
  /** For whom, when the person stands in. */
  readonly actingFor: string | null
  readonly from: Date
  readonly until: Date | null
}

/**
 * Lets a person act in a role for an area.
 * @returns the assignment's id
 * @throws RangeError when the area does not fit the role
 */
export async function assign(
  store: Store,
  assignment: {
    person: string
    role: Role
    area: OfficeCode | Area
    actingFor?: string | undefined
    from?: Date | undefined
    until?: Date | undefined
  },
): Promise<string> {
  const { person, role, area, actingFor, from, until } = assignment
  if (!fitsRole(role, area)) throw new RangeError(`The area ${area} does not fit the role ${role}.`)
  const { id } = await store.prisma.assignment.create({
    data: {
      ...{ personId: person, role, area },
      actingFor: actingFor ?? null,
      ...(from ? { from } : {}),
      until: until ?? null,
    },
  })
  return id
}

/** Ends an assignment at once. Answers the person whose it was, or undefined when there was none to end. */
export async function unassign(store: Store, assignment: string, now: Date): Promise<string | undefined> {
  if (!isUuid(assignment)) return undefined
  const [ended] = await store.prisma.assignment.updateManyAndReturn({
    where: { id: assignment, OR: [{ until: null }, { until: { gt: now } }] },
    data: { until: now },
    select: { personId: true },
  })
  return ended?.personId
}

/** What a person may act as at a moment, oldest first. */
export async function assignmentsOf(
  db: Prisma.TransactionClient,
  person: string,
  now: Date,
): Promise<AssignmentView[]> {
  const rows = await db.assignment.findMany({
    where: { personId: person, from: { lte: now }, OR: [{ until: null }, { until: { gt: now } }] },
    orderBy: [{ from: 'asc' }, { id: 'asc' }],
  })
  return rows.map(assignmentView)
}

/** An assignment without whose it is. */
export function assignmentView({ id, role, area, actingFor, from, until }: Assignment): AssignmentView {
  return { id, role: role as Role, area, actingFor, from, until }
}
