import { z } from 'zod'
import type { ReportLine } from '../domain/command.ts'
import type { OfficeCode } from '../domain/policy.ts'
import { type ColumnMapping, readRecords, textOf } from '../spreadsheet/columns.ts'
import type { CellProblem } from '../spreadsheet/problem.ts'
import { referenceOf, type Table } from '../spreadsheet/table.ts'
import { type OfficeNames, officeName } from '../thai/offices.ts'
import { basisOf, countsOf, type DryRun, inOrder } from './dryRun.ts'
import { OfficeDirectory } from './offices.ts'
import { officeOfRow } from './rowOffice.ts'

/** A command that the file calls for: one request to the API each, with the key that makes sending it twice harmless. */
export interface ReportToSubmit {
  readonly office: OfficeCode
  readonly command: 'submit-report'
  readonly key: string
  readonly body: { readonly lines: readonly ReportLine[]; readonly outcome: string; readonly formsResponseId: string }
}

export interface FormsResponses extends Omit<DryRun, 'basis'> {
  readonly commands: readonly ReportToSubmit[]
  /** Answers that the same office has given again further down: only its last counts. */
  readonly superseded: readonly { readonly cell: string; readonly office: OfficeCode }[]
}

/**
 * Matches the answers to the department's report form to offices. Rows whose office cannot be told are among the problems.
 * @param reportLines what each office's ledger says of every budget line: the report must agree with it
 * @throws UnusableFileError when columns are missing or ambiguous
 */
export function planFormsResponses(
  table: Table,
  mapping: ColumnMapping,
  {
    offices,
    reportLines,
  }: { offices: readonly OfficeNames[]; reportLines: ReadonlyMap<OfficeCode, readonly ReportLine[]> },
): FormsResponses {
  const records = readRecords(table, mapping)
  const directory = new OfficeDirectory(offices)
  const problems: CellProblem[] = []
  const last = new Map<OfficeCode, { cell: string; command: ReportToSubmit }>()
  const superseded: { cell: string; office: OfficeCode }[] = []
  for (const record of records.records) {
    problems.push(...record.problems)
    const office = officeOfRow(directory, records, record, problems)
    const outcome = textOf(record, 'outcome')
    const timestamp = textOf(record, 'timestamp')
    if (office === undefined || outcome === undefined || timestamp === undefined || record.unfit.size > 0) continue
    // Google's sheet has no id of a response unless a script puts it there; the moment and the office are as good.
    const formsResponseId = textOf(record, 'responseId') ?? `${timestamp} ${office}`
    const body = { lines: reportLines.get(office) ?? [], outcome, formsResponseId }
    const before = last.get(office)
    if (before) superseded.push({ cell: before.cell, office })
    last.set(office, {
      cell: referenceOf({ row: record.row.number, column: records.found.get('outcome')!.column }),
      command: { office, command: 'submit-report', key: `forms-${basisOf(formsResponseId).slice(0, 32)}`, body },
    })
  }
  return {
    sheet: table.sheet,
    counts: countsOf(new Set(records.records.map((r) => r.row.number)), problems),
    problems: inOrder(problems),
    unread: records.unread,
    commands: [...last.values()].map((l) => l.command),
    superseded,
  }
}

const ENTRY = /^entry\.\d+$/

/** The department's form, entered when a programme is loaded: its address, and the ids of the questions filled in for an office. */
export const reportFormSchema = z.strictObject({
  url: z.url({ protocol: /^https$/, error: 'the address of the form' }),
  questions: z.strictObject({
    office: z.string().regex(ENTRY, 'the id of a question, such as entry.1234567'),
    name: z.string().regex(ENTRY, 'the id of a question, such as entry.1234567').optional(),
  }),
})
export type ReportForm = z.output<typeof reportFormSchema>

/** The form's address for one office, with its code and its name filled in. */
export function formLinkFor({ url, questions }: ReportForm, office: OfficeNames): string {
  const link = new URL(url)
  link.searchParams.set('usp', 'pp_url')
  link.searchParams.set(questions.office, office.code)
  if (questions.name !== undefined) link.searchParams.set(questions.name, officeName(office))
  return link.href
}
