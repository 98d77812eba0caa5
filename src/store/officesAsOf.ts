import type { OfficeEvent } from '../domain/event.ts'
import { evolve } from '../domain/evolve.ts'
import { newOffice, type OfficeState } from '../domain/office.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { type Instant, msOf } from '../domain/time.ts'
import { toSatang } from './forms.ts'
import type { Prisma } from './generated/client.ts'

/**
 * Offices as they stood at a moment of programme time, from their audit trail. In production that is where they stand; in a
 * rehearsal, which runs ahead of its mails, a mail of May still tells of May. Two queries, however many offices.
 */
export async function officesAsOf(
  store: { readonly prisma: Prisma.TransactionClient },
  programme: string,
  codes: readonly OfficeCode[],
  at: Instant,
): Promise<Map<OfficeCode, OfficeState>> {
  const office = { in: [...codes] }
  const [lines, events] = await Promise.all([
    store.prisma.budgetLine.findMany({
      where: { programmeId: programme, office },
      select: { office: true, line: true, allocated: true },
    }),
    store.prisma.auditEvent.findMany({
      where: { programmeId: programme, office, at: { lte: new Date(msOf(at)) } },
      select: { office: true, event: true },
      orderBy: [{ office: 'asc' }, { sequence: 'asc' }],
    }),
  ])
  const allocations = new Map<OfficeCode, Record<string, number>>(codes.map((code) => [code, {}]))
  for (const { office, line, allocated } of lines) allocations.get(office)![line] = toSatang(allocated)
  const states = new Map([...allocations].map(([code, allocation]) => [code, newOffice(code, allocation)]))
  for (const { office, event } of events)
    states.set(office, evolve(states.get(office)!, event as unknown as OfficeEvent))
  return states
}
