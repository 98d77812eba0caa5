import type { VNode } from 'preact'

/** The figures of a page, most telling first. Their tone is never told by colour alone: the label says it too. */
export interface PageFigure {
  readonly value: string
  readonly label: string
  readonly tone: 'alert' | 'warn' | 'good' | 'plain'
}

export function Figures({ figures }: { readonly figures: readonly PageFigure[] }): VNode {
  return (
    <ul class="figures">
      {figures.map(({ value, label, tone }) => (
        <li class={tone}>
          <b>{value}</b>
          <span>{label}</span>
        </li>
      ))}
    </ul>
  )
}
