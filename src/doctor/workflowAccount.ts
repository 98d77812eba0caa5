import { type Client, QueryNotRegisteredError, QueryRejectedError, WorkflowNotFoundError } from '@temporalio/client'
import type { Account } from '../domain/drift.ts'
import type { OfficeCode } from '../domain/policy.ts'
import type { Standing } from '../domain/step.ts'
import { isWorkflowNotReady } from '../temporal/addressing.ts'
import { officeWorkflowId, STANDING } from '../workflows/protocol.ts'

/** What an office's workflow says of it; or that there is none, or how it ended other than by its programme's end. */
export type WorkflowAccount = { readonly account: Account } | { readonly ended: string }

/** How long a worker has to answer a query. */
const ANSWER_WITHIN_MS = 20_000

/**
 * Asks an office's workflow where the office stands.
 * @throws when Temporal or the workers do not answer: then nothing is known of it
 */
export async function workflowAccount(client: Client, programme: string, office: OfficeCode): Promise<WorkflowAccount> {
  const id = officeWorkflowId(programme, office)
  const handle = client.workflow.getHandle(id)
  const ended = await workflowEnd(client, id)
  if (ended) return { ended }
  try {
    const {
      phase: _,
      overdue: __,
      ...account
    } = await client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () => handle.query<Standing>(STANDING))
    return { account }
  } catch (error) {
    // By this office alone: its workflow's tasks fail, or it has nobody who knows the question.
    if (error instanceof QueryRejectedError || error instanceof QueryNotRegisteredError || isWorkflowNotReady(error))
      return { ended: 'unanswered' }
    throw error
  }
}

/** How a workflow ended other than by its programme's end (`terminated`, `failed` …), or `missing`; undefined while it runs. */
export async function workflowEnd(client: Client, id: string): Promise<string | undefined> {
  try {
    const { status } = await client.workflow.getHandle(id).describe()
    return status.name === 'RUNNING' || status.name === 'COMPLETED' ? undefined : status.name.toLowerCase()
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'missing'
    throw error
  }
}
