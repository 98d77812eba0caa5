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
import { EVERY_MS, Watch } from './watch.ts'

const SCRIPT = readFileSync(new URL('live.js', import.meta.url))
/** How long a stream lasts; the browser then asks again, and is asked again whether it is still signed in. */
const LASTS_MS = 5 * 60_000
/** Streams of one person at once, in each process: more than anybody has pages open. */
const MOST_STREAMS = 30

/** Where a page learns that something has happened in an area since it was made. To be asked before what it shows is read. */
export async function livePath(store: Store, programme: string, area: OfficeCode | Area): Promise<string> {
  return `${programmePath(programme)}/live/${area}?since=${await versionOf(store, programme, area)}`
}

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
  const watch = new Watch(store)
  const open = new Map<string, number>()
  router.get('/programmes/:programme/live/:area', async (request, response) => {
    const { area } = request.params
    const visitor = visitorOf(response)
    const isReadable = area === 'all' ? visitor.area === 'all' : officeCodeForm.test(area) && mayRead(visitor, area)
    if (!isReadable) throw new PageRefusal('not-found')
    const { programme } = await programmeOfPage(store, request.params.programme)
    const already = open.get(visitor.id) ?? 0
    if (already >= MOST_STREAMS) throw new PageRefusal('too-many')
    open.set(visitor.id, already + 1)
    response.once('close', () => {
      const left = open.get(visitor.id)! - 1
      if (left > 0) open.set(visitor.id, left)
      else open.delete(visitor.id)
    })
    stream(watch, programme.id, area, request, response)
  })
  return router
}

function stream(watch: Watch, programme: string, area: string, request: Request, response: Response): void {
  // Compression would hold an event back until there are more.
  response.setHeader('Cache-Control', 'no-store, no-transform')
  response.type('text/event-stream')
  response.write(`retry: ${EVERY_MS}\n\n`)
  // A browser that comes back says what it was told last.
  const known = Number(request.headers['last-event-id'] ?? request.query.since)
  const unlisten = watch.listen(programme, area, known, (version) => {
    response.write(`id: ${version}\nevent: changed\ndata: ${version}\n\n`)
  })
  const end = () => response.end()
  const lasts = setTimeout(end, LASTS_MS)
  request.app.once(STOPPING, end)
  response.once('close', () => {
    unlisten()
    clearTimeout(lasts)
    request.app.off(STOPPING, end)
  })
}

/** What an app is told before its server stops: streams would keep it from doing so. */
export const STOPPING = 'stopping'
