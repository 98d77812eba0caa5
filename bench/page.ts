import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { AT_ONCE, BARE, type Taken } from './commands.ts'
import { commandsPlot, stormPlot } from './plots.ts'
import type { Row } from './rows.ts'
import type { Whose } from './stage.ts'
import { lastOf, type Storm } from './storm.ts'
import { median, percentile } from './timing.ts'

/** Everything that a run has measured; what it has not is left out of the page. */
interface Measured {
  readonly rows: readonly Row[]
  readonly taken: readonly Taken[]
  readonly storms: readonly Storm[]
}

/** Writes the page and its pictures into a folder, if one is given. @returns the page */
export function publish(measured: Measured, into: string | undefined): string {
  const page = pageOf(measured)
  if (into === undefined) return page
  writeFileSync(join(into, 'bench.md'), page)
  const { taken, storms } = measured
  if (taken.length > 0) writeFileSync(join(into, 'images', 'bench-commands.svg'), commandsPlot(taken))
  if (storms.length > 0) writeFileSync(join(into, 'images', 'bench-storm.svg'), stormPlot(storms))
  return page
}

function pageOf({ rows, taken, storms }: Measured): string {
  return [
    '# Speed and size',
    '',
    'The last run of `npm run bench`: one run, on one machine, with everything on it. Ratios are against a bare Temporal workflow on the',
    'same development server, with a database file, in the same run. What an office costs in a country of four and sixteen times the',
    'size, on a Temporal cluster with PostgreSQL, is `npm run growth`’s: [growth](growth.md).',
    '',
    `Measured ${new Date().toISOString().slice(0, 10)} on ${availableParallelism()} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, ${process.platform}.`,
    '',
    ...table(
      ['what', 'measured', 'must be', ''],
      rows.map(({ what, figure, must, holds }) => [what, figure, must, must && (holds ? 'holds' : '**fails**')]),
    ),
    ...(taken.length > 0 ? commandsPart(taken) : []),
    ...(storms.length > 0 ? stormPart(storms) : []),
  ].join('\n')
}

function commandsPart(taken: readonly Taken[]): string[] {
  const bare = median(taken.find(({ name }) => name === BARE)!.perSecond)
  return [
    '## Commands',
    '',
    `${taken[0]!.latencies.length} commands to each in rounds that take turns, ${AT_ONCE} at once, spread over all offices. The job is the same: a disbursement judged by`,
    'the rules and recorded by `record_step` with its audit event, ledger entry, read model and receipt, once by its key. A bare Update',
    'runs one empty local activity and writes nothing.',
    '',
    ...table(
      ['', 'a second (median)', '÷ bare', 'p50, ms', 'p95, ms', 'p99, ms'],
      taken.map(({ name, perSecond, latencies }) => [
        name,
        median(perSecond).toFixed(0),
        (median(perSecond) / bare).toFixed(2),
        ...[0.5, 0.95, 0.99].map((part) => percentile(latencies, part).toFixed(0)),
      ]),
    ),
    '![Commands a second and latency of each](images/bench-commands.svg)',
    '',
    ...(taken.length > 2 ? RIVALS : []),
  ]
}

/** What the figures are to be read with: known of each, not measured. */
const RIVALS = [
  '### What each gives',
  '',
  'DBOS and pg-boss are libraries on PostgreSQL, with no server of their own. Each is one process that takes the job over HTTP and does it',
  'itself, at its fastest: DBOS starts the workflow where it was asked, since its queues are looked into once a second; pg-boss’s workers are told of a job',
  'by the process that sent it, and would find it by themselves within half a second. Both read the office’s state from the audit trail,',
  'because nothing holds it for them. Neither asks who is calling, checks rights, limits requests or keeps metrics, as our API does.',
  '',
  ...table(
    ['', 'AMPHOE ITA on Temporal', 'DBOS', 'pg-boss'],
    [
      [
        'a command goes on after a crash',
        'on another worker, within seconds',
        'when its process starts again',
        'when its time has run out: 15 minutes unless set',
      ],
      [
        'the same key is done once',
        'by workflow and database, for good',
        'by workflow id; by our receipt in the step',
        'by job id while the row is kept; by our receipt',
      ],
      [
        'one at a time to an office',
        'the workflow’s turn, in order',
        'here the database’s row lock: the second is decided anew; a partitioned queue could, at its pace',
        'here the same; a queue’s policy could, one job by key',
      ],
      [
        'waits for a deadline, durably',
        'a timer an office, moved when a deadline moves',
        'a sleep in a workflow for each office: not measured here',
        'a job that starts later, found by polling; a moved deadline is another job',
      ],
      ['state between commands', 'in the workflow’s memory', 'none: read each time', 'none: read each time'],
      [
        'what happened, for auditors',
        'our audit trail, and each office’s history in Temporal',
        'our audit trail, and the steps of each command',
        'our audit trail; rows of jobs, kept for days',
      ],
      ['the caller hears the answer', 'yes', 'yes', 'only in the same process, or by asking'],
      ['to be kept running beside PostgreSQL', 'Temporal server and workers', 'nothing', 'nothing'],
    ],
    'left',
  ),
  'PostgreSQL syncs every commit, for all of them. Temporal’s development server syncs its file less often; what Temporal costs on a',
  'PostgreSQL that does is in [growth](growth.md).',
  '',
]

function stormPart(storms: readonly Storm[]): string[] {
  const [first] = storms
  const kinds = [
    ['bare', 'bare timers'],
    ['service', 'deadlines'],
  ] as const satisfies readonly (readonly [Whose, string])[]
  return [
    '## The 15 May storm',
    '',
    `${first!.recorded.length} districts, each with its durable timer to the morning after the deadline, in one instant: every office wakes, is escalated to its province, told,`,
    'reminded of its report, and recorded with mail and audit event. Against as many bare workflows whose timers fire in one instant and run',
    'one empty local activity each, on the same server, with one worker of equal settings. Counted from the instant: ours to the transaction',
    'that records it, a bare one to its activity. Nothing is delivered meanwhile.',
    '',
    ...table(
      ['', 'seconds until the last, each round', 'CPU of one, ms: worker', 'Temporal', 'PostgreSQL'],
      kinds.map(([whose, name]) => {
        const own = storms.filter((one) => one.whose === whose)
        const cpu = (part: keyof Storm['cpuMs']) =>
          median(own.map(({ cpuMs, recorded }) => cpuMs[part] / recorded.length)).toFixed(1)
        return [
          name,
          own.map((one) => lastOf(one).toFixed(1)).join(', '),
          cpu('worker'),
          cpu('temporal'),
          cpu('postgres'),
        ]
      }),
    ),
    '![How many are recorded by when](images/bench-storm.svg)',
    '',
  ]
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  figures: 'left' | 'right' = 'right',
): string[] {
  const line = figures === 'right' ? '---:' : '---'
  return [[...head], ['---', ...head.slice(1).map(() => line)], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .concat('')
}
