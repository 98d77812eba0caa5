import { type AllocationPlan, type AllocationsNow, allocationBasis, allocationsAfter } from '../imports/allocations.ts'
import { ImportRefusedError } from '../imports/refused.ts'
import { holdProgramme, type Importer, officeNamesOf, PATIENCE, recordImport } from './importing.ts'
import { allocationsOf, type ProgrammeDetails } from './programmes.ts'
import type { Store } from './store.ts'

/** Rows of one INSERT: PostgreSQL takes 65,535 parameters a statement. */
const ROWS_AT_ONCE = 2000

/**
 * What an allocation file is compared with, as of one moment.
 * @throws ImportRefusedError `unknown-programme`
 */
export async function allocationsNow(store: Store, programme: string): Promise<AllocationsNow> {
  return store.prisma.$transaction(
    async (tx) => {
      const row = await tx.programme.findUnique({ where: { id: programme }, select: { details: true } })
      if (!row) throw new ImportRefusedError('unknown-programme')
      const { budget } = row.details as unknown as ProgrammeDetails
      const offices = await officeNamesOf(tx, programme)
      return { offices, lines: budget.lines, allocations: await allocationsOf({ prisma: tx }, programme) }
    },
    { ...PATIENCE, isolationLevel: 'RepeatableRead' },
  )
}

/**
 * Applies what a dry run showed: all of it or nothing, and only to what it was shown against. What the file says nothing of
 * stays. Applying the same again changes nothing.
 * @param importer who imports which file, for the audit trail
 * @returns whether anything was written now, or all of it was there
 * @throws ImportRefusedError `has-errors`, `unknown-programme`, `programme-open` or `changed-since`
 */
export async function importAllocations(
  store: Store,
  programme: string,
  plan: Pick<AllocationPlan, 'problems' | 'basis' | 'added' | 'changed'>,
  importer: Importer = {},
): Promise<'applied' | 'already-there'> {
  if (plan.problems.length > 0) throw new ImportRefusedError('has-errors')
  return store.prisma.$transaction(async (tx) => {
    const { opening } = await holdProgramme(tx, programme)
    const now = await allocationsOf({ prisma: tx }, programme)
    const isThere = [...plan.added, ...plan.changed].every((c) => (now.get(c.office)?.[c.line] ?? 0) === c.to)
    if (isThere) return 'already-there'
    if (opening) throw new ImportRefusedError('programme-open')
    if (allocationBasis(now) !== plan.basis) throw new ImportRefusedError('changed-since')

    const rows = [...allocationsAfter(now, plan)].flatMap(([office, amounts]) =>
      Object.entries(amounts).map(([line, satang]) => ({
        programmeId: programme,
        office,
        line,
        allocated: BigInt(satang),
      })),
    )
    await tx.budgetLine.deleteMany({ where: { programmeId: programme } })
    for (let i = 0; i < rows.length; i += ROWS_AT_ONCE)
      await tx.budgetLine.createMany({ data: rows.slice(i, i + ROWS_AT_ONCE) })
    await recordImport(
      tx,
      programme,
      'allocations',
      { added: plan.added.length, changed: plan.changed.length },
      importer,
    )
    return 'applied'
  }, PATIENCE)
}
