import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { checkDeployment } from '../deployment/check.ts'
import { concealing } from '../deployment/conceal.ts'
import { configurationPage } from '../deployment/page.ts'
import { runCommand, UsageError } from './runCommand.ts'

const USAGE = `npm run config -- --check      what is wrong with the environment, and with the parts that it names; exits with 1 when anything is;
                               'mind' marks what works and could be safer
npm run config -- --document   writes docs/configuration.md
Secrets are never shown.`

const PAGE = fileURLToPath(new URL('../../docs/configuration.md', import.meta.url))
const MARKS = { good: 'good', wrong: 'WRONG', mind: 'mind', 'left out': '–' } as const

await runCommand(USAGE, async () => {
  const { check, document } = options()
  if (document) writeFileSync(PAGE, configurationPage())
  if (check && !(await isAsItMustBe())) process.exitCode = 1
})

function options(): { check: boolean; document: boolean } {
  const flag = { type: 'boolean', default: false } as const
  try {
    const { values } = parseArgs({ options: { check: flag, document: flag } })
    if (!values.check && !values.document) throw new UsageError('Say what to do.')
    return values
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message)
  }
}

/** Prints what was found as a table. */
async function isAsItMustBe(): Promise<boolean> {
  const conceal = concealing(process.env)
  const found = await checkDeployment(process.env)
  const rows = found.map(({ part, subject, outcome, said }) => [MARKS[outcome], part, subject, conceal(said)] as const)
  const widthOf = (column: 0 | 1 | 2) => Math.max(...rows.map((cells) => cells[column].length))
  const widths = [widthOf(0), widthOf(1), widthOf(2)] as const
  for (const [mark, part, subject, said] of rows) {
    const begin = `${mark.padEnd(widths[0])}  ${part.padEnd(widths[1])}  ${subject.padEnd(widths[2])}  `
    console.log(begin + said.replaceAll('\n', `\n${' '.repeat(begin.length)}`))
  }
  return found.every(({ outcome }) => outcome !== 'wrong')
}
