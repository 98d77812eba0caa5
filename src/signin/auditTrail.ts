import { recordAudit } from '../store/audit.ts'
import type { Store } from '../store/store.ts'
import type { SignInAudit } from './setting.ts'

/** Records what concerns signing in, and people, in the audit trail. */
export function auditToTrail(store: Store): SignInAudit {
  return async ({ kind, person, details }) => {
    await recordAudit(store, { kind, actor: person, details })
  }
}
