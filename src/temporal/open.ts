import type { Client } from '@temporalio/client'
import { TypedSearchAttributes } from '@temporalio/common'
import { debugPoint } from '../debugPoint.ts'
import { programmeTime } from '../domain/clock.ts'
import { dayOf, instantFromMs } from '../domain/time.ts'
import { markOpened, markOpening, programmeOf, provinceCodesOf } from '../store/programmes.ts'
import type { Store } from '../store/store.ts'
import { OPENED, type ProgrammeInput, programmeWorkflowId } from '../workflows/protocol.ts'
import { programme as programmeAttribute } from '../workflows/searchAttributes.ts'
import { untilHeard } from './addressing.ts'
import { keepNightlyExamination } from './nightly.ts'

/** There is no such programme in the database. */
export class UnknownProgrammeError extends Error {
  override readonly name = 'UnknownProgrammeError'
}

/** The programme's calendar has ended: nothing can happen in it any more. */
export class ProgrammeOverError extends Error {
  override readonly name = 'ProgrammeOverError'
}

/**
 * Opens a programme: its workflow starts its provinces', and they their offices'. Waits until all have been started. Opening
 * one that is open changes nothing.
 * @throws UnknownProgrammeError when it has not been loaded; ProgrammeOverError when its calendar has ended
 */
export async function openProgramme({
  store,
  client,
  taskQueue,
  programme: id,
  by,
}: {
  store: Store
  client: Client
  taskQueue: string
  programme: string
  /** Who opens it: the id of a token or user; left out for the terminal. */
  by?: string | undefined
}): Promise<void> {
  const programme = await programmeOf(store, id)
  if (!programme) throw new UnknownProgrammeError(`There is no programme ${id}. Load it first.`)
  const { through } = programme.rules.calendar
  if (dayOf(programmeTime(programme.clock, Date.now())) > through) {
    if (programme.openedAt) return
    throw new ProgrammeOverError(
      `The calendar of ${id} ended on ${through}: its deadlines have passed and nothing is left to do.`,
    )
  }
  const input: ProgrammeInput = {
    rules: programme.rules,
    clock: programme.clock,
    provinces: await provinceCodesOf(store, id),
  }
  await markOpening(store, id, instantFromMs(Date.now()))
  debugPoint('opening-marked')
  const handle = await client.workflow.start('programmeLifecycle', {
    taskQueue,
    workflowId: programmeWorkflowId(id),
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [input],
    typedSearchAttributes: new TypedSearchAttributes([{ key: programmeAttribute, value: id }]),
    staticSummary: `Programme ${id}: its provinces, the department's digest`,
  })
  await untilHeard(() => handle.executeUpdate<void, [undefined]>(OPENED, { args: [undefined] }))
  await keepNightlyExamination({ client, taskQueue, programme })
  debugPoint('opening-done')
  await markOpened(store, id, instantFromMs(Date.now()), by)
}
