import type { Taken } from './commands.ts'
import { lastOf, type Storm } from './storm.ts'
import { median, percentile } from './timing.ts'

/** The pictures of docs/bench.md, drawn as the run measured. */

const [WIDTH, HEIGHT, TOP, BOTTOM] = [860, 360, 50, 70]
const COLOURS = { p50: '#1b4f9c', p95: '#b9770e', p99: '#c0392b', speed: '#1e8449', service: '#1b4f9c', bare: '#888' }

interface Axis {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly unit: string
}

/** Commands a second, and how long one takes, of each that took them. */
export function commandsPlot(taken: readonly Taken[]): string {
  const speeds = taken.map(({ perSecond }) => median(perSecond))
  const parts = [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const
  const latencies = taken.map(({ latencies: all }) => parts.map(([, part]) => percentile(all, part)))
  const speedAxis = { left: 60, right: 400, top: Math.max(...speeds), unit: 'commands a second' }
  const timeAxis = { left: 490, right: 840, top: Math.max(...latencies.flat()), unit: 'from sending to the answer, ms' }
  return picture([
    ...grid(speedAxis),
    ...grid(timeAxis),
    ...taken.flatMap(({ name }, i) => [
      ...bars(speedAxis, [speeds[i]!], [COLOURS.speed], i, taken.length),
      ...label(speedAxis, name, i, taken.length),
      ...bars(
        timeAxis,
        latencies[i]!,
        parts.map(([part]) => COLOURS[part]),
        i,
        taken.length,
      ),
      ...label(timeAxis, name, i, taken.length),
    ]),
    ...parts.flatMap(([part], i) => legend(timeAxis.left + i * 90, part, COLOURS[part])),
  ])
}

/** How many have been recorded by when, of each storm. */
export function stormPlot(storms: readonly Storm[]): string {
  const axis = { left: 60, right: 840, top: Math.max(...storms.map((one) => one.recorded.length)), unit: 'recorded' }
  const end = Math.ceil(Math.max(...storms.map(lastOf)))
  const x = (second: number) => axis.left + (second / end) * (axis.right - axis.left)
  const step = Math.max(1, Math.ceil(end / 12))
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step)
  const curves = [
    ['bare', 'bare timers', 60],
    ['service', 'deadlines', 200],
  ] as const
  return picture([
    ...grid(axis),
    ...ticks.map((tick) => text(x(tick), HEIGHT - BOTTOM + 20, `${tick} s`, 'middle')),
    ...storms.map(({ whose, recorded }) => {
      // One point in eight: the line looks the same, and the file stays small.
      const points = recorded.flatMap((second, n) =>
        n % 8 === 0 || n === recorded.length - 1 ? [`${x(second).toFixed(1)},${yOf(axis, n + 1).toFixed(1)}`] : [],
      )
      return `<polyline points="${x(0)},${yOf(axis, 0)} ${points.join(' ')}" fill="none" stroke="${COLOURS[whose]}" stroke-width="1.5"/>`
    }),
    ...curves.flatMap(([whose, name, at]) => [
      `<line x1="${at}" x2="${at + 28}" y1="${HEIGHT - 20}" y2="${HEIGHT - 20}" stroke="${COLOURS[whose]}" stroke-width="2"/>`,
      text(at + 34, HEIGHT - 16, name),
    ]),
  ])
}

function picture(body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" fill="#222">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n')
}

function grid(axis: Axis): string[] {
  const step = roundStep(axis.top)
  const y = (tick: number) => yOf(axis, tick).toFixed(1)
  const ticks = Array.from({ length: Math.floor(axis.top / step) + 1 }, (_, i) => i * step)
  return [
    text(axis.left, TOP - 22, axis.unit, 'start', 15),
    ...ticks.flatMap((tick) => [
      `<line x1="${axis.left}" x2="${axis.right}" y1="${y(tick)}" y2="${y(tick)}" stroke="#ddd"/>`,
      text(axis.left - 8, yOf(axis, tick) + 4, String(tick), 'end'),
    ]),
  ]
}

function bars(
  axis: Axis,
  values: readonly number[],
  colours: readonly string[],
  group: number,
  groups: number,
): string[] {
  const room = (axis.right - axis.left) / groups
  const width = (room * 0.7) / values.length
  return values.map((value, i) => {
    const [x, y] = [axis.left + room * (group + 0.15) + width * i, yOf(axis, value)]
    return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${(width - 2).toFixed(1)}" height="${(HEIGHT - BOTTOM - y).toFixed(1)}" fill="${colours[i]}"/>`
  })
}

/** The name under a group of bars, a word a line. */
function label(axis: Axis, name: string, group: number, groups: number): string[] {
  const middle = axis.left + ((axis.right - axis.left) / groups) * (group + 0.5)
  return name.split(', ').map((line, i) => text(middle, HEIGHT - BOTTOM + 20 + i * 16, line, 'middle'))
}

function legend(x: number, name: string, colour: string): string[] {
  return [
    `<rect x="${x}" y="${HEIGHT - 24}" width="12" height="12" fill="${colour}"/>`,
    text(x + 18, HEIGHT - 14, name),
  ]
}

const yOf = ({ top }: Axis, value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM)

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end' = 'start', size = 13): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="${size}">${words}</text>`
}

/** A round distance between some five lines up to `top`. */
function roundStep(top: number): number {
  const rough = top / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= rough)!
}
