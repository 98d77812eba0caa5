import type { OfficeCode } from '../domain/policy.ts'
import type { Store } from '../store/store.ts'

/** English names of areas by their national codes. */
export type EnglishNames = ReadonlyMap<OfficeCode, string>

/** Codes keep their names; a programme that is loaded may bring new ones. */
const KEPT_MS = 60_000

/** The English names of all areas, asked of the database once a minute at most. */
export function englishNames({ prisma }: Store): () => Promise<EnglishNames> {
  let kept: { readonly until: number; readonly names: Promise<EnglishNames> } | undefined
  return () => {
    if (kept && kept.until > performance.now()) return kept.names
    const names = prisma.office
      .findMany({ distinct: ['code'], select: { code: true, nameEn: true } })
      .then((rows) => new Map(rows.map(({ code, nameEn }) => [code, nameEn])))
    kept = { until: performance.now() + KEPT_MS, names }
    names.catch(() => {
      kept = undefined
    })
    return names
  }
}
