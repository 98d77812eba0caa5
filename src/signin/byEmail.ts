import { Router } from 'express'
import { z } from 'zod'
import { addressOf } from '../requestLimit.ts'
import { openSession } from '../store/sessions.ts'
import { askForLink, linkRefusal, useLink } from '../store/signInLinks.ts'
import { admit, failed, visitorOf } from './admission.ts'
import { fieldsOf } from './fields.ts'
import { checkMailPage, linkPage, signInPage } from './pages.tsx'
import { Refusal } from './refusals.ts'
import { localPath } from './returnPath.ts'
import { nowOf, type SignInSetting } from './setting.ts'

const emailSchema = z.string().trim().max(254).pipe(z.email())

/** Signing in by a link that is mailed. */
export function emailRoutes(setting: SignInSetting): Router {
  const { store, limits, oidc } = setting
  const router = Router()

  router.post('/email', async (request, response) => {
    const fields = fieldsOf(request)
    const returnPath = localPath(fields.return)
    const email = emailSchema.safeParse(fields.email)
    if (!email.success) {
      response.status(400)
      return response.send(
        signInPage({ provider: oidc?.label, byEmail: true, returnPath, wrongEmail: fields.email ?? '' }),
      )
    }
    const link = { email: email.data, askedFrom: addressOf(request), returnPath }
    if (!(await askForLink(store, link, nowOf(setting)))) throw new Refusal('too-many-links')
    response.redirect(303, '/signin/check-mail')
  })

  router.get('/check-mail', (_request, response) => {
    response.send(checkMailPage())
  })

  // Opening a link changes nothing: mail scanners open them too.
  router.get('/link', async (request, response) => {
    const secret = request.query.s
    const refused = await linkRefusal(store, secret, nowOf(setting))
    if (refused) throw new Refusal(`link-${refused}`)
    response.send(linkPage(String(secret)))
  })

  router.post('/link', async (request, response) => {
    const now = nowOf(setting)
    const outcome = await store.prisma.$transaction(async (db) => {
      const used = await useLink(db, fieldsOf(request).s, now)
      if ('refused' in used) return { why: `link-${used.refused}` as const, person: used.person }
      const opened = await openSession(db, used.person, visitorOf(setting, request), limits, now)
      return 'refused' in opened ? { why: opened.refused, person: used.person } : { ...used, opened }
    })
    if ('why' in outcome) throw await failed(setting, 'email', outcome.why, { person: outcome.person })
    await admit(setting, response, { method: 'email', ...outcome })
  })

  return router
}
