import { parseArgs } from 'node:util'
import { connectClient } from '../temporal/connect.ts'
import { type Deployment, promote, type Release, releases, tryOn } from '../temporal/releases.ts'
import { operatorConfig } from './operator.ts'
import { runCommand, UsageError } from './runCommand.ts'

const USAGE = `npm run release [-- --try BUILD_ID --on PER_CENT | -- --promote BUILD_ID]
    Which releases of the workers Temporal knows, and which of them has the workflows (docs/upgrades.md).
    --try BUILD_ID --on PER_CENT  that many of the workflows go to a release whose workers run; 0 takes them back
    --promote BUILD_ID            all of them go to it; older workers can be stopped then`

/** Says which release of the workers has the workflows, and hands them to another. */
await runCommand(USAGE, async () => {
  const asked = options()
  const { TASK_QUEUE: taskQueue } = operatorConfig()
  const { client, connection } = await connectClient()
  const deployment: Deployment = { client, taskQueue }
  try {
    if (asked.promote !== undefined) await promote(deployment, asked.promote)
    if (asked.tried !== undefined) await tryOn(deployment, asked.tried, asked.percent)
    const all = await releases(deployment)
    if (all.length === 0) console.log('Workers run without releases: none has come with a WORKER_BUILD_ID.')
    for (const release of all) console.log(sentenceOf(release))
  } finally {
    await connection.close()
  }
})

function sentenceOf({ buildId, status, ramp, since }: Release): string {
  const what = {
    current: 'has the workflows',
    ramping: `is tried on ${ramp} % of the workflows`,
    inactive: 'waits: npm run release -- --promote or --try',
    // Of these two states Temporal speaks for workflows that stay with their release; the service has none.
    draining: 'has handed its workflows on; its workers can be stopped',
    drained: 'has no workflows; its workers can be stopped',
    created: 'is announced; no worker of it has come',
  }[status]
  return `${buildId}  ${what}  (since ${since})`
}

function options(): { promote?: string; tried?: string; percent: number } {
  let values: { promote?: string; try?: string; on?: string }
  try {
    values = parseArgs({
      options: { promote: { type: 'string' }, try: { type: 'string' }, on: { type: 'string' } },
      strict: true,
    }).values
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const { promote, try: tried, on } = values
  const percent = Number(on)
  if ((tried === undefined) !== (on === undefined)) throw new UsageError('--try and --on go together.')
  if (promote !== undefined && tried !== undefined) throw new UsageError('Either --try or --promote.')
  if (on !== undefined && !(percent >= 0 && percent <= 100)) throw new UsageError(`--on ${on} is no per cent.`)
  return { ...(promote === undefined ? {} : { promote }), ...(tried === undefined ? {} : { tried }), percent }
}
