import type { Area, AreaOffice } from '../domain/area.ts'
import type { Satang } from '../domain/money.ts'
import { type EscalationLevel, type Obligation, type OfficeState, type Phase, phaseOf } from '../domain/office.ts'
import { type LineCode, type ObligationName, type OfficeCode, obligationNames } from '../domain/policy.ts'
import { type Day, dayOf, type Instant } from '../domain/time.ts'
import type { OfficeEnd } from '../rehearsal/outcome.ts'
import { fromDay, toDay, toDayOrNull, toInstant, toInstantOrNull, toSatang } from './forms.ts'
import type { Obligation as ObligationRow, Office as OfficeRow, Prisma } from './generated/client.ts'
import type { Store } from './store.ts'

/** What is read of offices: by the API, by rehearsals, and by whoever starts or chooses among them. */

/** An office as a list shows it. */
export interface OfficeSummary {
  readonly code: OfficeCode
  readonly province: OfficeCode
  readonly tier: 'province' | 'district'
  readonly nameTh: string
  readonly nameEn: string
  readonly phase: Phase
  readonly report: OfficeState['report']
  readonly level: EscalationLevel
  readonly overdue: boolean
  readonly nextDeadline: Day | null
  readonly nextAt: Instant | null
  readonly notifiedAt: Instant | null
  readonly suspendedAt: Instant | null
  readonly withdrawnAt: Instant | null
}

export interface BudgetLineView {
  readonly line: LineCode
  readonly allocated: Satang
  readonly disbursed: Satang
  readonly returned: Satang
}

export interface LedgerEntryView {
  readonly sequence: number
  readonly line: LineCode
  readonly kind: 'disbursement' | 'return'
  readonly reversal: boolean
  /** Satang; negative in a reversal. */
  readonly amount: Satang
  readonly paidOn: Day | null
  readonly documentNo: string
  readonly efmsRef: string | null
  readonly late: boolean
  readonly at: Instant
}

/** One office with everything it owes and has spent. */
export interface OfficeDetail extends OfficeSummary {
  readonly obligations: Readonly<Partial<Record<ObligationName, Obligation>>>
  readonly lines: readonly BudgetLineView[]
  readonly ledger: readonly LedgerEntryView[]
  readonly sequence: number
}

/** What happened to an office, as the audit trail has it. */
export interface TimelineEntry {
  readonly sequence: number
  readonly type: string
  readonly at: Instant
  readonly event: unknown
  readonly command: string | null
  readonly by: string | null
  /** What was written in words with the command. */
  readonly texts: unknown
}

export interface OfficeFilter {
  readonly province?: OfficeCode | undefined
  readonly code?: OfficeCode | undefined
  readonly phase?: Phase | undefined
  readonly overdue?: boolean | undefined
  /** At this level or above. */
  readonly level?: number | undefined
  /** Owing this obligation still. */
  readonly obligation?: ObligationName | undefined
  /** Codes after this one. */
  readonly after?: OfficeCode | undefined
  readonly limit: number
}

/** Offices of a programme in code order, as they stand at a moment of programme time. */
export async function listOffices(
  store: Store,
  programme: string,
  at: Instant,
  filter: OfficeFilter,
): Promise<OfficeSummary[]> {
  const today = fromDay(dayOf(at))
  const code = { ...(filter.code ? { equals: filter.code } : {}), ...(filter.after ? { gt: filter.after } : {}) }
  const isOverdue: Prisma.OfficeWhereInput = { nextDeadline: { lt: today }, suspendedAt: null, withdrawnAt: null }
  const rows = await store.prisma.office.findMany({
    where: {
      programmeId: programme,
      code,
      ...(filter.province ? { province: filter.province } : {}),
      ...(filter.level === undefined ? {} : { level: { gte: filter.level } }),
      ...(filter.obligation ? { obligations: { some: { name: filter.obligation, settledAt: null } } } : {}),
      AND: [
        filter.overdue === undefined ? {} : filter.overdue ? isOverdue : { NOT: isOverdue },
        phaseWhere(filter.phase, today),
      ],
    },
    include: { obligations: true },
    orderBy: { code: 'asc' },
    take: filter.limit,
  })
  return rows.map((row) => summaryOf(row, at))
}

