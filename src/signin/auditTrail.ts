import { recordAudit } from '../store/audit.ts'
import type { Store } from '../store/store.ts'
import type { SignInAudit } from './setting.ts'

/** Records what concerns signing in, and people, in the audit trail. */
export function auditToTrail(store: Store): SignInAudit {
  return async ({ kind, person, details }) => {
    // What is done to a person is done at the terminal; signing in is the person's own act.
    const isTheirs = !kind.startsWith('person-')
    await recordAudit(store, { kind, ...(isTheirs ? { actor: person, details } : { details: { ...details, person } }) })
  }
}
