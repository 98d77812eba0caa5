import type { CommandTexts } from '../domain/command.ts'
import type { OfficeEvent } from '../domain/event.ts'
import type { MailItem, MailKind } from '../domain/letter.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import { toInstant } from './forms.ts'
import type { MailStatus } from './generated/client.ts'
import type { Store } from './store.ts'

/** What happened to an office, as the audit trail has it. */
export interface TimelineEvent {
  readonly sequence: number
  readonly type: OfficeEvent['type']
  /** Programme time. */
  readonly at: Instant
  /** The machine's clock. */
  readonly recordedAt: Instant
  readonly event: OfficeEvent
  /** The command that caused it; null for what time alone brought about. */
  readonly command: string | null
  readonly by: string | null
  /** What was written in words with the command. */
  readonly texts: CommandTexts | null
}

/** A mail to the office. */
export interface TimelineMail {
  readonly id: string
  readonly at: Instant
  readonly kind: MailKind
  readonly items: readonly MailItem[]
  readonly status: MailStatus
  readonly sentAt: Instant | null
  readonly reason: string | null
}

export interface Timeline {
  readonly events: readonly TimelineEvent[]
  /** From the first of these events to the last; all when every event is asked for. */
  readonly mails: readonly TimelineMail[]
}

/** What happened to an office in order, at most `limit` events after number `after`, and the mails it got meanwhile. */
export async function officeTimeline(
  store: Store,
  programme: string,
  office: OfficeCode,
  { after, limit }: { after: number; limit: number },
): Promise<Timeline> {
  const rows = await store.prisma.auditEvent.findMany({
    where: { programmeId: programme, office, sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take: limit,
  })
  const first = rows[0]
  const last = rows.at(-1)
  const [texts, mails] = await Promise.all([
    textsOf(
      store,
      programme,
      office,
      rows.flatMap((r) => r.commandKey ?? []),
    ),
    first && last
      ? store.prisma.mail.findMany({
          where: { programmeId: programme, recipient: `office:${office}`, at: { gte: first.at, lte: last.at } },
          orderBy: [{ at: 'asc' }, { id: 'asc' }],
        })
      : [],
  ])
  return {
    events: rows.map((r) => ({
      sequence: r.sequence,
      type: r.type as OfficeEvent['type'],
      at: toInstant(r.at),
      recordedAt: toInstant(r.recordedAt),
      event: r.event as unknown as OfficeEvent,
      command: r.command,
      by: r.by,
      texts: r.commandKey === null ? null : (texts.get(r.commandKey) ?? null),
    })),
    mails: mails.map((m) => ({
      id: m.id,
      at: toInstant(m.at),
      kind: m.kind as MailKind,
      items: m.items as unknown as MailItem[],
      status: m.status,
      sentAt: m.sentAt && toInstant(m.sentAt),
      reason: m.reason,
    })),
  }
}

/** Texts by command key, of commands that the office has answered: its own, or those of an area's. */
async function textsOf(
  store: Store,
  programme: string,
  office: OfficeCode,
  keys: readonly string[],
): Promise<Map<string, CommandTexts>> {
  if (keys.length === 0) return new Map()
  const rows = await store.prisma.$queryRaw<{ key: string; texts: CommandTexts | null }[]>`
    SELECT key, command_words_heard(programme_id, target, key, body_hash) AS texts FROM command_receipt
     WHERE programme_id = ${programme} AND target = ${office} AND key = ANY(${[...keys]}::text[])`
  return new Map(rows.flatMap(({ key, texts }) => (texts ? [[key, texts]] : [])))
}

/** Texts of one command that the office has answered, for the mail that tells of it. */
export async function textsBehind(
  store: Store,
  programme: string,
  office: OfficeCode,
  commandKey: string,
): Promise<CommandTexts | undefined> {
  return (await textsOf(store, programme, office, [commandKey])).get(commandKey)
}

/** The events of an office from number `first` on, as they were decided. */
export async function eventsFrom(
  store: Store,
  programme: string,
  office: OfficeCode,
  first: number,
): Promise<OfficeEvent[]> {
  const rows = await store.prisma.auditEvent.findMany({
    where: { programmeId: programme, office, sequence: { gte: first } },
    select: { event: true },
    orderBy: { sequence: 'asc' },
  })
  return rows.map((r) => r.event as unknown as OfficeEvent)
}
