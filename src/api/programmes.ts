import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from '@temporalio/client'
import type { Response, Router } from 'express'
import { z } from 'zod'
import { mayManage, mayRead } from '../domain/access.ts'
import { isRehearsal } from '../domain/clock.ts'
import { formatBaht } from '../domain/money.ts'
import { allocationRowSchema, readAllocations } from '../programme/allocations.ts'
import { contactProblems, contactSchema } from '../programme/contacts.ts'
import { InvalidFileError, loadProgramme } from '../programme/load.ts'
import { programmeSummary, provinceOverview } from '../store/overview.ts'
import { listProgrammes, ProgrammeExistsError, type StoredProgramme, saveProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { openProgramme, ProgrammeOverError } from '../temporal/open.ts'
import { callerOf } from './authenticate.ts'
import { Problem } from './problem.ts'
import { inForm, programmeNow, resourceRouter } from './read.ts'

const FILES = fileURLToPath(new URL('../../programmes/', import.meta.url))

const loadSchema = z.strictObject({
  /** A programme file that the service ships, by its name without `.yaml`. */
  file: z.string().regex(/^[a-z0-9-]{1,60}$/, 'the name of a programme file, such as amphoe-ita-2568'),
  /** Whether amounts and contacts are samples. */
  sample: z.boolean({ error: 'true or false' }),
  allocations: z.array(allocationRowSchema).max(50_000),
  contacts: z.array(contactSchema).max(50_000).default([]),
  provinces: z
    .array(z.string().regex(/^\d{2}$/, 'a province code of two digits'))
    .min(1)
    .optional(),
})

/** Loading, opening and reading programmes and their provinces. */
export function programmeRoutes({
  store,
  client,
  taskQueue,
  openDeadlineMs,
}: {
  store: Store
  client: Client
  taskQueue: string
  openDeadlineMs: number
}): Router {
  const router = resourceRouter()

  router.get('/programmes', async (_request, response) => {
    response.json({ programmes: (await listProgrammes(store)).map(programmeView) })
  })

  router.post('/programmes', async (request, response) => {
    requireManager(response)
    const body = inForm(loadSchema, request.body)
    const file = join(FILES, `${body.file}.yaml`)
    if (!existsSync(file))
      throw new Problem('invalid-programme', `There is no programme file ${body.file}.`, { file: body.file })
    try {
      const programme = loadProgramme(file)
      const { allocations, problems } = readAllocations(body.allocations, programme, 'allocations')
      const found = [...problems, ...contactProblems(body.contacts, programme, 'contacts')]
      if (found.length > 0) throw new InvalidFileError(found)
      await saveProgramme(store, programme, {
        allocations,
        contacts: body.contacts.map((c) => ({ ...c, sample: body.sample })),
        sampleAllocations: body.sample,
        clock: { kind: 'live' },
        provinces: body.provinces,
      })
      response.status(201).location(`/api/v1/programmes/${programme.id}`).json({ programme: programme.id })
    } catch (error) {
      if (error instanceof ProgrammeExistsError) throw new Problem('programme-exists', error.message)
      if (error instanceof InvalidFileError) {
        // Where the files lie on the server is nobody's business.
        const errors = error.problems.map((p) => ({ ...p, file: basename(p.file) }))
        throw new Problem('invalid-programme', new InvalidFileError(errors).message, { errors })
      }
      if (error instanceof Error && error.name === 'NotInProgrammeError')
        throw new Problem('invalid-programme', error.message)
      throw error
    }
  })

  router.post('/programmes/:programme/open', async (request, response) => {
    requireManager(response)
    const { programme } = await programmeNow(store, request.params.programme)
    // Without a worker it would wait for ever.
    try {
      await client.withDeadline(Date.now() + openDeadlineMs, () =>
        openProgramme({ store, client, taskQueue, programme: programme.id }),
      )
    } catch (error) {
      if (error instanceof ProgrammeOverError) throw new Problem('invalid-programme', error.message)
      throw error
    }
    response.json({ programme: programme.id, open: true })
  })

  router.get('/programmes/:programme', async (request, response) => {
    const { programme, now } = await programmeNow(store, request.params.programme)
    const { policy } = programme.rules
    const caller = callerOf(response)
    const isNational = caller.area === 'all'
    response.json({
      ...programmeView(programme),
      now,
      letters: programme.details.letters,
      kickoff: policy.kickoff,
      deadlines: { disbursement: policy.obligations.disbursement.deadline, report: policy.obligations.report.deadline },
      lines: programme.details.budget.lines,
      ...(isNational ? { summary: inBaht(await programmeSummary(store, programme.id, now)) } : {}),
    })
  })

  router.get('/programmes/:programme/provinces', async (request, response) => {
    const { programme, now } = await programmeNow(store, request.params.programme)
    const caller = callerOf(response)
    const provinces = await provinceOverview(store, programme.id, now)
    response.json({ provinces: provinces.filter((p) => mayRead(caller, p.province)).map(inBaht) })
  })

  router.get('/programmes/:programme/provinces/:province', async (request, response) => {
    const { programme, now } = await programmeNow(store, request.params.programme)
    const { province } = request.params
    const [found] = mayRead(callerOf(response), province)
      ? await provinceOverview(store, programme.id, now, province)
      : []
    if (!found)
      throw new Problem('unknown-office', 'There is no such province within reach of this token.', { office: province })
    response.json(inBaht(found))
  })

  return router
}

function requireManager(response: Response): void {
  if (!mayManage(callerOf(response)))
    throw new Problem('forbidden', 'Programmes are loaded and opened by the department or an operator.')
}

function programmeView({ id, name, activity, sample, clock, openedAt, rules }: StoredProgramme) {
  return { id, name, activity, fiscalYear: rules.policy.fiscalYear, sample, rehearsal: isRehearsal(clock), openedAt }
}

/** Satang become baht on the wire. */
function inBaht<T extends { allocated: number; disbursed: number; returned: number }>(view: T) {
  const { allocated, disbursed, returned } = view
  return { ...view, allocated: formatBaht(allocated), disbursed: formatBaht(disbursed), returned: formatBaht(returned) }
}
