import type { Satang } from '../domain/money.ts'
import { type Phase, phases } from '../domain/office.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import { toSatang } from './forms.ts'
import { mailCounts } from './outbox.ts'
import type { Store } from './store.ts'

/** How many offices stand where, and what they have spent. */
export interface Totals {
  readonly offices: number
  readonly overdue: number
  /** Offices whose highest escalation is to the province, and to the department. */
  readonly escalated: { readonly province: number; readonly department: number }
  readonly phases: Readonly<Record<Phase, number>>
  readonly allocated: Satang
  readonly disbursed: Satang
  readonly returned: Satang
}

/** How a province's offices stand together. */
export interface ProvinceOverview extends Totals {
  readonly province: OfficeCode
  readonly nameTh: string
  readonly nameEn: string
}

export interface ProgrammeSummary extends Totals {
  readonly provinces: number
  /** Mails by state: queued, sent, failed, dropped. */
  readonly mails: Readonly<Record<string, number>>
}

/** Every province of a programme, or one, as it stands at a moment of programme time, in code order. */
export async function provinceOverview(
  store: Store,
  programme: string,
  at: Instant,
  province?: OfficeCode,
): Promise<ProvinceOverview[]> {
  const today = dayOf(at)
  const only = province ?? null
  const rows = await store.prisma.$queryRaw<OverviewRow[]>`/* province-overview */
    WITH standing AS (
      SELECT o.province, o.level,
             coalesce(o.next_deadline < ${today}::date AND o.suspended_at IS NULL AND o.withdrawn_at IS NULL, false) AS overdue,
             -- As phaseOf: the kick-off phase ends with a day, without an event.
             CASE WHEN o.phase <> 'kickoff' OR k.deadline >= ${today}::date THEN o.phase
                  WHEN d.name IS NOT NULL AND d.settled_at IS NULL THEN 'spending'
                  WHEN o.report IN ('under-review', 'accepted') THEN 'under-review'
                  ELSE 'reporting' END AS phase
        FROM office o
        LEFT JOIN obligation k ON o.phase = 'kickoff'
              AND k.programme_id = o.programme_id AND k.office = o.code AND k.name = 'kickoff'
        LEFT JOIN obligation d ON o.phase = 'kickoff'
              AND d.programme_id = o.programme_id AND d.office = o.code AND d.name = 'disbursement'
       WHERE o.programme_id = ${programme} AND (${only}::text IS NULL OR o.province = ${only})),
    phases AS (
      SELECT province, jsonb_object_agg(phase, n) AS phases
        FROM (SELECT province, phase, count(*) AS n FROM standing GROUP BY province, phase) counted GROUP BY province),
    counts AS (
      SELECT province, count(*) AS offices, count(*) FILTER (WHERE overdue) AS overdue,
             count(*) FILTER (WHERE level = 1) AS to_province, count(*) FILTER (WHERE level = 2) AS to_department
        FROM standing GROUP BY province),
    money AS (
      SELECT o.province, sum(l.allocated)::bigint AS allocated, sum(l.disbursed)::bigint AS disbursed,
             sum(l.returned)::bigint AS returned
        FROM budget_line l JOIN office o ON o.programme_id = l.programme_id AND o.code = l.office
       WHERE l.programme_id = ${programme} AND (${only}::text IS NULL OR o.province = ${only})
       GROUP BY o.province)
    SELECT c.*, p.name_th, p.name_en, phases.phases,
           coalesce(m.allocated, 0) AS allocated, coalesce(m.disbursed, 0) AS disbursed, coalesce(m.returned, 0) AS returned
      FROM counts c
      JOIN phases ON phases.province = c.province
      JOIN office p ON p.programme_id = ${programme} AND p.code = c.province
      LEFT JOIN money m ON m.province = c.province
     ORDER BY c.province COLLATE "C"`
  return rows.map((r) => ({
    province: r.province,
    nameTh: r.name_th,
    nameEn: r.name_en,
    offices: Number(r.offices),
    overdue: Number(r.overdue),
    escalated: { province: Number(r.to_province), department: Number(r.to_department) },
    phases: Object.fromEntries(phases.map((phase) => [phase, r.phases[phase] ?? 0])) as Record<Phase, number>,
    allocated: toSatang(r.allocated),
    disbursed: toSatang(r.disbursed),
    returned: toSatang(r.returned),
  }))
}

/** A whole programme as it stands at a moment of programme time. */
export async function programmeSummary(store: Store, programme: string, at: Instant): Promise<ProgrammeSummary> {
  const [provinces, mails] = await Promise.all([provinceOverview(store, programme, at), mailCounts(store, programme)])
  return { provinces: provinces.length, ...totalsOf(provinces), mails }
}

/** What provinces come to together. */
export function totalsOf(provinces: readonly ProvinceOverview[]): Totals {
  const sum = (of: (p: ProvinceOverview) => number) => provinces.reduce((total, p) => total + of(p), 0)
  return {
    offices: sum((p) => p.offices),
    overdue: sum((p) => p.overdue),
    escalated: { province: sum((p) => p.escalated.province), department: sum((p) => p.escalated.department) },
    phases: Object.fromEntries(phases.map((phase) => [phase, sum((p) => p.phases[phase])])) as Record<Phase, number>,
    allocated: sum((p) => p.allocated),
    disbursed: sum((p) => p.disbursed),
    returned: sum((p) => p.returned),
  }
}

interface OverviewRow {
  readonly province: OfficeCode
  readonly name_th: string
  readonly name_en: string
  readonly offices: bigint
  readonly overdue: bigint
  readonly to_province: bigint
  readonly to_department: bigint
  readonly phases: Partial<Record<Phase, number>>
  readonly allocated: bigint
  readonly disbursed: bigint
  readonly returned: bigint
}
