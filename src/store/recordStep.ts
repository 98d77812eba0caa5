import type { OfficeEvent } from '../domain/event.ts'
import type { Satang } from '../domain/money.ts'
import type { EntryKind } from '../domain/office.ts'
import type { LineCode, ObligationName } from '../domain/policy.ts'
import type { OfficeStep } from '../domain/step.ts'
import type { Day, Instant } from '../domain/time.ts'
import type { Prisma } from './generated/client.ts'
import { sqlErrorOf } from './sqlError.ts'
import type { Store } from './store.ts'

/** Disbursed + returned would be more than was allocated to a budget line: the database's own ceiling. */
export class LineExceededError extends Error {
  override readonly name = 'LineExceededError'
}

/** The office has an entry with this document number. */
export class DuplicateDocumentError extends Error {
  override readonly name = 'DuplicateDocumentError'
}

/** The command's key has been recorded with another step of the office. */
export class CommandRecordedError extends Error {
  override readonly name = 'CommandRecordedError'
}

/** Under the step's numbers something else is recorded, or numbers before it are missing. */
export class SequenceConflictError extends Error {
  override readonly name = 'SequenceConflictError'
}

/**
 * Records a step of an office in one transaction and one round trip: audit trail, ledger, read model, outbox, receipt, and
 * the coordinator whom an acknowledgement names. The same step again changes nothing.
 *
 * @returns whether it was recorded now, or had been
 * @throws LineExceededError, DuplicateDocumentError, CommandRecordedError, SequenceConflictError; nothing is written then
 * @throws RangeError for a step without events
 */
export async function recordStep(store: Store, step: OfficeStep): Promise<'recorded' | 'already-recorded'> {
  const argument = JSON.stringify(argumentOf(step))
  return outcomeOf([step], store.ask('record-step', 'SELECT record_step($1::jsonb) AS outcome', [argument]))
}

/**
 * Records several steps of one office, each continuing the one before it, in one transaction and one round trip: all of them
 * or, whatever the reason, none.
 *
 * @returns whether they were recorded now; when the first of them had been, nothing is written
 * @throws as recordStep does
 */
export async function recordSteps(
  store: Store,
  steps: readonly OfficeStep[],
): Promise<'recorded' | 'already-recorded'> {
  const argument = JSON.stringify(steps.map(argumentOf))
  return outcomeOf(steps, store.ask('record-steps', 'SELECT record_steps($1::jsonb) AS outcome', [argument]))
}

/**
 * The same as part of a transaction, which ends when they are not recorded.
 *
 * @throws as recordStep does; SequenceConflictError also when the first of them had been recorded
 */
export async function recordStepsWithin(tx: Prisma.TransactionClient, steps: readonly OfficeStep[]): Promise<void> {
  const argument = JSON.stringify(steps.map(argumentOf))
  const call = tx.$queryRaw<{ outcome: string }[]>`SELECT record_steps(${argument}::jsonb) AS outcome`
  if ((await outcomeOf(steps, call)) !== 'recorded') throw conflictOf(steps[0]!)
}

/** What a call of record_step or record_steps comes to. A query of Prisma's is sent when it is awaited, and not before. */
async function outcomeOf(
  steps: readonly OfficeStep[],
  call: PromiseLike<{ outcome: string }[]>,
): Promise<'recorded' | 'already-recorded'> {
  const [step] = steps
  if (!step) throw new RangeError('there is no step to record')
  for (const { events, office } of steps)
    if (events.length === 0) throw new RangeError(`a step of ${office} has no events`)
  let outcome: string | undefined
  try {
    outcome = (await call)[0]?.outcome
  } catch (error) {
    throw refusalOf(error, steps) ?? error
  }
  switch (outcome) {
    case 'recorded':
    case 'already-recorded':
      return outcome
    case 'unknown-office':
      throw new Error(`${step.programme} has no office ${step.office} in the database`)
    default:
      throw conflictOf(step)
  }
}

function conflictOf({ programme, office, firstSequence, events }: OfficeStep): SequenceConflictError {
  const types = events.map((e) => e.type).join(', ')
  return new SequenceConflictError(
    `step ${firstSequence} (${types}) of office ${office} of ${programme} does not continue what is recorded`,
  )
}

