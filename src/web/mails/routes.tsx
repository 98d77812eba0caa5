import { type Request, type Response, Router } from 'express'
import { holds } from '../../domain/access.ts'
import { dayOf } from '../../domain/time.ts'
import { say } from '../../language/say.ts'
import { officeNamesOf } from '../../store/importing.ts'
import { listMails, type MailPlace, type MailSelection, type MailTier } from '../../store/mailLog.ts'
import { listPauses, PauseRefusedError, pauseMail, resumeMail } from '../../store/mailPause.ts'
import type { Store } from '../../store/store.ts'
import { tierTh } from '../../thai/vocabulary.ts'
import { typedIn } from '../forms/notTaken.ts'
import { programmePath } from '../paths.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page } from '../shell.tsx'
import { visitorOf } from '../visitor.ts'
import { type MailFilterName, MailsPage, mailFilters } from './mailsPage.tsx'

const PATH = '/programmes/:programme/mails'
const ROWS = 100
/** How long the reason of a pause may be, in characters; as the API. */
const REASON = 500
const PLACE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00) (\S{1,200})$/

/** The log of mails, and holding mail back. */
export function mailPages(store: Store): Router {
  const router = Router()

  router.get(PATH, (request, response) => show(request, response))

  router.post(PATH, async (request, response) => {
    const visitor = visitorOf(response)
    if (!holds(visitor, 'pause-mail')) throw new PageRefusal('forbidden')
    const { programme } = await programmeOfPage(store, String(request.params.programme))
    const { act, tier: named, reason = '' } = typedIn(request)
    const tier = (Object.keys(tierTh) as MailTier[]).find((t) => t === named)
    const why = reason.trim()
    if (!tier || (act === 'pause' && (why === '' || why.length > REASON)))
      return show(request, response, say`โปรดเลือกว่าจะพักอีเมลถึงผู้ใด และระบุเหตุผลไม่เกิน ${REASON} ตัวอักษร`)
    const doer = { actor: visitor.id, role: visitor.role, requestId: String(response.getHeader('x-request-id')) }
    try {
      if (act === 'pause') await pauseMail(store, programme.id, { tier, reason: why }, doer)
      else if (act === 'release' || act === 'drop') await resumeMail(store, programme.id, { tier, held: act }, doer)
      else throw new PageRefusal('unreadable')
    } catch (error) {
      if (!(error instanceof PauseRefusedError)) throw error
      return show(request, response, say(refusedTh[error.type]))
    }
    response.redirect(303, `${programmePath(programme.id)}/mails?done=${act}`)
  })

  return router

  async function show(request: Request, response: Response, wrong?: string): Promise<void> {
    const visitor = visitorOf(response)
    if (!holds(visitor, 'see-mails')) throw new PageRefusal('forbidden')
    const { programme, now } = await programmeOfPage(store, String(request.params.programme))
    const { show: shown, after, done } = request.query
    const filter = typeof shown === 'string' && shown in mailFilters ? (shown as MailFilterName) : 'all'
    const place = typeof after === 'string' ? PLACE.exec(after) : null
    const paged = { after: place ? ([place[1]!, place[2]!] as MailPlace) : undefined, limit: ROWS, now: new Date() }
    const [mails, pauses, names] = await Promise.all([
      listMails(store, programme.id, selectionOf(filter), paged),
      listPauses(store, programme.id),
      officeNamesOf(store.prisma, programme.id),
    ])
    const last = mails.length === ROWS ? mails.at(-1) : undefined
    const notice = typeof done === 'string' && doneTh[done] ? say(doneTh[done]) : undefined
    response.status(wrong ? 422 : 200).send(
      page(
        {
          ...{ title: say('อีเมลที่ระบบส่ง'), visitor, programme: markOf(programme, dayOf(now)), section: 'mails' },
          ...{ notice, isWide: true },
        },
        <MailsPage
          {...{ mails, pauses, filter, wrong }}
          names={new Map(names.map((n) => [n.code, n]))}
          next={last && `?${new URLSearchParams({ show: filter, after: `${last.at} ${last.id}` })}#mails`}
          csrf={holds(visitor, 'pause-mail') ? visitor.csrf : undefined}
        />,
      ),
    )
  }
}

const doneTh: Readonly<Record<string, string>> = {
  pause: 'พักการส่งอีเมลแล้ว',
  release: 'เลิกพักแล้ว ระบบจะส่งอีเมลที่พักไว้เท่าที่ยังเป็นปัจจุบัน',
  drop: 'เลิกพักแล้ว อีเมลที่พักไว้จะไม่ถูกส่ง',
}

const refusedTh: Readonly<Record<PauseRefusedError['type'], string>> = {
  'already-paused': 'พักการส่งถึงผู้รับระดับนี้อยู่แล้ว',
  'not-paused': 'ไม่ได้พักการส่งถึงผู้รับระดับนี้แล้ว',
}

function selectionOf(filter: MailFilterName): MailSelection {
  if (filter === 'all') return {}
  return filter === 'held' ? { isHeld: true } : { status: filter }
}
