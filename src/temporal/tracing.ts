import { createRequire } from 'node:module'
import type { ClientInterceptors } from '@temporalio/client'
import type { WorkerOptions } from '@temporalio/worker'
import { isTracing, type Tracing } from '../telemetry/tracing.ts'

/** How a trace goes through Temporal: its ids travel in headers, from who sends to the workflow and on to its activities. */

/** What workflow code needs in its bundle for that. */
export const workflowTracingModule = () =>
  createRequire(import.meta.url).resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors')

/** For a client, when this process keeps traces. */
export async function clientTracing(): Promise<ClientInterceptors> {
  if (!isTracing()) return {}
  const { OpenTelemetryWorkflowClientInterceptor } = await import('@temporalio/interceptors-opentelemetry')
  return { workflow: [new OpenTelemetryWorkflowClientInterceptor()] }
}

/** What a worker needs to go on with a trace; its bundle must have the workflows' part. */
export interface WorkerTracing {
  readonly activity: NonNullable<NonNullable<WorkerOptions['interceptors']>['activity']>
  readonly sinks: NonNullable<WorkerOptions['sinks']>
}

/** For a worker. */
export async function workerTracing({ spanProcessor, resource }: Tracing): Promise<WorkerTracing> {
  const { makeWorkflowExporter, OpenTelemetryActivityInboundInterceptor, OpenTelemetryActivityOutboundInterceptor } =
    await import('@temporalio/interceptors-opentelemetry')
  return {
    activity: [
      (activity) => ({
        inbound: new OpenTelemetryActivityInboundInterceptor(activity),
        outbound: new OpenTelemetryActivityOutboundInterceptor(activity),
      }),
    ],
    sinks: { exporter: makeWorkflowExporter(spanProcessor, resource) },
  }
}