/** The id of a mail that a step calls for: always the same one. */
export function mailIdOf(
  { programme, office }: OfficeStep,
  { to, kind, sequence }: OfficeStep['letters'][number],
): string {
  return `${programme}/${to}/${kind}/${office}/${sequence}`
}

function refusalOf(error: unknown, steps: readonly OfficeStep[]): Error | undefined {
  const { programme, office } = steps[0]!
  const refused = sqlErrorOf(error)
  const names = (constraint: string) => refused?.message.includes(`"${constraint}"`) === true
  if (refused?.code === '23514' && names('budget_line_within_allocation'))
    return new LineExceededError(`office ${office} of ${programme}: more than was allocated to the budget line`, {
      cause: error,
    })
  if (refused?.code === '23505' && names('ledger_entry_programme_id_office_document_no_reversal_key'))
    return new DuplicateDocumentError(`office ${office} of ${programme}: the document number is used already`, {
      cause: error,
    })
  if (refused?.code === '23505' && names('command_receipt_pkey'))
    return new CommandRecordedError(
      `office ${office} of ${programme}: ${steps.length === 1 ? `key ${steps[0]!.cause?.key}` : 'a key of a batch'} is recorded already`,
      { cause: error },
    )
  return undefined
}

/** The argument of the SQL function record_step. Parts that are empty are left out, and cost the database nothing. */
function argumentOf(step: OfficeStep): Record<string, unknown> {
  const { programme, office, firstSequence, events, letters, paceWarnings, standing, cause } = step
  const { obligations, ...row } = standing
  const entries = events.flatMap((event, i) => entryOf(event, firstSequence + i))
  const mails = letters.map((letter) => ({
    id: mailIdOf(step, letter),
    recipient: letter.to,
    kind: letter.kind,
    items: letter.items,
    at: letter.at,
    // A notice and a morning say all in kind and items; the others tell of what happened, and why in the command's texts.
    ...(letter.kind === 'notice' || letter.kind === 'morning' || letter.kind === 'digest'
      ? {}
      : { event: events[letter.sequence - firstSequence], commandKey: cause?.key }),
  }))
  const owed = (Object.keys(obligations) as ObligationName[]).map((name) => {
    const { arose, deadline, settledAt, level, answer } = obligations[name]!
    return { name, arose, deadline, settledAt, level, promisedOn: answer?.promisedOn ?? null }
  })
  return {
    programme,
    office,
    firstSequence,
    events,
    standing: row,
    ...(entries.length > 0 ? { entries } : {}),
    ...(owed.length > 0 ? { obligations: owed } : {}),
    ...(mails.length > 0 ? { mails } : {}),
    ...(paceWarnings.length > 0 ? { paceWarnings } : {}),
    ...(events.some((e) => e.type === 'acknowledged') ? { acknowledged: true } : {}),
    ...(cause ? { cause } : {}),
  }
}

/** A ledger entry as record_step takes it. */
export interface RecordedEntry {
  readonly sequence: number
  readonly line: LineCode
  readonly kind: EntryKind
  readonly reversal: boolean
  /** Satang; negative in a reversal. */
  readonly amount: Satang
  readonly paidOn?: Day
  readonly documentNo: string
  readonly efmsRef?: string | undefined
  readonly late: boolean
  readonly at: Instant
}

/** The ledger entry that an event makes, if it makes one. */
export function entryOf(event: OfficeEvent, sequence: number): RecordedEntry[] {
  switch (event.type) {
    case 'disbursed':
    case 'funds-returned': {
      const { line, amount, paidOn, documentNo, late, at } = event
      const kind = event.type === 'disbursed' ? 'disbursement' : 'return'
      const efmsRef = event.type === 'disbursed' ? event.efmsRef : undefined
      return [{ sequence, line, kind, reversal: false, amount, paidOn, documentNo, efmsRef, late, at }]
    }
    case 'entry-reversed': {
      const { line, amount, kind, documentNo, late, at } = event
      return [{ sequence, line, kind, reversal: true, amount: -amount, documentNo, late, at }]
    }
    default:
      return []
  }
}
