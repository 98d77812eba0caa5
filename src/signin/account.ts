import { type Request, type Response, Router } from 'express'
import { assignmentsOf } from '../store/assignments.ts'
import { endOwnSession, endSession, endSessionsOf, standingSessionsOf, switchAssignment } from '../store/sessions.ts'
import { actingTh } from './actingTh.ts'
import { clearCookie, setCookie } from './cookies.ts'
import { fieldsOf } from './fields.ts'
import { machineOf } from './machine.ts'
import { accountPage } from './pages.tsx'
import { Refusal } from './refusals.ts'
import { ACCOUNT_PATH, localPath } from './returnPath.ts'
import { mayChange, type RequestSession, sessionOf } from './session.ts'
import { nowOf, type SignInSetting } from './setting.ts'

/** What somebody who is signed in sees of it: who they are and act as, changing that, and signing out. */
export function accountRoutes(setting: SignInSetting): Router {
  const { store, publicUrl, audit, limits } = setting
  const router = Router()

  router.get('/account', async (request, response) => {
    const session = await sessionOf(setting, request)
    if (!session) return response.redirect(303, `/signin?${new URLSearchParams({ return: request.originalUrl })}`)
    const own = await actingTh(store, await assignmentsOf(store.prisma, session.person.id, nowOf(setting)))
    const sessions = await standingSessionsOf(store, session.person.id, limits, nowOf(setting))
    const isChosen = ({ id }: { id: string }) => id === session.acting?.assignment
    response.send(
      accountPage({
        name: session.person.name,
        acting: own.find(isChosen)?.th ?? null,
        choices: own.map((a) => ({ id: a.id, th: a.th, chosen: isChosen(a) })),
        csrf: session.csrf,
        sessions: sessions.map((s) => ({ ...s, machine: machineOf(s.userAgent), isThis: s.id === session.id })),
        expiresAt: session.expiresAt,
        returnPath: localPath(request.query.return),
      }),
    )
  })

  router.post('/assignment', async (request, response) => {
    const session = await ownSession(request)
    const { assignment = '', return: returnPath } = fieldsOf(request)
    const secret = await switchAssignment(store, session, session.secret, assignment, nowOf(setting))
    if (secret === undefined) throw new Refusal('no-assignment')
    const details = { session: session.id, from: session.acting?.assignment ?? null, to: assignment }
    await audit({ kind: 'assignment-switched', person: session.person.id, details })
    setCookie(response, 'session', secret, publicUrl)
    response.redirect(303, localPath(returnPath))
  })

  router.post('/sign-out', async (request, response) => {
    const { id, person } = await ownSession(request)
    await endSession(store, id, 'signed-out', nowOf(setting))
    await audit({ kind: 'sign-out', person: person.id, details: { session: id } })
    leave(response)
  })

  router.post('/sign-out-elsewhere', async (request, response) => {
    const { id, person } = await ownSession(request)
    const { session = '' } = fieldsOf(request)
    if (session !== id && (await endOwnSession(store, person.id, session, nowOf(setting))))
      await audit({ kind: 'sign-out', person: person.id, details: { session: id, elsewhere: session } })
    response.redirect(303, ACCOUNT_PATH)
  })

  router.post('/sign-out-everywhere', async (request, response) => {
    const { id, person } = await ownSession(request)
    const sessions = await endSessionsOf(store.prisma, person.id, 'signed-out-everywhere', nowOf(setting))
    await audit({ kind: 'sign-out', person: person.id, details: { session: id, everywhere: true, sessions } })
    leave(response)
  })

  /** The session of a request that may change something in it. */
  async function ownSession(request: Request): Promise<RequestSession> {
    const session = await sessionOf(setting, request)
    if (!session) throw new Refusal('not-signed-in')
    if (!mayChange(setting, request, session)) throw new Refusal('csrf-failed')
    return session
  }

  function leave(response: Response): void {
    clearCookie(response, 'session', publicUrl)
    response.setHeader('Clear-Site-Data', '"cache", "storage"')
    response.redirect(303, '/signin?signed-out')
  }

  return router
}
