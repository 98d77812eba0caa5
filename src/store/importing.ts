import type { Role } from '../domain/access.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { ImportRefusedError } from '../imports/refused.ts'
import type { OfficeNames } from '../thai/offices.ts'
import { recordAudit } from './audit.ts'
import type { Prisma } from './generated/client.ts'

/** The database within a transaction, or outside any. */
export type Reading = Prisma.TransactionClient

/** Waits of an import's transaction in milliseconds: thousands of rows, and another import of the same programme before it. */
export const PATIENCE = { maxWait: 30_000, timeout: 60_000 }

/**
 * Holds a programme for one import: a second waits here, and so does the opening of the programme.
 * @returns whether its workflows have begun to be started
 * @throws ImportRefusedError `unknown-programme`
 */
export async function holdProgramme(tx: Reading, id: string): Promise<{ opening: boolean }> {
  const [row] = await tx.$queryRaw<{ opening: boolean }[]>`
    SELECT opening_at IS NOT NULL OR opened_at IS NOT NULL AS opening FROM programme WHERE id = ${id} FOR NO KEY UPDATE`
  if (!row) throw new ImportRefusedError('unknown-programme')
  return row
}

/** The offices that take part in a programme by their areas' names, each province office before its districts. */
export async function officeNamesOf(db: Reading, programme: string, province?: OfficeCode): Promise<OfficeNames[]> {
  const rows = await db.office.findMany({
    where: { programmeId: programme, ...(province ? { province } : {}) },
    select: { code: true, province: true, nameTh: true },
    orderBy: [{ province: 'asc' }, { code: 'asc' }],
  })
  const provinces = new Map(rows.map((row) => [row.code, row.nameTh]))
  return rows.map(({ code, province, nameTh }) => ({ code, name: nameTh, province: provinces.get(province)! }))
}

/** Who imports, and the SHA-256 of the file. Left out at the terminal. */
export interface Importer {
  readonly actor?: string | undefined
  readonly role?: Role | undefined
  readonly file?: string | undefined
}

/** Records an import in its own transaction, as its last statement. */
export async function recordImport(
  tx: Prisma.TransactionClient,
  programme: string,
  what: 'allocations' | 'contacts' | 'efms',
  counts: Readonly<Record<string, number>>,
  { actor, role, file }: Importer,
): Promise<void> {
  await recordAudit(tx, { kind: 'import', programme, actor, role, details: { what, ...counts, file } })
}
