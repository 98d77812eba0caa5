import { Router } from 'express'
import { holds, type Right } from '../../domain/access.ts'
import { dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { listSnapshots, readSnapshot, takeSnapshot, verifySnapshot } from '../../papers/snapshots.ts'
import type { Store } from '../../store/store.ts'
import { programmePath } from '../paths.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { type Visitor, visitorOf } from '../visitor.ts'
import { SummariesPage } from './summariesPage.tsx'

const PATH = '/programmes/:programme/summaries'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The national summaries for the NACC. */
export function summaryRoutes(store: Store): Router {
  const router = Router()

  router.get(PATH, async (request, response) => {
    const visitor = visitorOf(response)
    demand(visitor, 'read-summaries')
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    const { verify } = request.query
    const asked = typeof verify === 'string' && UUID.test(verify) ? verify : undefined
    const [snapshots, snapshot] = await Promise.all([
      listSnapshots(store, programme.id),
      asked ? readSnapshot(store, programme.id, asked) : undefined,
    ])
    const verified = snapshot && { id: snapshot.id, found: await verifySnapshot(snapshot) }
    response.send(
      page(
        {
          ...{ title: say('สรุปผลทั่วประเทศ'), visitor, programme: markOf(programme, dayOf(now)), section: 'summaries' },
          ...{ notice: request.query.done === 'taken' ? say('จัดทำสรุปผลแล้ว') : undefined, isWide: true },
        },
        <SummariesPage
          {...{ programme: programme.id, snapshots, verified }}
          csrf={holds(visitor, 'take-snapshot') ? visitor.csrf : undefined}
        />,
      ),
    )
  })

  router.post(PATH, async (request, response) => {
    const visitor = visitorOf(response)
    demand(visitor, 'take-snapshot')
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    await takeSnapshot(store, programme, now, visitor.id)
    response.redirect(303, `${programmePath(programme.id)}/summaries?done=taken`)
  })

  return router
}

function demand(visitor: Visitor, right: Right): void {
  if (!holds(visitor, right)) throw new PageRefusal('forbidden')
}
