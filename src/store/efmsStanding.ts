import type { OfficeCode } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import type { Reconciliation } from '../imports/efms.ts'
import { toInstant } from './forms.ts'
import type { EfmsStanding as EfmsStandingRow } from './generated/client.ts'
import { type Importer, recordImport } from './importing.ts'
import type { Store } from './store.ts'

/** How many entries of an office are not the same in e-fms and in the ledger, as of the last extract that was kept. */
export interface EfmsStanding {
  readonly office: OfficeCode
  /** Programme time. */
  readonly at: Instant
  readonly different: number
  /** In e-fms and not in the ledger. */
  readonly missing: number
  /** In the ledger and not in e-fms. */
  readonly extra: number
}

/** Keeps what an extract said of the offices it has entries of, in place of what an earlier one did. */
export async function keepEfmsStanding(
  store: Store,
  programme: string,
  { offices, different, missing, extra }: Reconciliation,
  at: Instant,
  importer: Importer,
): Promise<void> {
  const rows = offices.map((office) => ({
    office,
    different: different.filter((m) => m.entry.office === office).length,
    missing: missing.filter((e) => e.office === office).length,
    extra: extra.filter((p) => p.office === office).length,
  }))
  await store.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO efms_standing (programme_id, office, at, different, missing, extra)
      SELECT ${programme}, r.office, ${at}::timestamptz, r.different, r.missing, r.extra
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (office text, different int, missing int, extra int)
       ORDER BY r.office
      ON CONFLICT (programme_id, office) DO UPDATE
         SET at = excluded.at, different = excluded.different, missing = excluded.missing, extra = excluded.extra`
    await recordImport(tx, programme, 'efms', { offices: rows.length }, importer)
  })
}

/** What the last extract said of an office; undefined when none had entries of it by that moment. */
export async function efmsStandingOf(
  store: Store,
  programme: string,
  office: OfficeCode,
  at: Instant,
): Promise<EfmsStanding | undefined> {
  const row = await store.prisma.efmsStanding.findFirst({
    where: { programmeId: programme, office, at: { lte: new Date(at) } },
  })
  return row ? standing(row) : undefined
}

/** The offices of a province whose entries are not all the same, as of a moment. */
export async function efmsDifferences(
  store: Store,
  programme: string,
  province: OfficeCode,
  at: Instant,
): Promise<EfmsStanding[]> {
  const rows = await store.prisma.efmsStanding.findMany({
    where: {
      ...{ programmeId: programme, office: { startsWith: province }, at: { lte: new Date(at) } },
      OR: [{ different: { gt: 0 } }, { missing: { gt: 0 } }, { extra: { gt: 0 } }],
    },
    orderBy: { office: 'asc' },
  })
  return rows.map(standing)
}

function standing({ programmeId: _, at, ...row }: EfmsStandingRow): EfmsStanding {
  return { ...row, at: toInstant(at) }
}
