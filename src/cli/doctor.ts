import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { examine, type Finding } from '../doctor/examine.ts'
import { repair } from '../doctor/repair.ts'
import { type Restart, restart } from '../doctor/restart.ts'
import { isBehindItsWorkflow, NotRetoldError, type Retold, retell } from '../doctor/retell.ts'
import { programmeTime } from '../domain/clock.ts'
import { listProgrammes } from '../store/programmes.ts'
import { openStore } from '../store/store.ts'
import { isTemporalAway } from '../temporal/addressing.ts'
import { tellingBundle } from '../temporal/bundle.ts'
import { connectClient } from '../temporal/connect.ts'
import { endRuntime, prepareRuntime } from '../temporal/runtime.ts'
import { operatorConfig } from './operator.ts'
import { ProgressLine } from './progressLine.ts'
import { runCommand, UsageError } from './runCommand.ts'

const USAGE = `npm run doctor [-- [--programme ID] [--database-only] [--repair] [--restart]]
    Whether the read model of every office, and its workflow, say what its audit trail says; exits with 1 when not.
    --database-only  leaves the workflows out, for when Temporal or its workers are away
    --repair         makes the read model say what the trail says. Where an older database was restored it first records
                     again what the trail lacks, from the workflows' histories; hold mail back before. A workflow that runs
                     is never changed.
    --restart        starts workflows that are gone or have ended, from the trail. Verify the trail first.
The database is the one that DATABASE_URL names or, without it, that of npm start or npm run dev.`

/** Holds what the service has of every office against its audit trail. */
await runCommand(USAGE, async () => {
  const { programme: only, ...setting } = options()
  const { DATABASE_URL, TASK_QUEUE, WORKFLOW_BUNDLE } = operatorConfig()
  const store = openStore(DATABASE_URL, { poolSize: 4 })
  try {
    const programmes = (await listProgrammes(store)).filter((p) => only === undefined || p.id === only)
    if (programmes.length === 0)
      throw new Error(only === undefined ? 'No programme is loaded.' : `There is no programme ${only}.`)
    const temporal = setting.databaseOnly ? undefined : await connectClient().catch(unanswered)
    try {
      let open = 0
      for (const programme of programmes)
        open += await treat(
          { store, client: temporal?.client, taskQueue: TASK_QUEUE, programme, workerBundle: WORKFLOW_BUNDLE },
          setting,
        )
      if (open > 0) throw new Error(`Not all records say the same: ${open} found.`)
      console.log('All records say the same.')
    } finally {
      await temporal?.connection.close()
    }
  } catch (error) {
    throw isTemporalAway(error) ? unanswered(error) : error
  } finally {
    await store.close()
  }
})

function unanswered(error: unknown): never {
  throw new Error(
    `Temporal or its workers do not answer, so nothing is known of the workflows: ${(error as Error).message}
--database-only examines the database alone.`,
    { cause: error },
  )
}

/** @returns how many findings are left as they are */
async function treat(
  {
    client,
    workerBundle,
    ...of
  }: Omit<Restart, 'client'> & {
    readonly client: Restart['client'] | undefined
    readonly workerBundle: string | undefined
  },
  { repair: isRepairing, restart: isRestarting }: { readonly repair: boolean; readonly restart: boolean },
): Promise<number> {
  const { store, programme } = of
  const progress = new ProgressLine()
  const findings: Finding[] = []
  const offices = await examine({
    ...{ store, programme, client },
    onProgress: (done, of) => progress.show(`${programme.id}: ${done} of ${of} offices examined …`),
    onFinding: (finding) => {
      findings.push(finding)
      progress.say(sentenceOf(programme.id, finding))
    },
  })
  const behind = client && isRepairing ? findings.filter(isBehindItsWorkflow) : []
  const retold = behind.length > 0 ? await retellAll({ ...of, client: client! }, workerBundle, behind, progress) : 0
  const drifted = findings.filter((f) => f.record === 'read-model')
  const now = programmeTime(programme.clock, Date.now())
  if (isRepairing)
    for (const { office } of drifted) {
      const fields = await repair(store, programme, office, now)
      progress.say(
        `${programme.id}, office ${office}: repaired ${fields.join(', ') || 'nothing: it had changed meanwhile'}`,
      )
    }
  const lost = client && isRestarting ? findings.filter((f) => f.ended !== undefined && f.ended !== 'unanswered') : []
  for (const finding of lost) {
    await restart({ ...of, client: client! }, finding)
    progress.say(`${programme.id}, ${finding.record} of ${finding.office}: started again from the trail`)
  }
  progress.say(`${programme.id}: ${offices} offices examined, ${findings.length} found`)
  return findings.length - retold - (isRepairing ? drifted.length : 0) - lost.length
}

/** @returns of how many offices what their trail lacked was recorded again */
async function retellAll(
  { store, client, programme }: Restart,
  workerBundle: string | undefined,
  behind: readonly Finding[],
  progress: ProgressLine,
): Promise<number> {
  prepareRuntime({ log: pino({ level: 'silent' }) })
  let retold = 0
  try {
    const bundle = await tellingBundle(workerBundle)
    for (const { office } of behind)
      try {
        progress.say(`${programme.id}, ${retoldSentence(await retell({ store, client, programme, bundle }, office))}`)
        retold++
      } catch (error) {
        if (!(error instanceof NotRetoldError)) throw error
        progress.say(`${programme.id}, office ${office}: cannot be recorded again: ${error.message}`)
      }
  } finally {
    await endRuntime()
  }
  return retold
}

function retoldSentence({ office, from, to, mails, wordless }: Retold): string {
  const events = from === to ? `event ${from}` : `events ${from} to ${to}`
  const notes = [
    ...(mails > 0 ? [`mails not sent again: ${mails}`] : []),
    ...(wordless.length > 0
      ? [`words that are gone: ${wordless.map(({ sequence, command }) => `${command} (event ${sequence})`).join(', ')}`]
      : []),
  ]
  return [`office ${office}: ${events} recorded again from its workflow’s history`, ...notes].join('; ')
}

function sentenceOf(programme: string, { office, record, drift, ended }: Finding): string {
  const what = {
    'read-model': `office ${office}: the read model`,
    workflow: `office ${office}: its workflow`,
    oversight: office === 'department' ? 'the programme’s workflow' : `the workflow of province ${office}`,
  }[record]
  if (ended === 'missing') return `${programme}, ${what} is not there`
  if (ended === 'unanswered') return `${programme}, ${what} runs and cannot go on: see its page in the Temporal UI`
  if (ended) return `${programme}, ${what} does not run: ${ended}`
  return `${programme}, ${what} has ${drift.map((d) => `${d.field} ${d.found}, by the trail ${d.expected}`).join('; ')}`
}

function options(): { programme?: string; databaseOnly: boolean; repair: boolean; restart: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        programme: { type: 'string' },
        'database-only': { type: 'boolean', default: false },
        repair: { type: 'boolean', default: false },
        restart: { type: 'boolean', default: false },
      },
      strict: true,
    })
    const { programme, repair, restart } = values
    return { ...(programme === undefined ? {} : { programme }), databaseOnly: values['database-only'], repair, restart }
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}
