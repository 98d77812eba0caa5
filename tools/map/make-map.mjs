// Makes programmes/data/map.json from @svg-maps/thailand (CC BY 4.0): the outline of every province, by the department's codes, on a coarse
// grid. Neighbours share their corners, so that rounding opens no gap between them. Run after an update of the package:
//   node tools/map/make-map.mjs > programmes/data/map.json
import { readFileSync } from 'node:fs'
import thailand from '@svg-maps/thailand'

/** The codes of the package's ids. */
const ids = JSON.parse(readFileSync(new URL('province-codes.json', import.meta.url), 'utf8'))
/** Songkhla lake: no province. */
const WATER = ['lksg']
const numbers = (text) => [...text.matchAll(/-?\d*\.?\d+/g)].map(Number)

/** Closed outlines of a path as absolute, rounded points. */
function outlines(path) {
  const found = []
  let at = [0, 0]
  let begin = at
  let points = []
  for (const [, command, args] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const n = numbers(args)
    const isRelative = command === command.toLowerCase()
    const to = (x, y) => {
      at = isRelative ? [at[0] + x, at[1] + y] : [x, y]
      points.push(at)
    }
    switch (command.toLowerCase()) {
      case 'm':
        points = []
        for (let i = 0; i < n.length; i += 2) to(n[i], n[i + 1])
        begin = points[0]
        break
      case 'l':
        for (let i = 0; i < n.length; i += 2) to(n[i], n[i + 1])
        break
      case 'h':
        for (const x of n) to(x, isRelative ? 0 : at[1])
        break
      case 'v':
        for (const y of n) to(isRelative ? 0 : at[0], y)
        break
      case 'z':
        found.push(points)
        at = begin
        points = []
        break
      default:
        throw new Error(`A command that this does not know: ${command}`)
    }
  }
  if (points.length > 2) found.push(points)
  return found.map(rounded)
}

/** The grid in the picture's units: on a page of usual width a step is about a pixel. */
const GRID = 2

/** On the grid, without points that say nothing: the same as the one before, or on the way between their neighbours. */
function rounded(points) {
  const whole = points.map(([x, y]) => [Math.round(x / GRID) * GRID, Math.round(y / GRID) * GRID])
  const apart = whole.filter(([x, y], i) => i === 0 || x !== whole[i - 1][0] || y !== whole[i - 1][1])
  const isBetween = ([ax, ay], [bx, by], [cx, cy]) =>
    (bx - ax) * (cy - by) === (by - ay) * (cx - bx) && (bx - ax) * (cx - bx) >= 0 && (by - ay) * (cy - by) >= 0
  return apart.filter((p, i) => i === 0 || i === apart.length - 1 || !isBetween(apart[i - 1], p, apart[i + 1]))
}

function area(points) {
  return (
    Math.abs(
      points.reduce((sum, [x, y], i) => {
        const [nx, ny] = points[(i + 1) % points.length]
        return sum + x * ny - nx * y
      }, 0),
    ) / 2
  )
}

/** `m1 2 3 4-5 6z`: as short as a path can be written. */
function written(points) {
  let [px, py] = [0, 0]
  const steps = points.map(([x, y]) => {
    const step = [x - px, y - py]
    ;[px, py] = [x, y]
    return step
  })
  // Absolute where it begins; `m` then goes on by steps.
  return `M${points[0].join(' ')}l${steps.slice(1).flat().join(' ').replaceAll(' -', '-')}z`
}

const provinces = Object.fromEntries(
  thailand.locations
    .filter(({ id }) => !WATER.includes(id))
    .map(({ id, path }) => {
      const code = ids[id]
      if (!code) throw new Error(`There is no code for ${id}.`)
      const sorted = outlines(path)
        .filter((o) => o.length > 2)
        .sort((a, b) => area(b) - area(a))
      // A province's mainland, and islands that can be seen.
      return [
        code,
        sorted
          .filter((o, i) => i === 0 || area(o) >= 4)
          .map(written)
          .join(''),
      ]
    })
    .sort(([a], [b]) => (a < b ? -1 : 1)),
)
process.stdout.write(
  `${JSON.stringify({ source: '@svg-maps/thailand, CC BY 4.0', viewBox: thailand.viewBox, provinces }, null, 1)}\n`,
)
