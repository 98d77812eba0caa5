import { Router } from 'express'
import { catalogue, isPublished, KEPT_S, openCsv, openJson } from '../papers/openData.ts'
import { provinceOverview } from '../store/overview.ts'
import { listProgrammes } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { pathParameters } from './address.ts'
import { limitEverybody } from './rateLimit.ts'
import { programmeNow, unknownProgramme } from './read.ts'

/**
 * Open data: for everyone, without a token. Only of programmes that have been opened.
 * @param perMinute requests of one address
 */
export function openDataRoutes(store: Store, publicUrl: string, perMinute: number): Router {
  const base = publicUrl.replace(/\/$/, '')
  const router = Router()
  router.use('/open-data', (_request, response, next) => {
    response.setHeader('Cache-Control', `public, max-age=${KEPT_S}`)
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
    next()
  })
  router.use('/open-data', limitEverybody(perMinute))
  router.get('/open-data/catalog.jsonld', async (_request, response) => {
    const open = (await listProgrammes(store)).filter(isPublished)
    response.type('application/ld+json').send(JSON.stringify(catalogue(open, base)))
  })
  router.get('/open-data/:programme/provinces.json', async (request, response) => {
    const { programme, now } = await openProgrammeNow(store, request.params.programme)
    response.json(openJson(programme, await provinceOverview(store, programme.id, now), now))
  })
  router.get('/open-data/:programme/provinces.csv', async (request, response) => {
    const { programme, now } = await openProgrammeNow(store, request.params.programme)
    response.attachment(`${programme.id}-provinces.csv`).type('text/csv')
    response.send(openCsv(await provinceOverview(store, programme.id, now)))
  })
  return router
}

/** A programme that is published. */
async function openProgrammeNow(store: Store, id: string) {
  if (!pathParameters.programme!.form.test(id)) throw unknownProgramme(id)
  const found = await programmeNow(store, id)
  if (!isPublished(found.programme)) throw unknownProgramme(id)
  return found
}
