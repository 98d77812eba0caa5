import { z } from 'zod'
import { mayRead, type Principal } from '../domain/access.ts'
import { isRehearsal } from '../domain/clock.ts'
import { type OfficeCode, officeCodeForm } from '../domain/policy.ts'
import { dossier } from '../papers/dossier.ts'
import { warningsOf } from '../papers/marks.ts'
import { type RegisterSubject, registerCsv, registerWorkbook } from '../papers/register.ts'
import { XLSX } from '../spreadsheet/mediaType.ts'
import { recordAudit } from '../store/audit.ts'
import { efmsStandingOf } from '../store/efmsStanding.ts'
import { officeNamesOf } from '../store/importing.ts'
import { officeDetail } from '../store/offices.ts'
import { lineNames, type StoredProgramme } from '../store/programmes.ts'
import { registerOf } from '../store/register.ts'
import type { Store } from '../store/store.ts'
import { officeTimeline } from '../store/timeline.ts'
import { officeName } from '../thai/offices.ts'
import type { Caller } from './authenticate.ts'
import { programmeNow, unknownOffice } from './read.ts'
import { type Route, route } from './route.ts'

/** More than any office's year has. */
const MOST_EVENTS = 10_000

const registerQuery = z.strictObject({
  area: z
    .string()
    .regex(officeCodeForm, 'a province, or a district office')
    .optional()
    .meta({ description: 'A province with its districts, or one district office; all within reach when left out.' }),
})

/** Papers out: what officials keep and hand on. */
export function paperRoutes(store: Store): Route[] {
  const common = { tag: 'Papers', right: 'read', query: registerQuery } as const
  const file = async (id: string, caller: Caller, wanted: OfficeCode | undefined, request: string) => {
    const { programme } = await programmeNow(store, id)
    const area = areaFor(caller, wanted)
    const register = await registerOf(store, programme.id, area)
    if (register.offices.length === 0) throw unknownOffice(area ?? '')
    await recordAudit(store, {
      ...{ kind: 'export', programme: programme.id, office: area, actor: caller.id, role: caller.role },
      ...{ requestId: request, details: { what: 'register', entries: register.entries.length } },
    })
    return { register, subject: subjectOf(programme), name: `${programme.id}-register${area ? `-${area}` : ''}` }
  }

  return [
    route({
      ...{ method: 'get', path: '/programmes/{programme}/offices/{office}/dossier.pdf', id: 'getDossier' },
      ...{ tag: 'Papers', right: 'read' },
      summary:
        'The dossier of an office for a field visit, in Thai: standing, obligations, ledger, what happened; no persons',
      answer: { file: 'application/pdf', description: 'A paper in Thai.' },
      problems: ['unknown-programme', 'unknown-office'],
      handle: async ({ params, caller, request, response }) => {
        const { programme, now } = await programmeNow(store, params.programme)
        const office = await officeDetail(store, programme.id, params.office, now)
        if (!office) throw unknownOffice(params.office)
        const { events } = await officeTimeline(store, programme.id, office.code, { after: 0, limit: MOST_EVENTS })
        const names = (await officeNamesOf(store.prisma, programme.id)).find((o) => o.code === office.code)!
        const efms = await efmsStandingOf(store, programme.id, office.code, now)
        await recordAudit(store, {
          ...{ kind: 'export', programme: programme.id, office: office.code, actor: caller.id, role: caller.role },
          ...{ requestId: request, details: { what: 'dossier', sequence: office.sequence } },
        })
        response.attachment(`${programme.id}-${office.code}.pdf`)
        return dossier({
          ...{ programme, name: officeName(names), province: names.province },
          ...{ office, events, efms, at: now },
        })
      },
    }),
    route({
      ...{ ...common, method: 'get', path: '/programmes/{programme}/register.xlsx', id: 'getRegister' },
      summary: 'The disbursement register (ทะเบียนคุมการเบิกจ่าย) as a workbook: entries, and balances of every line',
      answer: { file: XLSX, description: 'A workbook in Thai.' },
      problems: ['unknown-programme', 'unknown-office'],
      handle: async ({ params, query, caller, request, response }) => {
        const { register, subject, name } = await file(params.programme, caller, query.area, request)
        response.attachment(`${name}.xlsx`)
        return registerWorkbook(register, subject)
      },
    }),
    route({
      ...{ ...common, method: 'get', path: '/programmes/{programme}/register.csv', id: 'getRegisterCsv' },
      summary: 'The entries of the disbursement register as CSV',
      answer: { file: 'text/csv', description: 'UTF-8 with a byte order mark.' },
      problems: ['unknown-programme', 'unknown-office'],
      handle: async ({ params, query, caller, request, response }) => {
        const { register, subject, name } = await file(params.programme, caller, query.area, request)
        response.attachment(`${name}.csv`)
        return registerCsv(register, subject)
      },
    }),
  ]
}

/** The area that a caller asks for, or all within reach. @throws Problem unknown-office for one outside it */
function areaFor(caller: Principal, wanted: OfficeCode | undefined): OfficeCode | undefined {
  if (wanted === undefined) return caller.area === 'all' ? undefined : caller.area
  if (!mayRead(caller, wanted)) throw unknownOffice(wanted)
  return wanted
}

function subjectOf({ name, sample, clock, details }: StoredProgramme): RegisterSubject {
  const warnings = warningsOf({ rehearsal: isRehearsal(clock), sample })
  return { programme: name, warnings, lineName: lineNames(details) }
}
