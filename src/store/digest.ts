import type { Calendar } from '../domain/calendar.ts'
import { type DigestItem, type DigestReader, digest, type Listed } from '../domain/digest.ts'
import { digestRecipient } from '../domain/letter.ts'
import { type OfficeCode, obligationNames } from '../domain/policy.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import { Prisma } from './generated/client.ts'
import type { Store } from './store.ts'

export interface DigestDue {
  readonly programme: string
  readonly reader: DigestReader
  /** When the digest was due, in programme time: its day is what it is known by. */
  readonly at: Instant
  readonly calendar: Calendar
}

/** Waits of a transaction in milliseconds: 76 digests are due at one moment and share a small pool. */
const PATIENCE = { maxWait: 30_000, timeout: 30_000 }

/**
 * Makes the digest of one working day to one reader: what stands escalated to it against what it was last told, by the
 * domain's rule. In one transaction and once, whichever worker comes first; a day with nothing to tell is one round trip.
 * @returns whether it called for a mail, and the mail's rows; the same when it had been made before
 */
export async function recordDigest(store: Store, due: DigestDue): Promise<{ sent: boolean; items: DigestItem[] }> {
  if (await isNothingToTell(store, due)) return { sent: false, items: [] }
  const { programme, at, calendar } = due
  const reader = digestRecipient(due.reader)
  return store.prisma.$transaction(async (tx) => {
    // Claiming the day first makes a second worker wait here, and then find the digest made.
    const claimed = await tx.$executeRaw`
      INSERT INTO digest_run (programme_id, reader, day, at, sent)
      VALUES (${programme}, ${reader}, ${dayOf(at)}::date, ${at}::timestamptz, false)
      ON CONFLICT DO NOTHING`
    if (claimed === 0) {
      const mail = await tx.mail.findUnique({ where: { id: mailId(due) } })
      return { sent: mail !== null, items: (mail?.items ?? []) as unknown as DigestItem[] }
    }

    // Warnings are marked as they are read: any of them makes the digest worth sending, and a later one is not lost.
    const [found] = await tx.$queryRaw<[{ escalated: Listed[]; listed: Listed[]; behind: OfficeCode[] }]>`
      WITH behind AS (
        UPDATE pace_warning SET named_at = ${at}::timestamptz
         WHERE programme_id = ${programme} AND reader = ${reader} AND named_at IS NULL
        RETURNING office)
      SELECT (SELECT ${listAs('b.office', 'b.name')} FROM ${escalatedTo(due)}) AS escalated,
             (SELECT ${listAs('l.office', 'l.obligation')} FROM digest_listing l
               WHERE l.programme_id = ${programme} AND l.reader = ${reader}) AS listed,
             (SELECT coalesce(jsonb_agg(office ORDER BY office), '[]') FROM behind) AS behind`
    const made = digest(found.escalated, found.listed, found.behind, dayOf(at), calendar)
    if (!made) return { sent: false, items: [] }

    const where = { programmeId: programme, reader }
    await tx.digestListing.deleteMany({ where })
    await tx.digestListing.createMany({ data: made.listed.map((l) => ({ ...where, ...l })) })
    await tx.$executeRaw`
      WITH run AS (UPDATE digest_run SET sent = true
                    WHERE programme_id = ${programme} AND reader = ${reader} AND day = ${dayOf(at)}::date)
      INSERT INTO mail (id, programme_id, recipient, kind, items, at)
      VALUES (${mailId(due)}, ${programme}, ${reader}, 'digest', ${JSON.stringify(made.items)}::jsonb, ${at}::timestamptz)`
    return { sent: true, items: made.items }
  }, PATIENCE)
}

/**
 * How many of the offices that a reader reads of have not come to the digest's moment: something is due to them before it
 * that is not recorded yet. A digest made now would leave it out.
 */
export async function officesBehind(
  store: Store,
  { programme, reader, at }: Pick<DigestDue, 'programme' | 'reader' | 'at'>,
): Promise<number> {
  return store.prisma.office.count({
    where: {
      programmeId: programme,
      nextAt: { lte: new Date(at) },
      ...(reader.tier === 'province' ? { province: reader.province, tier: 'district' } : {}),
    },
  })
}

/**
 * On most days nothing is escalated, listed or behind pace. Then the rule has nothing to say, and one statement notes the
 * day as done. False when there is something, or when the day has been done before.
 */
async function isNothingToTell(store: Store, due: DigestDue): Promise<boolean> {
  const { programme, at } = due
  const reader = digestRecipient(due.reader)
  const noted = await store.prisma.$executeRaw`
    INSERT INTO digest_run (programme_id, reader, day, at, sent)
    SELECT ${programme}, ${reader}, ${dayOf(at)}::date, ${at}::timestamptz, false
     WHERE NOT EXISTS (SELECT FROM digest_listing WHERE programme_id = ${programme} AND reader = ${reader})
       AND NOT EXISTS (SELECT FROM pace_warning
                        WHERE programme_id = ${programme} AND reader = ${reader} AND named_at IS NULL)
       AND NOT EXISTS (SELECT FROM ${escalatedTo(due)})
    ON CONFLICT DO NOTHING`
  return noted === 1
}

/** Obligations `b` that stand escalated to the reader, as what follows FROM. */
function escalatedTo({ programme, reader }: DigestDue): Prisma.Sql {
  return reader.tier === 'province'
    ? Prisma.sql`office o JOIN obligation b ON b.programme_id = o.programme_id AND b.office = o.code
                 WHERE o.programme_id = ${programme} AND o.province = ${reader.province} AND o.tier = 'district' AND b.level >= 1`
    : Prisma.sql`obligation b WHERE b.programme_id = ${programme} AND b.level >= 2`
}

/** Rows as a list, offices in code order and the obligations of each on the path from kick-off to report. */
function listAs(office: string, obligation: string): Prisma.Sql {
  const path = `ARRAY[${obligationNames.map((n) => `'${n}'`).join(', ')}]`
  return Prisma.raw(
    `coalesce(jsonb_agg(jsonb_build_object('office', ${office}, 'obligation', ${obligation})
       ORDER BY ${office} COLLATE "C", array_position(${path}, ${obligation})), '[]')`,
  )
}

function mailId({ programme, reader, at }: DigestDue): string {
  return `${programme}/${digestRecipient(reader)}/digest/${dayOf(at)}`
}
