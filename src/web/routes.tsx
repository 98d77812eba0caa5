import { readFileSync } from 'node:fs'
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express'
import type { Logger } from 'pino'
import type { CommandGateway } from '../commands/gateway.ts'
import { mayCommand, mayRead } from '../domain/access.ts'
import { Calendar } from '../domain/calendar.ts'
import { commandNames } from '../domain/command.ts'
import { officeCodeForm } from '../domain/policy.ts'
import { dayOf } from '../domain/time.ts'
import { upcoming } from '../domain/upcoming.ts'
import type { SignInSetting } from '../signin/setting.ts'
import { listOffices } from '../store/offices.ts'
import { officesAsOf } from '../store/officesAsOf.ts'
import { programmeSummary, provinceOverview } from '../store/overview.ts'
import { listProgrammes } from '../store/programmes.ts'
import { isDatabaseAway } from '../store/sqlError.ts'
import type { Store } from '../store/store.ts'
import { officeTimeline } from '../store/timeline.ts'
import { isTemporalAway } from '../temporal/addressing.ts'
import { shortOfficeName } from '../thai/offices.ts'
import { actRoutes } from './act/routes.tsx'
import { CountryPage } from './country/countryPage.tsx'
import { officeDocuments, provinceDocuments } from './documents.ts'
import { fontRoutes } from './fonts.ts'
import { commandForm } from './forms/commandForms.ts'
import { formRoutes } from './forms/routes.tsx'
import { HomePage } from './homePage.tsx'
import { OfficePage } from './office/officePage.tsx'
import { officePath, programmePath, provincePath } from './paths.ts'
import { type OfficeFilterName, officeFilters, ProvincePage } from './province/provincePage.tsx'
import { above, markOf, officeInProgramme, programmeOfPage } from './read.ts'
import { PageRefusal, type PageRefusalType, pageRefusals } from './refusal.ts'
import { page } from './shell.tsx'
import { admitVisitors, type Visitor, visitorOf } from './visitor.ts'

export interface WebSetting {
  readonly store: Store
  readonly gateway: CommandGateway
  readonly signIn: SignInSetting
  readonly log: Logger
}

const STYLE = readFileSync(new URL('style.css', import.meta.url))
const BODY_LIMIT = '100kb'
/** What the agenda of an office shows ahead, and how far its page looks back. */
const ENTRIES_AHEAD = 5
const EVENTS_BACK = 200

/** The Thai pages, at the root of the app. They ask of the rules and the store what the API asks; nothing is decided here. */
export function webRoutes({ store, gateway, signIn, log }: WebSetting): Router {
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

  pages.get('/programmes/:programme', async (request, response) => {
    const visitor = visitorOf(response)
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    if (visitor.area !== 'all') return response.redirect(303, homeIn(visitor, programme.id))
    const [totals, provinces] = await Promise.all([
      programmeSummary(store, programme.id, now),
      provinceOverview(store, programme.id, now),
    ])
    const worstFirst = provinces.sort((a, b) => b.overdue - a.overdue || (a.province < b.province ? -1 : 1))
    response.send(
      page(
        { title: 'ทั่วประเทศ', visitor, programme: markOf(programme, dayOf(now)), isWide: true },
        <CountryPage programme={programme.id} name={programme.name} totals={totals} provinces={worstFirst} />,
      ),
    )
  })

  pages.get('/programmes/:programme/provinces/:province', async (request, response) => {
    const visitor = visitorOf(response)
    const { province } = request.params
    if (!/^\d{2}$/.test(province) || !mayRead(visitor, province)) throw new PageRefusal('not-found')
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    const filter = filterIn(request.query.show)
    const [[overview], offices] = await Promise.all([
      provinceOverview(store, programme.id, now, province),
      listOffices(store, programme.id, now, { province, sort: 'nextDeadline', limit: 100, ...narrowedTo[filter] }),
    ])
    if (!overview) throw new PageRefusal('not-found')
    response.send(
      page(
        {
          ...{ title: `จังหวัด${overview.nameTh}`, visitor, programme: markOf(programme, dayOf(now)), isWide: true },
          crumbs: visitor.area === 'all' ? [{ label: 'ทั่วประเทศ', href: programmePath(programme.id) }] : [],
        },
        <ProvincePage
          {...{ programme: programme.id, overview, offices, filter, today: dayOf(now) }}
          documents={provinceDocuments(visitor, programme.id, overview)}
        />,
      ),
    )
  })

  pages.get('/programmes/:programme/offices/:office', async (request, response) => {
    const visitor = visitorOf(response)
    const code = request.params.office
    if (!officeCodeForm.test(code) || !mayRead(visitor, code)) throw new PageRefusal('not-found')
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    const { office, province } = await officeInProgramme(store, programme, code, now)
    const [timeline, states] = await Promise.all([
      officeTimeline(store, programme.id, code, {
        after: Math.max(0, office.sequence - EVENTS_BACK),
        limit: EVENTS_BACK,
      }),
      officesAsOf(store, programme.id, [code], now),
    ])
    const rules = { policy: programme.rules.policy, calendar: new Calendar(programme.rules.calendar) }
    const today = dayOf(now)
    const done = commandNames.find((c) => c === request.query.done)
    const names = { code, name: office.nameTh, province }
    response.send(
      page(
        {
          ...{ title: shortOfficeName(names), visitor, programme: markOf(programme, today) },
          crumbs: above(visitor, programme.id, office, province),
          notice: done && commandForm(done, { programme, office, today })?.done,
        },
        <OfficePage
          {...{ programme, office, province, timeline, now }}
          upcoming={programme.openedAt ? upcoming(states.get(code)!, rules, ENTRIES_AHEAD) : []}
          mayGive={commandNames.filter((c) => mayCommand(visitor, c, code))}
          showsPeople={visitor.role !== 'auditor'}
          documents={officeDocuments(visitor, programme.id, office)}
        />,
      ),
    )
  })

  pages.use(formRoutes(store, gateway))
  pages.use(() => {
    throw new PageRefusal('not-found')
  })
  pages.use(failurePages(log))

  const acts = Router()
  acts.use(actRoutes(store, gateway), failurePages(log))

  const router = Router()
  router.use('/web', assets)
  // Below other addresses nothing of theirs is answered with a page.
  router.use((request, response, next) =>
    request.path === '/act'
      ? acts(request, response, next)
      : request.path === '/' || request.path.startsWith('/programmes')
        ? pages(request, response, next)
        : next(),
  )
  return router
}

/** Where somebody begins: a district at its office, a province at its province, others at the country. */
function homeIn({ role, area }: Visitor, programme: string): string {
  if (area === 'all') return programmePath(programme)
  return role === 'district' ? officePath(programme, area) : provincePath(programme, area)
}

const narrowedTo: Readonly<Record<OfficeFilterName, Partial<Parameters<typeof listOffices>[3]>>> = {
  all: {},
  overdue: { overdue: true },
  escalated: { level: 1 },
  'under-review': { phase: 'under-review' },
}

function filterIn(given: unknown): OfficeFilterName {
  return typeof given === 'string' && given in officeFilters ? (given as OfficeFilterName) : 'all'
}

/** For nobody's cache and no frame; styles, pictures and fonts of our own, no script. */
const pageHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  )
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
