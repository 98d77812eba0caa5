import { z } from 'zod'
import type { CommandGateway } from '../commands/gateway.ts'
import { formatBaht } from '../domain/money.ts'
import {
  allocationsIn,
  attendanceIn,
  contactsIn,
  efmsIn,
  type FileIn,
  type FileKind,
  fileKinds,
  formsResponsesIn,
  LEAST_MINUTES,
} from '../filesIn/filesIn.ts'
import { allocationPlanInBaht } from '../imports/allocations.ts'
import type { ContactPlan } from '../imports/contacts.ts'
import type { LedgerPayment } from '../imports/efms.ts'
import { formLinkFor, reportFormSchema } from '../imports/formsResponses.ts'
import { type TemplateKind, templateOf } from '../imports/templates.ts'
import { loadColumns } from '../spreadsheet/columns.ts'
import { XLSX } from '../spreadsheet/mediaType.ts'
import type { CellProblem } from '../spreadsheet/problem.ts'
import { allocationsNow } from '../store/importAllocations.ts'
import type { Store } from '../store/store.ts'
import type { Caller } from './authenticate.ts'
import { Problem, type ProblemType } from './problem.ts'
import { programmeNow } from './read.ts'
import { type Route, route } from './route.ts'
import {
  allocationImportView,
  attendanceImportView,
  contactImportView,
  formsImportView,
  reconciliationView,
} from './views/imports.ts'

const FILES = [XLSX, 'text/csv', 'application/octet-stream'] as const
/** The most of a file's problems that one answer lists. */
const PROBLEMS_LISTED = 1000
const sheet = z.string().max(100).optional().meta({ description: 'The sheet to read; the first when left out.' })
const basis = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'the "basis" of a dry run of the same file')
  .optional()
  .meta({ description: 'Applies the file: the basis that the dry run answered. Without it nothing is written.' })
const apply = z
  .enum(['true', 'false'], { error: 'true or false' })
  .default('false')
  .transform((text) => text === 'true')

const keep = apply.meta({ description: 'Whether the digest is to tell of it.' })

const importProblems: readonly ProblemType[] = ['unknown-programme', 'unusable-file']
const applyProblems: readonly ProblemType[] = ['import-has-errors', 'import-changed-since', 'programme-open']

/** Files that officials hold, in: first what they would change, then the change. */
export function importRoutes(store: Store, gateway: CommandGateway): Route[] {
  const target = async (id: string) => ({ store, gateway, ...(await programmeNow(store, id)) })
  const declared = <const Kind extends FileKind>(kind: Kind) => ({
    ...({ method: 'post', tag: 'Files in', right: fileKinds[kind], fileTypes: FILES } as const),
    path: `/programmes/{programme}/imports/${kind}` as const,
    id: `import-${kind}`,
  })

  return [
    route({
      ...declared('allocations'),
      summary: 'Allocations (details of form งป.1): a dry run, or with its basis the import',
      description:
        'All of it or nothing, and only while the programme is not open. Every cell that is wrong is named, and every change against what is there.',
      ...{ query: z.strictObject({ sheet, basis }), answer: allocationImportView },
      problems: [...importProblems, ...applyProblems],
      handle: async ({ params, query, ...of }) => {
        const { outcome, plan } = await allocationsIn(await target(params.programme), fileOf(of, query), query.basis)
        return { outcome, ...listed(allocationPlanInBaht(plan)) }
      },
    }),
    route({
      ...declared('contacts'),
      summary: 'Contacts: a dry run, or with its basis the import',
      ...{ query: z.strictObject({ sheet, basis }), answer: contactImportView },
      problems: [...importProblems, ...applyProblems],
      handle: async ({ params, query, ...of }) => {
        const { outcome, plan } = await contactsIn(await target(params.programme), fileOf(of, query), query.basis)
        return { outcome, ...listed(withoutIds(plan)) }
      },
    }),
    route({
      ...declared('efms'),
      summary: 'An extract of e-fms, held against the ledger entry by entry',
      description:
        'With keep=true the province’s digest says, until a later extract does, which offices are not the same on both sides.',
      ...{ query: z.strictObject({ sheet, keep }), answer: reconciliationView },
      problems: [...importProblems, 'import-has-errors'],
      handle: async ({ params, query, ...of }) => {
        const { extract, found } = await efmsIn(await target(params.programme), fileOf(of, query), query.keep)
        const { same, different, missing, extra, offices: named } = found
        const { entries: _, ...dryRun } = extract
        return {
          ...listed(dryRun),
          offices: named,
          same: same.length,
          different: different.map(({ entry, payment, by, differences }) => ({
            ...{ entry: inBaht(entry), payment: paymentInBaht(payment), by, differences },
          })),
          missing: missing.map(inBaht),
          extra: extra.map(paymentInBaht),
        }
      },
    }),
    route({
      ...declared('forms-responses'),
      summary: 'Answers to the department’s Google form: the reports they are, and with apply=true their submission',
      description:
        'The figures are the ledger’s. Each office’s last answer counts; sending the same file again submits nothing twice.',
      ...{ query: z.strictObject({ sheet, apply }), answer: formsImportView, problems: importProblems },
      handle: async ({ params, query, ...of }) => {
        const { plan, results } = await formsResponsesIn(await target(params.programme), fileOf(of, query), query.apply)
        const { commands, ...dryRun } = plan
        return { ...listed(dryRun), offices: commands.map((c) => c.office), ...(results ? { results } : {}) }
      },
    }),
    route({
      ...declared('zoom-attendance'),
      summary: 'Zoom’s list of participants: who attended the kick-off, and with apply=true its record',
      query: z.strictObject({
        sheet,
        apply,
        leastMinutes: z.coerce.number({ error: 'a whole number' }).int().min(1).max(600).default(LEAST_MINUTES),
      }),
      ...{ answer: attendanceImportView, problems: importProblems },
      handle: async ({ params, query, ...of }) => {
        const { plan, results } = await attendanceIn(await target(params.programme), fileOf(of, query), query)
        const { commands, minutes, ...dryRun } = plan
        return {
          ...listed(dryRun),
          offices: commands.map((c) => c.office),
          minutes: Object.fromEntries(minutes),
          ...(results ? { results } : {}),
        }
      },
    }),
    route({
      ...{ method: 'post', path: '/programmes/{programme}/report-form/links', id: 'reportFormLinks', tag: 'Files in' },
      ...{ right: 'import-responses', body: reportFormSchema, problems: ['unknown-programme'] },
      summary:
        'For each office the address of the department’s Google form, its code and name filled in; nothing is kept',
      example: {
        url: 'https://docs.google.com/forms/d/e/FORM/viewform',
        questions: { office: 'entry.1234567', name: 'entry.7654321' },
      },
      answer: z.strictObject({ links: z.array(z.strictObject({ office: z.string(), link: z.string() })) }),
      handle: async ({ params, body }) => {
        const { programme } = await programmeNow(store, params.programme)
        const { offices } = await allocationsNow(store, programme.id)
        return { links: offices.map((office) => ({ office: office.code, link: formLinkFor(body, office) })) }
      },
    }),
    ...(['allocations', 'contacts'] as const).map((kind) => templateRoute(store, kind)),
  ]
}

