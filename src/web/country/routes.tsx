import { Router } from 'express'
import { dayOf, type Instant } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { provinceOverview, type Totals, totalsOf } from '../../store/overview.ts'
import type { StoredProgramme } from '../../store/programmes.ts'
import { type SpentBy, spendingOf } from '../../store/spending.ts'
import type { Store } from '../../store/store.ts'
import { areaActNames, mayActOn } from '../area/asked.ts'
import { doneTh } from '../area/done.ts'
import { countryDocuments } from '../documents.ts'
import { livePath } from '../live/routes.ts'
import { homeIn } from '../menu.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { page } from '../shell.tsx'
import { visitorOf } from '../visitor.ts'
import { CountryPage } from './countryPage.tsx'
import { measureIn, worstFirst } from './measures.ts'
import type { CurveView } from './spendingCurve.tsx'

/** The whole country: its figures, its map, its funnel, its spending, and every province. */
export function countryRoutes(store: Store): Router {
  const router = Router()

  router.get('/programmes/:programme', async (request, response) => {
    const visitor = visitorOf(response)
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    if (visitor.area !== 'all') return response.redirect(303, homeIn(visitor, programme.id))
    const live = await livePath(store, programme.id, 'all')
    const measure = measureIn(request.query.measure)
    const [provinces, points] = await Promise.all([
      provinceOverview(store, programme.id, now),
      spendingOf(store, programme.id, 'all'),
    ])
    const totals = totalsOf(provinces)
    response.send(
      page(
        {
          ...{
            title: say('ทั่วประเทศ'),
            visitor,
            programme: markOf(programme, dayOf(now)),
            notice: doneTh(request.query),
          },
          ...{ section: 'country', live, isWide: true },
        },
        <CountryPage
          {...{ programme: programme.id, name: programme.name, totals, measure }}
          provinces={worstFirst(provinces, measure)}
          curve={curveOf(programme, totals, points, now)}
          acts={areaActNames.filter((act) => mayActOn(visitor, act, 'all'))}
          documents={countryDocuments(programme.id)}
        />,
      ),
    )
  })
  return router
}

/** What was spent, against what a programme's rules say of when. */
export function curveOf(
  { rules: { policy } }: StoredProgramme,
  { allocated }: Pick<Totals, 'allocated'>,
  points: readonly SpentBy[],
  now: Instant,
): CurveView {
  return {
    ...{ points, allocated, from: policy.allocatedOn, today: dayOf(now) },
    ...{ deadline: policy.obligations.disbursement.deadline, checkpoints: policy.checkpoints },
  }
}
