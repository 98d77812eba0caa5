import type { Recipient } from '../domain/letter.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Day } from '../domain/time.ts'
import { readersByRecipient } from './contacts.ts'
import type { Store } from './store.ts'

/**
 * The offices taking part to which mails would reach nobody, in code order.
 * @param day of programme time
 */
export async function officesWithNobody(store: Store, programme: string, day: Day): Promise<OfficeCode[]> {
  // Whoever has a contact of its own in reach is written to, whatever else the rule says: it is asked of the others only.
  const rows = await store.prisma.$queryRaw<{ code: OfficeCode }[]>`/* offices-without-plain-contact */
    SELECT o.code FROM office o
     WHERE o.programme_id = ${programme} AND o.withdrawn_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM contact c
                        WHERE c.programme_id = o.programme_id AND c.recipient = 'office:' || o.code
                          AND c.stands_in_for IS NULL
                          AND (c.valid_from IS NULL OR c.valid_from <= ${day}::date)
                          AND (c.valid_until IS NULL OR c.valid_until >= ${day}::date)
                          AND NOT EXISTS (SELECT 1 FROM undeliverable u WHERE u.email = lower(c.email)))
     ORDER BY o.code COLLATE "C"`
  const recipientOf = (code: OfficeCode): Recipient => `office:${code}`
  const codes = rows.map(({ code }) => code)
  const readers = await readersByRecipient(store, programme, codes.map(recipientOf), day)
  return codes.filter((code) => readers.get(recipientOf(code))!.to.length === 0)
}
