import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadProgramme } from '../src/programme/load.ts'
import { commands, rivals, type Taken } from './commands.ts'
import { rehearsed, simulated } from './country.ts'
import { memory } from './memory.ts'
import { oneCall } from './oneCall.ts'
import { opening } from './opening.ts'
import { publish } from './page.ts'
import { pages } from './pageReads.ts'
import type { Row } from './rows.ts'
import { type Stage, startStage } from './stage.ts'
import { type Storm, storm } from './storm.ts'
import { mails } from './worstMorning.ts'

/**
 * `npm run bench [-- --only storm,rivals] [-- --into DIR]`: what the service costs over a bare Temporal workflow on the same server
 * in the same run. Figures are ratios: absolute times say more about the machine than about the service. The whole of it writes
 * docs/bench.md and its pictures; a part prints its page alone, and writes where --into says. On Linux, alone on the machine.
 */
const PARTS = [
  'opening',
  'commands',
  'rivals',
  'one-call',
  'pages',
  'memory',
  'storm',
  'mails',
  'simulation',
  'rehearsal',
] as const
type PartName = (typeof PARTS)[number]

const { values } = parseArgs({ options: { only: { type: 'string' }, into: { type: 'string' } } })
const only = values.only?.split(',') ?? PARTS
for (const name of only)
  if (!PARTS.includes(name as PartName)) throw new Error(`--only knows ${PARTS.join(', ')}; not ${name}`)
const has = (...names: readonly PartName[]) => names.some((name) => only.includes(name))

const say = (line: string) => console.error(line)
const programme = loadProgramme(fileURLToPath(new URL('../programmes/amphoe-ita-2568.yaml', import.meta.url)))
const rows: Row[] = []
let taken: readonly Taken[] = []
let storms: readonly Storm[] = []

if (has('opening', 'commands', 'rivals', 'one-call', 'pages', 'memory', 'storm')) await onStage()
if (has('mails')) rows.push(...(await mails(programme, say)))
if (has('simulation')) rows.push(...simulated(programme, say))
if (has('rehearsal')) rows.push(...rehearsed(programme, say))

const into = values.into ?? (values.only === undefined ? fileURLToPath(new URL('../docs', import.meta.url)) : undefined)
console.log(publish({ rows, taken, storms }, into))
process.exitCode = rows.every((row) => row.holds) ? 0 : 1

/** What needs the service with a country in it. The storm comes last: after it nothing of the country is as it was. */
async function onStage(): Promise<void> {
  const stage: Stage = await startStage(programme, say)
  try {
    const opened = await stage.open()
    if (has('opening')) rows.push(...opening(stage, opened))
    if (has('commands', 'rivals')) {
      const done = await commands(stage, has('rivals') ? rivals : [])
      taken = done.taken
      rows.push(...done.rows)
    }
    if (has('one-call')) rows.push(...(await oneCall(stage)))
    if (has('pages')) rows.push(...(await pages(stage)))
    if (has('memory')) rows.push(...memory(stage))
    if (has('storm')) {
      const done = await storm(stage)
      storms = done.storms
      rows.push(...done.rows)
    }
  } catch (error) {
    // Said at once: what is under way still may end the process when the parts are gone.
    say((error as Error).stack ?? String(error))
    throw error
  } finally {
    await stage.stop()
  }
}
