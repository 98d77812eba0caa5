import { ReplayError } from '@temporalio/worker'
import { DeterminismViolationError } from '@temporalio/workflow'
import { commandsWithWords } from '../commands/wire.ts'
import { canonical } from '../domain/canonical.ts'
import type { CommandName } from '../domain/command.ts'
import { evolve } from '../domain/evolve.ts'
import type { OfficeState } from '../domain/office.ts'
import type { OfficeCode, Rules } from '../domain/policy.ts'
import { type Answer, type CommandCause, type OfficeStep, stepOf } from '../domain/step.ts'
import { recordAudit } from '../store/audit.ts'
import type { Prisma } from '../store/generated/client.ts'
import type { StoredProgramme } from '../store/programmes.ts'
import {
  CommandRecordedError,
  DuplicateDocumentError,
  LineExceededError,
  mailIdOf,
  recordStepsWithin,
  SequenceConflictError,
} from '../store/recordStep.ts'
import type { Store } from '../store/store.ts'
import { eventsFrom } from '../store/timeline.ts'
import { officeWorkflowId } from '../workflows/protocol.ts'
import { type Finding, readRecords, rulesOf } from './examine.ts'
import { type Histories, type Recording, recordedFrom } from './history.ts'

/** What was recorded again of an office. */
export interface Retold {
  readonly office: OfficeCode
  /** Numbers of the first and the last event. */
  readonly from: number
  readonly to: number
  /** Mails that they call for. They were called for before and are not sent again. */
  readonly mails: number
  /** Commands of which what was written in words is gone: it was in the database alone. */
  readonly wordless: readonly { readonly sequence: number; readonly command: CommandName }[]
}

/** An office's trail cannot be made whole from its workflow's history; the message says why. */
export class NotRetoldError extends Error {
  override readonly name = 'NotRetoldError'
}

/** What keeps one office from being recorded again, and no other. */
const OF_THE_OFFICE = [
  ...[DeterminismViolationError, ReplayError],
  ...[LineExceededError, DuplicateDocumentError, CommandRecordedError, SequenceConflictError],
]

/** Whether a finding is of an office whose workflow has gone further than its trail, as after an older database was restored. */
export function isBehindItsWorkflow({ record, drift }: Finding): boolean {
  const sequence = drift.find((d) => d.field === 'sequence')
  return record === 'workflow' && sequence !== undefined && Number(sequence.found) > Number(sequence.expected)
}

/**
 * Records again what an office's workflow has recorded and the database has not, since an older one was restored: audit trail,
 * ledger, read model and receipts, as the workflow's history tells them, in one transaction. Their mails are put down as dropped.
 * @throws NotRetoldError when the history cannot be read with this version's code, or does not continue the trail, or when the
 *   database refuses it by rule; nothing is written then
 */
export async function retell(
  setting: Histories & { readonly store: Store; readonly programme: StoredProgramme },
  office: OfficeCode,
): Promise<Retold> {
  try {
    return await recordAgain(setting, office)
  } catch (error) {
    if (OF_THE_OFFICE.some((kind) => error instanceof kind))
      throw new NotRetoldError((error as Error).message, { cause: error })
    throw error
  }
}

async function recordAgain(
  { store, programme, ...histories }: Histories & { readonly store: Store; readonly programme: StoredProgramme },
  office: OfficeCode,
): Promise<Retold> {
  const rules = rulesOf(programme)
  const [records] = await readRecords(store, programme.id, rules, [office])
  if (!records) throw new Error(`${programme.id} has no office ${office}`)
  const { state } = records
  // With the trail's last event, to see that the two fit.
  const recorded = await recordedFrom(histories, officeWorkflowId(programme.id, office), state.sequence)
  await requireCommonPast(store, programme.id, state, recorded)
  const steps = stepsAfter(rules, state, recorded)
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !last) throw new NotRetoldError(`its workflow’s history has nothing after event ${state.sequence}`)

  const from = first.firstSequence
  const to = last.firstSequence + last.events.length - 1
  return store.prisma.$transaction(
    async (tx) => {
      await recordStepsWithin(tx, steps)
      const mails = await dropMails(tx, steps)
      const wordless = await wordlessAmong(tx, steps)
      const details = { retold: { from, to }, mails, wordless: wordless.map(({ sequence }) => sequence) }
      await recordAudit(tx, { kind: 'repair', programme: programme.id, office, details })
      return { office, from, to, mails, wordless }
    },
    { timeout: 60_000 },
  )
}

