import type { Satang } from '../domain/money.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import { type OfficeNames, officeName } from '../thai/offices.ts'
import { toSatang } from './forms.ts'
import { officeNamesOf } from './importing.ts'
import { lettersFor, type StoredProgramme } from './programmes.ts'
import type { Store } from './store.ts'

/** What the department sums up for the NACC (letter, obligation 6): plain JSON, and everything the paper shows. */
export interface NationalSummary {
  readonly programme: {
    readonly id: string
    readonly name: string
    readonly activity: string
    readonly fiscalYear: number
  }
  readonly letters: readonly { readonly from: string; readonly number: string; readonly date: string }[]
  readonly rehearsal: boolean
  readonly sample: boolean
  /** Programme time. */
  readonly at: Instant
  readonly provinces: readonly ProvinceSummary[]
  /** Offices taking part that have never sent a final report. */
  readonly unreported: readonly { readonly code: OfficeCode; readonly name: string }[]
}

/** The offices of a province that take part, together. */
export interface ProvinceSummary {
  readonly province: OfficeCode
  readonly name: string
  readonly offices: number
  /** Offices whose kick-off obligation is settled. */
  readonly kickedOff: number
  readonly reported: number
  readonly accepted: number
  readonly overdue: number
  readonly allocated: Satang
  readonly disbursed: Satang
  readonly returned: Satang
}

/** The country's year is read as of one moment. */
const PATIENCE = { maxWait: 30_000, timeout: 60_000, isolationLevel: 'RepeatableRead' as const }

/** Sums a programme up as it stands at a moment of programme time. Offices that have left it are left out. */
export async function nationalSummary(
  store: Store,
  { id, name, activity, rules, details, clock, sample }: StoredProgramme,
  at: Instant,
): Promise<NationalSummary> {
  return store.prisma.$transaction(async (tx) => {
    const names = new Map((await officeNamesOf(tx, id)).map((office) => [office.code, office]))
    const rows = await tx.$queryRaw<SummaryRow[]>`/* national-summary */
      SELECT o.province, count(*) AS offices,
             count(*) FILTER (WHERE k.settled_at IS NOT NULL) AS kicked_off,
             count(*) FILTER (WHERE o.report IN ('under-review', 'accepted')) AS reported,
             count(*) FILTER (WHERE o.report = 'accepted') AS accepted,
             count(*) FILTER (WHERE o.next_deadline < ${dayOf(at)}::date AND o.suspended_at IS NULL) AS overdue,
             coalesce(sum(m.allocated), 0)::bigint AS allocated, coalesce(sum(m.disbursed), 0)::bigint AS disbursed,
             coalesce(sum(m.returned), 0)::bigint AS returned
        FROM office o
        LEFT JOIN obligation k ON k.programme_id = o.programme_id AND k.office = o.code AND k.name = 'kickoff'
        LEFT JOIN (SELECT office, sum(allocated) AS allocated, sum(disbursed) AS disbursed, sum(returned) AS returned
                     FROM budget_line WHERE programme_id = ${id} GROUP BY office) m ON m.office = o.code
       WHERE o.programme_id = ${id} AND o.withdrawn_at IS NULL
       GROUP BY o.province ORDER BY o.province COLLATE "C"`
    const silent = await tx.office.findMany({
      where: { programmeId: id, withdrawnAt: null, report: 'none' },
      select: { code: true },
      orderBy: { code: 'asc' },
    })
    return {
      programme: { id, name, activity, fiscalYear: rules.policy.fiscalYear },
      letters: lettersFor(details).map(({ from, number, date }) => ({ from, number, date })),
      rehearsal: clock.kind !== 'live',
      sample,
      at,
      provinces: rows.map((r) => ({
        province: r.province,
        name: nameOf(names, r.province).province,
        offices: Number(r.offices),
        kickedOff: Number(r.kicked_off),
        reported: Number(r.reported),
        accepted: Number(r.accepted),
        overdue: Number(r.overdue),
        allocated: toSatang(r.allocated),
        disbursed: toSatang(r.disbursed),
        returned: toSatang(r.returned),
      })),
      unreported: silent.map(({ code }) => ({ code, name: officeName(nameOf(names, code)) })),
    }
  }, PATIENCE)
}

function nameOf(names: ReadonlyMap<string, OfficeNames>, code: OfficeCode): OfficeNames {
  return names.get(code) ?? { code, name: code, province: code }
}

interface SummaryRow {
  readonly province: OfficeCode
  readonly offices: bigint
  readonly kicked_off: bigint
  readonly reported: bigint
  readonly accepted: bigint
  readonly overdue: bigint
  readonly allocated: bigint
  readonly disbursed: bigint
  readonly returned: bigint
}
