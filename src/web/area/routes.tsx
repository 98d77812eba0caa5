import { randomUUID } from 'node:crypto'
import { type Response, Router } from 'express'
import type { CommandGateway } from '../../commands/gateway.ts'
import { readCommand } from '../../commands/wire.ts'
import { areaReach } from '../../domain/area.ts'
import type { AreaCommand, CommandBodies } from '../../domain/command.ts'
import { obligationNames } from '../../domain/policy.ts'
import { isRejection } from '../../domain/rejection.ts'
import { addDays, dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import type { Comparison } from '../../preview/compare.ts'
import { previewExtension } from '../../preview/running.ts'
import { previewTurns } from '../../preview/turns.ts'
import { lineNames } from '../../store/programmes.ts'
import { programmeStanding } from '../../store/standing.ts'
import type { Store } from '../../store/store.ts'
import { commandTh } from '../../thai/vocabulary.ts'
import type { CommandForm } from '../forms/commandForms.ts'
import type { Typed } from '../forms/field.ts'
import { FormPage } from '../forms/formPage.tsx'
import { KEY_FORM } from '../forms/key.ts'
import { type NotTaken, notTaken, typedIn } from '../forms/notTaken.ts'
import { readForm } from '../forms/readForm.ts'
import { extendForm, remindForm, resumeForm, suspendForm } from '../forms/supervisionForms.ts'
import { programmePath } from '../paths.ts'
import { markOf } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page, type Shell } from '../shell.tsx'
import { answerRoutes } from './answers.tsx'
import { type AreaAsked, areaAsked, areaPath, areaTh, isAreaCommand } from './asked.ts'
import { CheckPage } from './checkPage.tsx'

/** How far past a new deadline the mails are compared, in days. */
const AHEAD = 30

type Asked = AreaAsked<AreaCommand['name']>

/**
 * What is done to several offices at once: filled in, looked at with whom it reaches and what it changes, and only then done.
 * Offices are chosen on the page of their province; none chosen is all of the area.
 */
export function areaRoutes(store: Store, gateway: CommandGateway): Router {
  const router = Router()
  router.use(answerRoutes(store, gateway))

  router.get('/programmes/:programme/areas/:area/:act', async (request, response) => {
    const asked = commandOf(await areaAsked(store, request, response, request.params.act, request.query.office))
    const key = randomUUID()
    // What has nothing to fill in is looked at right away.
    if (formOf(asked).fields.length === 0) return check(response, asked, {}, key)
    showForm(response, asked, { typed: {}, key, errors: [] })
  })

  router.post('/programmes/:programme/areas/:area/:act', async (request, response) => {
    const asked = commandOf(await areaAsked(store, request, response, request.params.act, request.body?.office))
    const { step = '', key = '', ...typed } = withoutHidden(typedIn(request))
    if (!KEY_FORM.test(key)) throw new PageRefusal('unreadable')
    if (step === 'edit') return showForm(response, asked, { typed, key, errors: [] })
    if (step !== 'give') return check(response, asked, typed, key, step === 'mails')

    const { programme, act, area, chosen, visitor } = asked
    const form = formOf(asked)
    const read = readForm(form.fields, typed)
    if ('errors' in read) return showForm(response, asked, { typed, key, errors: read.errors }, 422)
    const sent = await gateway.toArea(area, {
      ...{ programme: programme.id, command: act, key, by: visitor.id, body: read.body },
      // To a province all means its districts: its own office is not its to command.
      offices: chosen ?? (visitor.area === 'all' ? undefined : asked.offices.map((o) => o.office)),
      request: String(response.getHeader('x-request-id')),
    })
    if (sent.outcome === 'accepted') {
      const done = new URLSearchParams({ done: act, offices: String(sent.answer.offices) })
      return response.redirect(303, `${areaPath(programme.id, area)}?${done}`)
    }
    const { status, ...refused } = notTaken(sent, form.fields, lineNames(programme.details))
    const next = sent.outcome === 'unavailable' ? key : randomUUID()
    showForm(response, asked, { typed, key: next, ...refused }, status)
  })

  return router

  /** Shows whom it would reach and what it would change, or what is wrong with it. */
  async function check(response: Response, asked: Asked, typed: Typed, key: string, isPatient = false): Promise<void> {
    const { programme, act, now } = asked
    const form = formOf(asked)
    const read = readForm(form.fields, typed)
    if ('errors' in read) return showForm(response, asked, { typed, key, errors: read.errors }, 422)
    const refuse = (why: Parameters<typeof notTaken>[0]) => {
      const { status, ...refused } = notTaken(why, form.fields, lineNames(programme.details))
      showForm(response, asked, { typed, key, ...refused }, status)
    }
    const command = readCommand(act, read.body)
    if ('invalid' in command) return refuse({ outcome: 'invalid', ...command })
    const reach = areaReach(programme.rules.policy, asked.offices, command.command as AreaCommand, now)
    if (isRejection(reach)) return refuse({ outcome: 'refused', ...reach })
    // Of a province it is a moment's work; of the whole country it is done when somebody asks to wait for it.
    const isComputed = act === 'extend' && (isPatient || asked.area !== 'all')
    const mails = isComputed ? await previewTurns.take(() => mailsChangedBy(asked, read.body)) : undefined
    send(
      response,
      asked,
      { title: say`ตรวจสอบก่อนยืนยัน: ${say(commandTh[act])}` },
      <CheckPage {...{ asked, form, body: read.body, typed, key, reach, mails }} />,
    )
  }

  async function mailsChangedBy(asked: Asked, body: Record<string, unknown>): Promise<Comparison | undefined> {
    const { programme, now, area, chosen } = asked
    const { obligation, deadline, order } = body as unknown as CommandBodies['extend']
    const standing = await programmeStanding(store, programme.id, now, area)
    const until = [addDays(deadline, AHEAD), dayOf(now)].sort()[1]!
    const intended = { area, offices: chosen, obligation, deadline, order }
    const found = await previewExtension(programme, standing, intended, {
      until,
      ...(area === 'all' ? {} : { province: area }),
    })
    return isRejection(found) ? undefined : found.comparison
  }
}

