import type { Client } from '@temporalio/client'
import proto from '@temporalio/proto'
import { type InjectedSinks, Worker, type WorkflowBundleOption } from '@temporalio/worker'
import type { BatchRecordedBefore, RecordedBefore } from '../activities/office.ts'
import type { OfficeStep } from '../domain/step.ts'
import { dataConverterOf } from '../temporal/payloadCodec.ts'
import type { StepSinks } from '../workflows/stepTelling.ts'

type History = proto.temporal.api.history.v1.IHistory
type HistoryEvents = NonNullable<History['events']>
const { EventType } = proto.temporal.api.enums.v1

/** What a workflow had recorded at once. */
export interface Recording {
  /** The number of the first event. */
  readonly first: number
  /** One, or those of a batch. */
  readonly steps: readonly OfficeStep[]
  /** What turned out to be recorded in their place; null when they are recorded as they are. */
  readonly before: RecordedBefore | BatchRecordedBefore | null
}

/** Where histories are, and the workflow code that tells what was recorded (`tellingBundle`). */
export interface Histories {
  readonly client: Client
  readonly bundle: WorkflowBundleOption
}

/**
 * What an office's workflow has recorded from an event on, in order, as its history tells: the latest run's and, as far as it
 * begins later, those of the runs before it that Temporal still keeps.
 * @param from the number of the first event that is asked for; 0 asks for all
 */
export async function recordedFrom(
  { client, bundle }: Histories,
  workflowId: string,
  from: number,
): Promise<Recording[]> {
  let recorded: Recording[] = []
  const begins = () => recorded[0]?.first ?? Number.POSITIVE_INFINITY
  for await (const runId of runsOf(client, workflowId)) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory()
    const next = begins()
    const run = await recordedIn(bundle, history, workflowId)
    // A run that was started anew from the trail may begin before the end of the one before it.
    recorded = [...run.filter(({ first }) => first < next), ...recorded]
    if (begins() <= Math.max(from, 1)) break
  }
  return recorded
}

/** The runs of a workflow, the latest first: it is the one that is asked for in nearly every case. */
async function* runsOf(client: Client, workflowId: string): AsyncGenerator<string> {
  const latest = (await client.workflow.getHandle(workflowId).describe()).runId
  yield latest
  const others: { runId: string; startTime: Date }[] = []
  for await (const { runId, startTime } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    if (runId !== latest) others.push({ runId, startTime })
  others.sort((a, b) => b.startTime.getTime() - a.startTime.getTime())
  for (const { runId } of others) yield runId
}

/**
 * What one run has recorded, in order, by replaying its history with the workflow code.
 * @throws DeterminismViolationError, ReplayError when this version's code takes another way than the one that ran
 */
export async function recordedIn(
  bundle: WorkflowBundleOption,
  history: History,
  workflowId: string,
): Promise<Recording[]> {
  const recorded: Recording[] = []
  const sinks: InjectedSinks<StepSinks> = {
    steps: {
      recorded: {
        callDuringReplay: true,
        fn: (_, steps, before) => void recorded.push({ first: steps[0]!.firstSequence, steps, before }),
      },
    },
  }
  await Worker.runReplayHistory(
    { workflowBundle: bundle, dataConverter: dataConverterOf(), sinks },
    withoutOpenTask(history),
    workflowId,
  )
  return recorded
}

/** The history up to its last task that was completed: what a worker has in hand is not recorded, or will be again. */
function withoutOpenTask({ events }: History): History {
  const all = withoutEmptyEnd(events ?? [])
  const completed = all.findLastIndex((e) => e.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
  const open = all.findIndex((e, i) => i > completed && e.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)
  return { events: open === -1 ? all : all.slice(0, open) }
}

/**
 * Without a last task that did nothing but to continue as new. Older versions did so in a task that brought a refused Update alone,
 * of which the history says nothing, so that no replay finds why.
 */
function withoutEmptyEnd(events: HistoryEvents): HistoryEvents {
  const [before, last] = events.slice(-2)
  const isEmpty =
    before?.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED &&
    last?.eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW
  if (!isEmpty) return events
  return events.slice(
    0,
    events.findLastIndex((e) => e.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED),
  )
}
