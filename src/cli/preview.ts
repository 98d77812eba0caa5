import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OfficeCode } from '../domain/policy.ts'
import { type Day, isDay } from '../domain/time.ts'
import { compare } from '../preview/compare.ts'
import { type Conduct, conducts } from '../preview/conduct.ts'
import { busiestOf, daysOf, perTier } from '../preview/days.ts'
import { forecast } from '../preview/forecast.ts'
import { type Preview, partOf } from '../preview/preview.ts'
import { number, printed } from '../preview/print.ts'
import { printedComparison } from '../preview/printComparison.ts'
import { conductTh } from '../preview/wording.ts'
import { loadAllocations } from '../programme/allocations.ts'
import { loadProgramme, type Programme } from '../programme/load.ts'
import { linesOf, mailLines } from '../rehearsal/outcome.ts'
import { ProgressLine } from './progressLine.ts'
import { readOptions, runCommand, UsageError } from './runCommand.ts'

const USAGE = `npm run preview -- --programme FILE [--amended FILE] [--allocations FILE] [--conduct ${conducts.join('|')}]
                   [--province 47] [--from DAY] [--until DAY] [--out DIR | --json]
Days are written 2025-05-15. Without --allocations every office is taken to have money.
With --amended, what changes when the second file is the programme.`

/** How long nothing is said of how far it is. */
const PATIENCE_MS = 2000

/** Every mail that a programme file brings about, before it is opened. */
await runCommand(USAGE, async () => {
  const began = performance.now()
  const given = process.argv.slice(2)
  const optional = ['amended', 'allocations', 'conduct', 'province', 'from', 'until', 'out'] as const
  const options = readOptions(
    ['programme'],
    optional,
    given.filter((word) => word !== '--json'),
  )
  const conduct = conductOf(options.conduct ?? 'nobody')
  const progress = new ProgressLine()
  const previewOf = (file: string): { programme: Programme; shown: Preview } => {
    const programme = loadProgramme(file)
    const from = options.from === undefined ? undefined : dayIn(options.from, '--from', programme)
    const until = options.until === undefined ? undefined : dayIn(options.until, '--until', programme)
    if (from !== undefined && until !== undefined && from > until)
      throw new UsageError(`--from is not after --until: ${from} is after ${until}`)
    const provinces = options.province === undefined ? undefined : [provinceIn(options.province, programme)]
    const allocations = options.allocations ? loadAllocations(options.allocations, programme).allocations : undefined
    const whole = forecast(programme, { conduct, provinces, allocations, until }, (day) => {
      if (performance.now() - began > PATIENCE_MS) progress.show(`Simulating ${day}`)
    })
    return { programme, shown: partOf(whole, { from, until }) }
  }
  const { programme, shown } = previewOf(options.programme)
  const comparison = options.amended === undefined ? undefined : compare(shown, previewOf(options.amended).shown)
  const text = [
    `${programme.name} ปีงบประมาณ ${programme.policy.fiscalYear} (${programme.id})`,
    `สมมติว่า ${conductTh[conduct]} (${conduct})${options.allocations ? '' : '; ทุกแห่งได้รับจัดสรรเงิน (no --allocations)'}`,
    comparison ? printedComparison(comparison) : printed(shown),
  ].join('\n')
  if (given.includes('--json')) {
    const totals = { mails: perTier(shown.mails), skipped: shown.skipped.length }
    const told = comparison ?? { totals, busiest: busiestOf(shown.mails), days: daysOf(shown) }
    console.log(JSON.stringify({ programme: programme.id, conduct, ...told }, null, 1))
  } else if (options.out) {
    mkdirSync(options.out, { recursive: true })
    const write = (name: string, content: string) => writeFileSync(join(options.out!, name), content)
    write(comparison ? 'comparison.txt' : 'preview.txt', text)
    write('mails.jsonl', mailLines(shown.mails))
    write('skipped.jsonl', linesOf(shown.skipped))
    if (comparison) write('comparison.json', `${JSON.stringify(comparison, null, 1)}\n`)
  } else console.log(text)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  progress.say(`${number(shown.mails.length)} mails in ${seconds} s.${options.out ? ` See ${options.out}.` : ''}`)
})

function conductOf(word: string): Conduct {
  const conduct = conducts.find((c) => c === word)
  if (!conduct) throw new UsageError(`--conduct is one of ${conducts.join(', ')}, not ${word}`)
  return conduct
}

function dayIn(word: string, option: string, { id, calendar }: Programme): Day {
  if (!isDay(word)) throw new UsageError(`${option} is a day such as 2025-05-15, not ${word}`)
  if (word < calendar.from || word > calendar.through)
    throw new UsageError(
      `${option} lies in the calendar of ${id}, ${calendar.from} to ${calendar.through}, not ${word}`,
    )
  return word
}

function provinceIn(word: string, { id, provinces }: Programme): OfficeCode {
  if (!provinces.some((p) => p.code === word)) throw new UsageError(`--province is a province of ${id}, not ${word}`)
  return word
}
