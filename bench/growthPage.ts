import { availableParallelism, cpus, totalmem } from 'node:os'
import type { Size } from './usage.ts'

/** One part of an office's life, done by all of them: how long it took, and the CPU time that each part of the service took. */
export interface Phase {
  readonly name: 'open' | 'notify' | 'disburse' | 'wake'
  readonly seconds: number
  readonly cpuMs: { readonly workers: number; readonly temporal: number; readonly postgres: number }
}

interface Sizes {
  readonly service: Size
  readonly temporal: Size
  readonly visibility: Size
}

/** What so many countries cost. Memory in megabytes, of all workers together; the write-ahead log in bytes. */
export interface Measured {
  readonly countries: number
  readonly offices: number
  readonly workflows: number
  readonly workers: number
  readonly phases: readonly Phase[]
  readonly history: { readonly events: number; readonly bytes: number }
  readonly emptySizes: Sizes
  readonly fullSizes: Sizes
  readonly wal: number
  readonly emptyMemory: number
  readonly fullMemory: number
  readonly temporalMemory: number
  /** How often a part died. */
  readonly restarts: number
}

/** A cost of one office. */
interface Cost {
  readonly what: string
  readonly of: (measured: Measured) => number
  readonly digits: number
}

const TITLES = {
  open: 'opening it',
  notify: 'the notice',
  disburse: 'one payment recorded',
  wake: 'a morning on which it is reminded',
} as const
const PARTS = ['workers', 'temporal', 'postgres'] as const
const STORES = ['service', 'temporal', 'visibility'] as const
const NAMES = { workers: 'workers', temporal: 'Temporal', postgres: 'PostgreSQL' } as const
const DATABASES = { service: 'service', temporal: 'Temporal', visibility: 'visibility' } as const

const cpuOf = (part: (typeof PARTS)[number]) => (m: Measured) =>
  m.phases.reduce((sum, { cpuMs }) => sum + cpuMs[part], 0) / m.offices
const grown = (store: (typeof STORES)[number], what: keyof Size) => (m: Measured) =>
  (m.fullSizes[store][what] - m.emptySizes[store][what]) / m.offices

const costs: readonly Cost[] = [
  { what: 'history, events', of: (m) => m.history.events, digits: 1 },
  { what: 'history, bytes', of: (m) => m.history.bytes, digits: 0 },
  ...PARTS.map((part) => ({ what: `CPU of ${NAMES[part]}, ms`, of: cpuOf(part), digits: 1 })),
  ...STORES.flatMap((store) => [
    { what: `${DATABASES[store]} database, rows`, of: grown(store, 'rows'), digits: 1 },
    { what: `${DATABASES[store]} database, bytes`, of: grown(store, 'bytes'), digits: 0 },
  ]),
  { what: 'write-ahead log, bytes', of: (m) => m.wal / m.offices, digits: 0 },
  {
    what: 'workers’ memory, kB a workflow',
    of: (m) => ((m.fullMemory - m.emptyMemory) * 1024) / m.workflows,
    digits: 0,
  },
]

