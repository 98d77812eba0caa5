import { Router } from 'express'
import { mayRead } from '../../domain/access.ts'
import { currentCheckpoint, paceOf } from '../../domain/pace.ts'
import { dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { officeNamesOf } from '../../store/importing.ts'
import { listOffices } from '../../store/offices.ts'
import { provinceOverview } from '../../store/overview.ts'
import { programmeStanding } from '../../store/standing.ts'
import type { Store } from '../../store/store.ts'
import { provinceName } from '../../thai/offices.ts'
import { areaActNames, mayActOn } from '../area/asked.ts'
import { doneTh } from '../area/done.ts'
import { provinceDocuments } from '../documents.ts'
import { livePath } from '../live/routes.ts'
import { programmePath } from '../paths.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { visitorOf } from '../visitor.ts'
import { nextDigestOf } from './nextDigest.ts'
import { type OfficeFilterName, officeFilters, ProvincePage } from './provincePage.tsx'

/** A province: its figures, its pace, and its offices with the most urgent first, to be chosen and acted on. */
export function provinceRoutes(store: Store): Router {
  const router = Router()

  router.get('/programmes/:programme/provinces/:province', async (request, response) => {
    const visitor = visitorOf(response)
    const { province } = request.params
    if (!/^\d{2}$/.test(province) || !mayRead(visitor, province)) throw new PageRefusal('not-found')
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    const { policy } = programme.rules
    const live = await livePath(store, programme.id, province)
    const filter = filterIn(request.query.show)
    const [[overview], offices, standing, names] = await Promise.all([
      provinceOverview(store, programme.id, now, province),
      listOffices(store, programme.id, now, { province, sort: 'nextDeadline', limit: 100, ...narrowedTo[filter] }),
      programmeStanding(store, programme.id, now, province),
      officeNamesOf(store.prisma, programme.id, province),
    ])
    if (!overview) throw new PageRefusal('not-found')
    const today = dayOf(now)
    const checkpoint = currentCheckpoint(policy, today)
    const next = programme.openedAt ? await nextDigestOf(programme, standing, province) : undefined
    response.send(
      page(
        {
          ...{
            title: provinceName(overview.province, overview.nameTh),
            visitor,
            section: 'province',
            programme: markOf(programme, today),
          },
          ...{ notice: doneTh(request.query), live, isWide: true },
          crumbs: visitor.area === 'all' ? [{ label: say('ทั่วประเทศ'), href: programmePath(programme.id) }] : [],
        },
        <ProvincePage
          {...{ programme: programme.id, overview, offices, states: standing.states, filter, today, next }}
          names={new Map(names.map((n) => [n.code, n]))}
          pace={checkpoint && { checkpoint, ...paceOf(standing.states.values(), checkpoint) }}
          acts={areaActNames.filter((act) => mayActOn(visitor, act, province))}
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
