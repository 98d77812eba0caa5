import { type Request, type Response, Router } from 'express'
import type { CommandGateway } from '../../commands/gateway.ts'
import { holds } from '../../domain/access.ts'
import { dayOf } from '../../domain/time.ts'
import {
  allocationsIn,
  attendanceIn,
  contactsIn,
  efmsIn,
  type FileIn,
  type FileKind,
  type FileTarget,
  fileKinds,
  formsResponsesIn,
  LEAST_MINUTES,
} from '../../filesIn/filesIn.ts'
import { ImportRefusedError } from '../../imports/refused.ts'
import { say } from '../../language/say.ts'
import { UnusableFileError } from '../../spreadsheet/unusable.ts'
import { tidy } from '../../spreadsheet/writing.ts'
import { dropFile, keepFile, keptFile } from '../../store/importFiles.ts'
import { officeNamesOf } from '../../store/importing.ts'
import { lineNames, type StoredProgramme } from '../../store/programmes.ts'
import type { Store } from '../../store/store.ts'
import { typedIn } from '../forms/notTaken.ts'
import { markOf, programmeOfPage } from '../read.ts'
import { PageRefusal } from '../refusal.ts'
import { page, type Shell } from '../shell.tsx'
import { uploadOf } from '../upload.ts'
import { type Visitor, visitorOf } from '../visitor.ts'
import { DryRunPage, type DryRunView, ImportsPage, importPath, UploadPage } from './importPages.tsx'
import { kindsTh } from './kinds.ts'
import {
  type Names,
  type Shown,
  type ShownSection,
  shownAllocations,
  shownAttendance,
  shownContacts,
  shownEfms,
  shownResponses,
  shownResults,
} from './shown.ts'

const UUID = /^[0-9a-f-]{36}$/
const KINDS = Object.keys(fileKinds) as FileKind[]

/** Files that officials hold: sent, looked at with what they would change, and only then applied. */
export function importPages(store: Store, gateway: CommandGateway): Router {
  const router = Router()
  const base = '/programmes/:programme/imports'

  router.get(base, async (request, response) => {
    const visitor = visitorOf(response)
    const kinds = KINDS.filter((kind) => holds(visitor, fileKinds[kind]))
    if (kinds.length === 0) throw new PageRefusal('forbidden')
    const asked = await ask(request, response)
    send(response, asked, say('นำเข้าข้อมูลจากไฟล์'), <ImportsPage programme={asked.programme.id} kinds={kinds} />)
  })

  router.get(`${base}/:kind`, async (request, response) => {
    const asked = { ...(await ask(request, response)), kind: kindOf(request, response) }
    const { kind, programme, visitor } = asked
    const notice = request.query.done === 'applied' ? say(kindsTh[kind].done) : undefined
    const again = request.query.gone === 'true' ? GONE : undefined
    const form = <UploadPage {...{ programme: programme.id, kind, csrf: visitor.csrf, wrong: again }} />
    send(response, asked, say(kindsTh[kind].title), form, { notice })
  })

  router.post(`${base}/:kind`, async (request, response) => {
    const asked = { ...(await ask(request, response)), kind: kindOf(request, response) }
    const { kind, programme, visitor } = asked
    const upload = uploadOf(response)
    const refuse = (wrong: string) =>
      send(
        response,
        asked,
        say`ยังใช้ไฟล์นี้ไม่ได้: ${say(kindsTh[kind].title)}`,
        <UploadPage {...{ programme: programme.id, kind, csrf: visitor.csrf, wrong }} />,
        { status: 422 },
      )
    if (!upload) return refuse(say('โปรดเลือกไฟล์'))
    const { sheet = '' } = typedIn(request)
    try {
      await run(asked, { ...upload, sheet }, response)
    } catch (error) {
      if (error instanceof UnusableFileError) return refuse(error.messageTh)
      throw error
    }
    const place = { programme: programme.id, kind, person: visitor.id }
    const id = await keepFile(store, place, upload, new Date())
    const query = sheet ? `?${new URLSearchParams({ sheet })}` : ''
    response.redirect(303, importPath(programme.id, kind, id) + query)
  })

  router.get(`${base}/:kind/:file`, async (request, response) => {
    const asked = await askOfFile(request, response)
    if (!asked) return response.redirect(303, goneFrom(request))
    const { shown } = await run(asked, asked.file, response)
    show(response, asked, { shown })
  })

  router.post(`${base}/:kind/:file`, async (request, response) => {
    const asked = await askOfFile(request, response)
    if (!asked) return response.redirect(303, goneFrom(request))
    const { step, basis, leastMinutes } = typedIn(request)
    const minutes = leastMinutesIn(leastMinutes)
    if (minutes === undefined) {
      const { shown } = await run(asked, asked.file, response)
      return show(response, asked, { shown, refused: WRONG_MINUTES }, 422)
    }
    if (step !== 'apply')
      return show(response, asked, { shown: (await run(asked, asked.file, response, { minutes })).shown, minutes })
    try {
      const { shown, results } = await run(asked, asked.file, response, { minutes, basis, isApplied: true })
      if (results) return show(response, asked, { shown, results, minutes })
      await dropFile(store, asked.file.id)
      response.redirect(303, `${importPath(asked.programme.id, asked.kind)}?done=applied`)
    } catch (error) {
      if (!(error instanceof ImportRefusedError)) throw error
      const { shown } = await run(asked, asked.file, response, { minutes })
      show(response, asked, { shown, refused: say(error.messageTh), minutes }, 409)
    }
  })

  return router

  async function ask(request: Request, response: Response): Promise<Asked> {
    const visitor = visitorOf(response)
    const { programme, now } = await programmeOfPage(store, String(request.params.programme))
    return { visitor, store, gateway, programme, now }
  }

  /** The file that is asked for; undefined when it is not there (any more), or another's. */
  async function askOfFile(request: Request, response: Response): Promise<AskedOfFile | undefined> {
    const kind = kindOf(request, response)
    const asked = await ask(request, response)
    const id = String(request.params.file)
    const { sheet } = request.query
    const place = { programme: asked.programme.id, kind, person: asked.visitor.id }
    const file = UUID.test(id) ? await keptFile(store, place, id, new Date()) : undefined
    return file && { ...asked, kind, file: { ...file, sheet: typeof sheet === 'string' ? sheet : '' } }
  }
}

