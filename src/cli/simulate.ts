import { loadProgramme } from '../programme/load.ts'
import { writeOutcome } from '../rehearsal/outcome.ts'
import { loadScript } from '../rehearsal/script.ts'
import { simulate } from '../rehearsal/simulate.ts'
import { ProgressLine } from './progressLine.ts'
import { readOptions, runCommand } from './runCommand.ts'

const USAGE = 'npm run simulate -- --programme FILE --script FILE.json --out DIR'

await runCommand(USAGE, async () => {
  const { programme: file, script: scriptFile, out } = readOptions(['programme', 'script', 'out'])
  const programme = loadProgramme(file)
  const script = loadScript(scriptFile, programme)
  const progress = new ProgressLine()
  const outcome = simulate(programme, script, (day) => progress.show(`Simulating ${day}`))
  writeOutcome(out, outcome)
  progress.say(
    `${script.offices.length} offices, ${outcome.steps.length} steps, ${outcome.mails.length} mails in ${(outcome.wallTimeMs / 1000).toFixed(1)} s. See ${out}.`,
  )
})
