import { z } from 'zod'
import { Calendar } from '../domain/calendar.ts'
import { type OfficeCode, tierOf } from '../domain/policy.ts'
import { urgencies, urgingLetter } from '../papers/urgingLetter.ts'
import { recordAudit } from '../store/audit.ts'
import { overdueIn } from '../store/overdue.ts'
import type { Store } from '../store/store.ts'
import { numerals } from '../thai/numerals.ts'
import { Problem, type ProblemType } from './problem.ts'
import { programmeNow, unknownOffice } from './read.ts'
import { type Asked, type Route, route } from './route.ts'

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
  const problems: ProblemType[] = ['unknown-programme', 'unknown-office', 'nothing-overdue']
  const common = {
    ...({ method: 'get', tag: 'Papers', query: letterQuery } as const),
    answer: { file: DOCX, description: 'A letter in Thai, to be edited and signed; no persons.' },
  }
  const draft = async (
    {
      params,
      query,
      caller,
      request,
      response,
    }: Asked<{ readonly programme: string }, typeof letterQuery, z.ZodUnknown>,
    code: OfficeCode,
  ) => {
    const { programme, now } = await programmeNow(store, params.programme)
    const offices = await overdueIn(store, programme.id, code, now, new Calendar(programme.rules.calendar))
    const to = offices.find(({ office }) => office.code === code)?.office
    if (!to) throw unknownOffice(code)
    const late = offices.filter(({ overdue }) => overdue.length > 0)
    if (late.length === 0) throw nothingOverdue(code)
    await recordAudit(store, {
      ...{ kind: 'export', programme: programme.id, office: code, actor: caller.id, role: caller.role },
      ...{ requestId: request, details: { what: 'urging-letter', overdue: late.flatMap((o) => o.overdue).length } },
    })
    response.attachment(`${programme.id}-${code}-urging-letter.docx`)
    return urgingLetter({ programme, to, offices: late, at: now, ...query })
  }

  return [
    route({
      ...{ ...common, path: '/programmes/{programme}/offices/{office}/urging-letter.docx', id: 'getUrgingLetter' },
      right: 'draft-letter',
      summary:
        'A draft letter (หนังสือเร่งรัด) from a province to the chief of a district about what the district has overdue',
      problems: [...problems, 'not-found'],
      handle: async (asked) => {
        const { office } = asked.params
        if (tierOf(office) === 'province')
          throw new Problem('not-found', `A letter to a governor is at provinces/${office}/urging-letter.docx.`)
        return draft(asked, office)
      },
    }),
    route({
      ...{ ...common, path: '/programmes/{programme}/provinces/{province}/urging-letter.docx' },
      ...{ id: 'getGovernorLetter', right: 'draft-governor-letter' },
      summary:
        'A draft letter (หนังสือเร่งรัด) from the department to a governor about what the province office and its districts have overdue, in a table',
      problems,
      handle: async (asked) => draft(asked, asked.params.province),
    }),
  ]
}

function nothingOverdue(office: OfficeCode): Problem {
  return new Problem(
    'nothing-overdue',
    'Nothing is past its deadline there, or it is suspended: nothing is to be urged.',
    {
      office,
      titleTh: 'ไม่มีรายการที่พ้นกำหนด',
      detailTh: 'ไม่มีรายการที่พ้นกำหนดและยังไม่แล้วเสร็จ หรืออยู่ระหว่างระงับการดำเนินการ จึงไม่มีเรื่องให้เร่งรัด',
    },
  )
}
