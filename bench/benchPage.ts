import { availableParallelism, cpus, totalmem } from 'node:os'
import { BARE, OURS, type Speed } from './commands.ts'
import type { Row } from './figures.ts'
import type { Storm } from './storm.ts'

/** What the bench has found. */
export interface Findings {
  readonly rows: readonly Row[]
  readonly speeds: readonly Speed[]
  readonly storms: readonly Storm[]
}

/** The page, but for its pictures. */
export function page({ rows, speeds }: Findings): string {
  const bare = speeds.find(({ name }) => name === BARE)
  const whole = (value: number) => value.toFixed(0)
  return [
    '# Speed and size',
    '',
    'The last run of `npm run bench`. Ratios are against a bare Temporal workflow on the same development server, with a',
    'database file, in the same run. What an office costs as a country grows: [growth.md](growth.md).',
    '',
    `Measured ${new Date().toISOString().slice(0, 10)} on ${availableParallelism()} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, ${process.platform}, everything on the one machine.`,
    '',
    ...table(
      ['what', 'measured', 'must be', ''],
      rows.map((r) => [r.what, r.figure, r.must, r.holds ? 'holds' : '**fails**']),
    ),
    ...(bare
      ? [
          '## Commands, beside others',
          '',
          '24 under way at once; medians of five rounds of 600, the four in turn.',
          '',
          ...table(
            ['', 'a second', '÷ bare', 'p50, ms', 'p95, ms', 'p99, ms'],
            speeds.map((s) => [
              s.name,
              whole(s.perSecond),
              (s.perSecond / bare.perSecond).toFixed(2),
              ...[s.p50, s.p95, s.p99].map(whole),
            ]),
          ),
          '![Commands a second, and how long they took](images/bench-commands.svg)',
          '',
          ...WHAT_IS_COMPARED,
        ]
      : []),
    '## The 15 May storm',
    '',
    '878 districts have spent nothing. Their timers, and those of 76 province offices, end in one instant; each office wakes, records that it is told and escalated, and plans what comes next. Beside it, 878',
    'workflows that wait for one instant and run one local activity that does nothing. Seconds are from the instant to the transaction of the last district, and to the last activity.',
    '',
    '![How many were done, second by second](images/bench-storm.svg)',
    '',
  ].join('\n')
}

const WHAT_IS_COMPARED = [
  'All but the bare Update record the same disbursements by the same rules in the same transaction (`record_step`: trail, ledger, balance, answer), once for each key. What is not the same, all of it in favour of the others:',
  '',
  '| | this service | DBOS | pg-boss |',
  '|---|---|---|---|',
  '| who asks, whether they may, what is wrong with the request | judged, counted, logged | nothing of it | nothing of it |',
  '| an office’s state, and one command at a time | its workflow, across processes and crashes | the process’s memory: a second process would need locks and reading | the same |',
  '| a command that a process had in hand when it died | goes on in another worker | goes on when that process is back | is tried again when its time is over |',
  '| deadlines, reminders, escalations | the same workflow’s one timer, planned anew in each of these commands | would be workflows of their own | would be jobs of their own |',
  '| what an operator sees | each office’s history, and where it stands | steps of each command | jobs |',
  '',
  'They need no server beside PostgreSQL, which is why they are quick: one process, and a commit or three on the one database. We pay for a workflow of each office that keeps its state, its turn and its next',
  'deadline together, wherever it runs. The code is [`bench/rivals.ts`](../bench/rivals.ts).',
  '',
]

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = head.map((_, i) => (i === 0 ? '---' : '---:'))
  return [...[head, line, ...rows].map((row) => `| ${row.join(' | ')} |`), '']
}

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [860, 380, 60, 50, 60]
const COLOURS = ['#7f8c8d', '#1b4f9c', '#b9770e', '#1e8449']

