import type { Role } from '../domain/access.ts'
import type { OfficeEvent } from '../domain/event.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { type Instant, msOf } from '../domain/time.ts'
import { toInstant } from './forms.ts'
import { Prisma } from './generated/client.ts'
import type { Store } from './store.ts'

/** What happened, for those who look into it: to the service itself, and to offices. How it is proved is in audit/chain.ts. */

/** What is recorded of the service. The database takes any word; these are the ones in use. */
export const auditKinds = [
  'action-link',
  'allocation',
  'area-command',
  'assignment-switched',
  'contact',
  'denial',
  'examination',
  'export',
  'import',
  'mail',
  'mail-alarm',
  'mail-pause',
  'person-added',
  'person-assigned',
  'person-disabled',
  'person-enabled',
  'person-unassigned',
  'programme-loaded',
  'programme-opened',
  'repair',
  'seal',
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'token-created',
  'token-revoked',
  'token-rotated',
  'verification',
  'webhook',
] as const
export type AuditKind = (typeof auditKinds)[number]

/** Something to be recorded. Codes and ids only: nothing personal and no secret, in `details` either. */
export interface AuditEntry {
  readonly kind: AuditKind
  readonly programme?: string | undefined
  readonly office?: OfficeCode | undefined
  /** Id of the token or user; left out for the service itself and for the terminal. */
  readonly actor?: string | undefined
  readonly role?: Role | undefined
  readonly requestId?: string | undefined
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

/** What was recorded of the service. */
export interface AuditRecordView {
  readonly sequence: number
  /** The machine's clock. */
  readonly at: Instant
  readonly kind: string
  readonly programme: string | null
  readonly office: OfficeCode | null
  readonly actor: string | null
  readonly role: string | null
  readonly requestId: string | null
  readonly details: Readonly<Record<string, unknown>>
  /** SHA-256, hexadecimal. */
  readonly hash: string
}

/** An event of an office, among those of others. */
export interface AuditEventView {
  readonly office: OfficeCode
  readonly sequence: number
  readonly type: OfficeEvent['type']
  /** Programme time. */
  readonly at: Instant
  /** The machine's clock. */
  readonly recordedAt: Instant
  readonly event: OfficeEvent
  readonly command: string | null
  readonly commandKey: string | null
  readonly by: string | null
  /** SHA-256, hexadecimal. */
  readonly hash: string
}

interface AuditFilter {
  readonly office?: OfficeCode | undefined
  /** The province office and its districts. */
  readonly province?: OfficeCode | undefined
  /** Who did it: the id of a token or user. */
  readonly actor?: string | undefined
  /** From this moment on. */
  readonly from?: Instant | undefined
  /** Before this moment. */
  readonly to?: Instant | undefined
  /** The first comes first when left out. */
  readonly latestFirst?: boolean | undefined
  readonly limit: number
}

export interface RecordFilter extends AuditFilter {
  readonly programme?: string | undefined
  readonly kind?: string | undefined
  /** Numbers that come after this one in the order of the list. */
  readonly after?: number | undefined
}

export interface EventFilter extends AuditFilter {
  readonly programme: string
  readonly type?: string | undefined
  /** What the list before this one gave as `next`. */
  readonly after?: string | undefined
}

/**
 * Records what concerns the service, in one round trip. Within a transaction it belongs to it, and should be its last
 * statement: whoever else records waits for its commit.
 * @returns the number of the last record; null when there was none to make
 */
export async function recordAudit(
  db: Store | Prisma.TransactionClient,
  records: AuditEntry | readonly AuditEntry[],
): Promise<number | null> {
  const list = [records].flat()
  if (list.length === 0) return null
  const rows = await ('prisma' in db ? db.prisma : db).$queryRaw<[{ sequence: bigint }]>(recordingOf(list))
  return Number(rows[0].sequence)
}

/** The statement that recordAudit makes, for a transaction that is a list of statements. */
export function recordingOf(records: readonly AuditEntry[]): Prisma.Sql {
  return Prisma.sql`/* record-audit */ SELECT note_audit(${JSON.stringify(records)}::jsonb) AS sequence`
}

/** What was recorded of the service, in order. */
export async function listAudit(store: Store, filter: RecordFilter): Promise<AuditRecordView[]> {
  const { programme, kind, actor, after, limit } = filter
  const rows = await store.prisma.auditRecord.findMany({
    where: {
      ...(programme === undefined ? {} : { programmeId: programme }),
      ...(kind === undefined ? {} : { kind }),
      ...(actor === undefined ? {} : { actor }),
      ...(after === undefined ? {} : { sequence: beyond(filter, after) }),
      at: period(filter),
      AND: ofOffices(filter),
    },
    orderBy: { sequence: orderOf(filter) },
    take: limit,
  })
  return rows.map(({ sequence, at, programmeId, details, hash, ...row }) => ({
    ...row,
    sequence: Number(sequence),
    at: toInstant(at),
    programme: programmeId,
    details: details as Record<string, unknown>,
    hash: toHex(hash),
  }))
}

/**
 * Events of a programme's offices in order of programme time; at equal times by office.
 * @returns `next` when there may be more: what `after` takes
 * @throws RangeError for an `after` that no list gave
 */
export async function listEvents(
  store: Store,
  filter: EventFilter,
): Promise<{ events: AuditEventView[]; next: string | null }> {
  const { programme, type, actor, after, limit } = filter
  const order = orderOf(filter)
  const rows = await store.prisma.auditEvent.findMany({
    where: {
      programmeId: programme,
      ...(type === undefined ? {} : { type }),
      ...(actor === undefined ? {} : { by: actor }),
      at: period(filter),
      AND: [...ofOffices(filter), ...(after === undefined ? [] : [placeAfter(filter, after)])],
    },
    orderBy: [{ at: order }, { office: order }, { sequence: order }],
    take: limit,
  })
  const events = rows.map(({ programmeId: _, textHash: __, receiptHash: ___, ...row }) => ({
    ...row,
    type: row.type as OfficeEvent['type'],
    at: toInstant(row.at),
    recordedAt: toInstant(row.recordedAt),
    event: row.event as unknown as OfficeEvent,
    hash: toHex(row.hash),
  }))
  const last = events.at(-1)
  return { events, next: last && events.length === limit ? `${last.at}/${last.office}/${last.sequence}` : null }
}

function period({ from, to }: AuditFilter): { gte?: Date; lt?: Date } {
  return { ...(from ? { gte: new Date(msOf(from)) } : {}), ...(to ? { lt: new Date(msOf(to)) } : {}) }
}

function ofOffices({ office, province }: AuditFilter): { office: string | { startsWith: string } }[] {
  return [
    ...(office === undefined ? [] : [{ office }]),
    ...(province === undefined ? [] : [{ office: { startsWith: province } }]),
  ]
}

function orderOf({ latestFirst }: AuditFilter): 'asc' | 'desc' {
  return latestFirst ? 'desc' : 'asc'
}

/** What comes after a value in the order of the list. */
function beyond<V>({ latestFirst }: AuditFilter, value: V): { lt: V } | { gt: V } {
  return latestFirst ? { lt: value } : { gt: value }
}

function placeAfter(filter: AuditFilter, place: string): Prisma.AuditEventWhereInput {
  const [moment, office, number] = place.split('/')
  const at = new Date(moment ?? '')
  const sequence = Number(number)
  if (Number.isNaN(at.getTime()) || !office || !Number.isInteger(sequence))
    throw new RangeError(`no list of events gave ${place}`)
  return {
    OR: [
      { at: beyond(filter, at) },
      { at, office: beyond(filter, office) },
      { at, office, sequence: beyond(filter, sequence) },
    ],
  }
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