/** What both have, both must have alike: else the two are of different pasts, and one does not continue the other. */
async function requireCommonPast(
  store: Store,
  programme: string,
  { office, sequence: end }: OfficeState,
  recorded: readonly Recording[],
): Promise<void> {
  const begin = recorded[0]?.first ?? end + 1
  if (begin > end + 1)
    throw new NotRetoldError(
      `Temporal keeps its workflow’s history from event ${begin} on, and the trail ends with ${end}`,
    )
  const trail = await eventsFrom(store, programme, office, begin)
  const told = recorded.flatMap(({ steps, before }) => before?.events ?? steps.flatMap((s) => s.events))
  for (const [i, event] of trail.entries())
    if (i < told.length && canonical(event) !== canonical(told[i]))
      throw new NotRetoldError(`the trail and its workflow’s history have different events ${begin + i}`)
}

/** The steps that continue a trail. */
export function stepsAfter(rules: Rules, trail: OfficeState, recorded: readonly Recording[]): OfficeStep[] {
  const steps: OfficeStep[] = []
  let state = trail
  for (const { first, steps: asked, before } of recorded) {
    for (const step of before ? stepsInPlace(rules, state, asked, before, first) : asked) {
      if (step.firstSequence <= state.sequence) continue
      steps.push(step)
      state = step.events.reduce(evolve, state)
    }
  }
  return steps
}

/**
 * The steps of events that turned out to be recorded where others were to be. Whose command they were is known of those that
 * were asked for; the others count as brought about by time.
 */
function stepsInPlace(
  rules: Rules,
  before: OfficeState,
  asked: readonly OfficeStep[],
  stood: NonNullable<Recording['before']>,
  first: number,
): OfficeStep[] {
  const answers = causesOf(asked, stood)
  const steps: OfficeStep[] = []
  let state = before
  for (let done = state.sequence - first + 1; done >= 0 && done < stood.events.length; ) {
    const cause = answers.find(({ answer }) => answer.sequence - answer.events.length === first + done - 1)
    const events = stood.events.slice(done, done + (cause?.answer.events.length ?? 1))
    const made = stepOf(rules, state, events, cause?.answer.at ?? events.at(-1)!.at)
    steps.push({ ...made.step, ...(cause ? { cause } : {}) })
    state = made.after
    done += events.length
  }
  return steps
}

/** The commands that were asked for and are among what stood there, each with the answer that it was given. */
function causesOf(
  asked: readonly OfficeStep[],
  stood: NonNullable<Recording['before']>,
): (CommandCause & { readonly answer: Answer })[] {
  const answerTo = (key: string) =>
    'answers' in stood ? stood.answers.find((a) => a.key === key)?.answer : 'answer' in stood ? stood.answer : undefined
  return asked.flatMap(({ cause }) => {
    const answer = cause && answerTo(cause.key)
    return answer ? [{ ...cause, answer }] : []
  })
}

/** They were called for when the steps were recorded first, and nobody knows which of them have gone. */
async function dropMails(tx: Prisma.TransactionClient, steps: readonly OfficeStep[]): Promise<number> {
  const ids = steps.flatMap((step) => step.letters.map((letter) => mailIdOf(step, letter)))
  const { count } = await tx.mail.updateMany({
    where: { id: { in: ids }, status: 'queued' },
    data: {
      status: 'dropped',
      reason: 'recorded again after a restore: it was called for before, and may have been sent',
    },
  })
  return count
}

/** The commands among the steps that come with words and have none any more. */
async function wordlessAmong(tx: Prisma.TransactionClient, steps: readonly OfficeStep[]): Promise<Retold['wordless']> {
  const { programme, office } = steps[0]!
  const rows = await tx.auditEvent.findMany({
    where: { programmeId: programme, office, sequence: { in: steps.map((s) => s.firstSequence) }, textHash: null },
    select: { sequence: true, command: true },
    orderBy: { sequence: 'asc' },
  })
  return rows.flatMap(({ sequence, command }) =>
    commandsWithWords.includes(command as CommandName) ? [{ sequence, command: command as CommandName }] : [],
  )
}
