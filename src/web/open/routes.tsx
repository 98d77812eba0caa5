import { type RequestHandler, type Response, Router } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { dayOf } from '../../domain/time.ts'
import { isPublished, KEPT_S } from '../../papers/openData.ts'
import { provinceOverview, totalsOf } from '../../store/overview.ts'
import { listProgrammes } from '../../store/programmes.ts'
import type { Store } from '../../store/store.ts'
import { CONTENT_POLICY } from '../contentPolicy.ts'
import { HomePage } from '../homePage.tsx'
import { openPath } from '../paths.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { OpenPage } from './openPage.tsx'

/**
 * What the public sees of the programmes that are published as open data. Nobody is known here: no cookie is read or set, so
 * that anybody between may keep the pages.
 * @param perMinute requests a minute of one address, in each process
 */
export function openRoutes(store: Store, perMinute: number): Router {
  const router = Router()
  router.use(openHeaders, limit(perMinute))

  router.get('/open', async (_request, response) => {
    const programmes = (await listProgrammes(store)).filter(isPublished)
    const [only] = programmes
    if (only && programmes.length === 1) {
      publish(response)
      return response.redirect(302, openPath(only.id))
    }
    const links = programmes.map((p) => ({ name: p.name, year: p.rules.policy.fiscalYear, href: openPath(p.id) }))
    publish(response)
    response.send(
      page(
        { title: 'ข้อมูลเปิดของโครงการ', description: 'โครงการของกรมการปกครองที่เปิดเผยความก้าวหน้าและการใช้จ่ายเงิน' },
        <HomePage programmes={links} />,
      ),
    )
  })

  router.get('/open/:programme', async (request, response) => {
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    if (!isPublished(programme)) throw new PageRefusal('not-found')
    const provinces = await provinceOverview(store, programme.id, now)
    const { fiscalYear } = programme.rules.policy
    publish(response)
    response.send(
      page(
        {
          title: `ข้อมูลเปิดโครงการ ปีงบประมาณ พ.ศ. ${fiscalYear}`,
          description: `ความก้าวหน้าและการใช้จ่ายเงินรายจังหวัดของ${programme.name} ปีงบประมาณ พ.ศ. ${fiscalYear}`,
          programme: markOf(programme, dayOf(now)),
          isWide: true,
        },
        <OpenPage {...{ programme, totals: totalsOf(provinces), provinces }} />,
      ),
    )
  })

  router.use(() => {
    throw new PageRefusal('not-found')
  })
  return router
}

/** Until a page is known to be one, nobody keeps the answer. */
const openHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Security-Policy', CONTENT_POLICY)
  response.setHeader('Referrer-Policy', 'same-origin')
  // Said here, since an answer without a body (304) is not seen by what compresses.
  response.vary('Accept-Encoding')
  next()
}

function publish(response: Response): void {
  response.setHeader('Cache-Control', `public, max-age=${KEPT_S}`)
}

function limit(perMinute: number): RequestHandler {
  return rateLimit({
    ...{ windowMs: 60_000, limit: perMinute, legacyHeaders: false, standardHeaders: false },
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
    handler: (_request, response) => {
      response.setHeader('Retry-After', '60')
      throw new PageRefusal('too-many-requests')
    },
  })
}
