import { type Request, type Response, Router } from 'express'
import { holds, type Right, type Role, reachOf } from '../../domain/access.ts'
import type { OfficeCode } from '../../domain/policy.ts'
import { dayOf, type Instant } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { recordInBaht } from '../../store/audit/inBaht.ts'
import { type AuditEventView, type AuditRecordView, listAudit, listEvents } from '../../store/audit.ts'
import { officeNamesOf } from '../../store/importing.ts'
import { lineNames, type StoredProgramme } from '../../store/programmes.ts'
import type { Store } from '../../store/store.ts'
import { lastVerification, recordVerification } from '../../store/verification.ts'
import { type AuditState, verifyAudit } from '../../store/verifyAudit.ts'
import { auditKindTh } from '../../thai/auditWords.ts'
import { longMoment } from '../../thai/dates.ts'
import { happenedTh } from '../../thai/happened.ts'
import { areaName } from '../../thai/offices.ts'
import { commandTh, roleTh } from '../../thai/vocabulary.ts'
import type { Typed } from '../forms/field.ts'
import { auditPath, auditRecordsPath, officePath } from '../paths.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { type Visitor, visitorOf } from '../visitor.ts'
import { AuditPage, type AuditRow } from './auditPage.tsx'
import { detailsInShort, detailsShown } from './details.ts'
import { auditFields, auditSelection } from './filter.ts'

const ROWS = 50
const eventPlace = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00\/\d{2}(\d{2})?\/\d{1,9}$/
const recordPlace = /^\d{1,15}$/

/** The audit trail, for those who look into it. */
export function auditPages(store: Store): Router {
  const router = Router()
  let verifying: Promise<AuditState> | undefined

  router.get('/programmes/:programme/audit', async (request, response) => {
    const visitor = allowed(response, 'read-audit')
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    const asked = askedIn(request, 'events', eventPlace)
    const reach = reachOf(visitor, asked.selection.office)
    const { kind: type, ...selection } = asked.selection
    const isListed = reach && asked.errors.length === 0
    const { events, next } = isListed
      ? await listEvents(store, {
          ...{ programme: programme.id, type, ...selection, ...reach, after: asked.after },
          ...{ latestFirst: true, limit: ROWS },
        })
      : { events: [], next: null }
    const names = await namesOf(programme)
    await show(response, { ...asked, programme, now, next, rows: events.map((e) => eventRow(e, programme, names)) })
  })

  router.get('/programmes/:programme/audit/records', async (request, response) => {
    const visitor = allowed(response, 'read-records')
    const { programme, now } = await programmeOfPage(store, request.params.programme)
    const asked = askedIn(request, 'records', recordPlace)
    const reach = reachOf(visitor, asked.selection.office)
    const isListed = reach && asked.errors.length === 0
    const after = asked.after === undefined ? undefined : Number(asked.after)
    const records = isListed
      ? await listAudit(store, { ...asked.selection, ...reach, after, latestFirst: true, limit: ROWS })
      : []
    const last = records.length === ROWS ? records.at(-1) : undefined
    const names = await namesOf(programme)
    await show(response, {
      ...{ ...asked, programme, now, next: last ? String(last.sequence) : null },
      rows: records.map((r) => recordRow(recordInBaht(r), programme, names)),
    })
  })

  router.post('/programmes/:programme/audit/verification', async (request, response) => {
    const visitor = allowed(response, 'read-records')
    const { programme } = await programmeOfPage(store, request.params.programme)
    // Whoever asks while it runs is given the same answer, and is recorded as well.
    verifying ??= verifyAudit(store).finally(() => {
      verifying = undefined
    })
    const requestId = String(response.getHeader('x-request-id'))
    await recordVerification(store, await verifying, { actor: visitor.id, role: visitor.role, requestId })
    response.redirect(303, `${auditPath(programme.id)}?verified=yes`)
  })

  return router

  async function namesOf({ id }: StoredProgramme): Promise<Map<OfficeCode, string>> {
    const offices = await officeNamesOf(store.prisma, id)
    return new Map(offices.map((names) => [names.code, areaName(names)]))
  }

  async function show(response: Response, listed: Listed): Promise<void> {
    const visitor = visitorOf(response)
    const { list, programme, now, fields, typed, errors, rows, next, after, isVerified } = listed
    const seesRecords = holds(visitor, 'read-records')
    const last = seesRecords ? await lastVerification(store) : undefined
    const here = list === 'events' ? auditPath(programme.id) : auditRecordsPath(programme.id)
    response.status(errors.length > 0 ? 422 : 200).send(
      page(
        {
          ...{ title: say('ร่องรอยการดำเนินงาน'), visitor, section: 'audit', isWide: true },
          programme: markOf(programme, dayOf(now)),
          notice: isVerified && last ? say`ตรวจสอบแล้วเมื่อ${longMoment(last.at)}` : undefined,
        },
        <AuditPage
          {...{ programme: programme.id, list, seesRecords, last, csrf: visitor.csrf, fields, typed, errors, rows }}
          older={next === null ? undefined : `${here}?${new URLSearchParams({ ...typed, after: next })}#list`}
          latest={after === undefined ? undefined : `${here}?${new URLSearchParams(typed)}#list`}
        />,
      ),
    )
  }
}

