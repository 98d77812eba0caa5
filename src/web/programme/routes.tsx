import { Router } from 'express'
import { holds } from '../../domain/access.ts'
import { addDays, dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { daysOf } from '../../preview/days.ts'
import { previewRunning } from '../../preview/running.ts'
import { previewTurns } from '../../preview/turns.ts'
import { programmeStanding } from '../../store/standing.ts'
import type { Store } from '../../store/store.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { page } from '../shell.tsx'
import { visitorOf } from '../visitor.ts'
import { ProgrammePage } from './programmePage.tsx'

/** How far ahead the mails to come are shown, in days. */
const AHEAD = 30

/** What a programme says, and what is to come of it by itself. */
export function programmeRoutes(store: Store): Router {
  const router = Router()
  router.get('/programmes/:programme/programme', async (request, response) => {
    const visitor = visitorOf(response)
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    const mayPreview = holds(visitor, 'preview') && programme.openedAt !== null
    const until = addDays(dayOf(now), AHEAD)
    const days =
      mayPreview && request.query.coming !== undefined
        ? await previewTurns.take(async () => {
            const standing = await programmeStanding(store, programme.id, now)
            return daysOf(await previewRunning(programme, standing, { until }))
          })
        : undefined
    response.send(
      page(
        {
          ...{
            title: say('กำหนดการของโครงการ'),
            visitor,
            programme: markOf(programme, dayOf(now)),
            section: 'programme',
          },
          isWide: true,
        },
        <ProgrammePage {...{ programme, mayPreview }} coming={days && { until, days }} />,
      ),
    )
  })
  return router
}
