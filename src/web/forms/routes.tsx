import { randomUUID } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import type { CommandGateway } from '../../commands/gateway.ts'
import { mayCommand, mayRead } from '../../domain/access.ts'
import { type CommandName, commandNames } from '../../domain/command.ts'
import { officeCodeForm } from '../../domain/policy.ts'
import { dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { lineNames } from '../../store/programmes.ts'
import type { Store } from '../../store/store.ts'
import { officeName } from '../../thai/offices.ts'
import { commandTh } from '../../thai/vocabulary.ts'
import { officePath } from '../paths.ts'
import { crumbsOf, markOf, officeInProgramme, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { visitorOf } from '../visitor.ts'
import { type CommandForm, commandForm, type FormSubject } from './commandForms.ts'
import type { Typed } from './field.ts'
import { FormPage } from './formPage.tsx'
import { KEY_FORM } from './key.ts'
import { type NotTaken, notTaken, typedIn } from './notTaken.ts'
import { readForm } from './readForm.ts'

/** The forms of commands to an office: one address each, shown on GET and sent to itself. */
export function formRoutes(store: Store, gateway: CommandGateway): Router {
  const router = Router()

  router.get('/programmes/:programme/offices/:office/:command', async (request, response) => {
    const asked = await formAsked(request, response)
    send(response, asked, { typed: { ...asked.form.prefilled, ...presetIn(request) }, key: randomUUID(), errors: [] })
  })

  router.post('/programmes/:programme/offices/:office/:command', async (request, response) => {
    const asked = await formAsked(request, response)
    const { command, form, subject } = asked
    const typed = typedIn(request)
    const { key = '' } = typed
    if (!KEY_FORM.test(key)) throw new PageRefusal('unreadable')
    const read = readForm(form.fields, typed)
    if ('errors' in read) return send(response, asked, { typed, key, errors: read.errors }, 422)

    const { programme, office } = subject
    const sent = await gateway.toOffice(office.code, {
      ...{ programme: programme.id, command, key, by: visitorOf(response).id },
      body: { ...read.body, ...form.fixed },
      request: String(response.getHeader('x-request-id')),
    })
    if (sent.outcome === 'accepted') {
      const done = new URLSearchParams({ done: command })
      return response.redirect(303, `${officePath(programme.id, office.code)}?${done}`)
    }
    const { status, ...refused } = notTaken(sent, form.fields, lineNames(subject.programme.details))
    // What was refused by its content is sent again under a key of its own; what had no answer, under the same.
    const next = sent.outcome === 'unavailable' ? key : randomUUID()
    send(response, asked, { typed, key: next, ...refused }, status)
  })

  return router

  async function formAsked(request: Request, response: Response): Promise<AskedForm> {
    const { programme: id, office: code, command: name } = request.params as Record<string, string>
    const visitor = visitorOf(response)
    if (!officeCodeForm.test(code!) || !mayRead(visitor, code!)) throw new PageRefusal('not-found')
    const command = commandNames.find((c) => c === name)
    if (!command) throw new PageRefusal('not-found')
    const { programme, now } = await programmeOfPage(store, id!)
    const { office, province } = await officeInProgramme(store, programme, code!, now)
    if (!mayCommand(visitor, command, code!)) throw new PageRefusal('forbidden')
    const subject: FormSubject = { programme, office, today: dayOf(now) }
    const form = commandForm(command, subject)
    if (!form) throw new PageRefusal('not-found')
    return { command, form, subject, province }
  }
}

interface AskedForm {
  readonly command: CommandName
  readonly form: CommandForm
  readonly subject: FormSubject
  readonly province: string
}

interface Filled extends NotTaken {
  readonly typed: Typed
  readonly key: string
}

function send(response: Response, { command, form, subject, province }: AskedForm, filled: Filled, status = 200): void {
  const visitor = visitorOf(response)
  const { programme, office, today } = subject
  const about = officeName({ code: office.code, name: office.nameTh, province })
  const title = say(commandTh[command])
  const isWrong = filled.errors.length > 0 || filled.problem !== undefined
  response.status(status).send(
    page(
      {
        title: isWrong ? say`ยังไม่ได้บันทึก: ${title}` : title,
        ...{ visitor, programme: markOf(programme, today) },
        crumbs: crumbsOf(visitor, programme.id, office, province),
      },
      <FormPage
        {...{ title, about, form, typed: filled.typed, errors: filled.errors, problem: filled.problem }}
        {...{ csrf: visitor.csrf, once: filled.key, back: officePath(programme.id, office.code) }}
      />,
    ),
  )
}

/** What a link has chosen beforehand: the document to reverse. */
function presetIn(request: Request): Typed {
  const { documentNo } = request.query
  return typeof documentNo === 'string' ? { documentNo } : {}
}
