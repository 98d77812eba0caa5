import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { deliverDue, startDelivery } from '../mail/deliver.ts'
import { loadProgramme } from '../programme/load.ts'
import { writeOutcome } from '../rehearsal/outcome.ts'
import { rehearse } from '../rehearsal/rehearse.ts'
import { loadScript } from '../rehearsal/script.ts'
import { startFoundation, usualPorts } from '../stack/foundation.ts'
import { mailCounts } from '../store/outbox.ts'
import { openStore } from '../store/store.ts'
import { bundleWorkflows } from '../temporal/bundle.ts'
import { connectClient } from '../temporal/connect.ts'
import { createWorker } from '../temporal/worker.ts'
import { ProgressLine } from './progressLine.ts'
import { readOptions, runCommand } from './runCommand.ts'

const USAGE = 'npm run rehearse -- --programme FILE --script FILE.json --out DIR'
const TASK_QUEUE = 'rehearsal'

await runCommand(USAGE, async () => {
  const { programme: file, script: scriptFile, out } = readOptions(['programme', 'script', 'out'])
  const programme = loadProgramme(file)
  const script = loadScript(scriptFile, programme)
  const progress = new ProgressLine()
  const say = (line: string) => progress.say(line)
  const dataDir = mkdtempSync(join(tmpdir(), 'amphoe-ita-rehearsal-'))

  say(
    `Rehearsing ${programme.id}: ${script.offices.length} offices, ${script.steps.length} steps, until ${script.until.slice(0, 10)}.`,
  )
  const foundation = await startFoundation({ dataDir, withInbox: false, durable: false, ports: usualPorts, say })
  try {
    Object.assign(process.env, foundation.environment)
    const store = openStore(foundation.databaseUrl, { poolSize: 16 })
    const { client, connection } = await connectClient()
    const worker = await createWorker({
      store,
      client,
      taskQueue: TASK_QUEUE,
      bundle: await bundleWorkflows(),
      maxCachedWorkflows: script.offices.length + script.provinces.length + 50,
    })
    // Every mail is rendered as it would be sent, and goes nowhere.
    const delivery = {
      store,
      transport: { isLocal: true, send: async () => ({ outcome: 'taken' as const, refused: [] }), close() {} },
      publicUrl: 'http://127.0.0.1:3000',
      log: pino({ level: 'error' }, pino.destination(2)),
    }
    const rendering = startDelivery({ ...delivery, databaseUrl: foundation.databaseUrl })
    try {
      const outcome = await worker.runUntil(
        rehearse({
          programme,
          script,
          store,
          client,
          taskQueue: TASK_QUEUE,
          onProgress: (day, steps) => progress.show(`${day}  ${steps} of ${script.steps.length} steps`),
        }),
      )
      await rendering.stop()
      while ((await deliverDue(delivery)) > 0) progress.show('Rendering the last mails')
      const { failed = 0, queued = 0 } = await mailCounts(store, programme.id)
      if (failed + queued > 0)
        throw new Error(`${failed + queued} mails could not be rendered; the log above says why.`)
      writeOutcome(out, outcome)
      say(
        `${script.offices.length} offices, ${outcome.steps.length} steps, ${outcome.mails.length} mails in ${(outcome.wallTimeMs / 1000).toFixed(1)} s. See ${out}.`,
      )
    } finally {
      await rendering.stop()
      await connection.close()
      await store.close()
    }
  } finally {
    await foundation.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
})
