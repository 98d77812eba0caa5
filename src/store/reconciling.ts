import type { ReportLine } from '../domain/command.ts'
import { formatBaht } from '../domain/money.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { toSatang } from './forms.ts'
import { type RecordedEntry, recordedEntry } from './ledger.ts'
import type { Store } from './store.ts'

/** What files from elsewhere are held against. */

/** Every ledger entry of some offices, in the order they were recorded. */
export async function paymentsOf(
  store: Store,
  programme: string,
  offices: readonly OfficeCode[],
): Promise<RecordedEntry[]> {
  const rows = await store.prisma.ledgerEntry.findMany({
    where: { programmeId: programme, office: { in: [...offices] } },
    orderBy: [{ office: 'asc' }, { sequence: 'asc' }],
  })
  return rows.map(recordedEntry)
}

/** What each office's ledger says of every budget line: what its report must say. */
export async function reportLinesOf(store: Store, programme: string): Promise<Map<OfficeCode, ReportLine[]>> {
  const rows = await store.prisma.budgetLine.findMany({
    where: { programmeId: programme },
    orderBy: [{ office: 'asc' }, { line: 'asc' }],
  })
  const lines = new Map<OfficeCode, ReportLine[]>()
  for (const { office, line, disbursed, returned } of rows) {
    const own = lines.get(office) ?? []
    own.push({ line, disbursed: formatBaht(toSatang(disbursed)), returned: formatBaht(toSatang(returned)) })
    lines.set(office, own)
  }
  return lines
}

/** Which office an e-mail address is a contact of, addresses in small letters; those of several offices are left out. */
export async function officeEmails(store: Store, programme: string): Promise<Map<string, OfficeCode>> {
  const rows = await store.prisma.contact.findMany({
    where: { programmeId: programme, recipient: { startsWith: 'office:' } },
    select: { recipient: true, email: true },
  })
  const offices = new Map<string, Set<OfficeCode>>()
  for (const { recipient, email } of rows) {
    const address = email.toLowerCase()
    offices.set(address, (offices.get(address) ?? new Set()).add(recipient.slice('office:'.length)))
  }
  return new Map([...offices].flatMap(([email, of]) => (of.size === 1 ? [[email, [...of][0]!]] : [])))
}
