import { formatBaht } from '../../domain/money.ts'
import type { AuditRecordView } from '../audit.ts'

/** A record with its amounts in baht: allocations are recorded as office, line and satang. */
export function recordInBaht({ details, ...record }: AuditRecordView): AuditRecordView {
  if (record.kind !== 'allocation') return { ...record, details }
  const rows = Object.entries(details as Record<string, readonly [string, string, number][]>)
  const shown = rows.map(([what, lines]) => [
    what,
    lines.map(([office, line, satang]) => ({ office, line, amount: formatBaht(satang) })),
  ])
  return { ...record, details: Object.fromEntries(shown) }
}
