import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadProgramme } from '../programme/load.ts'
import { loadScript } from '../rehearsal/script.ts'
import { startFoundation, usualPorts } from '../stack/foundation.ts'
import type { Part } from '../stack/part.ts'
import { choosePort } from '../stack/ports.ts'
import { Coordinators } from '../start/coordinators.ts'
import { InOrder } from '../start/inOrder.ts'
import { PacedRehearsal } from '../start/rehearsal.ts'
import { enterSamplePerson, SAMPLE_EMAIL } from '../start/samplePerson.ts'
import { ownEnvironment, serviceEnvironment, startApi, startWorker, tellOperators } from '../start/service.ts'
import { Terminal } from '../start/terminal.ts'
import { Timeline } from '../start/timeline.ts'
import { listOffices } from '../store/offices.ts'
import { openStore } from '../store/store.ts'
import { connectClient } from '../temporal/connect.ts'
import { runCommand } from './runCommand.ts'

const USAGE = 'npm start [-- --fresh] [-- --seconds-per-day N]'
const TASK_QUEUE = 'amphoe-ita'
const API_PORT = 3000
/** How long a line waits for one of an earlier moment. */
const LINES_KEPT_MS = 1000
const root = fileURLToPath(new URL('../..', import.meta.url))
const samples = (name: string) => join(root, 'programmes', 'samples', name)

/** `npm start` and `npm run dev`: the whole service on this machine. */
await runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      live: { type: 'boolean', default: false },
      'seconds-per-day': { type: 'string', default: '2' },
      'data-dir': { type: 'string', default: join(root, '.data', 'start') },
    },
  })
  const dataDir = values.live ? join(root, '.data', 'dev') : resolve(values['data-dir'])
  const secondsPerDay = Number(values['seconds-per-day'])
  if (!(secondsPerDay > 0)) throw new Error('--seconds-per-day must be a number above 0.')
  const terminal = new Terminal()
  const say = (line: string) => terminal.say(line)
  if (values.fresh) rmSync(dataDir, { recursive: true, force: true })

  say('Starting PostgreSQL, Temporal and the inbox …')
  const foundation = await startFoundation({ dataDir, withInbox: true, durable: true, ports: usualPorts, say })
  const untell = tellOperators(foundation, dataDir)
  const parts: Part[] = []
  let stopping = false
  let showTheRest = () => {}
  const stop = async () => {
    if (stopping) return
    stopping = true
    showTheRest()
    say('Stopping; npm start goes on from here.')
    untell()
    for (const part of parts.reverse()) await part.stop()
    await foundation.stop()
    process.exit()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)

  try {
    const { port, moved } = await choosePort(API_PORT)
    if (moved) say(`Port ${API_PORT} is taken: the API takes ${port}.`)
    say('Preparing the workflow code …')
    const environment = await serviceEnvironment(foundation, dataDir, port)
    process.env = { ...ownEnvironment(), ...foundation.environment }
    const apiUrl = `http://127.0.0.1:${port}`
    parts.push(await startApi(environment.api, dataDir, say))
    const addresses = [
      `Pages        ${apiUrl}/`,
      `API          ${apiUrl}/api/v1`,
      `Inbox        ${foundation.inbox!.webUrl}`,
      `Temporal UI  ${foundation.temporalUi}`,
    ]
    if (values.live) {
      parts.push(await startWorker(environment.worker, dataDir, say))
      say(
        `\nRunning in real time with nothing opened. Load a programme with: npm run programme -- load --file FILE --allocations FILE\n${addresses.join('\n')}\n`,
      )
      return
    }

    const store = openStore(foundation.databaseUrl, { poolSize: 4 })
    const { client } = await connectClient()
    const programme = loadProgramme(join(root, 'programmes', 'amphoe-ita-2568.yaml'))
    const script = loadScript(samples('sakon-nakhon-2568.rehearsal.json'), programme)
    const coordinators = new Coordinators(store, apiUrl, programme.id)
    await coordinators.begin()
    const lines = new InOrder()
    showTheRest = () => {
      for (const line of lines.take()) terminal.show(line)
    }
    const timeline = new Timeline(store, programme.id, new Date())
    const rehearsal = new PacedRehearsal({
      ...{ store, client, taskQueue: TASK_QUEUE, programme, script, dataDir, secondsPerDay, coordinators, timeline },
      allocationsFile: samples('amphoe-ita-2568.allocations.json'),
      show: (line) => lines.add(line),
    })
    const resumed = await rehearsal.prepare()
    parts.push(await startWorker(environment.worker, dataDir, say))
    await rehearsal.open()
    await enterSamplePerson(store)
    say(
      [
        '',
        `${resumed ? 'Going on with the' : 'A'} rehearsal of ${programme.id} in Sakon Nakhon, ${secondsPerDay} seconds a day. Amounts and people are samples.`,
        ...addresses,
        `Sign in to the pages as ${SAMPLE_EMAIL}: the link comes to the inbox.`,
        'In the Temporal UI, every overdue office of the province:',
        `  Programme="${programme.id}" AND Province="47" AND Overdue=true`,
        'Ctrl-C stops it, npm start goes on, npm start -- --fresh begins anew.',
        '',
      ].join('\n'),
    )

    let isSummarised = false
    for (;;) {
      try {
        await rehearsal.sendWhatIsDue()
        lines.add(...(await timeline.read()))
        for (const line of lines.take(rehearsal.now(LINES_KEPT_MS))) terminal.show(line)
        const offices = await listOffices(store, programme.id, rehearsal.now(), { limit: 1000 })
        const closed = offices.filter((o) => o.phase === 'closed').length
        const overdue = offices.filter((o) => o.overdue).length
        terminal.progress(
          rehearsal.now(),
          rehearsal.progress,
          `แล้วเสร็จ ${closed}/${offices.length}  เกินกำหนด ${overdue}`,
        )
        await rehearsal.keepPlace()
        if (rehearsal.isOver && !isSummarised) {
          isSummarised = true
          showTheRest()
          say(
            `\nThe year is over: ${closed} of ${offices.length} offices closed. Everything stays up to be looked at; Ctrl-C stops it.\n${addresses.join('\n')}`,
          )
        }
      } catch (error) {
        if (stopping) return
        say(`Waiting for a part to come back (${(error as Error).message.split('\n').pop()}) …`)
        await new Promise((r) => setTimeout(r, 1000))
      }
      await new Promise((r) => setTimeout(r, 200))
    }
  } catch (error) {
    if (!stopping) {
      untell()
      for (const part of parts.reverse()) await part.stop()
      await foundation.stop()
    }
    throw error
  }
})
