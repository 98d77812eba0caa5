import { Router } from 'express'
import { personOfSubject } from '../store/people.ts'
import { newSecret } from '../store/secret.ts'
import { openSession } from '../store/sessions.ts'
import { beginAttempt, takeAttempt } from '../store/signInAttempts.ts'
import { admit, failed, visitorOf } from './admission.ts'
import { clearCookie, readCookie, setCookie } from './cookies.ts'
import { Provider, ProviderAwayError, ProviderRefusedError, stateOf } from './provider.ts'
import { Refusal } from './refusals.ts'
import { localPath } from './returnPath.ts'
import { nowOf, type OidcSetting, type SignInSetting } from './setting.ts'

const CALLBACK = '/signin/oidc/callback'

/** Signing in at an OpenID Connect provider. */
export function providerRoutes(setting: SignInSetting, oidc: OidcSetting): Router {
  const { store, publicUrl, limits, log } = setting
  const provider = new Provider(oidc, new URL(CALLBACK, publicUrl).href)
  const router = Router()

  // A link, not a form: pages may send forms to this service alone, and the provider sends people on as it likes.
  router.get('/oidc', async (request, response) => {
    const secret = newSecret()
    const url = await provider.authorizationUrl(secret).catch((error: unknown) => {
      if (!(error instanceof ProviderAwayError)) throw error
      log.warn({ reason: error.reason }, 'the sign-in provider does not answer')
      throw new Refusal('provider-away')
    })
    await beginAttempt(store, secret, localPath(request.query.return), nowOf(setting))
    setCookie(response, 'attempt', secret, publicUrl)
    response.redirect(303, url.href)
  })

  router.get('/oidc/callback', async (request, response) => {
    const now = nowOf(setting)
    const secret = readCookie(request, 'attempt', publicUrl)
    // An answer to somebody else does not use up this browser's attempt.
    if (secret === undefined || request.query.state !== stateOf(secret))
      throw await failed(setting, 'oidc', 'attempt-unknown')
    clearCookie(response, 'attempt', publicUrl)
    const returnPath = await takeAttempt(store, secret, now)
    if (returnPath === undefined) throw await failed(setting, 'oidc', 'attempt-unknown')
    const person = await personBehind(request.originalUrl, secret)
    if (person === undefined) throw await failed(setting, 'oidc', 'unknown-person')
    const opened = await store.prisma.$transaction((db) =>
      openSession(db, person, visitorOf(setting, request), limits, now),
    )
    if ('refused' in opened) throw await failed(setting, 'oidc', opened.refused, { person })
    await admit(setting, response, { method: 'oidc', person, opened, returnPath })
  })

  async function personBehind(callback: string, secret: string): Promise<string | undefined> {
    try {
      const identity = await provider.identify(callback.slice(callback.indexOf('?')), secret)
      return await personOfSubject(store, identity.subject, identity.verifiedEmail)
    } catch (error) {
      if (!(error instanceof ProviderAwayError || error instanceof ProviderRefusedError)) throw error
      const { reason } = error
      log.warn({ reason }, 'signing in at the provider has failed')
      if (error instanceof ProviderAwayError) throw await failed(setting, 'oidc', 'provider-away', { reason })
      throw await failed(setting, 'oidc', reason === 'access_denied' ? 'cancelled' : 'provider-refused', { reason })
    }
  }

  return router
}
