import { z } from 'zod'
import { mayUrge } from '../domain/access.ts'
import { Calendar } from '../domain/calendar.ts'
import { urgencies, urgingLetter } from '../papers/urgingLetter.ts'
import { recordAudit } from '../store/audit.ts'
import { overdueIn } from '../store/overdue.ts'
import type { Store } from '../store/store.ts'
import { numerals } from '../thai/numerals.ts'
import { Problem } from './problem.ts'
import { programmeNow, unknownOffice } from './read.ts'
import { type Route, route } from './route.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

const letterQuery = z.strictObject({
  numerals: z
    .enum(numerals, { error: 'thai or arabic' })
    .default('arabic')
    .meta({ description: 'The digits it is written in.' }),
  urgency: z
    .enum(urgencies, { error: 'urgent, very-urgent or most-urgent' })
    .optional()
    .meta({ description: 'ด่วน, ด่วนมาก or ด่วนที่สุด, in red above its number; none when left out.' }),
})

/** Letters that officials edit, sign and send when mails have not helped. */
export function letterRoutes(store: Store): Route[] {
  return [
    route({
      ...{ method: 'get', path: '/programmes/{programme}/offices/{office}/urging-letter.docx', id: 'getUrgingLetter' },
      ...{ tag: 'Papers', right: 'draft-letter', query: letterQuery },
      summary:
        'A draft letter (หนังสือเร่งรัด) to a district’s chief from its province, or to a province’s governor from the department, about what is overdue',
      answer: { file: DOCX, description: 'A letter in Thai, to be edited and signed; no persons.' },
      problems: ['unknown-programme', 'unknown-office', 'nothing-overdue'],
      handle: async ({ params, query, caller, request, response }) => {
        const { programme, now } = await programmeNow(store, params.programme)
        const calendar = new Calendar(programme.rules.calendar)
        const offices = await overdueIn(store, programme.id, params.office, now, calendar)
        const to = offices.find(({ office }) => office.code === params.office)?.office
        if (!to) throw unknownOffice(params.office)
        if (!mayUrge(caller, to.code))
          throw new Problem('forbidden', 'A letter to a governor is the department’s.', { right: 'draft-letter' })
        const late = offices.filter(({ overdue }) => overdue.length > 0)
        if (late.length === 0) throw nothingOverdue(to.code)
        await recordAudit(store, {
          ...{ kind: 'export', programme: programme.id, office: to.code, actor: caller.id, role: caller.role },
          ...{ requestId: request, details: { what: 'urging-letter', overdue: late.flatMap((o) => o.overdue).length } },
        })
        response.attachment(`${programme.id}-${to.code}-urging-letter.docx`)
        return urgingLetter({ programme, to, offices: late, at: now, ...query })
      },
    }),
  ]
}

function nothingOverdue(office: string): Problem {
  return new Problem(
    'nothing-overdue',
    'Nothing is past its deadline there, or it is suspended: there is nothing to urge.',
    {
      office,
      titleTh: 'ไม่มีรายการที่พ้นกำหนด',
      detailTh: 'ไม่มีรายการที่พ้นกำหนดและยังไม่แล้วเสร็จ หรืออยู่ระหว่างระงับการดำเนินการ จึงไม่มีเรื่องให้เร่งรัด',
    },
  )
}
