import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OfficeCode } from '../domain/policy.ts'
import { type Day, isDay } from '../domain/time.ts'
import { type Conduct, conducts } from '../preview/conduct.ts'
import { busiestOf, daysOf, perTier } from '../preview/days.ts'
import { forecast } from '../preview/forecast.ts'
import { partOf } from '../preview/preview.ts'
import { number, printed } from '../preview/print.ts'
import { conductTh } from '../preview/wording.ts'
import { loadAllocations } from '../programme/allocations.ts'
import { loadProgramme, type Programme } from '../programme/load.ts'
import { linesOf, mailLines } from '../rehearsal/outcome.ts'
import { ProgressLine } from './progressLine.ts'
import { readOptions, runCommand, UsageError } from './runCommand.ts'

const USAGE = `npm run preview -- --programme FILE [--allocations FILE] [--conduct ${conducts.join('|')}]
                   [--province 47] [--from DAY] [--until DAY] [--out DIR | --json]
Days are written 2025-05-15. Without --allocations every office is taken to have money.`

/** How long nothing is said of how far it is. */
const PATIENCE_MS = 2000

/** Every mail that a programme file brings about, before it is opened. */
await runCommand(USAGE, async () => {
  const began = performance.now()
  const given = process.argv.slice(2)
  const optional = ['allocations', 'conduct', 'province', 'from', 'until', 'out'] as const
  const options = readOptions(
    ['programme'],
    optional,
    given.filter((word) => word !== '--json'),
  )
  const programme = loadProgramme(options.programme)
  const conduct = conductOf(options.conduct ?? 'nobody')
  const from = options.from === undefined ? undefined : dayIn(options.from, '--from', programme)
  const until = options.until === undefined ? undefined : dayIn(options.until, '--until', programme)
  const provinces = options.province === undefined ? undefined : [provinceIn(options.province, programme)]
  const allocations = options.allocations ? loadAllocations(options.allocations, programme).allocations : undefined

  const progress = new ProgressLine()
  const assumed = { conduct, provinces, allocations, until }
  const whole = forecast(programme, assumed, (day) => {
    if (performance.now() - began > PATIENCE_MS) progress.show(`Simulating ${day}`)
  })
  const shown = partOf(whole, { from, until })
  const days = daysOf(shown)
  const text = [
    `${programme.name} ปีงบประมาณ ${programme.policy.fiscalYear} (${programme.id})`,
    `สมมติว่า ${conductTh[conduct]} (${conduct})${allocations ? '' : '; ทุกแห่งได้รับจัดสรรเงิน (no --allocations)'}`,
    printed(shown),
  ].join('\n')
  if (given.includes('--json')) {
    const totals = { mails: perTier(shown.mails), skipped: shown.skipped.length }
    console.log(
      JSON.stringify({ programme: programme.id, conduct, totals, busiest: busiestOf(shown.mails), days }, null, 1),
    )
  } else if (options.out) {
    mkdirSync(options.out, { recursive: true })
    writeFileSync(join(options.out, 'preview.txt'), text)
    writeFileSync(join(options.out, 'mails.jsonl'), mailLines(shown.mails))
    writeFileSync(join(options.out, 'skipped.jsonl'), linesOf(shown.skipped))
    writeFileSync(join(options.out, 'days.jsonl'), linesOf(days))
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
