import { setTimeout as delay } from 'node:timers/promises'
import { type Client, isGrpcServiceError } from '@temporalio/client'
import type { WorkerDeploymentOptions } from '@temporalio/worker'

/**
 * Releases of the workers' code as Temporal knows them: versions of one worker deployment, named after the task queue. A
 * workflow lives for a year and moves on with the releases (auto-upgrade), never back and forth between workers of two of them:
 * Temporal hands a workflow's tasks to the current release alone, or to the one that is being tried, always the same for one workflow.
 */

/** What Temporal says of a release. */
export type ReleaseStatus = 'inactive' | 'current' | 'ramping' | 'draining' | 'drained' | 'created'
/** By the number of Temporal's WorkerDeploymentVersionStatus. */
const STATUSES: readonly (ReleaseStatus | undefined)[] = [
  undefined,
  ...(['inactive', 'current', 'ramping', 'draining', 'drained', 'created'] as const),
]

export interface Release {
  readonly buildId: string
  readonly status: ReleaseStatus
  /** Per cent of the workflows that it is tried on; null when it is not being tried. */
  readonly ramp: number | null
  /** When its first worker came, as an ISO 8601 instant. */
  readonly since: string
}

/** The code of gRPC for what is not there. */
const NOT_FOUND = 5

/** Whose releases. */
export interface Deployment {
  readonly client: Client
  readonly taskQueue: string
}

/** There is no such release, or no worker of it runs. */
export class ReleaseUnknownError extends Error {
  constructor(buildId: string, known: readonly string[]) {
    super(
      `No worker of release ${buildId} has come yet. ${known.length > 0 ? `Known: ${known.join(', ')}.` : 'No worker has come with a WORKER_BUILD_ID.'}`,
    )
    this.name = 'ReleaseUnknownError'
  }
}

/** As which release a worker comes. */
export function releaseOptions(taskQueue: string, buildId: string): WorkerDeploymentOptions {
  return {
    version: { deploymentName: taskQueue, buildId },
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'AUTO_UPGRADE',
  }
}

/** The releases that Temporal knows, the newest first; none where workers come without a WORKER_BUILD_ID. */
export async function releases({ client, taskQueue }: Deployment): Promise<readonly Release[]> {
  const { namespace } = client.options
  const described = await client.workflowService
    .describeWorkerDeployment({ namespace, deploymentName: taskQueue })
    .catch((error: unknown) => {
      if (isGrpcServiceError(error) && error.code === NOT_FOUND) return undefined
      throw error
    })
  const info = described?.workerDeploymentInfo
  const ramping = info?.routingConfig?.rampingDeploymentVersion?.buildId
  return (info?.versionSummaries ?? [])
    .map((summary) => {
      const buildId = summary.deploymentVersion!.buildId!
      return {
        buildId,
        status: STATUSES[summary.status ?? 0] ?? 'inactive',
        ramp: buildId === ramping ? (info!.routingConfig!.rampingVersionPercentage ?? 0) : null,
        since: new Date(Number(summary.createTime!.seconds) * 1000).toISOString(),
      }
    })
    .sort((a, b) => b.since.localeCompare(a.since))
}

/**
 * From now on the workflows' tasks go to a release, each workflow's with its next one.
 * @throws ReleaseUnknownError when no worker of it has come
 */
export async function promote({ client, taskQueue }: Deployment, buildId: string): Promise<void> {
  await known({ client, taskQueue }, buildId)
  await client.workflowService.setWorkerDeploymentCurrentVersion({
    ...{ namespace: client.options.namespace, deploymentName: taskQueue, buildId },
    identity: client.options.identity,
  })
}

/**
 * A release is tried on some of the workflows, the same ones whenever asked; the others stay with the current one.
 * @param percent of the workflows; 0 takes them back, which only a release without a new `patched()` can bear
 * @throws ReleaseUnknownError when no worker of it has come
 */
export async function tryOn({ client, taskQueue }: Deployment, buildId: string, percent: number): Promise<void> {
  await known({ client, taskQueue }, buildId)
  await client.workflowService.setWorkerDeploymentRampingVersion({
    ...{ namespace: client.options.namespace, deploymentName: taskQueue, percentage: percent },
    ...{ buildId: percent === 0 ? '' : buildId, identity: client.options.identity },
  })
}

/**
 * The very first release becomes the current one by itself, so that a new installation runs without another step. Waits until
 * Temporal has seen a worker of it.
 * @returns whether it did
 */
export async function promoteFirst(deployment: Deployment, buildId: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const all = await releases(deployment)
    if (all.some((r) => r.buildId === buildId)) {
      if (all.some((r) => r.buildId !== buildId || r.status !== 'inactive')) return false
      await promote(deployment, buildId)
      return true
    }
    await delay(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
  return false
}
const ASK_EVERY_MS = 200

async function known(deployment: Deployment, buildId: string): Promise<void> {
  const all = (await releases(deployment)).map((r) => r.buildId)
  if (!all.includes(buildId)) throw new ReleaseUnknownError(buildId, all)
}
