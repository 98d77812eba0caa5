import type { Logger } from 'pino'
import { type Config, isConfidential } from '../config.ts'
import type { SessionLimits } from '../store/sessions.ts'
import type { Store } from '../store/store.ts'

/** What signing in needs. */
export interface SignInSetting {
  readonly store: Store
  /** The address at which people reach the service. */
  readonly publicUrl: string
  readonly limits: SessionLimits
  /** Whether a link that is mailed signs in: so it does when left out. Without a provider it must. */
  readonly byEmail?: boolean
  /** Without it people sign in by e-mail alone. */
  readonly oidc?: OidcSetting | undefined
  readonly audit: SignInAudit
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** The machine's clock. */
  readonly now?: () => Date
}

/** An OpenID Connect provider, and who we are to it. */
export interface OidcSetting {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** With spaces between them. */
  readonly scopes: string
  /** What the button says after "sign in with". */
  readonly label: string
}

/**
 * Records what concerns signing in. Called once it is done and before the caller is told: when it fails, a sign-in fails too.
 * `details` has neither secrets nor anything personal.
 */
export type SignInAudit = (record: {
  readonly kind:
    | 'sign-in'
    | 'sign-in-failed'
    | 'sign-out'
    | 'assignment-switched'
    | 'person-added'
    | 'person-assigned'
    | 'person-unassigned'
    | 'person-disabled'
    | 'person-enabled'
  /** The person's id, where it is known whose it is. */
  readonly person?: string
  readonly details: Record<string, unknown>
}) => Promise<void>

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/**
 * What the configuration says on signing in. Undefined, and said so, where sessions would be seen on the way: the service's
 * address is neither https nor on this machine.
 */
export function signInSetting(
  config: Config,
  { store, log, audit }: Pick<SignInSetting, 'store' | 'log' | 'audit'>,
): SignInSetting | undefined {
  if (!isConfidential(config.PUBLIC_URL)) {
    log.warn('nobody can sign in: PUBLIC_URL is neither https nor on this machine')
    return undefined
  }
  return {
    ...{ store, log, audit },
    publicUrl: config.PUBLIC_URL,
    limits: { idleMs: config.SESSION_IDLE_MINUTES * MINUTE_MS, lifetimeMs: config.SESSION_HOURS * HOUR_MS },
    byEmail: config.SIGN_IN_BY_EMAIL,
    oidc: oidcSetting(config),
  }
}

function oidcSetting(config: Config): OidcSetting | undefined {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_SCOPES, OIDC_LABEL } = config
  if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined || OIDC_CLIENT_SECRET === undefined) return undefined
  return {
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    scopes: OIDC_SCOPES,
    label: OIDC_LABEL,
  }
}

/** What time it is, by the setting's clock. */
export function nowOf({ now }: SignInSetting): Date {
  return now?.() ?? new Date()
}