function templateRoute(store: Store, kind: TemplateKind): Route {
  return route({
    ...{ method: 'get', path: `/programmes/{programme}/imports/${kind}/template`, id: `template-${kind}` },
    ...{ tag: 'Files in', right: 'manage-programme', problems: ['unknown-programme'] },
    summary: `A workbook to fill in and import as ${kind}, every office in it`,
    answer: { file: XLSX, description: 'A workbook with Thai headers.' },
    handle: async ({ params, response }) => {
      const { programme } = await programmeNow(store, params.programme)
      const { offices, lines } = await allocationsNow(store, programme.id)
      response.attachment(`${programme.id}-${kind}.xlsx`)
      return templateOf(kind, { name: programme.name, offices, lines, mapping: loadColumns(kind) })
    },
  })
}

interface SentFile {
  readonly sent: unknown
  readonly caller: Caller
  readonly request: string
}

/** The file that was sent, and by whom. @throws Problem invalid-request for an empty body */
function fileOf({ sent, caller, request }: SentFile, { sheet }: { readonly sheet?: string | undefined }): FileIn {
  if (Buffer.isBuffer(sent)) return { bytes: sent, sheet, from: { ...caller, request } }
  throw new Problem('invalid-request', 'Send the file as the body.', { errors: [{ path: '', expected: 'a file' }] })
}

/** A dry run as an answer: a file may have a hundred thousand problems. */
function listed<D extends { readonly problems: readonly CellProblem[] }>(dryRun: D) {
  const { problems, ...rest } = dryRun
  return {
    ...rest,
    problems: problems.slice(0, PROBLEMS_LISTED),
    moreProblems: Math.max(0, problems.length - PROBLEMS_LISTED),
  }
}

function withoutIds({ changed, removed, notInFile, ...plan }: ContactPlan) {
  const plain = ({ id: _, acknowledged: __, sample: ___, ...contact }: ContactPlan['removed'][number]) => contact
  return {
    ...plan,
    changed: changed.map(({ from, to }) => ({ from: plain(from), to })),
    removed: removed.map(plain),
    notInFile: notInFile.map(plain),
  }
}

function inBaht<E extends { readonly amount: number }>({ amount, ...entry }: E) {
  return { ...entry, amount: formatBaht(amount) }
}

function paymentInBaht({ office, sequence, line, amount, paidOn, documentNo, efmsRef }: LedgerPayment) {
  return { office, sequence, line, amount: formatBaht(amount), paidOn, documentNo, efmsRef }
}
