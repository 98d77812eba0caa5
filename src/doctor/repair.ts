import { agenda } from '../domain/agenda.ts'
import { driftOf } from '../domain/drift.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { standingOf } from '../domain/step.ts'
import type { Instant } from '../domain/time.ts'
import { recordAudit } from '../store/audit.ts'
import { fromDay } from '../store/forms.ts'
import type { Prisma } from '../store/generated/client.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { rulesOf } from './examine.ts'
import { recordsOf } from './records.ts'

/**
 * Makes the read model of an office say what its audit trail says, in one transaction, and records that it did. Steps of the
 * office wait meanwhile. What is append-only is not touched: verify the trail first (`npm run audit -- verify`).
 * @param at programme time
 * @returns the fields that were put right
 */
export async function repair(
  store: Store,
  programme: StoredProgramme,
  office: OfficeCode,
  at: Instant,
): Promise<string[]> {
  const rules = rulesOf(programme)
  return store.prisma.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM office WHERE programme_id = ${programme.id} AND code = ${office} FOR UPDATE`
      const [records] = await recordsOf(tx, programme.id, rules, [office])
      if (!records) throw new Error(`${programme.id} has no office ${office}`)
      const fields = driftOf(records.expected, records.readModel).map((d) => d.field)
      if (fields.length === 0) return []

      const { state, expected } = records
      const { obligations, overdue: _, ...standing } = standingOf(state, agenda(state, rules), at)
      const key = { programmeId: programme.id, office }
      await tx.office.update({
        where: { programmeId_code: { programmeId: programme.id, code: office } },
        data: {
          ...standing,
          nextDeadline: standing.nextDeadline && fromDay(standing.nextDeadline),
          nextAt: expected.nextAt && new Date(expected.nextAt),
          notifiedAt: standing.notifiedAt && new Date(standing.notifiedAt),
          suspendedAt: standing.suspendedAt && new Date(standing.suspendedAt),
          withdrawnAt: standing.withdrawnAt && new Date(standing.withdrawnAt),
        },
      })
      await tx.$executeRaw`
        UPDATE office o SET audit_head = (SELECT hash FROM audit_event e
                                           WHERE e.programme_id = o.programme_id AND e.office = o.code AND e.sequence = o.sequence)
         WHERE programme_id = ${programme.id} AND code = ${office}`
      await tx.obligation.deleteMany({ where: key })
      await tx.obligation.createMany({
        data: Object.entries(obligations).map(([name, { arose, deadline, settledAt, level, answer }]) => ({
          ...{ ...key, name, level, arose: new Date(arose), deadline: fromDay(deadline) },
          settledAt: settledAt && new Date(settledAt),
          promisedOn: answer && fromDay(answer.promisedOn),
        })),
      })
      if (fields.some((f) => f.startsWith('lines.'))) await repairBalances(tx, programme.id, office)
      await recordAudit(tx, { kind: 'repair', programme: programme.id, office, details: { fields } })
      return fields
    },
    { timeout: 60_000 },
  )
}

/** A balance is the sum of its entries. Its trigger refuses everybody else, so it is set aside for this transaction. */
async function repairBalances(tx: Prisma.TransactionClient, programme: string, office: OfficeCode): Promise<void> {
  await tx.$executeRaw`ALTER TABLE budget_line DISABLE TRIGGER budget_line_balance`
  await tx.$executeRaw`
    UPDATE budget_line b
       SET disbursed = coalesce((SELECT sum(amount) FROM ledger_entry e WHERE e.kind = 'disbursement'
             AND (e.programme_id, e.office, e.line) = (b.programme_id, b.office, b.line)), 0),
           returned = coalesce((SELECT sum(amount) FROM ledger_entry e WHERE e.kind = 'return'
             AND (e.programme_id, e.office, e.line) = (b.programme_id, b.office, b.line)), 0)
     WHERE programme_id = ${programme} AND office = ${office}`
  await tx.$executeRaw`ALTER TABLE budget_line ENABLE TRIGGER budget_line_balance`
}
