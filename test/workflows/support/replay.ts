import { makeTelemetryFilterString, Runtime, Worker, type WorkflowBundleOption } from '@temporalio/worker'
import { DeterminismViolationError } from '@temporalio/workflow'
import type { RecordedHistory } from './histories.ts'

// A mismatch is warned of by the SDK as well, in words that say less than ours.
Runtime.install({
  logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error },
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
})

/** Today's workflow code takes another way through a recorded history. What to do is said in the message. */
export class ReplayMismatch extends Error {
  constructor(name: string, cause: DeterminismViolationError) {
    super(
      `${cause.message}

A workflow with the history "${name}" would stand still with this code. The order of its timers, activities, upserts and
signals has changed, and workflows begun before must keep theirs:
  1. Guard the change with patched() from @temporalio/workflow, so that what runs already goes the old way.
  2. Then record new histories with \`npm run record-histories\`. They are added in a folder of their own; the old ones stay.
  3. A folder is removed only when no office of that version runs any more.`,
      { cause },
    )
    this.name = 'ReplayMismatch'
  }
}

/** Spans that a bundle with traces tells of go nowhere. */
const UNHEARD = { exporter: { export: { fn: () => {} } } }

/**
 * Replays a recorded history through workflow code.
 * @throws ReplayMismatch when the code takes another way
 */
export async function replay(bundle: WorkflowBundleOption, { name, history }: RecordedHistory): Promise<void> {
  try {
    await Worker.runReplayHistory({ workflowBundle: bundle, sinks: UNHEARD }, history, name)
  } catch (error) {
    throw error instanceof DeterminismViolationError ? new ReplayMismatch(name, error) : error
  }
}
