import express, { type RequestHandler, Router } from 'express'
import { limitRequests } from '../requestLimit.ts'
import { inChosenLanguage } from '../web/chosenLanguage.ts'
import { accountRoutes } from './account.ts'
import { choicePath } from './admission.ts'
import { emailRoutes } from './byEmail.ts'
import { providerRoutes } from './byProvider.ts'
import { isChanging, isFromOurPages } from './csrf.ts'
import { failurePages } from './failure.ts'
import { signInPage } from './pages.tsx'
import { Refusal } from './refusals.ts'
import { localPath } from './returnPath.ts'
import { sessionOf } from './session.ts'
import type { SignInSetting } from './setting.ts'

const BODY_LIMIT = '10kb'

/** What a stranger can have looked up or written: links, and sign-ins at the provider. */
const OF_STRANGERS = ['/email', '/link', '/oidc']

/**
 * The pages on which people sign in and out, below `/signin`; for the root of the app.
 * @param perMinute requests of one address that are not of somebody who is signed in
 */
export function signInRoutes(setting: SignInSetting, perMinute: number): Router {
  const { store, publicUrl, byEmail = true, oidc, log } = setting
  const router = Router()
  router.use(pageHeaders)
  // Before anything is read or asked of the database: each would hold a connection, and what fails is written to the trail.
  const refuse = () => {
    throw new Refusal('too-many')
  }
  router.use(OF_STRANGERS, limitRequests({ name: 'sign-in', perMinute, refuse }))
  router.use(express.urlencoded({ extended: false, limit: BODY_LIMIT }), express.json({ limit: BODY_LIMIT }))
  router.use(inChosenLanguage({ store, publicUrl }))
  router.use((request, _response, next) => {
    if (isChanging(request) && !isFromOurPages(request, publicUrl)) throw new Refusal('csrf-failed')
    next()
  })

  router.get('/', async (request, response) => {
    const returnPath = localPath(request.query.return)
    const session = await sessionOf(setting, request)
    if (session) return response.redirect(303, session.acting ? returnPath : choicePath(returnPath))
    response.send(signInPage({ provider: oidc?.label, byEmail, returnPath, signedOut: 'signed-out' in request.query }))
  })
  if (byEmail) router.use(emailRoutes(setting))
  if (oidc) router.use(providerRoutes(setting, oidc))
  router.use(accountRoutes(setting))

  router.use(() => {
    throw new Refusal('not-found')
  })
  router.use(failurePages(log))
  return Router().use('/signin', router)
}

/** For nobody's cache, no frame and no script; a link's secret is named to nobody, nor in the log of a proxy before us. */
const pageHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  )
  // Not `no-referrer`: browsers would then send forms with an Origin of null.
  response.setHeader('Referrer-Policy', 'strict-origin')
  next()
}
