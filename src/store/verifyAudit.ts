import { linkOf } from './audit/chain.ts'
import { verifyEvents } from './audit/events.ts'
import type { Finding } from './audit/finding.ts'
import { verifyMoney } from './audit/money.ts'
import { verifyReceipts } from './audit/receipts.ts'
import { verifyRecords } from './audit/records.ts'
import { type SealView, sealView, verifySeals } from './audit/seals.ts'
import type { Store } from './store.ts'

export type { Finding } from './audit/finding.ts'
export type { SealView } from './audit/seals.ts'

export interface VerifyOptions {
  /** Only this programme's offices; the service's own records and the seals are verified in any case. */
  readonly programme?: string | undefined
  /** The hash of a seal that was kept elsewhere, hexadecimal. */
  readonly seal?: string | undefined
  /** Called for everything that is found, however much. */
  readonly onFinding?: ((finding: Finding) => void) | undefined
  /** Called with the number of events and records looked at so far. */
  readonly onProgress?: ((rows: number) => void) | undefined
}

export interface AuditState {
  /** How many things were found; none: everything is as it was recorded. */
  readonly found: number
  /** The first hundred of them. */
  readonly findings: readonly Finding[]
  readonly offices: number
  readonly events: number
  /** Ledger entries. */
  readonly entries: number
  /** What was recorded of the service. */
  readonly records: number
  readonly seals: number
  /** The seal that was asked for, if it is there. */
  readonly seal: SealView | null
  /** One hash over the ends of all chains that were verified, hexadecimal. */
  readonly head: string
}

const KEPT_FINDINGS = 100

/** A snapshot of a year's rows, read in one transaction: seconds for the country, and time enough for much more. */
const PATIENCE = { maxWait: 30_000, timeout: 60 * 60_000, isolationLevel: 'RepeatableRead' as const }

/**
 * Verifies that the database holds what was recorded, all of it and nothing else: computes every hash anew, of offices'
 * events, of the words and receipts of commands, of the service's records and of seals, and holds ledger, balances and
 * allocations against them. Reads one snapshot, so that it may run beside the service, in pages, so that memory stays flat.
 */
export async function verifyAudit(
  store: Store,
  { programme, seal, onFinding, onProgress }: VerifyOptions = {},
): Promise<AuditState> {
  const findings: Finding[] = []
  let found = 0
  let rows = 0
  const note = (finding: Finding) => {
    found++
    if (findings.length < KEPT_FINDINGS) findings.push(finding)
    onFinding?.(finding)
  }
  return store.prisma.$transaction(async (db) => {
    const verification = {
      db,
      programme: programme ?? null,
      found: note,
      progress: (more: number) => {
        rows += more
        onProgress?.(rows)
      },
    }
    const recorded = await verifyRecords(verification)
    const { offices, events, entries, head, balances } = await verifyEvents(verification)
    await verifyMoney(verification, balances, recorded.allocations)
    await verifyReceipts(verification, recorded.areaCommands)
    const seals = await verifySeals(verification, recorded)
    const asked = seals.find((s) => s.hash === seal?.toLowerCase())
    if (seal !== undefined && !asked)
      note({
        about: 'seal',
        programme: null,
        office: null,
        sequence: null,
        what: `there is no seal ${seal}: it, and perhaps what it covered, was removed or replaced`,
      })
    return {
      found,
      findings,
      offices,
      events,
      entries,
      records: recorded.sequence,
      seals: seals.length,
      seal: asked ?? null,
      head: linkOf(head, [`${recorded.sequence}`, recorded.head]),
    }
  }, PATIENCE)
}

/**
 * Seals all chains as they stand. The seal's hash, kept elsewhere (in a letter, in another office), shows later whether
 * anything of what it covers was cut off or written anew, which a chain cannot tell from inside.
 */
export async function sealAudit(store: Store): Promise<SealView> {
  const [seal] = await store.prisma.$queryRaw<[{ sequence: number; at: string; hash: string }]>`
    SELECT sequence, extract(epoch FROM at)::text AS at, encode(hash, 'hex') AS hash FROM seal_audit()`
  return sealView(seal)
}