function commandOf(asked: AreaAsked): Asked {
  if (!isAreaCommand(asked)) throw new PageRefusal('not-found')
  return asked
}

function formOf({ act, offices }: Asked): CommandForm {
  switch (act) {
    case 'remind':
      return remindForm()
    case 'extend':
      return extendForm(obligationNames.filter((name) => offices.some((o) => o.obligations[name]?.settledAt === null)))
    case 'suspend':
      return suspendForm()
    case 'resume':
      return resumeForm()
  }
}

interface Filled extends NotTaken {
  readonly typed: Typed
  readonly key: string
}

function showForm(response: Response, asked: Asked, { typed, key, errors, problem }: Filled, status = 200): void {
  const { visitor, programme, area, act, chosen, offices, names } = asked
  const form = formOf(asked)
  const isWrong = errors.length > 0 || problem !== undefined
  const title = say(commandTh[act])
  const about = chosen ? say`${areaTh({ area, names })} เฉพาะ ${offices.length} หน่วยงานที่เลือก` : areaTh({ area, names })
  send(
    response,
    asked,
    { title: isWrong ? say`ยังไม่ได้บันทึก: ${title}` : title },
    <FormPage
      {...{ title, about, form: { ...form, button: say('ตรวจสอบก่อนยืนยัน') }, typed, errors, problem }}
      {...{ csrf: visitor.csrf, once: key, back: areaPath(programme.id, area) }}
    >
      <input type="hidden" name="step" value="check" />
      {chosen?.map((code) => (
        <input type="hidden" name="office" value={code} />
      ))}
    </FormPage>,
    status,
  )
}

function send(
  response: Response,
  { visitor, programme, now, area, names }: AreaAsked,
  shell: Pick<Shell, 'title'>,
  content: Parameters<typeof page>[1],
  status = 200,
): void {
  const toCountry = visitor.area === 'all' ? [{ label: say('ทั่วประเทศ'), href: programmePath(programme.id) }] : []
  const toProvince = area === 'all' ? [] : [{ label: areaTh({ area, names }), href: areaPath(programme.id, area) }]
  response.status(status).send(
    page(
      {
        ...shell,
        ...{ visitor, programme: markOf(programme, dayOf(now)), section: area === 'all' ? 'country' : 'province' },
        crumbs: [...toCountry, ...toProvince],
      },
      content,
    ),
  )
}

/** What was typed, without what the form itself bears. */
function withoutHidden({ _csrf, ...typed }: Typed): Typed {
  return typed
}
