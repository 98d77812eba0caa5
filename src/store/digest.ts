import type { Calendar } from '../domain/calendar.ts'
import { type DigestItem, type DigestReader, digest, type Listed } from '../domain/digest.ts'
import { digestRecipient } from '../domain/letter.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import { fromDay } from './forms.ts'
import type { Store } from './store.ts'

/**
 * Makes the digest of one working day to one reader: what stands escalated to it against what it was last told, by the
 * domain's rule, in one transaction and once.
 * @returns whether it called for a mail, and the mail's rows
 */
export async function recordDigest(
  store: Store,
  { programme, reader, at, calendar }: { programme: string; reader: DigestReader; at: Instant; calendar: Calendar },
): Promise<{ sent: boolean; items: DigestItem[] }> {
  const recipient = digestRecipient(reader)
  const province = reader.tier === 'province' ? reader.province : null
  return store.prisma.$transaction(async (tx) => {
    // Claiming the day first makes a second worker wait here, and then find the digest made.
    const claimed = await tx.$executeRaw`
      INSERT INTO digest_run (programme_id, reader, day, at, sent)
      VALUES (${programme}, ${recipient}, ${dayOf(at)}::date, ${at}::timestamptz, false)
      ON CONFLICT DO NOTHING`
    if (claimed === 0) {
      const mail = await tx.mail.findUnique({ where: { id: mailId(programme, recipient, at) } })
      return { sent: mail !== null, items: (mail?.items ?? []) as unknown as DigestItem[] }
    }

    const [found] = await tx.$queryRaw<[{ escalated: Listed[]; listed: Listed[]; behind: string[] }]>`
      SELECT
        (SELECT coalesce(jsonb_agg(jsonb_build_object('office', b.office, 'obligation', b.name) ORDER BY b.office, b.name), '[]')
           FROM obligation b JOIN office o ON o.programme_id = b.programme_id AND o.code = b.office
          WHERE b.programme_id = ${programme}
            AND CASE WHEN ${province}::text IS NULL THEN b.level = 2
                     ELSE b.level >= 1 AND o.province = ${province} AND o.tier = 'district' END) AS escalated,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('office', l.office, 'obligation', l.obligation)), '[]')
           FROM digest_listing l WHERE l.programme_id = ${programme} AND l.reader = ${recipient}) AS listed,
        (SELECT coalesce(jsonb_agg(w.office ORDER BY w.office), '[]')
           FROM pace_warning w WHERE w.programme_id = ${programme} AND w.reader = ${recipient} AND w.named_at IS NULL) AS behind`
    const made = digest(found.escalated, found.listed, found.behind, dayOf(at), calendar)
    if (!made) return { sent: false, items: [] }

    const where = { programmeId: programme, reader: recipient }
    await tx.digestListing.deleteMany({ where })
    await tx.digestListing.createMany({ data: made.listed.map((l) => ({ ...where, ...l })) })
    await tx.paceWarning.updateMany({ where: { ...where, namedAt: null }, data: { namedAt: new Date(at) } })
    await tx.mail.create({
      data: {
        id: mailId(programme, recipient, at),
        programmeId: programme,
        recipient,
        kind: 'digest',
        items: made.items.map((i) => ({ ...i })),
        at: new Date(at),
      },
    })
    await tx.digestRun.update({
      where: { programmeId_reader_day: { ...where, day: fromDay(dayOf(at)) } },
      data: { sent: true },
    })
    return { sent: true, items: made.items }
  })
}

function mailId(programme: string, recipient: string, at: Instant): string {
  return `${programme}/${recipient}/digest/${dayOf(at)}`
}
