import { type Request, type Response, Router } from 'express'
import { auditReach, holds, type Right } from '../../domain/access.ts'
import { dayOf } from '../../domain/time.ts'
import { listAudit, listEvents } from '../../store/audit.ts'
import { officeNamesOf } from '../../store/importing.ts'
import { lineNames } from '../../store/programmes.ts'
import type { Store } from '../../store/store.ts'
import { type AuditState, verifyAudit } from '../../store/verifyAudit.ts'
import type { Typed } from '../forms/field.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { visitorOf } from '../visitor.ts'
import { RecordsPage, TrailPage, VerificationPage } from './auditPages.tsx'
import { filterIn } from './filter.ts'

const ROWS = 100
/** Where a list of events goes on: the last one's moment, office and number. */
const PLACE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00\/\d{2}(\d{2})?\/\d{1,9}$/

/** The audit trail, for those who look into it: what happened, what was recorded of the service, and whether it is as it was. */
export function auditPages(store: Store): Router {
  const router = Router()
  let verifying: Promise<AuditState> | undefined

  router.get('/programmes/:programme/audit', async (request, response) => {
    const asked = await ask(request, response, 'read-audit')
    const { visitor, programme } = asked
    const { after, ...typed } = typedIn(request)
    const read = filterIn(typed)
    const filter = 'filter' in read ? read.filter : {}
    const reach = auditReach(visitor, filter.office)
    const place = after !== undefined && PLACE.test(after) ? after : undefined
    const [{ events, next }, names] = await Promise.all([
      reach && 'filter' in read
        ? listEvents(store, { programme: programme.id, ...filter, ...reach, after: place, limit: ROWS })
        : { events: [], next: null },
      officeNamesOf(store.prisma, programme.id),
    ])
    send(
      response,
      asked,
      'บันทึกการตรวจสอบ',
      <TrailPage
        {...{ programme: programme.id, events, typed, lineName: lineNames(programme.details) }}
        errors={'errors' in read ? read.errors : []}
        names={new Map(names.map((n) => [n.code, n]))}
        next={next === null ? undefined : `?${new URLSearchParams({ ...typed, after: next })}`}
        seesRecords={holds(visitor, 'read-records')}
      />,
      'errors' in read ? 422 : 200,
    )
  })

  router.get('/programmes/:programme/audit/records', async (request, response) => {
    const asked = await ask(request, response, 'read-records')
    const { programme, visitor } = asked
    const { after = '' } = typedIn(request)
    const reach = auditReach(visitor, undefined) ?? {}
    const records = await listAudit(store, {
      ...reach,
      after: /^\d{1,15}$/.test(after) ? Number(after) : 0,
      limit: ROWS,
    })
    const last = records.length === ROWS ? records.at(-1) : undefined
    const view = { programme: programme.id, records, next: last && `?after=${last.sequence}` }
    send(response, asked, 'บันทึกของระบบ', <RecordsPage {...view} />)
  })

  router.get('/programmes/:programme/audit/verification', async (request, response) => {
    const asked = await ask(request, response, 'read-records')
    const view = { programme: asked.programme.id, csrf: asked.visitor.csrf }
    send(response, asked, 'ตรวจสอบความครบถ้วนของบันทึก', <VerificationPage {...view} />)
  })

  router.post('/programmes/:programme/audit/verification', async (request, response) => {
    const asked = await ask(request, response, 'read-records')
    // Those who ask while it runs are given the same answer.
    verifying ??= verifyAudit(store).finally(() => {
      verifying = undefined
    })
    const view = { programme: asked.programme.id, csrf: asked.visitor.csrf, state: await verifying }
    send(response, asked, 'ตรวจสอบความครบถ้วนของบันทึก', <VerificationPage {...view} />)
  })

  return router

  async function ask(request: Request, response: Response, right: Right) {
    const visitor = visitorOf(response)
    if (!holds(visitor, right)) throw new PageRefusal('forbidden')
    return { visitor, ...(await programmeOfPage(store, String(request.params.programme))) }
  }

  function send(
    response: Response,
    { visitor, programme, now }: Awaited<ReturnType<typeof ask>>,
    title: string,
    content: Parameters<typeof page>[1],
    status = 200,
  ): void {
    const mark = markOf(programme, dayOf(now))
    response.status(status).send(page({ title, visitor, programme: mark, section: 'audit', isWide: true }, content))
  }
}

/** What stands in an address's query: texts only. */
function typedIn({ query }: Request): Typed {
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
