import { Router } from 'express'
import { dayOf } from '../../domain/time.ts'
import { programmeSummary, provinceOverview } from '../../store/overview.ts'
import type { Store } from '../../store/store.ts'
import { livePath } from '../live/routes.ts'
import { homeIn } from '../menu.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { page } from '../shell.tsx'
import { visitorOf } from '../visitor.ts'
import { CountryPage } from './countryPage.tsx'

/** The whole country: its figures, its funnel, and every province. */
export function countryRoutes(store: Store): Router {
  const router = Router()

  router.get('/programmes/:programme', async (request, response) => {
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
        {
          title: 'ทั่วประเทศ',
          visitor,
          programme: markOf(programme, dayOf(now)),
          section: 'country',
          live: livePath(programme.id, 'all'),
          isWide: true,
        },
        <CountryPage programme={programme.id} name={programme.name} totals={totals} provinces={worstFirst} />,
      ),
    )
  })

  return router
}
