import type { Balance } from './entries.ts'
import type { Verification } from './finding.ts'

interface LineRow {
  readonly programme: string
  readonly office: string
  readonly line: string
  /** Satang. */
  readonly allocated: string
  readonly disbursed: string
  readonly returned: string
}

/**
 * Verifies every budget line: its balance against the entries that events have made, its allocation against what was
 * recorded when it was set. And finds entries that no event has made.
 */
export async function verifyMoney(
  { db, programme, found }: Verification,
  balances: ReadonlyMap<string, Balance>,
  allocations: ReadonlyMap<string, string>,
): Promise<void> {
  const lines = await db.$queryRaw<LineRow[]>`
    SELECT programme_id AS programme, office, line, allocated::text, disbursed::text, returned::text
      FROM budget_line WHERE ${programme}::text IS NULL OR programme_id = ${programme}
     ORDER BY programme_id COLLATE "C", office COLLATE "C", line COLLATE "C"`
  const unmet = new Map(allocations)
  for (const { line, allocated, disbursed, returned, ...of } of lines) {
    const key = `${of.programme}/${of.office}/${line}`
    const sum = balances.get(key) ?? { disbursed: 0n, returned: 0n }
    const say = (about: 'balance' | 'allocation', what: string) => found({ about, ...of, sequence: null, what })
    if (`${sum.disbursed}` !== disbursed)
      say('balance', `line ${line} has ${disbursed} satang disbursed, its entries make ${sum.disbursed}`)
    if (`${sum.returned}` !== returned)
      say('balance', `line ${line} has ${returned} satang returned, its entries make ${sum.returned}`)
    const recorded = unmet.get(key)
    if (recorded === undefined) say('allocation', `line ${line} has ${allocated} satang that were never recorded`)
    else if (recorded !== allocated) say('allocation', `line ${line} has ${allocated} satang, recorded are ${recorded}`)
    unmet.delete(key)
  }
  for (const [key, satang] of unmet) {
    const [p, office, line] = key.split('/') as [string, string, string]
    if (programme === null || p === programme)
      found({
        about: 'allocation',
        programme: p,
        office,
        sequence: null,
        what: `line ${line} of ${satang} satang is gone`,
      })
  }

  const orphans = await db.$queryRaw<{ programme: string; office: string; sequence: number }[]>`
    SELECT programme_id AS programme, office, sequence FROM ledger_entry l
     WHERE (${programme}::text IS NULL OR programme_id = ${programme})
       AND NOT EXISTS (SELECT FROM audit_event e
                        WHERE e.programme_id = l.programme_id AND e.office = l.office AND e.sequence = l.sequence)
     ORDER BY programme_id, office, sequence`
  for (const orphan of orphans)
    found({ about: 'entry', ...orphan, what: 'there is a ledger entry without the event that makes it' })
}
