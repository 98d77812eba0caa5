import { Prisma } from '../generated/client.ts'
import { hashOfText, linkOf } from './chain.ts'
import { addUp, type Balance, type EntryRow, entryFault } from './entries.ts'
import { type Finding, missing, PAGE, pagesOf, type Verification } from './finding.ts'

/** What the offices' chains come to. */
export interface VerifiedEvents {
  readonly offices: number
  readonly events: number
  readonly entries: number
  /** One hash over the heads of all offices, in the order of programme and code. */
  readonly head: string | null
  /** Disbursed and returned satang by `programme/office/line`, from the entries that an event has made. */
  readonly balances: ReadonlyMap<string, Balance>
}

interface OfficeRow {
  readonly programme: string
  readonly office: string
  readonly sequence: number
  readonly head: string | null
}

interface EventRow {
  readonly programme: string
  readonly office: string
  readonly sequence: number
  readonly type: string
  readonly event: string
  readonly at: string
  readonly recorded_at: string
  readonly command: string | null
  readonly command_key: string | null
  readonly by: string | null
  readonly text_hash: string | null
  readonly receipt_hash: string | null
  readonly hash: string
  /** What was written with its command. */
  readonly texts: string | null
  /** The fields of its command's receipt as the receipt's hash has them. */
  readonly receipt: (string | null)[] | null
  readonly entry: EntryRow | null
}

/**
 * Verifies the chain of every office: each event against the one before it, the words and the receipt of the command that
 * caused it, and the ledger entry that it made; and the chain's end against the office.
 */
export async function verifyEvents({ db, programme, found, progress }: Verification): Promise<VerifiedEvents> {
  const offices = await db.$queryRaw<OfficeRow[]>`
    SELECT programme_id AS programme, code AS office, sequence, encode(audit_head, 'hex') AS head
      FROM office WHERE ${programme}::text IS NULL OR programme_id = ${programme}
     ORDER BY programme_id COLLATE "C", code COLLATE "C"`
  const ends = new Map(offices.map((o) => [`${o.programme}/${o.office}`, o]))
  const seen = new Map<string, { sequence: number; hash: string }>()
  const balances = new Map<string, Balance>()
  let last: EventRow | undefined
  let events = 0
  let entries = 0

  const close = (event: EventRow) => {
    seen.set(`${event.programme}/${event.office}`, event)
    if (!ends.has(`${event.programme}/${event.office}`))
      found(finding('event', event, 'there are events of an office that is not there'))
  }

  const pages = pagesOf<EventRow>(
    (after) => db.$queryRaw`
      SELECT e.programme_id AS programme, e.office, e.sequence, e.type, e.event::text AS event,
             extract(epoch FROM e.at)::text AS at, extract(epoch FROM e.recorded_at)::text AS recorded_at,
             e.command, e.command_key, e.by, encode(e.text_hash, 'hex') AS text_hash,
             encode(e.receipt_hash, 'hex') AS receipt_hash, encode(e.hash, 'hex') AS hash,
             command_words_heard(e.programme_id, e.office, e.command_key, coalesce(r.body_hash, ''))::text AS texts,
             CASE WHEN r.key IS NOT NULL THEN jsonb_build_array(r.command, r.body_hash, r.answer::text,
                    extract(epoch FROM r.recorded_at)::text) END AS receipt,
             CASE WHEN l.sequence IS NOT NULL THEN jsonb_build_object('line', l.line, 'kind', l.kind,
                    'reversal', l.reversal, 'amount', l.amount::text, 'paidOn', l.paid_on, 'documentNo', l.document_no,
                    'efmsRef', l.efms_ref, 'late', l.late, 'at', extract(epoch FROM l.at)::text) END AS entry
        FROM (SELECT * FROM audit_event
               WHERE ${after ? Prisma.sql`(programme_id, office, sequence) > (${after.programme}, ${after.office}, ${after.sequence})` : Prisma.sql`true`}
                 AND ${programme === null ? Prisma.sql`true` : Prisma.sql`programme_id = ${programme}`}
               ORDER BY programme_id, office, sequence LIMIT ${PAGE}) e
        LEFT JOIN command_receipt r
          ON r.programme_id = e.programme_id AND r.target = e.office AND r.key = e.command_key
        LEFT JOIN ledger_entry l
          ON l.programme_id = e.programme_id AND l.office = e.office AND l.sequence = e.sequence
       ORDER BY e.programme_id, e.office, e.sequence`,
  )
  for await (const rows of pages) {
    for (const event of rows) {
      const continues = last?.programme === event.programme && last.office === event.office
      if (last && !continues) close(last)
      const before = continues ? last : undefined
      for (const wrong of [...linkFindings(event, before), ...causeFindings(event, before)]) found(wrong)
      const wrongEntry = entryFault(event, event.entry)
      if (wrongEntry) found(finding('entry', event, wrongEntry))
      if (event.entry) {
        addUp(balances, `${event.programme}/${event.office}/${event.entry.line}`, event.entry)
        entries++
      }
      events++
      last = event
    }
    progress(rows.length)
  }
  if (last) close(last)

  let head: string | null = null
  for (const office of offices) {
    const end = seen.get(`${office.programme}/${office.office}`)
    const until = end?.sequence ?? 0
    if (office.sequence > until)
      found(finding('event', { ...office, sequence: until + 1 }, missing('event', until + 1, office.sequence)))
    else if (office.sequence < until)
      found(
        finding(
          'event',
          { ...office, sequence: office.sequence + 1 },
          "the event lies past the end of the office's chain",
        ),
      )
    else if ((end?.hash ?? null) !== office.head)
      found(finding('event', office, "the end of the office's chain is not the hash of its last event"))
    if (end) head = linkOf(head, [office.programme, office.office, `${end.sequence}`, end.hash])
  }
  return { offices: offices.length, events, entries, head, balances }
}

