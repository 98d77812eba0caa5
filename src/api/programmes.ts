import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from '@temporalio/client'
import { z } from 'zod'
import { mayRead } from '../domain/access.ts'
import { isRehearsal } from '../domain/clock.ts'
import { formatBaht } from '../domain/money.ts'
import { allocationRowSchema, readAllocations } from '../programme/allocations.ts'
import { contactProblems, contactSchema } from '../programme/contacts.ts'
import { InvalidFileError, loadProgramme } from '../programme/load.ts'
import { programmeSummary, provinceOverview } from '../store/overview.ts'
import { listProgrammes, ProgrammeExistsError, type StoredProgramme, saveProgramme } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { openProgramme, ProgrammeOverError } from '../temporal/open.ts'
import { Problem } from './problem.ts'
import { programmeNow, unknownOffice } from './read.ts'
import { type Route, route } from './route.ts'
import { programmeDetailView, programmeView, provinceView } from './views/programmes.ts'

const FILES = fileURLToPath(new URL('../../programmes/', import.meta.url))

const loadSchema = z.strictObject({
  file: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/, 'the name of a programme file, such as amphoe-ita-2568')
    .meta({ description: 'A programme file that the service ships, by its name without .yaml.' }),
  sample: z.boolean({ error: 'true or false' }).meta({ description: 'Whether amounts and contacts are samples.' }),
  allocations: z.array(allocationRowSchema).max(50_000),
  contacts: z.array(contactSchema).max(50_000).default([]),
  provinces: z
    .array(z.string().regex(/^\d{2}$/, 'a province code of two digits'))
    .min(1)
    .optional()
    .meta({ description: 'Those that take part; all when left out.' }),
})

const loadExample = {
  file: 'amphoe-ita-2568',
  sample: true,
  allocations: [{ office: '4701', line: 'materials', amount: '30000.00' }],
  contacts: [
    {
      recipient: 'office:4701',
      role: 'mailbox',
      name: 'ที่ทำการปกครองอำเภอ (ตัวอย่าง)',
      email: 'office-4701@amphoe-ita.example',
    },
  ],
}

interface ProgrammeSetting {
  readonly store: Store
  readonly client: Client
  readonly taskQueue: string
  readonly openDeadlineMs: number
}

/** Loading, opening and reading programmes and their provinces. */
export function programmeRoutes({ store, client, taskQueue, openDeadlineMs }: ProgrammeSetting): Route[] {
  return [
    route({
      ...{ method: 'get', path: '/programmes', id: 'listProgrammes', tag: 'Programmes', right: 'read' },
      summary: 'All programmes, and whether each is a rehearsal or shows samples',
      answer: z.strictObject({ programmes: z.array(programmeView) }),
      handle: async () => ({ programmes: (await listProgrammes(store)).map(viewOf) }),
    }),
    route({
      ...{ method: 'post', path: '/programmes', id: 'loadProgramme', tag: 'Programmes', right: 'manage-programme' },
      summary: 'Loads a programme file that the service ships, with allocations and contacts',
      ...{ body: loadSchema, isLarge: true },
      example: loadExample,
      ...{ status: 201, answer: z.strictObject({ programme: z.string() }) },
      problems: ['programme-exists', 'invalid-programme'],
      handle: async ({ body, caller, response }) => {
        const id = await load(store, body, caller.id)
        response.location(`/api/v1/programmes/${id}`)
        return { programme: id }
      },
    }),
    route({
      ...{ method: 'post', path: '/programmes/{programme}/open', id: 'openProgramme', tag: 'Programmes' },
      right: 'manage-programme',
      summary: 'Opens a programme: its notice goes out. Opening again changes nothing',
      answer: z.strictObject({ programme: z.string(), open: z.literal(true) }),
      problems: ['unknown-programme', 'invalid-programme'],
      handle: async ({ params, caller }) => {
        const { programme } = await programmeNow(store, params.programme)
        try {
          // Without a worker it would wait for ever.
          await client.withDeadline(Date.now() + openDeadlineMs, () =>
            openProgramme({ store, client, taskQueue, programme: programme.id, by: caller.id }),
          )
        } catch (error) {
          if (error instanceof ProgrammeOverError) throw new Problem('invalid-programme', error.message)
          throw error
        }
        return { programme: programme.id, open: true as const }
      },
    }),
    route({
      ...{ method: 'get', path: '/programmes/{programme}', id: 'getProgramme', tag: 'Programmes', right: 'read' },
      summary: 'Letters, deadlines, budget lines, programme time now; sums for those who see the whole country',
      ...{ answer: programmeDetailView, problems: ['unknown-programme'] },
      handle: async ({ params, caller }) => {
        const { programme, now } = await programmeNow(store, params.programme)
        const { policy } = programme.rules
        return {
          ...viewOf(programme),
          now,
          letters: programme.details.letters,
          kickoff: policy.kickoff,
          deadlines: {
            disbursement: policy.obligations.disbursement.deadline,
            report: policy.obligations.report.deadline,
          },
          lines: programme.details.budget.lines,
          ...(caller.area === 'all' ? { summary: inBaht(await programmeSummary(store, programme.id, now)) } : {}),
        }
      },
    }),
    route({
      ...{ method: 'get', path: '/programmes/{programme}/provinces', id: 'listProvinces', tag: 'Programmes' },
      right: 'read',
      summary: 'Provinces within reach: offices by phase, overdue, escalated, money',
      answer: z.strictObject({ provinces: z.array(provinceView) }),
      problems: ['unknown-programme'],
      handle: async ({ params, caller }) => {
        const { programme, now } = await programmeNow(store, params.programme)
        const provinces = await provinceOverview(store, programme.id, now)
        return { provinces: provinces.filter((p) => mayRead(caller, p.province)).map(inBaht) }
      },
    }),
    route({
      ...{ method: 'get', path: '/programmes/{programme}/provinces/{province}', id: 'getProvince', tag: 'Programmes' },
      right: 'read',
      summary: 'One province',
      ...{ answer: provinceView, problems: ['unknown-programme', 'unknown-office'] },
      handle: async ({ params }) => {
        const { programme, now } = await programmeNow(store, params.programme)
        const [found] = await provinceOverview(store, programme.id, now, params.province)
        if (!found) throw unknownOffice(params.province)
        return inBaht(found)
      },
    }),
  ]
}

/** Loads what was sent, all of it or nothing; answers the programme's id. */
async function load(store: Store, body: z.output<typeof loadSchema>, by: string): Promise<string> {
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
      by,
    })
    return programme.id
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
}

function viewOf({ id, name, activity, sample, clock, openedAt, rules }: StoredProgramme) {
  return { id, name, activity, fiscalYear: rules.policy.fiscalYear, sample, rehearsal: isRehearsal(clock), openedAt }
}

/** Satang become baht on the wire. */
function inBaht<T extends { allocated: number; disbursed: number; returned: number }>(view: T) {
  const { allocated, disbursed, returned } = view
  return { ...view, allocated: formatBaht(allocated), disbursed: formatBaht(disbursed), returned: formatBaht(returned) }
}
