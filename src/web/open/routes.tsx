import { Router } from 'express'
import { dayOf } from '../../domain/time.ts'
import { languageIn } from '../../language/language.ts'
import { isPublished, KEPT_S } from '../../papers/openData.ts'
import { limitRequests } from '../../requestLimit.ts'
import { provinceOverview, totalsOf } from '../../store/overview.ts'
import { listProgrammes } from '../../store/programmes.ts'
import { spendingOf } from '../../store/spending.ts'
import type { Store } from '../../store/store.ts'
import { curveOf } from '../country/routes.tsx'
import { HomePage } from '../homePage.tsx'
import { openPath } from '../paths.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { OpenPage } from './openPage.tsx'
import { openWords } from './words.ts'

const KEPT = `public, max-age=${KEPT_S}`

/**
 * The pages for everybody, of programmes that are published. Nobody is known here, and nothing is told of anybody.
 * @param perMinute requests of one address
 */
export function openRoutes(store: Store, perMinute: number): Router {
  const router = Router()
  const refuse = () => {
    throw new PageRefusal('too-many')
  }
  router.use('/open', limitRequests({ name: 'open', perMinute, refuse }))

  router.get('/open', async (_request, response) => {
    const open = (await listProgrammes(store)).filter(isPublished)
    const [only] = open
    response.setHeader('Cache-Control', KEPT)
    if (only && open.length === 1) return response.redirect(303, openPath(only.id))
    const links = open.map((p) => ({ name: p.name, year: p.rules.policy.fiscalYear, href: openPath(p.id) }))
    response.send(page({ title: 'โครงการ', isPublic: true }, <HomePage programmes={links} />))
  })

  router.get('/open/:programme', async (request, response) => {
    const language = languageIn(request.query.lang)
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    if (!isPublished(programme)) throw new PageRefusal('not-found')
    const [provinces, points] = await Promise.all([
      provinceOverview(store, programme.id, now),
      spendingOf(store, programme.id, 'all'),
    ])
    const totals = totalsOf(provinces)
    const curve = curveOf(programme, totals, points, now)
    response.setHeader('Cache-Control', KEPT)
    response.send(
      page(
        {
          ...{ title: openWords[language].title(programme.name), programme: markOf(programme, dayOf(now)) },
          ...{ isPublic: true, isWide: true, language },
        },
        <OpenPage {...{ programme, totals, provinces, curve, now, language }} />,
      ),
    )
  })
  return router
}
