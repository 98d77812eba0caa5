import { createHmac } from 'node:crypto'
import * as oidc from 'openid-client'
import { issuerOf, type Subject } from '../store/people.ts'
import type { OidcSetting } from './setting.ts'

/** Signing in by an OpenID Connect provider: authorization code with PKCE, state and nonce. */

/** How long one request to the provider may take, in seconds. */
const TIMEOUT_S = 8

/** The provider does not answer, or says that it cannot now. `reason` is a code. */
export class ProviderAwayError extends Error {
  override readonly name = 'ProviderAwayError'
  readonly reason: string

  constructor(reason: string) {
    super(`The provider does not answer: ${reason}.`)
    this.reason = reason
  }
}

/** What the provider answers does not let this person in. `reason` is a code, never what the provider wrote. */
export class ProviderRefusedError extends Error {
  override readonly name = 'ProviderRefusedError'
  readonly reason: string

  constructor(reason: string) {
    super(`The provider's answer cannot be accepted: ${reason}.`)
    this.reason = reason
  }
}

/** Who has signed in at the provider. */
export interface Identity {
  readonly subject: Subject
  /** The e-mail address that the provider says it has verified. @throws ProviderAwayError, ProviderRefusedError */
  verifiedEmail(): Promise<string | undefined>
}

export class Provider {
  private readonly setting: OidcSetting
  private readonly redirectUri: string
  private found: Promise<oidc.Configuration> | undefined

  /** Asks the provider for nothing yet. @param redirectUri where it sends people back to */
  constructor(setting: OidcSetting, redirectUri: string) {
    this.setting = setting
    this.redirectUri = redirectUri
  }

  /**
   * Where to send someone who wants to sign in. State, nonce and verifier all come from the secret in the browser's cookie.
   * @throws ProviderAwayError
   */
  async authorizationUrl(secret: string): Promise<URL> {
    const configuration = await this.configuration()
    return oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri,
      scope: this.setting.scopes,
      state: stateOf(secret),
      nonce: derived(secret, 'nonce'),
      code_challenge: await oidc.calculatePKCECodeChallenge(derived(secret, 'verifier')),
      code_challenge_method: 'S256',
      ui_locales: 'th',
    })
  }

  /**
   * Who has come back from the provider.
   * @param search the query with which they came back
   * @param secret the secret of the browser's cookie
   * @throws ProviderAwayError, ProviderRefusedError
   */
  async identify(search: string, secret: string): Promise<Identity> {
    const configuration = await this.configuration()
    const callback = new URL(this.redirectUri)
    callback.search = search
    const tokens = await told(
      oidc.authorizationCodeGrant(configuration, callback, {
        expectedState: stateOf(secret),
        expectedNonce: derived(secret, 'nonce'),
        pkceCodeVerifier: derived(secret, 'verifier'),
      }),
    )
    const claims = tokens.claims()
    if (!claims) throw new ProviderRefusedError('no-id-token')
    return {
      subject: { issuer: issuerOf(claims.iss), subject: claims.sub },
      verifiedEmail: async () => {
        const isAsked = claims.email === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined
        return verifiedEmailIn(
          isAsked ? await told(oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)) : claims,
        )
      },
    }
  }

  /** What the provider says of itself: asked once, and again after a failure. */
  private configuration(): Promise<oidc.Configuration> {
    this.found ??= this.discover().catch((error: unknown) => {
      this.found = undefined
      throw new ProviderAwayError(codeOf(error))
    })
    return this.found
  }

  private discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.setting
    const authenticateClient: oidc.ClientAuth = (server, client, body, headers) => {
      const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
      const method = methods.includes('client_secret_basic') ? oidc.ClientSecretBasic : oidc.ClientSecretPost
      return method(clientSecret)(server, client, body, headers)
    }
    const execute = [oidc.enableNonRepudiationChecks]
    // The configuration takes http for this machine alone.
    if (new URL(issuer).protocol === 'http:') execute.push(oidc.allowInsecureRequests)
    return oidc.discovery(new URL(issuer), clientId, undefined, authenticateClient, { timeout: TIMEOUT_S, execute })
  }
}

/** The state of the attempt whose secret is in the browser's cookie. */
export function stateOf(secret: string): string {
  return derived(secret, 'state')
}

/** 43 characters that tell nothing of the secret, nor of each other. */
function derived(secret: string, purpose: 'state' | 'nonce' | 'verifier'): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url')
}

function verifiedEmailIn({ email, email_verified }: Record<string, unknown>): string | undefined {
  return typeof email === 'string' && email_verified === true ? email : undefined
}

/** An answer of the provider, or an error that says what its failing means to the person. */
async function told<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw new (isAway(error) ? ProviderAwayError : ProviderRefusedError)(codeOf(error))
  }
}

function isAway(error: unknown): boolean {
  if (error instanceof oidc.AuthorizationResponseError)
    return error.error === 'temporarily_unavailable' || error.error === 'server_error'
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: string }
  const isServerError = error.cause instanceof Response && error.cause.status >= 500
  // What fetch throws when there is no connection is a TypeError without a code.
  return code === 'OAUTH_TIMEOUT' || isServerError || (error instanceof TypeError && code === undefined)
}

/** A short code for logs and the audit trail. What else is in such an error may be personal or secret. */
function codeOf(error: unknown): string {
  const { error: said, code } = error as { error?: unknown; code?: unknown }
  const word = [said, code].find((w): w is string => typeof w === 'string' && /^[\w-]{1,60}$/.test(w))
  return word ?? (error instanceof Error ? error.name : 'unknown')
}
