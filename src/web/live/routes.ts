import { readFileSync } from 'node:fs'
import { type Request, type Response, Router } from 'express'
import { mayRead } from '../../domain/access.ts'
import type { Area } from '../../domain/area.ts'
import { type OfficeCode, officeCodeForm } from '../../domain/policy.ts'
import { versionOf } from '../../store/areaVersion.ts'
import type { Store } from '../../store/store.ts'
import { programmePath } from '../paths.ts'
import { programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { visitorOf } from '../visitor.ts'

const SCRIPT = readFileSync(new URL('live.js', import.meta.url))
/** How often a stream looks whether something has happened, in milliseconds. */
const EVERY_MS = 2000
/** How long a stream lasts; the browser then asks again, and is asked again whether it is still signed in. */
const LASTS_MS = 5 * 60_000

/** Where a page learns that something has happened in an area. */
export const livePath = (programme: string, area: OfficeCode | Area): string =>
  `${programmePath(programme)}/live/${area}`

export function liveScript(): Router {
  const router = Router()
  router.get('/live.js', (_request, response) => {
    response.setHeader('Cache-Control', 'public, max-age=3600')
    response.type('js').send(SCRIPT)
  })
  return router
}

/** Streams (text/event-stream) that say when something has happened, and nothing of what: the page is asked for that. */
export function liveRoutes(store: Store): Router {
  const router = Router()
  router.get('/programmes/:programme/live/:area', async (request, response) => {
    const { area } = request.params
    const visitor = visitorOf(response)
    const isReadable = area === 'all' ? visitor.area === 'all' : officeCodeForm.test(area) && mayRead(visitor, area)
    if (!isReadable) throw new PageRefusal('not-found')
    const { programme } = await programmeOfPage(store, request.params.programme)
    await stream(store, programme.id, area, request, response)
  })
  return router
}

async function stream(store: Store, programme: string, area: string, request: Request, response: Response) {
  let version = await versionOf(store, programme, area)
  // Compression would hold an event back until there are more.
  response.setHeader('Cache-Control', 'no-store, no-transform')
  response.type('text/event-stream')
  response.write(`retry: ${EVERY_MS}\n\n`)
  const look = async () => {
    // A database that is away for a while is no reason to end a page's stream.
    const now = await versionOf(store, programme, area).catch(() => version)
    if (now !== version) response.write(`event: changed\ndata: ${now}\n\n`)
    version = now
  }
  let looking = Promise.resolve()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, EVERY_MS)
  const end = () => response.end()
  const lasts = setTimeout(end, LASTS_MS)
  request.app.once(STOPPING, end)
  response.once('close', () => {
    clearInterval(timer)
    clearTimeout(lasts)
    request.app.off(STOPPING, end)
  })
}

/** What an app is told before its server stops: streams would keep it from doing so. */
export const STOPPING = 'stopping'