interface Listed extends ReturnType<typeof askedIn> {
  readonly programme: StoredProgramme
  readonly now: Instant
  readonly rows: readonly AuditRow[]
  readonly next: string | null
}

function allowed(response: Response, right: Right): Visitor {
  const visitor = visitorOf(response)
  if (!holds(visitor, right)) throw new PageRefusal('forbidden')
  return visitor
}

/** What a page's address asks for. @throws PageRefusal for a place that no list gave */
function askedIn({ query }: Request, list: 'events' | 'records', place: RegExp) {
  const fields = auditFields(list)
  const { after, verified, ...rest } = query
  if (after !== undefined && (typeof after !== 'string' || !place.test(after))) throw new PageRefusal('not-found')
  const typed: Typed = Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  return { list, fields, typed, after, isVerified: verified === 'yes', ...auditSelection(fields, typed) }
}

type Names = ReadonlyMap<OfficeCode, string>

function eventRow(e: AuditEventView, programme: StoredProgramme, names: Names): AuditRow {
  return {
    ...{ at: e.at, hash: e.hash, office: officeIn(programme.id, e.office, names) },
    what: happenedTh(e.event, lineNames(programme.details)) || say('ไม่มีเรื่องที่ต้องแจ้งในเช้านี้'),
    who: actorShown(auditPath(programme.id), e.by),
    details: [
      [say('ลำดับของหน่วยงาน'), String(e.sequence)],
      ...(e.command ? [[say('คำสั่ง'), say(commandTh[e.command as keyof typeof commandTh] ?? e.command)] as const] : []),
      ...(e.by ? [[say('รหัสผู้ดำเนินการ'), e.by] as const] : []),
      [say('บันทึกเมื่อ'), longMoment(e.recordedAt)],
    ],
  }
}

function recordRow(r: AuditRecordView, programme: StoredProgramme, names: Names): AuditRow {
  const actor = actorShown(auditRecordsPath(programme.id), r.actor)
  const role = r.role ? say(roleTh[r.role as Role]) : undefined
  return {
    ...{
      at: r.at,
      hash: r.hash,
      office: r.office ? officeIn(r.programme ?? programme.id, r.office, names) : undefined,
    },
    what: say(auditKindTh[r.kind as keyof typeof auditKindTh]) ?? r.kind,
    more: detailsInShort(r.details),
    who: role ? { ...actor, name: `${role} ${actor.name}` } : actor,
    details: [
      [say('ลำดับ'), String(r.sequence)],
      ...(r.programme ? [[say('โครงการ'), r.programme] as const] : []),
      ...(r.actor ? [[say('รหัสผู้ดำเนินการ'), r.actor] as const] : []),
      ...(r.requestId ? [[say('หมายเลขอ้างอิง'), r.requestId] as const] : []),
      ...detailsShown(r.details),
    ],
  }
}

function officeIn(programme: string, code: OfficeCode, names: Names): AuditRow['office'] {
  return { name: names.get(code) ?? code, href: officePath(programme, code) }
}

const ID_SHOWN = 8

/** Who did something, by the id alone: names of people are not in the trail. */
function actorShown(list: string, actor: string | null): AuditRow['who'] {
  if (actor === null) return { name: say('ระบบ') }
  const [kind, id] = actor.startsWith('link:') ? [say('ลิงก์ในอีเมล'), actor.slice('link:'.length)] : [say('รหัส'), actor]
  return { name: `${kind} ${id.slice(0, ID_SHOWN)}`, href: `${list}?${new URLSearchParams({ actor })}#list` }
}
