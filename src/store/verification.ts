import type { Instant } from '../domain/time.ts'
import { listAudit, recordAudit } from './audit.ts'
import type { Doer } from './mailPause.ts'
import type { Store } from './store.ts'
import type { AuditState } from './verifyAudit.ts'

/** That somebody had the audit trail verified, and what was found: recorded in the trail itself. */

/** How many findings a record of it names; how many there were, it says in any case. */
const FINDINGS_KEPT = 20

export interface VerificationView
  extends Pick<AuditState, 'found' | 'findings' | 'offices' | 'events' | 'entries' | 'records' | 'seals' | 'head'> {
  /** The machine's clock. */
  readonly at: Instant
  /** Id of the token or person. */
  readonly by: string | null
}

/** Records what a verification found, and who wanted it. */
export async function recordVerification(store: Store, state: AuditState, doer: Doer): Promise<void> {
  const { found, findings, offices, events, entries, records, seals, head } = state
  const kept = findings.slice(0, FINDINGS_KEPT)
  const details = { found, findings: kept, offices, events, entries, records, seals, head }
  await recordAudit(store, { ...doer, kind: 'verification', details })
}

/** The last verification that was recorded, if there was one. */
export async function lastVerification(store: Store): Promise<VerificationView | undefined> {
  const [last] = await listAudit(store, { kind: 'verification', latestFirst: true, limit: 1 })
  if (!last) return undefined
  return { ...(last.details as unknown as Omit<VerificationView, 'at' | 'by'>), at: last.at, by: last.actor }
}
