import { readFileSync } from 'node:fs'
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express'
import type { Logger } from 'pino'
import type { CommandGateway } from '../commands/gateway.ts'
import { say } from '../language/say.ts'
import { BusyError } from '../preview/turns.ts'
import type { SignInSetting } from '../signin/setting.ts'
import { listProgrammes } from '../store/programmes.ts'
import { isDatabaseAway } from '../store/sqlError.ts'
import { isTemporalAway } from '../temporal/addressing.ts'
import { actRoutes } from './act/routes.tsx'
import { areaRoutes } from './area/routes.tsx'
import { auditPages } from './audit/routes.tsx'
import { inChosenLanguage } from './chosenLanguage.ts'
import { SCRIPTED_POLICY } from './contentPolicy.ts'
import { countryRoutes } from './country/routes.tsx'
import { recordDenials } from './denials.ts'
import { fontRoutes } from './fonts/routes.ts'
import { formRoutes } from './forms/routes.tsx'
import { HomePage } from './homePage.tsx'
import { importPages } from './imports/routes.tsx'
import { liveRoutes, liveScript } from './live/routes.ts'
import { mailPages } from './mails/routes.tsx'
import { homeIn } from './menu.ts'
import { officeRoutes } from './office/routes.tsx'
import { openRoutes } from './open/routes.tsx'
import { type OperationsSetting, operationsRoutes } from './operations/routes.tsx'
import { programmeRoutes } from './programme/routes.tsx'
import { provinceRoutes } from './province/routes.tsx'
import { PageRefusal, type PageRefusalType, pageRefusals } from './refusal.ts'
import { page } from './shell.tsx'
import { summaryRoutes } from './summaries/routes.tsx'
import { uploads } from './upload.ts'
import { admitVisitors, limitVisitors, requireOwnForm, type Visitor, visitorOf } from './visitor.ts'

export interface WebSetting extends OperationsSetting {
  readonly gateway: CommandGateway
  readonly signIn: SignInSetting
  readonly temporalUiUrl?: string | undefined
  /** Requests a minute of one person, and of one address on pages for everybody, in each process. */
  readonly requestsPerMinute: number
  readonly strangersPerMinute: number
}

const STYLE = readFileSync(new URL('style.css', import.meta.url))
const BODY_LIMIT = '100kb'
/** The Thai pages, at the root of the app. They ask of the rules and the store what the API asks; nothing is decided here. */
export function webRoutes(setting: WebSetting): Router {
  const { store, gateway, signIn, client, temporalUiUrl, log } = setting
  const temporalUi =
    temporalUiUrl === undefined ? undefined : { url: temporalUiUrl, namespace: client.options.namespace }
  const assets = Router()
  assets.get('/style.css', (_request, response) => {
    response.setHeader('Cache-Control', 'public, max-age=3600')
    response.type('css').send(STYLE)
  })

  assets.use(fontRoutes(), liveScript())

  const chosen = inChosenLanguage({ store, publicUrl: signIn.publicUrl })
  const pages = Router()
  // Nobody's form is read before they are known.
  pages.use(pageHeaders, admitVisitors(signIn), limitVisitors(setting.requestsPerMinute))
  pages.use(express.urlencoded({ extended: false, limit: BODY_LIMIT }), ...uploads)
  pages.use(chosen, requireOwnForm(signIn))

  pages.get('/', async (_request, response) => {
    const visitor = visitorOf(response)
    const programmes = await listProgrammes(store)
    const [only] = programmes
    if (only && programmes.length === 1) return response.redirect(303, homeIn(visitor, only.id))
    const links = programmes.map((p) => ({
      name: p.name,
      year: p.rules.policy.fiscalYear,
      href: homeIn(visitor, p.id),
    }))
    response.send(page({ title: say('โครงการ'), visitor }, <HomePage programmes={links} />))
  })

  pages.use(countryRoutes(store), provinceRoutes(store), officeRoutes(store, temporalUi), areaRoutes(store, gateway))
  pages.use(importPages(store, gateway), summaryRoutes(store), liveRoutes(store), programmeRoutes(store))
  pages.use(mailPages(store), auditPages(store), operationsRoutes(setting, temporalUi))
  pages.use(formRoutes(store, gateway))
  pages.use(nothingElse, recordDenials(store, log), failurePages(log))

  const acts = Router()
  acts.use(actRoutes(store, gateway, chosen), failurePages(log))

  const open = Router()
  open.use(pageHeaders, openRoutes(store, setting.strangersPerMinute), nothingElse, failurePages(log))

  // Below other addresses nothing of theirs is answered with a page.
  const below: readonly [RegExp, Router][] = [
    [/^\/act$/, acts],
    [/^\/open(\/|$)/, open],
    [/^\/((programmes|operations).*)?$/, pages],
  ]
  const router = Router()
  router.use('/web', assets)
  router.use((request, response, next) => {
    const found = below.find(([form]) => form.test(request.path))
    return found ? found[1](request, response, next) : next()
  })
  return router
}

const nothingElse: RequestHandler = () => {
  throw new PageRefusal('not-found')
}

/** For nobody's cache. */
const pageHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Security-Policy', SCRIPTED_POLICY)
  // Not `no-referrer`: browsers would then send forms with an Origin of null.
  response.setHeader('Referrer-Policy', 'same-origin')
  next()
}

/** Turns whatever a handler threw into a page. */
function failurePages(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    const request = String(response.getHeader('x-request-id'))
    const type = refusalIn(error)
    if (type === 'internal-error') log.error({ err: error, request }, 'a page failed')
    if (type === 'unavailable') {
      log.warn({ err: error, request }, 'a part of the service does not answer')
      response.setHeader('Retry-After', '5')
    }
    const { status, title, text } = pageRefusals[type]
    response.status(status).send(
      page(
        { title: say(title), visitor: response.locals.visitor as Visitor | undefined },
        <>
          <h1>{say(title)}</h1>
          <p>{say(text)}</p>
          <p>
            <a class="button" href="/">
              {say('ไปหน้าแรก')}
            </a>
          </p>
          <p class="hint">
            {say('หมายเลขอ้างอิง')} {request}
          </p>
        </>,
      ),
    )
  }
}

function refusalIn(error: unknown): PageRefusalType {
  if (error instanceof PageRefusal) return error.type
  if (isDatabaseAway(error) || isTemporalAway(error) || error instanceof BusyError) return 'unavailable'
  const { status = 500 } = error as { status?: number }
  if (status === 413) return 'too-large'
  return status < 500 ? 'unreadable' : 'internal-error'
}
