import { randomUUID } from 'node:crypto'
import { type Response, Router } from 'express'
import type { CommandGateway } from '../../commands/gateway.ts'
import type { AreaOffice } from '../../domain/area.ts'
import { type ObligationName, type OfficeCode, obligationNames } from '../../domain/policy.ts'
import { awaitsAnswer } from '../../domain/supervision.ts'
import { dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { lineNames } from '../../store/programmes.ts'
import type { Store } from '../../store/store.ts'
import { shortDay } from '../../thai/dates.ts'
import { shortOfficeName } from '../../thai/offices.ts'
import { commandTh, owedTh } from '../../thai/vocabulary.ts'
import type { Typed } from '../forms/field.ts'
import { FormPage } from '../forms/formPage.tsx'
import { KEY_FORM } from '../forms/key.ts'
import { type NotTaken, notTaken, typedIn } from '../forms/notTaken.ts'
import { readForm } from '../forms/readForm.ts'
import { answerForm } from '../forms/supervisionForms.ts'
import { markOf } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { type AreaAsked, areaAsked, areaPath, areaTh } from './asked.ts'

/** An escalation that waits for the province's answer. */
interface Waiting {
  readonly office: OfficeCode
  readonly obligation: ObligationName
}

const ACT = 'answer-escalation'
const PATH = `/programmes/:programme/areas/:area/${ACT}`

/** One answer of a province to several escalations: the same action and promised day, each judged on its own. */
export function answerRoutes(store: Store, gateway: CommandGateway): Router {
  const router = Router()

  router.get(PATH, async (request, response) => {
    const asked = await areaAsked(store, request, response, ACT, request.query.office)
    show(response, asked, { typed: {}, picked: waitingIn(asked).map(nameOf), key: randomUUID(), errors: [] })
  })

  router.post(PATH, async (request, response) => {
    const asked = await areaAsked(store, request, response, ACT, request.body?.office)
    const { key = '', _csrf, ...typed } = typedIn(request)
    if (!KEY_FORM.test(key)) throw new PageRefusal('unreadable')
    const picked = listOf(request.body?.item)
    const form = answerForm(asked.programme.rules.policy, [])
    const items = waitingIn(asked).filter((w) => picked.includes(nameOf(w)))
    const read = readForm(form.fields, typed)
    const filled = { typed, picked, key }
    if (items.length === 0) return show(response, asked, { ...filled, errors: [], problem: nothingPicked() }, 422)
    if ('errors' in read) return show(response, asked, { ...filled, errors: read.errors }, 422)

    const { programme, area, visitor } = asked
    const results = await gateway.batch({
      ...{ programme: programme.id, by: visitor.id, request: String(response.getHeader('x-request-id')) },
      items: items.map(({ office, obligation }) => ({
        ...{ office, command: ACT, key: `${key}:${office}:${obligation}` },
        body: { ...read.body, obligation },
      })),
    })
    const failed = results.flatMap((sent, i) => (sent.outcome === 'accepted' ? [] : [{ of: items[i]!, sent }]))
    if (failed.length === 0) {
      const done = new URLSearchParams({ done: ACT, offices: String(items.length) })
      return response.redirect(303, `${areaPath(programme.id, area)}?${done}`)
    }
    const told = failed.map(({ of, sent }) => ({ of, ...notTaken(sent, form.fields, lineNames(programme.details)) }))
    const isUnknown = failed.some(({ sent }) => sent.outcome === 'unavailable')
    // As it stands now: what was taken is not offered again.
    const again = await areaAsked(store, request, response, ACT, request.body?.office)
    show(
      response,
      again,
      {
        ...{ typed, picked: failed.map(({ of }) => nameOf(of)), key: isUnknown ? key : randomUUID() },
        errors: told[0]!.errors,
        problem: {
          title: say`บันทึกแล้ว ${items.length - failed.length} รายการ ยังไม่ได้บันทึก ${failed.length} รายการ`,
          text: whyOf(told, asked),
        },
      },
      told[0]!.status,
    )
  })

  return router
}

const nothingPicked = () => ({ title: say('ยังไม่ได้บันทึก'), text: say('โปรดเลือกรายการที่จะชี้แจงอย่างน้อยหนึ่งรายการ') })

/** The escalations among the offices that wait for an answer. */
function waitingIn({ offices }: { readonly offices: readonly AreaOffice[] }): Waiting[] {
  return offices.flatMap(({ office, obligations }) =>
    obligationNames.flatMap((obligation) => {
      const owed = obligations[obligation]
      return owed && awaitsAnswer(owed) ? [{ office, obligation }] : []
    }),
  )
}

interface Filled extends NotTaken {
  readonly typed: Typed
  readonly picked: readonly string[]
  readonly key: string
}

function show(response: Response, asked: AreaAsked, { picked, key, ...filled }: Filled, status = 200): void {
  const { visitor, programme, now, area, chosen, offices, names } = asked
  const waiting = waitingIn(asked)
  const title = say(commandTh[ACT])
  const isWrong = filled.errors.length > 0 || filled.problem !== undefined
  const back = areaPath(programme.id, area)
  const mark = markOf(programme, dayOf(now))
  const crumbs = [{ label: areaTh(asked), href: back }]
  const shell = { visitor, programme: mark, section: 'province' as const, crumbs }
  const content =
    waiting.length === 0 ? (
      <>
        <h1>{title}</h1>
        <p>{say('ไม่มีรายการที่รอคำชี้แจงของจังหวัด')}</p>
        <p>
          <a class="button" href={back}>
            {say('กลับไปหน้าจังหวัด')}
          </a>
        </p>
      </>
    ) : (
      <FormPage
        {...{ title, about: areaTh(asked), form: answerForm(programme.rules.policy, []), ...filled }}
        {...{ csrf: visitor.csrf, once: key, back }}
      >
        {chosen?.map((code) => (
          <input type="hidden" name="office" value={code} />
        ))}
        <fieldset class="field">
          <legend>{say('รายการที่ชี้แจง')}</legend>
          {waiting.map((w) => (
            <label class="choice">
              <input type="checkbox" name="item" value={nameOf(w)} checked={picked.includes(nameOf(w))} />{' '}
              {shortOfficeName(names.get(w.office)!)}: {say(owedTh[w.obligation])} {say('(ครบกำหนด')}{' '}
              {shortDay(deadlineOf(offices, w))})
            </label>
          ))}
        </fieldset>
      </FormPage>
    )
  response.status(status).send(page({ title: isWrong ? say`ยังไม่ได้บันทึก: ${title}` : title, ...shell }, content))
}

function deadlineOf(offices: readonly AreaOffice[], { office, obligation }: Waiting) {
  return offices.find((o) => o.office === office)!.obligations[obligation]!.deadline
}

/** Why what was not taken was not: each reason once, with its offices. */
function whyOf(
  told: readonly ({ readonly of: Waiting } & ReturnType<typeof notTaken>)[],
  { names }: AreaAsked,
): string {
  const byReason = new Map<string, string[]>()
  for (const { of, errors, problem } of told) {
    const why = errors[0]?.text ?? problem?.text ?? ''
    byReason.set(why, [...(byReason.get(why) ?? []), shortOfficeName(names.get(of.office)!)])
  }
  return [...byReason].map(([why, offices]) => `${[...new Set(offices)].join(', ')}: ${why}`).join(' ')
}

function nameOf({ office, obligation }: Waiting): string {
  return `${office}:${obligation}`
}

function listOf(given: unknown): string[] {
  return (Array.isArray(given) ? given : [given]).filter((item): item is string => typeof item === 'string')
}
