import type { Area, AreaOffice } from '../domain/area.ts'
import {
  type EscalationLevel,
  type Obligation,
  type OfficeEnd,
  type OfficeState,
  type Phase,
  phaseOf,
} from '../domain/office.ts'
import { type ObligationName, type OfficeCode, obligationNames } from '../domain/policy.ts'
import { addDays, type Day, dayOf, type Instant, instantAt } from '../domain/time.ts'
import { type Addressee, readersFor } from './contacts.ts'
import { fromDay, toDay, toDayOrNull, toInstant, toInstantOrNull } from './forms.ts'
import type { Obligation as ObligationRow, Office as OfficeRow, Prisma } from './generated/client.ts'
import { type LineBalance, lineBalance, type RecordedEntry, recordedEntry } from './ledger.ts'
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

/** One office with everything it owes and has spent. */
export interface OfficeDetail extends OfficeSummary {
  readonly obligations: Readonly<Partial<Record<ObligationName, Obligation>>>
  readonly lines: readonly LineBalance[]
  readonly ledger: readonly RecordedEntry[]
  /** Whom mails to the office go to now. */
  readonly contacts: readonly Addressee[]
  readonly sequence: number
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
  /** By code when left out. */
  readonly sort?: OfficeOrder | undefined
  /** Only those that come after this one. */
  readonly after?: OfficePlace | undefined
  readonly limit: number
}

/** How a list may be ordered: by code, the highest escalation first, the nearest deadline first. Equals are in code order. */
export const officeOrders = ['code', '-level', 'nextDeadline'] as const
export type OfficeOrder = (typeof officeOrders)[number]

/** Where an office stands in an order: the value it is ordered by, and its code. */
export interface OfficePlace {
  readonly value: string | number | null
  readonly code: OfficeCode
}

/** What the page after an office begins with: the order, and the office's place in it. */
export function pageAfter(office: OfficeSummary, sort: OfficeOrder): [OfficeOrder, OfficePlace['value'], OfficeCode] {
  const value = sort === '-level' ? office.level : sort === 'nextDeadline' ? office.nextDeadline : null
  return [sort, value, office.code]
}

/** Offices of a programme, as they stand at a moment of programme time. */
export async function listOffices(
  store: Store,
  programme: string,
  at: Instant,
  filter: OfficeFilter,
): Promise<OfficeSummary[]> {
  const today = fromDay(dayOf(at))
  const isOverdue: Prisma.OfficeWhereInput = { nextDeadline: { lt: today }, suspendedAt: null, withdrawnAt: null }
  // Not `NOT isOverdue`: of an office that owes nothing SQL would say neither.
  const isInTime: Prisma.OfficeWhereInput = {
    OR: [
      { nextDeadline: null },
      { nextDeadline: { gte: today } },
      { suspendedAt: { not: null } },
      { withdrawnAt: { not: null } },
    ],
  }
  const rows = await store.prisma.office.findMany({
    where: {
      programmeId: programme,
      ...(filter.code ? { code: filter.code } : {}),
      ...(filter.province ? { province: filter.province } : {}),
      ...(filter.level === undefined ? {} : { level: { gte: filter.level } }),
      ...(filter.obligation ? { obligations: { some: { name: filter.obligation, settledAt: null } } } : {}),
      AND: [
        filter.overdue === undefined ? {} : filter.overdue ? isOverdue : isInTime,
        phaseWhere(filter.phase, today),
        comesAfter(filter.sort, filter.after),
      ],
    },
    include: { obligations: true },
    orderBy: orderBy(filter.sort),
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
  const [row, readers] = await Promise.all([
    store.prisma.office.findUnique({
      where: { programmeId_code: { programmeId: programme, code } },
      include: { obligations: true, lines: { orderBy: { line: 'asc' } }, entries: { orderBy: { sequence: 'asc' } } },
    }),
    readersFor(store, programme, `office:${code}`, dayOf(at)),
  ])
  if (!row) return undefined
  return {
    ...summaryOf(row, at),
    sequence: row.sequence,
    contacts: readers.to,
    obligations: obligationsOf(row.obligations),
    lines: row.lines.map(lineBalance),
    ledger: row.entries.map(recordedEntry),
  }
}

/** The codes of the offices of an area, in order. */
export async function officeCodesIn(
  store: { readonly prisma: Prisma.TransactionClient },
  programme: string,
  area: Area,
): Promise<OfficeCode[]> {
  const rows = await store.prisma.office.findMany({
    where: inArea(programme, area),
    select: { code: true },
    orderBy: { code: 'asc' },
  })
  return rows.map((row) => row.code)
}

function inArea(programme: string, area: Area): Prisma.OfficeWhereInput {
  return { programmeId: programme, ...(area === 'all' ? {} : { province: area }) }
}

/** The offices of an area, with what choosing among them at a moment needs. */
export async function areaOffices(store: Store, programme: string, area: Area, at: Instant): Promise<AreaOffice[]> {
  const today = dayOf(at)
  const [rows, reminded] = await Promise.all([
    store.prisma.office.findMany({
      where: inArea(programme, area),
      include: { obligations: true },
      orderBy: { code: 'asc' },
    }),
    remindedOn(store, programme, today),
  ])
  return rows.map((row) => ({
    office: row.code,
    notifiedAt: toInstantOrNull(row.notifiedAt),
    suspendedAt: toInstantOrNull(row.suspendedAt),
    withdrawnAt: toInstantOrNull(row.withdrawnAt),
    obligations: obligationsOf(row.obligations),
    ...(reminded.has(row.code) ? { remindedOn: today } : {}),
  }))
}

/** The offices that an official has had reminded on a day. */
async function remindedOn(store: Store, programme: string, day: Day): Promise<Set<OfficeCode>> {
  const [begins, ends] = [instantAt(day, '00:00'), instantAt(addDays(day, 1), '00:00')]
  const rows = await store.prisma.auditEvent.findMany({
    where: { programmeId: programme, type: 'reminded', at: { gte: new Date(begins), lt: new Date(ends) } },
    select: { office: true },
  })
  return new Set(rows.map((row) => row.office))
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

function orderBy(sort: OfficeOrder = 'code'): Prisma.OfficeOrderByWithRelationInput[] {
  switch (sort) {
    case 'code':
      return [{ code: 'asc' }]
    case '-level':
      return [{ level: 'desc' }, { code: 'asc' }]
    case 'nextDeadline':
      return [{ nextDeadline: { sort: 'asc', nulls: 'last' } }, { code: 'asc' }]
  }
}

/** Offices behind a place of an order. Those with no deadline come last. */
function comesAfter(sort: OfficeOrder = 'code', after?: OfficePlace): Prisma.OfficeWhereInput {
  if (!after) return {}
  const isLater = { code: { gt: after.code } }
  if (sort === '-level') {
    const level = Number(after.value)
    return { OR: [{ level: { lt: level } }, { level, ...isLater }] }
  }
  if (sort === 'nextDeadline') {
    if (after.value === null) return { nextDeadline: null, ...isLater }
    const nextDeadline = fromDay(String(after.value))
    return { OR: [{ nextDeadline: { gt: nextDeadline } }, { nextDeadline: null }, { nextDeadline, ...isLater }] }
  }
  return isLater
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

/** What an office owes, as its rows say. */
export function obligationsOf(rows: readonly ObligationRow[]): Partial<Record<ObligationName, Obligation>> {
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
