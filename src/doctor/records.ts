import { agenda } from '../domain/agenda.ts'
import { type Account, accountOf } from '../domain/drift.ts'
import type { OfficeEvent } from '../domain/event.ts'
import { evolve } from '../domain/evolve.ts'
import { type EscalationLevel, newOffice, type OfficeState } from '../domain/office.ts'
import type { OfficeCode, Rules } from '../domain/policy.ts'
import { toDayOrNull, toInstantOrNull, toSatang } from '../store/forms.ts'
import type { Prisma } from '../store/generated/client.ts'
import { obligationsOf } from '../store/offices.ts'

/** An office as its audit trail tells it, and as the read model has it, of one moment. */
export interface Records {
  readonly office: OfficeCode
  /** By the trail, replayed with the rules. */
  readonly state: OfficeState
  readonly trail: Account
  /** What the read model should have. It is written with events: of an office without any it says nothing of what comes next. */
  readonly expected: Account
  readonly readModel: Account
}

/**
 * The records of some offices.
 * @param tx a transaction that sees one moment (repeatable read), so that a step under way is in both or in neither
 */
export async function recordsOf(
  tx: Prisma.TransactionClient,
  programme: string,
  rules: Rules,
  codes: readonly OfficeCode[],
): Promise<Records[]> {
  const where = { programmeId: programme, office: { in: [...codes] } }
  // One after the other: a transaction has one connection.
  const rows = await tx.office.findMany({
    where: { programmeId: programme, code: where.office },
    orderBy: { code: 'asc' },
  })
  const obligations = groupBy(await tx.obligation.findMany({ where }), (o) => o.office)
  const lines = groupBy(await tx.budgetLine.findMany({ where: { ...where, allocated: { gt: 0 } } }), (l) => l.office)
  const select = { office: true, event: true }
  const events = groupBy(await tx.auditEvent.findMany({ where, select, orderBy: { sequence: 'asc' } }), (e) => e.office)

  return rows.map((row) => {
    const allocated = lines.get(row.code) ?? []
    const before = newOffice(row.code, Object.fromEntries(allocated.map((l) => [l.line, toSatang(l.allocated)])))
    const happened = (events.get(row.code) ?? []).map(({ event }) => event as unknown as OfficeEvent)
    const state = happened.reduce(evolve, before)
    const trail = accountOf(state, agenda(state, rules))
    return {
      office: row.code,
      state,
      trail,
      expected: state.sequence === 0 ? { ...trail, nextAt: null } : trail,
      readModel: {
        report: row.report as OfficeState['report'],
        level: row.level as EscalationLevel,
        nextDeadline: toDayOrNull(row.nextDeadline),
        nextAt: toInstantOrNull(row.nextAt),
        notifiedAt: toInstantOrNull(row.notifiedAt),
        suspendedAt: toInstantOrNull(row.suspendedAt),
        withdrawnAt: toInstantOrNull(row.withdrawnAt),
        sequence: row.sequence,
        obligations: obligationsOf(obligations.get(row.code) ?? []),
        lines: Object.fromEntries(
          allocated.map((l) => [
            l.line,
            {
              allocated: toSatang(l.allocated),
              disbursed: toSatang(l.disbursed),
              returned: toSatang(l.returned),
            },
          ]),
        ),
      },
    }
  })
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
