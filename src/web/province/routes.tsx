import { Router } from 'express'
import { mayRead } from '../../domain/access.ts'
import { dayOf } from '../../domain/time.ts'
import { listOffices } from '../../store/offices.ts'
import { provinceOverview } from '../../store/overview.ts'
import type { Store } from '../../store/store.ts'
import { provinceDocuments } from '../documents.ts'
import { programmePath } from '../paths.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { visitorOf } from '../visitor.ts'
import { type OfficeFilterName, officeFilters, ProvincePage } from './provincePage.tsx'

/** A province: its figures, and its offices with the most urgent first. */
export function provinceRoutes(store: Store): Router {
  const router = Router()

  router.get('/programmes/:programme/provinces/:province', async (request, response) => {
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
          ...{
            title: `จังหวัด${overview.nameTh}`,
            visitor,
            section: 'province',
            programme: markOf(programme, dayOf(now)),
            isWide: true,
          },
          crumbs: visitor.area === 'all' ? [{ label: 'ทั่วประเทศ', href: programmePath(programme.id) }] : [],
        },
        <ProvincePage
          {...{ programme: programme.id, overview, offices, filter, today: dayOf(now) }}
          documents={provinceDocuments(visitor, programme.id, overview)}
        />,
      ),
    )
  })

  return router
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
