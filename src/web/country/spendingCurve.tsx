import type { VNode } from 'preact'
import type { Satang } from '../../domain/money.ts'
import type { Checkpoint } from '../../domain/pace.ts'
import { type Day, dayNumber } from '../../domain/time.ts'
import type { SpentBy } from '../../store/spending.ts'
import { type CurveWords, curveWords } from './pictureWords.ts'

export interface CurveView {
  readonly points: readonly SpentBy[]
  readonly allocated: Satang
  readonly from: Day
  readonly today: Day
  /** When all of it is to be spent. */
  readonly deadline: Day
  readonly checkpoints: readonly Checkpoint[]
  /** In Thai when left out. */
  readonly words?: CurveWords
}

const [WIDTH, HEIGHT] = [600, 220]
const [LEFT, BOTTOM, TOP, RIGHT] = [44, 28, 10, 14]

/** How spending grew, against what it is to reach by when. The table below says the same. */
export function SpendingCurve(view: CurveView): VNode | null {
  const { points, allocated, from, today, deadline, checkpoints, words = curveWords() } = view
  if (allocated <= 0) return null
  const last = [deadline, today].sort()[1]!
  const days = Math.max(1, dayNumber(last) - dayNumber(from))
  const x = (day: Day) => LEFT + (Math.max(0, dayNumber(day) - dayNumber(from)) * (WIDTH - LEFT - RIGHT)) / days
  const y = (share: number) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)
  const plan = [...checkpoints.map((c) => ({ on: c.on, share: c.percent / 100 })), { on: deadline, share: 1 }]
  // Nothing is between two recordings: a step, not a slope.
  const steps = points.flatMap(({ day, spent }, i) => [
    `${round(x(day))},${round(y((points[i - 1]?.spent ?? 0) / allocated))}`,
    `${round(x(day))},${round(y(spent / allocated))}`,
  ])
  const end = `${round(x(today))},${round(y((points.at(-1)?.spent ?? 0) / allocated))}`
  const spent = points.at(-1)?.spent ?? 0
  return (
    <figure class="curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby="curve-said">
        <title>{words.title}</title>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <>
            <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(share)} y2={y(share)} />
            <text class="tick" x={LEFT - 6} y={y(share) + 4} text-anchor="end">
              {share * 100}%
            </text>
          </>
        ))}
        {plan.map(({ on, share }) => (
          <g class="plan">
            <path d={`M${round(x(on))} ${round(y(share) - 6)}l6 6l-6 6l-6-6z`} />
            <text class="tick" x={x(on)} y={HEIGHT - 8} text-anchor={on === last ? 'end' : 'middle'}>
              {words.shortDay(on)}
            </text>
          </g>
        ))}
        <line class="today" x1={x(today)} x2={x(today)} y1={TOP} y2={HEIGHT - BOTTOM} />
        <polyline class="spent" points={[`${LEFT},${round(y(0))}`, ...steps, end].join(' ')} />
      </svg>
      <figcaption>
        <p id="curve-said">{words.said(today, spent, allocated)}</p>
        <details id="curve-table">
          <summary>{words.table}</summary>
          <table>
            <thead>
              <tr>
                {words.head.map((cell, i) => (
                  <th scope="col" class={i > 0 ? 'figure' : undefined}>
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {plan.map(({ on, share }) => (
                <tr>
                  <th scope="row">{words.fullDay(on)}</th>
                  <td class="figure">{words.percent(share * 100)}</td>
                  <td class="figure">{on <= today ? words.share(spentBy(points, on), allocated) : words.toCome}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </figcaption>
    </figure>
  )
}

/** What had been spent by the end of a day. */
function spentBy(points: readonly SpentBy[], day: Day): Satang {
  return points.filter((p) => p.day <= day).at(-1)?.spent ?? 0
}

function round(n: number): number {
  return Math.round(n * 10) / 10
}