function linkFindings(event: EventRow, before: EventRow | undefined): Finding[] {
  const { programme, office, sequence } = event
  const previous = before && before.sequence > 0 ? before : undefined
  const expected = (previous?.sequence ?? 0) + 1
  if (sequence > expected)
    return [finding('event', { programme, office, sequence: expected }, missing('event', expected, sequence - 1))]
  if (sequence < expected) return [finding('event', event, 'no event has such a number')]
  const fields = [programme, office, `${sequence}`, event.type, event.event, event.at, event.recorded_at, event.command]
  const link = linkOf(previous?.hash ?? null, [
    ...fields,
    event.command_key,
    event.by,
    event.text_hash,
    event.receipt_hash,
  ])
  return link === event.hash
    ? []
    : [finding('event', event, 'the event, or its link to the one before it, was changed')]
}

/** The words and the receipt of the command that caused an event. What is wrong is said at the first of its events. */
function causeFindings(event: EventRow, before: EventRow | undefined): Finding[] {
  if (event.command_key === null || event.command_key === before?.command_key) return []
  const [texts, receipt] = [event.texts && hashOfText(event.texts), event.receipt && linkOf(null, event.receipt)]
  return [
    ...(texts === event.text_hash ? [] : [finding('words', event, changed('words', event.text_hash, texts))]),
    ...(receipt === event.receipt_hash
      ? []
      : [finding('receipt', event, changed('receipt', event.receipt_hash, receipt))]),
  ]
}

/** What became of something that is kept beside a command, by its hash then and now. */
export function changed(noun: string, then: string | null, now: string | null): string {
  return `the ${noun} of its command: ${then === null ? 'added afterwards' : now === null ? 'gone' : 'changed'}`
}

function finding(
  about: Finding['about'],
  { programme, office, sequence }: Pick<EventRow, 'programme' | 'office' | 'sequence'>,
  what: string,
): Finding {
  return { about, programme, office, sequence, what }
}