const GONE = 'ระบบเก็บไฟล์ไว้ให้ตรวจไม่เกินหนึ่งชั่วโมง และเก็บครั้งละหนึ่งไฟล์ โปรดเลือกไฟล์อีกครั้ง'

interface Asked extends FileTarget {
  readonly visitor: Visitor
  readonly programme: StoredProgramme
}

interface AskedOfFile extends Asked {
  readonly kind: FileKind
  readonly file: { readonly id: string; readonly name: string; readonly bytes: Buffer; readonly sheet: string }
}

interface Applying {
  readonly minutes?: number
  readonly basis?: string | undefined
  readonly isApplied?: boolean
}

/** Looks at a file, or applies it. */
async function run(
  asked: Asked & { readonly kind: FileKind },
  { bytes, sheet }: { readonly bytes: Buffer; readonly sheet: string },
  response: Response,
  { minutes = LEAST_MINUTES, basis, isApplied = false }: Applying = {},
): Promise<{ shown: Shown; results?: readonly ShownSection[] }> {
  const { visitor, kind, programme, store } = asked
  const from = { ...visitor, request: String(response.getHeader('x-request-id')) }
  const file: FileIn = { bytes, sheet: sheet || undefined, from }
  const applied = isApplied ? basis : undefined
  if (isApplied && !applied && (kind === 'allocations' || kind === 'contacts')) throw new PageRefusal('unreadable')
  const names: Names = {
    offices: new Map((await officeNamesOf(store.prisma, programme.id)).map((n) => [n.code, n])),
    line: lineNames(programme.details),
  }
  switch (kind) {
    case 'allocations':
      return { shown: shownAllocations((await allocationsIn(asked, file, applied)).plan, names) }
    case 'contacts':
      return { shown: shownContacts((await contactsIn(asked, file, applied)).plan, names) }
    case 'efms':
      return { shown: shownEfms(await efmsIn(asked, file, isApplied), names) }
    case 'forms-responses': {
      const { plan, results } = await formsResponsesIn(asked, file, isApplied)
      return { shown: shownResponses(plan, names), ...(results ? { results: shownResults(results, names) } : {}) }
    }
    case 'zoom-attendance': {
      const { plan, results } = await attendanceIn(asked, file, { apply: isApplied, leastMinutes: minutes })
      return { shown: shownAttendance(plan, names), ...(results ? { results: shownResults(results, names) } : {}) }
    }
  }
}

function kindOf(request: Request, response: Response): FileKind {
  const kind = KINDS.find((k) => k === request.params.kind)
  if (!kind) throw new PageRefusal('not-found')
  if (!holds(visitorOf(response), fileKinds[kind])) throw new PageRefusal('forbidden')
  return kind
}

function goneFrom({ originalUrl }: Request): string {
  return `${originalUrl.split('?')[0]!.replace(/\/[^/]*$/, '')}?gone=true`
}

const WRONG_MINUTES = 'จำนวนนาทีต้องเป็นจำนวนเต็มตั้งแต่ 1 ถึง 600'

/** What was typed as the least minutes, in Thai digits too; undefined for what is no such number. */
function leastMinutesIn(typed: string | undefined): number | undefined {
  if (typed === undefined) return LEAST_MINUTES
  const minutes = Number(tidy(typed) || Number.NaN)
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= 600 ? minutes : undefined
}

function show(
  response: Response,
  asked: AskedOfFile,
  { minutes, ...of }: Pick<DryRunView, 'shown' | 'results' | 'refused'> & { readonly minutes?: number },
  status = 200,
): void {
  const { kind, programme, visitor, file } = asked
  const leastMinutes = kind === 'zoom-attendance' ? (minutes ?? LEAST_MINUTES) : undefined
  const title = of.results ? say(kindsTh[kind].done) : say`ตรวจไฟล์: ${say(kindsTh[kind].title)}`
  const view = { programme: programme.id, kind, csrf: visitor.csrf, file: file.name, leastMinutes, ...of }
  send(response, asked, title, <DryRunPage {...view} />, { status })
}

function send(
  response: Response,
  { visitor, programme, now, kind }: Asked & { readonly kind?: FileKind },
  title: string,
  content: Parameters<typeof page>[1],
  { status = 200, notice }: { readonly status?: number; readonly notice?: Shell['notice'] } = {},
): void {
  const toImports = kind ? [{ label: say('นำเข้าข้อมูลจากไฟล์'), href: importPath(programme.id) }] : []
  response.status(status).send(
    page(
      {
        ...{ title, visitor, programme: markOf(programme, dayOf(now)), section: 'imports', notice, isWide: true },
        crumbs: toImports,
      },
      content,
    ),
  )
}
