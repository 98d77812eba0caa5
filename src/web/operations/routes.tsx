import { setTimeout as delay } from 'node:timers/promises'
import type { Client, Connection } from '@temporalio/client'
import { type Response, Router } from 'express'
import type { Logger } from 'pino'
import { Examinations, lastExamination } from '../../doctor/examinations.ts'
import { holds } from '../../domain/access.ts'
import { dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { Parts } from '../../operations/parts.ts'
import { officeNamesOf } from '../../store/importing.ts'
import { listPauses } from '../../store/mailPause.ts'
import { mailQueue } from '../../store/mailQueue.ts'
import { mailAlarm } from '../../store/mailWatch.ts'
import { officesWithNobody } from '../../store/nobodyToTell.ts'
import { listProgrammes, type StoredProgramme } from '../../store/programmes.ts'
import type { Store } from '../../store/store.ts'
import { areaName, bareName } from '../../thai/offices.ts'
import { programmeWorkflowId, provinceWorkflowId } from '../../workflows/protocol.ts'
import { OPERATIONS } from '../paths.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { type TemporalUi, workflowHref } from '../temporalUi.ts'
import { type Visitor, visitorOf } from '../visitor.ts'
import { OperationsPage, type ProgrammeOperations } from './operationsPage.tsx'

export interface OperationsSetting {
  readonly store: Store
  readonly client: Client
  readonly connection: Connection
  readonly taskQueue: string
  readonly log: Logger
}

/** How long the button waits for an examination before the page says that it is under way, in milliseconds. */
const WAIT_MS = 5000

/** How the service does, for those who run it: its parts, its mail, and whether its records agree. */
export function operationsRoutes(setting: OperationsSetting, temporalUi: TemporalUi | undefined): Router {
  const { store, client, connection, taskQueue, log } = setting
  const parts = new Parts({ store, connection, namespace: client.options.namespace, taskQueue, log })
  const examinations = new Examinations({ store, client, log })
  const router = Router()

  router.get(OPERATIONS, async (_request, response) => {
    const visitor = operatorOf(response)
    const now = new Date()
    const [states, alarm, programmes] = await Promise.all([
      parts.look(now),
      mailAlarm(store, now),
      listProgrammes(store),
    ])
    const shown = await Promise.all(programmes.map((programme) => operationsOf(programme, now)))
    const [only] = programmes
    const mark = only && programmes.length === 1 ? markOf(only, shown[0]!.today) : undefined
    response.send(
      page(
        { title: say('การทำงานของระบบ'), visitor, programme: mark, section: 'operations', isWide: true },
        <OperationsPage {...{ parts: states, alarm, programmes: shown, csrf: visitor.csrf }} />,
      ),
    )
  })

  router.post(`${OPERATIONS}/:programme/examination`, async (request, response) => {
    const visitor = operatorOf(response)
    const { programme } = await programmeOfPage(store, request.params.programme)
    const { area } = (request.body ?? {}) as { area?: unknown }
    const isProvince = async () =>
      typeof area === 'string' &&
      /^\d{2}$/.test(area) &&
      (await store.prisma.office.count({ where: { programmeId: programme.id, code: area } })) > 0
    if (typeof area !== 'string' || (area !== 'all' && !(await isProvince()))) throw new PageRefusal('unreadable')
    const requestId = String(response.getHeader('x-request-id'))
    const ended = examinations.begin(programme, area, { actor: visitor.id, role: visitor.role, requestId })
    await Promise.race([ended, delay(WAIT_MS, undefined, { ref: false })])
    response.redirect(303, `${OPERATIONS}#${programme.id}`)
  })

  return router

  async function operationsOf(programme: StoredProgramme, machine: Date): Promise<ProgrammeOperations> {
    const { id, name, openedAt } = programme
    const today = dayOf((await programmeOfPage(store, id)).now)
    const [queue, pauses, nobody, names, examined] = await Promise.all([
      mailQueue(store, id, machine),
      listPauses(store, id),
      officesWithNobody(store, id, today),
      officeNamesOf(store.prisma, id),
      lastExamination(store, id),
    ])
    const provinces = names.filter(({ code }) => code.length === 2)
    return {
      ...{ id, name, today, queue, nobody, examined, isOpen: openedAt !== null },
      pauses: pauses.filter(({ endedAt }) => endedAt === null),
      names: new Map(names.map((n) => [n.code, areaName(n)])),
      underWay: examinations.underWay(id),
      provinces: provinces.map(({ code, province }) => ({ code, name: bareName(code, province) })),
      workflows:
        temporalUi && openedAt
          ? {
              programme: workflowHref(temporalUi, programmeWorkflowId(id)),
              provinces: provinces.map(({ code, province }) => ({
                name: bareName(code, province),
                href: workflowHref(temporalUi, provinceWorkflowId(id, code)),
              })),
            }
          : undefined,
    }
  }
}

function operatorOf(response: Response): Visitor {
  const visitor = visitorOf(response)
  if (!holds(visitor, 'operate')) throw new PageRefusal('forbidden')
  return visitor
}