/** One office, as it stands at a moment of programme time. */
export async function officeDetail(
  store: Store,
  programme: string,
  code: OfficeCode,
  at: Instant,
): Promise<OfficeDetail | undefined> {
  const row = await store.prisma.office.findUnique({
    where: { programmeId_code: { programmeId: programme, code } },
    include: { obligations: true, lines: { orderBy: { line: 'asc' } }, entries: { orderBy: { sequence: 'asc' } } },
  })
  if (!row) return undefined
  return {
    ...summaryOf(row, at),
    sequence: row.sequence,
    obligations: obligationsOf(row.obligations),
    lines: row.lines.map(({ line, allocated, disbursed, returned }) => ({
      line,
      allocated: toSatang(allocated),
      disbursed: toSatang(disbursed),
      returned: toSatang(returned),
    })),
    ledger: row.entries.map((e) => ({
      sequence: e.sequence,
      line: e.line,
      kind: e.kind as LedgerEntryView['kind'],
      reversal: e.reversal,
      amount: toSatang(e.amount),
      paidOn: toDayOrNull(e.paidOn),
      documentNo: e.documentNo,
      efmsRef: e.efmsRef,
      late: e.late,
      at: toInstant(e.at),
    })),
  }
}

/** What happened to an office, in order, after event number `after`. */
export async function officeTimeline(
  store: Store,
  programme: string,
  code: OfficeCode,
  { after, limit }: { after: number; limit: number },
): Promise<TimelineEntry[]> {
  const events = await store.prisma.auditEvent.findMany({
    where: { programmeId: programme, office: code, sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take: limit,
  })
  const keys = events.flatMap((e) => (e.commandKey ? [e.commandKey] : []))
  const texts = await store.prisma.commandText.findMany({
    where: {
      programmeId: programme,
      target: { in: [code, `area:${code.slice(0, 2)}`, 'area:all'] },
      key: { in: keys },
    },
  })
  const byKey = new Map(texts.map((t) => [t.key, t.texts]))
  return events.map((e) => ({
    sequence: e.sequence,
    type: e.type,
    at: toInstant(e.at),
    event: e.event,
    command: e.command,
    by: e.by,
    texts: e.commandKey ? (byKey.get(e.commandKey) ?? null) : null,
  }))
}

/** How a province's offices stand together. */
export interface ProvinceOverview {
  readonly province: OfficeCode
  readonly nameTh: string
  readonly nameEn: string
  readonly offices: number
  readonly overdue: number
  /** Offices with something escalated to the province, and to the department. */
  readonly escalated: { readonly province: number; readonly department: number }
  readonly phases: Readonly<Record<string, number>>
  readonly allocated: Satang
  readonly disbursed: Satang
  readonly returned: Satang
}

/** Every province of a programme, or one, as it stands at a moment of programme time. */
export async function provinceOverviews(
  store: Store,
  programme: string,
  at: Instant,
  province?: OfficeCode,
): Promise<ProvinceOverview[]> {
  const where = { programmeId: programme, ...(province ? { province } : {}) }
  const offices = await store.prisma.office.findMany({
    where,
    include: { obligations: true, lines: true },
    orderBy: { code: 'asc' },
  })
  const views = new Map<OfficeCode, { -readonly [K in keyof ProvinceOverview]: ProvinceOverview[K] }>()
  for (const row of offices) {
    const office = summaryOf(row, at)
    const view = views.get(row.province) ?? {
      province: row.province,
      nameTh: '',
      nameEn: '',
      offices: 0,
      overdue: 0,
      escalated: { province: 0, department: 0 },
      phases: {},
      allocated: 0,
      disbursed: 0,
      returned: 0,
    }
    if (office.tier === 'province') Object.assign(view, { nameTh: row.nameTh, nameEn: row.nameEn })
    view.offices++
    if (office.overdue) view.overdue++
    view.escalated = {
      province: view.escalated.province + Number(office.level === 1),
      department: view.escalated.department + Number(office.level === 2),
    }
    view.phases = { ...view.phases, [office.phase]: (view.phases[office.phase] ?? 0) + 1 }
    for (const line of row.lines) {
      view.allocated += toSatang(line.allocated)
      view.disbursed += toSatang(line.disbursed)
      view.returned += toSatang(line.returned)
    }
    views.set(row.province, view)
  }
  return [...views.values()]
}

/** The offices of an area, with what choosing among them needs. */
export async function areaOffices(store: Store, programme: string, area: Area): Promise<AreaOffice[]> {
  const rows = await store.prisma.office.findMany({
    where: { programmeId: programme, ...(area === 'all' ? {} : { province: area }) },
    include: { obligations: true },
    orderBy: { code: 'asc' },
  })
  return rows.map((row) => ({
    office: row.code,
    notifiedAt: toInstantOrNull(row.notifiedAt),
    suspendedAt: toInstantOrNull(row.suspendedAt),
    withdrawnAt: toInstantOrNull(row.withdrawnAt),
    obligations: obligationsOf(row.obligations),
  }))
}

/** What starting the workflows of a province's offices needs, its own office first. */
export async function officesToStart(
  store: Store,
  programme: string,
  province: OfficeCode,
): Promise<{ code: OfficeCode; name: string; allocation: Record<LineCode, Satang> }[]> {
  const rows = await store.prisma.office.findMany({
    where: { programmeId: programme, province },
    include: { lines: true },
    orderBy: { code: 'asc' },
  })
  return rows.map((row) => ({
    code: row.code,
    name: `${row.nameTh} ${row.nameEn}`,
    allocation: Object.fromEntries(row.lines.map((l) => [l.line, toSatang(l.allocated)])),
  }))
}

/** Where every office of a programme ended, as rehearsals write it. */
export async function officeEnds(store: Store, programme: string, at: Instant): Promise<Record<OfficeCode, OfficeEnd>> {
  const rows = await store.prisma.office.findMany({
    where: { programmeId: programme },
    include: { obligations: true },
    orderBy: { code: 'asc' },
  })
  return Object.fromEntries(
    rows.map((row) => {
      const obligations = Object.entries(obligationsOf(row.obligations)).map(
        ([name, { deadline, settledAt, level }]) => [name, { deadline, settledAt, level }],
      )
      return [row.code, { phase: summaryOf(row, at).phase, obligations: Object.fromEntries(obligations) }]
    }),
  )
}

type OfficeWithObligations = OfficeRow & { obligations: ObligationRow[] }

function summaryOf(row: OfficeWithObligations, at: Instant): OfficeSummary {
  const nextDeadline = toDayOrNull(row.nextDeadline)
  const progress = {
    report: row.report as OfficeState['report'],
    notifiedAt: toInstantOrNull(row.notifiedAt),
    suspendedAt: toInstantOrNull(row.suspendedAt),
    withdrawnAt: toInstantOrNull(row.withdrawnAt),
  }
  return {
    code: row.code,
    province: row.province,
    tier: row.tier,
    nameTh: row.nameTh,
    nameEn: row.nameEn,
    ...progress,
    // The kick-off phase ends with a day, without an event: what was recorded last may be behind.
    phase: phaseOf({ ...progress, obligations: obligationsOf(row.obligations) }, at),
    level: row.level as EscalationLevel,
    overdue: nextDeadline !== null && nextDeadline < dayOf(at) && !progress.suspendedAt && !progress.withdrawnAt,
    nextDeadline,
    nextAt: toInstantOrNull(row.nextAt),
  }
}

function phaseWhere(phase: Phase | undefined, today: Date): Prisma.OfficeWhereInput {
  const isPast: Prisma.OfficeWhereInput = {
    obligations: { some: { name: 'kickoff', settledAt: null, deadline: { lt: today } } },
  }
  const hasUnsettledMoney: Prisma.OfficeWhereInput = {
    obligations: { some: { name: 'disbursement', settledAt: null } },
  }
  switch (phase) {
    case undefined:
      return {}
    case 'kickoff':
      return { phase, NOT: isPast }
    case 'spending':
      return { OR: [{ phase }, { phase: 'kickoff', AND: [isPast, hasUnsettledMoney] }] }
    case 'reporting':
      return {
        OR: [
          { phase },
          { phase: 'kickoff', report: { in: ['none', 'returned'] }, AND: [isPast, { NOT: hasUnsettledMoney }] },
        ],
      }
    case 'under-review':
      return {
        OR: [
          { phase },
          { phase: 'kickoff', report: { in: ['under-review', 'accepted'] }, AND: [isPast, { NOT: hasUnsettledMoney }] },
        ],
      }
    default:
      return { phase }
  }
}

function obligationsOf(rows: readonly ObligationRow[]): Partial<Record<ObligationName, Obligation>> {
  return Object.fromEntries(
    obligationNames.flatMap((name) => {
      const row = rows.find((r) => r.name === name)
      if (!row) return []
      return [
        [
          name,
          {
            arose: toInstant(row.arose),
            deadline: toDay(row.deadline),
            settledAt: toInstantOrNull(row.settledAt),
            level: row.level as EscalationLevel,
            answer: row.promisedOn ? { promisedOn: toDay(row.promisedOn) } : null,
          },
        ],
      ]
    }),
  )
}