/** The page: what one office costs in each number of countries, and how long they took. */
export function page(measured: readonly Measured[], shards: number): string {
  const first = measured[0]!
  const head = measured.map((m) => `${m.countries} ×`)
  const table = (title: string, columns: readonly string[], rows: readonly (readonly string[])[]) =>
    [[title, ...columns], ['---', ...columns.map(() => '---:')], ...rows].map((row) => `| ${row.join(' | ')} |`)
  const number = (value: number, digits: number) =>
    value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits })
  const of = (m: Measured, name: Phase['name']) => m.phases.find((phase) => phase.name === name)!
  const cores = availableParallelism()
  return [
    '# Growth',
    '',
    'Whether an office costs the same however many there are. The last run of `npm run growth`: one country of 878 districts and 76',
    'provinces, then several at once, each a programme of its own, on a Temporal cluster with PostgreSQL (one host, ' +
      `${shards} history shards),`,
    'a new one each time, with as many workers as hold all workflows in memory. Every office lives through the same: it is opened, gets the',
    'notice, records one payment, and is reminded on a morning (a province office, one in twelve, has nothing due then).',
    '',
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cores} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, ${process.platform}, everything on the one machine. What these`,
    'figures come to for larger programmes is in [capacity.md](capacity.md).',
    '',
    '## What one office costs',
    '',
    ...table(
      'of one office',
      [...head, ...measured.slice(1).map((m) => `${m.countries} × ÷ ${first.countries} ×`)],
      costs.map(({ what, of: cost, digits }) => [
        what,
        ...measured.map((m) => number(cost(m), digits)),
        ...measured.slice(1).map((m) => number(cost(m) / cost(first), 2)),
      ]),
    ),
    '',
    '![Each cost of an office against one country’s](images/growth.svg)',
    '',
    '## CPU of each part of its life',
    '',
    'Milliseconds of one core for one office: workers + Temporal + PostgreSQL.',
    '',
    ...table(
      'part',
      head,
      first.phases.map(({ name }) => [
        TITLES[name],
        ...measured.map((m) => PARTS.map((part) => number(of(m, name).cpuMs[part] / m.offices, 1)).join(' + ')),
      ]),
    ),
    '',
    '## How long it took',
    '',
    ...table('', head, [
      ['offices', ...measured.map((m) => number(m.offices, 0))],
      ['workflows', ...measured.map((m) => number(m.workflows, 0))],
      ['workers', ...measured.map((m) => number(m.workers, 0))],
      ...first.phases.map(({ name }) => [
        `${TITLES[name]}: seconds (offices a second)`,
        ...measured.map((m) => `${number(of(m, name).seconds, 0)} (${number(m.offices / of(m, name).seconds, 0)})`),
      ]),
      ['memory of all workers, MB', ...measured.map((m) => number(m.fullMemory, 0))],
      [
        'memory of one worker before the first workflow, MB',
        ...measured.map((m) => number(m.emptyMemory / m.workers, 0)),
      ],
      ['memory of the Temporal host, MB', ...measured.map((m) => number(m.temporalMemory, 0))],
      ['parts that died', ...measured.map((m) => number(m.restarts, 0))],
    ]),
    '',
  ].join('\n')
}

const [WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM] = [860, 420, 60, 50, 300, 60]
const COLOURS = [
  '#1b4f9c',
  '#c0392b',
  '#1e8449',
  '#7d3c98',
  '#b9770e',
  '#117a65',
  '#5d6d7e',
  '#a93226',
  '#2e4053',
  '#6c3483',
  '#148f77',
  '#935116',
]

/** The picture: each cost of an office against the first measurement's, which a flat line means is the same. */
export function plot(measured: readonly Measured[]): string {
  const first = measured[0]!
  const ratios = costs.map(({ of }) => measured.map((m) => of(m) / of(first)))
  const top = Math.max(2, Math.ceil(Math.max(...ratios.flat())))
  const x = (i: number) => LEFT + (measured.length === 1 ? 0 : (i * (WIDTH - LEFT - RIGHT)) / (measured.length - 1))
  const y = (ratio: number) => HEIGHT - BOTTOM - (ratio / top) * (HEIGHT - TOP - BOTTOM)
  const ticks = Array.from({ length: top * 2 + 1 }, (_, i) => i / 2)
  const line = (values: readonly number[], i: number) => {
    const colour = COLOURS[i % COLOURS.length]!
    const points = values.map((value, n) => `${x(n).toFixed(1)},${y(value).toFixed(1)}`)
    const dashes = i >= COLOURS.length / 2 ? ' stroke-dasharray="6 4"' : ''
    const legend = TOP + i * 24
    return [
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>`,
      ...points.map(
        (point) => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${colour}"/>`,
      ),
      `<line x1="${WIDTH - RIGHT + 30}" x2="${WIDTH - RIGHT + 54}" y1="${legend}" y2="${legend}" stroke="${colour}" stroke-width="2"${dashes}/>`,
      `<text x="${WIDTH - RIGHT + 62}" y="${legend + 4}">${costs[i]!.what}</text>`,
    ]
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" fill="#222">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="24" font-size="15">What one office costs, against ${first.countries === 1 ? 'one country' : `${first.countries} countries`}</text>`,
    ...ticks.flatMap((tick) => [
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}" stroke="${tick === 1 ? '#888' : '#ddd'}"/>`,
      `<text x="${LEFT - 8}" y="${y(tick) + 4}" text-anchor="end">${tick.toFixed(1)}</text>`,
    ]),
    ...measured.map(
      (m, i) =>
        `<text x="${x(i)}" y="${HEIGHT - BOTTOM + 24}" text-anchor="middle">${m.countries} × (${m.offices.toLocaleString('en-US')} offices)</text>`,
    ),
    ...ratios.flatMap(line),
    '</svg>',
    '',
  ].join('\n')
}
