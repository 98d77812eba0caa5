import { randomUUID } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import type { CommandGateway, Sent } from '../../commands/gateway.ts'
import { mayCommand, mayRead } from '../../domain/access.ts'
import { type CommandName, commandNames } from '../../domain/command.ts'
import { officeCodeForm } from '../../domain/policy.ts'
import { rejectionTypes } from '../../domain/rejection.ts'
import { dayOf } from '../../domain/time.ts'
import { lineNames } from '../../store/programmes.ts'
import type { Store } from '../../store/store.ts'
import { officeName } from '../../thai/offices.ts'
import { refusalTh, refusalTitleTh } from '../../thai/refusals.ts'
import { commandTh } from '../../thai/vocabulary.ts'
import { officePath } from '../paths.ts'
import { crumbsOf, markOf, officeInProgramme, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { visitorOf } from '../visitor.ts'
import { type CommandForm, commandForm, type FormSubject } from './commandForms.ts'
import type { Field, FieldError, Typed } from './field.ts'
import { FormPage } from './formPage.tsx'
import { readForm } from './readForm.ts'
import { refusedField } from './refusedField.ts'

const KEY_FORM = /^[\x21-\x7e]{1,200}$/

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

interface Filled {
  readonly typed: Typed
  readonly key: string
  readonly errors: readonly FieldError[]
  readonly problem?: { readonly title: string; readonly text: string } | undefined
}

function send(response: Response, { command, form, subject, province }: AskedForm, filled: Filled, status = 200): void {
  const visitor = visitorOf(response)
  const { programme, office, today } = subject
  const about = officeName({ code: office.code, name: office.nameTh, province })
  const title = commandTh[command]
  const isWrong = filled.errors.length > 0 || filled.problem !== undefined
  response.status(status).send(
    page(
      {
        title: isWrong ? `ยังไม่ได้บันทึก: ${title}` : title,
        ...{ visitor, programme: markOf(programme, today) },
        crumbs: crumbsOf(visitor, programme.id, office, province),
      },
      <FormPage
        {...{ title, about, form, ...filled, csrf: visitor.csrf, back: officePath(programme.id, office.code) }}
      />,
    ),
  )
}

/** What is said of a command that was not accepted. */
function notTaken(
  sent: Exclude<Sent<unknown>, { outcome: 'accepted' }>,
  fields: readonly Field[],
  nameOfLine: (code: string) => string,
): Pick<Filled, 'errors' | 'problem'> & { status: number } {
  switch (sent.outcome) {
    case 'invalid': {
      const errors = sent.invalid.map(({ path }) => wrongIn(path, fields))
      return {
        status: 422,
        errors: errors.filter((e) => e !== undefined),
        ...(errors.includes(undefined) ? UNREADABLE : {}),
      }
    }
    case 'refused': {
      const type = rejectionTypes.find((t) => t === sent.type)
      if (!type) throw new PageRefusal('internal-error')
      const text = refusalTh({ type, facts: sent.facts }, nameOfLine)
      const field = refusedField(type, fields)
      return {
        ...{ status: 422, errors: field ? [{ field, text }] : [] },
        problem: { title: refusalTitleTh[type], text: field ? 'โปรดแก้ไขแล้วส่งใหม่' : text },
      }
    }
    case 'key-reused':
      return {
        ...{ status: 422, errors: [] },
        problem: {
          title: 'แบบฟอร์มนี้ส่งไปแล้ว',
          text: 'แบบฟอร์มที่เปิดไว้ถูกส่งไปแล้วด้วยข้อมูลอื่น โปรดตรวจสอบในหน้าของหน่วยงานก่อน หากยังต้องการบันทึก โปรดส่งอีกครั้ง',
        },
      }
    case 'unavailable':
      return {
        ...{ status: 503, errors: [] },
        problem: {
          title: 'ระบบยังไม่ตอบรับ',
          text: 'ยังไม่ทราบว่าบันทึกแล้วหรือไม่ โปรดรอสักครู่แล้วกดส่งอีกครั้ง ระบบจะไม่บันทึกซ้ำ',
        },
      }
  }
}

const UNREADABLE = { problem: { title: 'ยังไม่ได้บันทึก', text: 'ข้อมูลบางส่วนไม่อยู่ในรูปแบบที่ระบบรับได้ โปรดตรวจสอบแล้วส่งใหม่' } }

function wrongIn(path: string, fields: readonly Field[]): FieldError | undefined {
  const field = fields.find(({ name }) => path === name || path === `body.${name}` || path.startsWith(`${name}.`))
  if (!field) return undefined
  const text = (field.kind === 'text' && field.wrong) || `โปรดตรวจสอบ${field.label}`
  return { field: field.name, text }
}

/** What was typed: text fields only, once each. */
function typedIn(request: Request): Typed {
  const body = (request.body ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** What a link has chosen beforehand: the document to reverse. */
function presetIn(request: Request): Typed {
  const { documentNo } = request.query
  return typeof documentNo === 'string' ? { documentNo } : {}
}
