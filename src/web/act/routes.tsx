import express, { type RequestHandler, type Response, Router } from 'express'
import type { CommandGateway } from '../../commands/gateway.ts'
import { mayCommand } from '../../domain/access.ts'
import { dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { limitRequests } from '../../requestLimit.ts'
import { type ActionLink, linkActor, linkOfSecret, markLinkUsed } from '../../store/actionLinks.ts'
import { lineNames } from '../../store/programmes.ts'
import type { Store } from '../../store/store.ts'
import { fullDay } from '../../thai/dates.ts'
import { officeName } from '../../thai/offices.ts'
import { commandTh, obligationTh, owedTh } from '../../thai/vocabulary.ts'
import { CONTENT_POLICY } from '../contentPolicy.ts'
import { type CommandForm, commandForm, type FormSubject } from '../forms/commandForms.ts'
import type { Typed } from '../forms/field.ts'
import { FormPage } from '../forms/formPage.tsx'
import { type NotTaken, notTaken, typedIn } from '../forms/notTaken.ts'
import { readForm } from '../forms/readForm.ts'
import { officePath } from '../paths.ts'
import { markOf, officeInProgramme, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { type ActOutcome, ActOutcomePage, actOutcomes } from './outcomes.tsx'

const BODY_LIMIT = '20kb'
const PER_MINUTE = 60

/**
 * The page behind a link in a mail: what is asked, and a button that does it. Opening it changes nothing, however often and by
 * whomever: mail scanners follow links. The link itself is the right to do this one thing; nobody is signed in by it.
 */
export function actRoutes(store: Store, gateway: CommandGateway, chosen: RequestHandler): Router {
  const router = Router()
  router.use('/act', linkHeaders, limit, express.urlencoded({ extended: false, limit: BODY_LIMIT }), chosen)

  router.get('/act', async (request, response) => {
    const asked = await askedBy(request.query.s)
    if ('outcome' in asked) return tell(response, asked)
    show(response, asked, { typed: asked.form.prefilled, errors: [] })
  })

  router.post('/act', async (request, response) => {
    const asked = await askedBy(request.query.s)
    if ('outcome' in asked) return tell(response, asked)
    const { link, form, subject } = asked
    const typed = typedIn(request)
    const read = readForm(form.fields, typed)
    if ('errors' in read) return show(response, asked, { typed, errors: read.errors }, 422)
    const id = String(response.getHeader('x-request-id'))
    const sent = await gateway.toOffice(link.office, {
      ...{ programme: link.programme, command: link.command, by: linkActor(link), request: id },
      // Pressed twice, in two tabs, or again after a crash: one command, and the same answer.
      ...{ key: linkActor(link), body: { ...read.body, ...form.fixed } },
    })
    if (sent.outcome === 'accepted' || sent.outcome === 'key-reused') {
      await markLinkUsed(store, link, id, new Date())
      return tell(response, { ...asked, outcome: sent.outcome === 'accepted' ? 'done' : 'used' })
    }
    const { status, ...refused } = notTaken(sent, form.fields, lineNames(subject.programme.details))
    show(response, asked, { typed, ...refused }, status)
  })
  return router

  /** What a link asks for; or why it is no use. */
  async function askedBy(secret: unknown): Promise<AskedByLink | Told> {
    const link = await linkOfSecret(store, secret)
    if (!link) return { outcome: 'unknown' }
    const { programme, now } = await programmeOfPage(store, link.programme)
    const { office, province } = await officeInProgramme(store, programme, link.office, now)
    const subject: FormSubject = { programme, office, today: dayOf(now) }
    const told = { link, subject, province }
    if (link.usedAt) return { ...told, outcome: 'used' }
    if (link.expiresAt <= new Date()) return { ...told, outcome: 'expired' }
    if (office.withdrawnAt) return { ...told, outcome: 'withdrawn' }
    if (office.suspendedAt) return { ...told, outcome: 'suspended' }
    const obligation = office.obligations[link.obligation]
    if (!obligation || obligation.settledAt) return { ...told, outcome: 'settled' }
    if (link.command === 'answer-escalation' && obligation.answer) return { ...told, outcome: 'answered' }
    const form = formOf(link, subject)
    if (!form || !mayCommand(link.principal, link.command, link.office)) throw new PageRefusal('forbidden')
    return { ...told, form }
  }
}

interface AskedByLink {
  readonly link: ActionLink
  readonly form: CommandForm
  readonly subject: FormSubject
  readonly province: string
}

/** What a link came to, with what it was for where that is known. */
interface Told extends Partial<Omit<AskedByLink, 'form'>> {
  readonly outcome: ActOutcome
}

/** The command's form, for the obligation that the link is for. */
function formOf(link: ActionLink, subject: FormSubject): CommandForm | undefined {
  const form = commandForm(link.command, subject)
  if (!form || link.command !== 'answer-escalation') return form
  const { deadline } = subject.office.obligations[link.obligation]!
  return {
    ...form,
    intro: say`${say(owedTh[link.obligation])} ครบกำหนดวันที่ ${fullDay(deadline)} ${form.intro ?? ''}`,
    fields: form.fields.filter(({ name }) => name !== 'obligation'),
    fixed: { obligation: link.obligation },
  }
}

function show(
  response: Response,
  { link, form, subject, province }: AskedByLink,
  filled: NotTaken & { readonly typed: Typed },
  status = 200,
): void {
  const { programme, office, today } = subject
  const title = say(commandTh[link.command])
  const isWrong = filled.errors.length > 0 || filled.problem !== undefined
  const about = officeName({ code: office.code, name: office.nameTh, province })
  response
    .status(status)
    .send(
      page(
        { title: isWrong ? say`ยังไม่ได้บันทึก: ${title}` : title, programme: markOf(programme, today) },
        <FormPage {...{ title, about, form, ...filled }} />,
      ),
    )
}

function tell(response: Response, { outcome, link, subject, province }: Told): void {
  const { status } = actOutcomes[outcome]
  const title = say(actOutcomes[outcome].title)
  const office = subject && {
    name: officeName({ code: subject.office.code, name: subject.office.nameTh, province: province! }),
    href: officePath(subject.programme.id, subject.office.code),
  }
  response
    .status(status)
    .send(
      page(
        { title, ...(subject ? { programme: markOf(subject.programme, subject.today) } : {}) },
        <ActOutcomePage
          outcome={outcome}
          matter={link && { command: say(commandTh[link.command]), obligation: say(obligationTh[link.obligation]) }}
          usedAt={link?.usedAt ?? undefined}
          office={office}
        />,
      ),
    )
}

/** For nobody's cache and no frame; the address holds a secret, and is named to nobody. */
const linkHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Security-Policy', CONTENT_POLICY)
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('X-Robots-Tag', 'noindex')
  next()
}

/** Secrets cannot be guessed; that somebody tries is no reason to look each one up. */
const limit = limitRequests({
  ...{ name: 'link', perMinute: PER_MINUTE },
  refuse: (response) => tell(response, { outcome: 'too-many' }),
})
