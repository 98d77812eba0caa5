import { type Request, type Response, Router } from 'express'
import { examine, type Finding } from '../../doctor/examine.ts'
import { holds } from '../../domain/access.ts'
import { tierOf } from '../../domain/policy.ts'
import { dayOf } from '../../domain/time.ts'
import { officeNamesOf } from '../../store/importing.ts'
import { mailAlarm } from '../../store/mailWatch.ts'
import { mailCounts } from '../../store/outbox.ts'
import { typedIn } from '../forms/notTaken.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { visitorOf } from '../visitor.ts'
import { type Examined, OperationsPage } from './operationsPage.tsx'
import { type Parts, partsNow } from './parts.ts'
import { workflowLinks } from './workflowLinks.ts'

const PATH = '/programmes/:programme/operations'

export interface OperationsSetting extends Parts {
  /** Where the Temporal UI is. */
  readonly workflowUi?: string | undefined
}

/** For those who run the service. */
export function operationsRoutes(setting: OperationsSetting): Router {
  const { store, client, workflowUi } = setting
  const router = Router()
  router.get(PATH, (request, response) => show(request, response))

  router.post(PATH, async (request, response) => {
    const { area = '' } = typedIn(request)
    if (area !== 'all' && !/^\d{2}$/.test(area)) throw new PageRefusal('unreadable')
    const { programme } = await ask(request, response)
    const findings: Finding[] = []
    const examined = await examine({ store, programme, client, area, onFinding: (f) => findings.push(f) }).then(
      (offices): Examined => ({ area, offices, findings }),
      (error: Error): Examined => ({ area, offices: 0, findings, failed: error.message }),
    )
    await show(request, response, examined)
  })

  return router

  async function ask(request: Request, response: Response) {
    const visitor = visitorOf(response)
    if (!holds(visitor, 'see-operations')) throw new PageRefusal('forbidden')
    return { visitor, ...(await programmeOfPage(store, String(request.params.programme))) }
  }

  async function show(request: Request, response: Response, examined?: Examined): Promise<void> {
    const { visitor, programme, now } = await ask(request, response)
    const [parts, alarm, states, names] = await Promise.all([
      partsNow(setting, Date.now()),
      mailAlarm(store, new Date()),
      mailCounts(store, programme.id),
      officeNamesOf(store.prisma, programme.id),
    ])
    const provinces = names.filter((n) => tierOf(n.code) === 'province').map(({ code, name }) => ({ code, name }))
    response.send(
      page(
        {
          ...{ title: 'สถานะระบบ', visitor, programme: markOf(programme, dayOf(now)), section: 'operations' },
          ...{ isWide: true },
        },
        <OperationsPage
          {...{ programme: programme.id, parts, mail: { alarm, states }, provinces, examined, csrf: visitor.csrf }}
          links={workflowLinks(workflowUi, client.options.namespace, programme.id)}
        />,
      ),
    )
  }
}
