import { readFileSync } from 'node:fs'
import type { Client, Connection } from '@temporalio/client'
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express'
import type { Logger } from 'pino'
import type { CommandGateway } from '../commands/gateway.ts'
import type { SignInSetting } from '../signin/setting.ts'
import { listProgrammes } from '../store/programmes.ts'
import { isDatabaseAway } from '../store/sqlError.ts'
import type { Store } from '../store/store.ts'
import { isTemporalAway } from '../temporal/addressing.ts'
import { actRoutes } from './act/routes.tsx'
import { auditPages } from './audit/routes.tsx'
import { CONTENT_POLICY } from './contentPolicy.ts'
import { countryRoutes } from './country/routes.tsx'
import { fontRoutes } from './fonts.ts'
import { formRoutes } from './forms/routes.tsx'
import { HomePage } from './homePage.tsx'
import { homeIn } from './menu.ts'
import { officeRoutes } from './office/routes.tsx'
import { openRoutes } from './open/routes.tsx'
import { operationsRoutes } from './operations/routes.tsx'
import { provinceRoutes } from './province/routes.tsx'
import { PageRefusal, type PageRefusalType, pageRefusals } from './refusal.ts'
import { page } from './shell.tsx'
import { admitVisitors, type Visitor, visitorOf } from './visitor.ts'

export interface WebSetting {
  readonly store: Store
  readonly gateway: CommandGateway
  readonly signIn: SignInSetting
  readonly client: Client
  readonly connection: Connection
  readonly taskQueue: string
  readonly temporalUiUrl?: string | undefined
  /** Requests a minute of one address, of pages that are for everybody. */
  readonly strangersPerMinute: number
  readonly log: Logger
}

const STYLE = readFileSync(new URL('style.css', import.meta.url))
const BODY_LIMIT = '100kb'
/** The Thai pages, at the root of the app. They ask of the rules and the store what the API asks; nothing is decided here. */
export function webRoutes(setting: WebSetting): Router {
  const { store, gateway, signIn, strangersPerMinute, client, temporalUiUrl, log } = setting
  const temporalUi =
    temporalUiUrl === undefined ? undefined : { url: temporalUiUrl, namespace: client.options.namespace }
  const assets = Router()
  assets.get('/style.css', (_request, response) => {
    response.setHeader('Cache-Control', 'public, max-age=3600')
    response.type('css').send(STYLE)
  })

  assets.use(fontRoutes())

  const pages = Router()
  pages.use(pageHeaders, express.urlencoded({ extended: false, limit: BODY_LIMIT }), admitVisitors(signIn))

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
    response.send(page({ title: 'โครงการ', visitor }, <HomePage programmes={links} />))
  })

  pages.use(countryRoutes(store), provinceRoutes(store), officeRoutes(store, temporalUi), auditPages(store))
  pages.use(operationsRoutes(setting, temporalUi))
  pages.use(formRoutes(store, gateway))
  pages.use(() => {
    throw new PageRefusal('not-found')
  })
  pages.use(failurePages(log))

  const acts = Router()
  acts.use(actRoutes(store, gateway), failurePages(log))

  const open = Router()
  open.use(openRoutes(store, strangersPerMinute), failurePages(log))

  const router = Router()
  router.use('/web', assets)
  // Below other addresses nothing of theirs is answered with a page.
  router.use((request, response, next) =>
    request.path === '/act'
      ? acts(request, response, next)
      : /^\/open(\/|$)/.test(request.path)
        ? open(request, response, next)
        : request.path === '/' || /^\/(programmes|operations)/.test(request.path)
          ? pages(request, response, next)
          : next(),
  )
  return router
}

/** For nobody's cache and no frame; styles, pictures and fonts of our own, no script. */
const pageHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Security-Policy', CONTENT_POLICY)
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
        { title, visitor: response.locals.visitor as Visitor | undefined },
        <>
          <h1>{title}</h1>
          <p>{text}</p>
          <p>
            <a class="button" href="/">
              ไปหน้าแรก
            </a>
          </p>
          <p class="hint">หมายเลขอ้างอิง {request}</p>
        </>,
      ),
    )
  }
}

function refusalIn(error: unknown): PageRefusalType {
  if (error instanceof PageRefusal) return error.type
  if (isDatabaseAway(error) || isTemporalAway(error)) return 'unavailable'
  const { status = 500 } = error as { status?: number }
  return status < 500 ? 'unreadable' : 'internal-error'
}
