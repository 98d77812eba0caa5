import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Client } from '@temporalio/client'
import proto from '@temporalio/proto'

// The SDK's own historyFromJSON and historyToJSON fail wherever npm installs protobufjs more than once ("type must be a
// Type"), as it does here. The protocol's own class reads what it wrote just as well.
const HistoryMessage = proto.temporal.api.history.v1.History

export type History = proto.temporal.api.history.v1.IHistory
export type HistoryEvent = NonNullable<History['events']>[number]

/**
 * Recorded histories, in one folder for each time they were recorded. `office.kickoff.escalated.json.gz` is of an
 * `officeLifecycle` in the phase `kickoff`; the last part says what else there is to it.
 */
export const HISTORIES = fileURLToPath(new URL('../histories', import.meta.url))

export interface RecordedHistory {
  /** `2025-01-31/office.kickoff.escalated` */
  readonly name: string
  readonly workflow: 'office' | 'province' | 'programme'
  /** The phase of an office; what there is to a province or a programme. */
  readonly phase: string
  readonly history: History
}

/** All recorded histories, of all folders. */
export function readHistories(): RecordedHistory[] {
  return readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json.gz'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.json.gz'.length)
      const [workflow, phase] = name.slice(name.lastIndexOf('/') + 1).split('.')
      return {
        name,
        workflow: workflow as RecordedHistory['workflow'],
        phase: phase!,
        history: HistoryMessage.fromObject(
          JSON.parse(gunzipSync(readFileSync(join(HISTORIES, file))).toString('utf8')),
        ),
      }
    })
}

/** Writes one history into a folder of the histories. Answers where it lies and how many events it has. */
export function writeHistory(folder: string, name: string, history: History): string {
  const file = join(HISTORIES, folder, `${name}.json.gz`)
  mkdirSync(join(HISTORIES, folder), { recursive: true })
  writeFileSync(file, gzipSync(JSON.stringify(HistoryMessage.fromObject(history)), { level: 9 }))
  return `${relative(HISTORIES, file)}: ${history.events?.length ?? 0} events`
}

/** The histories of a workflow's runs, from the first one on. */
export async function runsOf(client: Client, workflowId: string): Promise<History[]> {
  const runs: History[] = []
  let runId: string | undefined
  do {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory()
    runs.unshift(history)
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined
  } while (runId !== undefined)
  return runs
}

/** Everything that is said in a history: its own texts, and what its payloads hold. */
export function textsIn(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (typeof value !== 'object' || value === null) return ''
  return Object.values(value).map(textsIn).filter(Boolean).join('\n')
}