/** Commands a second, and their latencies, as bars. */
export function commandsPlot(speeds: readonly Speed[]): string {
  const half = WIDTH / 2
  const rate = bars({
    title: 'commands a second (more is better)',
    ...{ left: LEFT, width: half - LEFT - 20 },
    groups: [{ name: '', values: speeds.map((s) => s.perSecond) }],
  })
  const latency = bars({
    title: 'milliseconds to the answer (less is better)',
    ...{ left: half + LEFT - 10, width: half - LEFT - 10 },
    groups: (['p50', 'p95', 'p99'] as const).map((name) => ({ name, values: speeds.map((s) => s[name]) })),
  })
  const legend = speeds.flatMap(({ name }, i) => {
    const x = LEFT + [0, 190, 420, 520][i]!
    return [
      `<rect x="${x}" y="${HEIGHT - 22}" width="12" height="12" fill="${COLOURS[i]}"/>`,
      `<text x="${x + 18}" y="${HEIGHT - 12}"${name === OURS ? ' font-weight="bold"' : ''}>${name}</text>`,
    ]
  })
  return picture([...rate, ...latency, ...legend])
}

/** How many were done by when, a line for each storm. */
export function stormPlot(storms: readonly Storm[]): string {
  const right = WIDTH - 290
  const last = Math.ceil(Math.max(...storms.map(({ done }) => done.at(-1)!)))
  const most = Math.max(...storms.map(({ done }) => done.length))
  const x = (seconds: number) => LEFT + (Math.max(0, seconds) / last) * (right - LEFT)
  const y = (count: number) => HEIGHT - BOTTOM - (count / most) * (HEIGHT - TOP - BOTTOM)
  const step = last > 12 ? 5 : 1
  const ticks = Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step)
  return picture([
    `<text x="${LEFT}" y="24" font-size="15">done, of ${most}, by seconds after the instant</text>`,
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((part) => ruler(LEFT, right, y(part * most), Math.round(part * most))),
    ...ticks.map((s) => `<text x="${x(s)}" y="${HEIGHT - BOTTOM + 22}" text-anchor="middle">${s}</text>`),
    ...storms.flatMap(({ name, done }, i) => {
      const isBare = name.startsWith('bare')
      const colour = isBare ? COLOURS[0] : [COLOURS[1], COLOURS[2]][Math.floor(i / 2)]
      const dashes = isBare && i > 1 ? ' stroke-dasharray="6 4"' : ''
      const points = done.map((seconds, n) => `${x(seconds).toFixed(1)},${y(n + 1).toFixed(1)}`).join(' ')
      const at = TOP + 20 + i * 26
      return [
        `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>`,
        `<line x1="${right + 20}" x2="${right + 44}" y1="${at}" y2="${at}" stroke="${colour}" stroke-width="2"${dashes}/>`,
        `<text x="${right + 52}" y="${at + 4}">${name}</text>`,
      ]
    }),
  ])
}

interface Bars {
  readonly title: string
  readonly left: number
  readonly width: number
  readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[]
}

function bars({ title, left, width, groups }: Bars): string[] {
  const top = niceAbove(Math.max(...groups.flatMap(({ values }) => values)))
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM)
  const each = width / groups.length
  return [
    `<text x="${left}" y="24" font-size="15">${title}</text>`,
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((part) => ruler(left, left + width, y(part * top), part * top)),
    ...groups.flatMap(({ name, values }, group) => {
      const bar = (each * 0.8) / values.length
      const from = left + group * each + each * 0.1
      return [
        `<text x="${left + (group + 0.5) * each}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${name}</text>`,
        ...values.flatMap((value, i) => [
          `<rect x="${from + i * bar}" y="${y(value)}" width="${bar * 0.9}" height="${HEIGHT - BOTTOM - y(value)}" fill="${COLOURS[i]}"/>`,
          `<text x="${from + (i + 0.45) * bar}" y="${y(value) - 5}" text-anchor="middle" font-size="11">${value.toFixed(0)}</text>`,
        ]),
      ]
    }),
  ]
}

function ruler(from: number, to: number, y: number, value: number): string[] {
  return [
    `<line x1="${from}" x2="${to}" y1="${y}" y2="${y}" stroke="#ddd"/>`,
    `<text x="${from - 8}" y="${y + 4}" text-anchor="end">${value}</text>`,
  ]
}

/** A round number of which quarters are round too. */
function niceAbove(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value))
  return unit * [1, 2, 4, 6, 8, 10].find((n) => n * unit >= value)!
}

function picture(content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" fill="#222">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...content,
    '</svg>',
    '',
  ].join('\n')
}
