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
  const rows = await store.prisma.office.findMany({
    where: { programmeId: programme, withdrawnAt: null },
    select: { code: true },
    orderBy: { code: 'asc' },
  })
  const recipientOf = (code: OfficeCode): Recipient => `office:${code}`
  const codes = rows.map(({ code }) => code)
  const readers = await readersByRecipient(store, programme, codes.map(recipientOf), day)
  return codes.filter((code) => readers.get(recipientOf(code))!.to.length === 0)
}
