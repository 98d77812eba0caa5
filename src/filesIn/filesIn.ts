import { createHash } from 'node:crypto'
import type { CommandGateway, Sent } from '../commands/gateway.ts'
import { mayRead, type Principal, type Right } from '../domain/access.ts'
import type { CommandName } from '../domain/command.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Answer } from '../domain/step.ts'
import { dayOf, type Instant } from '../domain/time.ts'
import { type AllocationPlan, planAllocations } from '../imports/allocations.ts'
import { type Attendance, planAttendance } from '../imports/attendance.ts'
import { type ContactPlan, planContacts } from '../imports/contacts.ts'
import { type Extract, type Reconciliation, readExtract, reconcile } from '../imports/efms.ts'
import { type FormsResponses, planFormsResponses } from '../imports/formsResponses.ts'
import { ImportRefusedError } from '../imports/refused.ts'
import { loadColumns } from '../spreadsheet/columns.ts'
import { readTable } from '../spreadsheet/read.ts'
import { recordAudit } from '../store/audit.ts'
import { keepEfmsStanding } from '../store/efmsStanding.ts'
import { allocationsNow, importAllocations } from '../store/importAllocations.ts'
import { contactsNow, importContacts } from '../store/importContacts.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import { officeEmails, paymentsOf, reportLinesOf } from '../store/reconciling.ts'
import type { Store } from '../store/store.ts'

/**
 * Files that officials hold, in: first what they would change, then the change. The same for the API and for the pages.
 * Each throws UnusableFileError for what is no such file, ImportRefusedError for what is not applied.
 */

/** The kinds of files, and the right that each needs. */
export const fileKinds = {
  allocations: 'manage-programme',
  contacts: 'manage-programme',
  efms: 'reconcile',
  'forms-responses': 'import-responses',
  'zoom-attendance': 'import-responses',
} as const satisfies Record<string, Right>
export type FileKind = keyof typeof fileKinds

/** Whoever was in the meeting for less has not attended it, unless the one who imports says otherwise. */
export const LEAST_MINUTES = 30

/** Where a file goes. */
export interface FileTarget {
  readonly store: Store
  readonly gateway: CommandGateway
  readonly programme: StoredProgramme
  /** Programme time. */
  readonly now: Instant
}

/** Who sends a file. */
export interface FileSender extends Principal {
  /** A token's or a person's id. */
  readonly id: string
  /** The id of the HTTP request. */
  readonly request: string
}

export interface FileIn {
  readonly bytes: Buffer
  /** The sheet to read; the first when left out. */
  readonly sheet?: string | undefined
  readonly from: FileSender
}

type Applied = 'dry-run' | 'applied' | 'already-there'

/** What came of a command that a file called for: accepted, or why not. */
export interface Given {
  readonly office: OfficeCode
  readonly outcome: string
}

/** Details of form งป.1. @param basis what a dry run of the same file answered; without it nothing is written */
export async function allocationsIn(
  { store, programme }: FileTarget,
  { bytes, sheet, from }: FileIn,
  basis: string | undefined,
): Promise<{ outcome: Applied; plan: AllocationPlan }> {
  const table = await readTable(bytes, { sheet })
  const plan = planAllocations(table, loadColumns('allocations'), await allocationsNow(store, programme.id))
  const outcome = basis
    ? await importAllocations(store, programme.id, { ...plan, basis }, importer(from, bytes))
    : ('dry-run' as const)
  return { outcome, plan }
}

/** Whom the service writes to. @param basis as of allocations */
export async function contactsIn(
  { store, programme }: FileTarget,
  { bytes, sheet, from }: FileIn,
  basis: string | undefined,
): Promise<{ outcome: Applied; plan: ContactPlan }> {
  const table = await readTable(bytes, { sheet })
  const plan = planContacts(table, loadColumns('contacts'), await contactsNow(store, programme.id))
  const outcome = basis
    ? await importContacts(store, programme.id, { ...plan, basis }, importer(from, bytes))
    : ('dry-run' as const)
  return { outcome, plan }
}

/** An extract of e-fms, held against the ledgers of the sender's area. @param keep whether the digest is to tell of it */
export async function efmsIn(
  { store, programme, now }: FileTarget,
  { bytes, sheet, from }: FileIn,
  keep: boolean,
): Promise<{ extract: Extract; found: Reconciliation }> {
  const { offices, lines } = await allocationsNow(store, programme.id)
  const within = offices.filter((o) => mayRead(from, o.code))
  const table = await readTable(bytes, { sheet })
  const extract = readExtract(table, loadColumns('efms'), { offices: within, lines })
  const payments = await paymentsOf(
    store,
    programme.id,
    within.map((o) => o.code),
  )
  const found = reconcile(extract.entries, payments)
  // A row that could not be read would be told of as an entry that e-fms has not.
  if (keep && extract.problems.length > 0) throw new ImportRefusedError('has-errors')
  if (keep) await keepEfmsStanding(store, programme.id, found, now, importer(from, bytes))
  return { extract, found }
}

/** Answers to the department's form. @param apply whether the reports are submitted */
export async function formsResponsesIn(
  target: FileTarget,
  { bytes, sheet, from }: FileIn,
  apply: boolean,
): Promise<{ plan: FormsResponses; results: Given[] | undefined }> {
  const { store, programme } = target
  const { offices } = await allocationsNow(store, programme.id)
  const table = await readTable(bytes, { sheet })
  const reportLines = await reportLinesOf(store, programme.id)
  const plan = planFormsResponses(table, loadColumns('forms-responses'), { offices, reportLines })
  return { plan, results: apply ? await give(target, { bytes, from }, plan.commands) : undefined }
}

/** Zoom's list of participants. @param apply whether attendance is recorded */
export async function attendanceIn(
  target: FileTarget,
  { bytes, sheet, from }: FileIn,
  { apply, leastMinutes }: { readonly apply: boolean; readonly leastMinutes: number },
): Promise<{ plan: Attendance; results: Given[] | undefined }> {
  const { store, programme } = target
  const { offices } = await allocationsNow(store, programme.id)
  const table = await readTable(bytes, { sheet })
  const plan = planAttendance(table, loadColumns('zoom-attendance'), {
    ...{ offices, leastMinutes },
    on: dayOf(programme.rules.policy.kickoff.beginsAt),
    officeOfEmail: await officeEmails(store, programme.id),
  })
  return { plan, results: apply ? await give(target, { bytes, from }, plan.commands) : undefined }
}

/** Gives the commands that a file calls for, each judged on its own. */
async function give(
  { store, gateway, programme }: FileTarget,
  { bytes, from: { id, role, request } }: FileIn,
  commands: readonly { office: OfficeCode; command: CommandName; key: string; body: unknown }[],
): Promise<Given[]> {
  // Before them: what each comes to is in its office's trail, whatever becomes of this call.
  await recordAudit(store, {
    ...{ kind: 'import', programme: programme.id, actor: id, role, requestId: request },
    details: { commands: commands.length, file: sha256(bytes) },
  })
  const outcomes = await gateway.batch({ programme: programme.id, by: id, request, items: commands })
  return commands.map(({ office }, i) => ({ office, outcome: wordFor(outcomes[i]!) }))
}

function wordFor(sent: Sent<Answer>): string {
  return sent.outcome === 'refused' ? sent.type : sent.outcome
}

/** Who imports which file, for the audit trail. */
function importer({ id, role }: FileSender, bytes: Buffer) {
  return { actor: id, role, file: sha256(bytes) }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
