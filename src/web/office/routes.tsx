import { Router } from 'express'
import { holds, mayCommand, mayRead } from '../../domain/access.ts'
import { Calendar } from '../../domain/calendar.ts'
import { commandNames } from '../../domain/command.ts'
import { officeCodeForm } from '../../domain/policy.ts'
import { dayOf } from '../../domain/time.ts'
import { upcoming } from '../../domain/upcoming.ts'
import { officesAsOf } from '../../store/officesAsOf.ts'
import type { Store } from '../../store/store.ts'
import { officeTimeline } from '../../store/timeline.ts'
import { shortOfficeName } from '../../thai/offices.ts'
import { officeWorkflowId } from '../../workflows/protocol.ts'
import { officeDocuments } from '../documents.ts'
import { commandForm } from '../forms/commandForms.ts'
import { livePath } from '../live/routes.ts'
import { above, markOf, officeInProgramme, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { type TemporalUi, workflowHref } from '../temporalUi.ts'
import { visitorOf } from '../visitor.ts'
import { OfficePage } from './officePage.tsx'

/** What the agenda of an office shows ahead, and how far its page looks back. */
const ENTRIES_AHEAD = 5
const EVENTS_BACK = 200

/** An office: what it owes, has spent and did, and what comes next. */
export function officeRoutes(store: Store, temporalUi: TemporalUi | undefined): Router {
  const router = Router()

  router.get('/programmes/:programme/offices/:office', async (request, response) => {
    const visitor = visitorOf(response)
    const code = request.params.office
    if (!officeCodeForm.test(code) || !mayRead(visitor, code)) throw new PageRefusal('not-found')
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    const live = await livePath(store, programme.id, code)
    const { office, province } = await officeInProgramme(store, programme, code, now)
    const [timeline, states] = await Promise.all([
      officeTimeline(store, programme.id, code, {
        after: Math.max(0, office.sequence - EVENTS_BACK),
        limit: EVENTS_BACK,
      }),
      officesAsOf(store, programme.id, [code], now),
    ])
    const rules = { policy: programme.rules.policy, calendar: new Calendar(programme.rules.calendar) }
    const today = dayOf(now)
    const done = commandNames.find((c) => c === request.query.done)
    const names = { code, name: office.nameTh, province }
    response.send(
      page(
        {
          ...{ title: shortOfficeName(names), visitor, section: 'office', programme: markOf(programme, today) },
          crumbs: above(visitor, programme.id, office, province),
          notice: done && commandForm(done, { programme, office, today })?.done,
          live,
        },
        <OfficePage
          {...{ programme, office, province, timeline, now }}
          upcoming={programme.openedAt ? upcoming(states.get(code)!, rules, ENTRIES_AHEAD) : []}
          mayGive={commandNames.filter((c) => mayCommand(visitor, c, code))}
          showsPeople={visitor.role !== 'auditor'}
          workflow={
            temporalUi && holds(visitor, 'operate')
              ? workflowHref(temporalUi, officeWorkflowId(programme.id, code))
              : undefined
          }
          documents={officeDocuments(visitor, programme.id, office)}
        />,
      ),
    )
  })

  return router
}
